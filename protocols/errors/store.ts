import { row, type ErrorRow } from './error-row.ts'

/** Errors of the durable store of visits. None of them changed anything. */
export const storeErrors = {
  STORE_UNAVAILABLE: row({
    rpc: -32090, http: 503, retry: 'afterRepair',
    message: { zh: '就診日誌無法使用：{why}', en: 'The journal of visits cannot be used: {why}.' },
    remedy: {
      zh: '請檢查狀態目錄的磁碟與權限後重新啟動服務；恢復前不會取號或寫卡',
      en: 'Check the disk and the rights of the state directory, then restart the service. No number is taken until it is back.',
    },
  }),
  STORE_FULL: row({
    rpc: -32091, http: 507, retry: 'afterRepair',
    message: { zh: '磁碟空間不足，就診日誌未寫入', en: 'The disk is full: nothing was written to the journal of visits.' },
    remedy: {
      zh: '請清出狀態目錄所在磁碟的空間；有空間後自動恢復',
      en: 'Make room on the disk of the state directory; it goes on by itself when there is some.',
    },
  }),
  STORE_NEWER: row({
    rpc: -32092, http: 503, retry: 'afterRepair',
    message: {
      zh: '就診日誌為較新版本（{found}），本程式只認得到 {known}，未更動', en: 'The journal is of version {found}, newer than {known}, '
        + 'which this program knows. It was left alone.',
    },
    remedy: { zh: '請安裝較新的程式', en: 'Install the newer program again.' },
  }),
  STORE_KEY_MISSING: row({
    rpc: -32093, http: 503, retry: 'afterRepair',
    message: {
      zh: '有就診日誌，但找不到其主金鑰；未更動任何檔案', en: 'There is a journal of visits, and its master key is nowhere. Nothing was changed.',
    },
    remedy: {
      zh: '請還原主金鑰（systemd 憑證、系統金鑰圈或狀態目錄中的 master.key）',
      en: 'Bring the master key back: systemd credential, keyring of the system, or master.key in the state directory.',
    },
  }),
  STORE_KEY_WRONG: row({
    rpc: -32094, http: 503, retry: 'afterRepair',
    message: {
      zh: '主金鑰（{source}）不是此就診日誌的金鑰；未更動任何檔案',
      en: 'The master key ({source}) is not the one of this journal of visits. Nothing was changed.',
    },
    remedy: {
      zh: '請還原此日誌的主金鑰；若日誌由備份還原，其金鑰也須一併還原',
      en: 'Bring back the key of this journal. Where the journal came from a backup, its key has to come from there too.',
    },
  }),
} as const satisfies Record<string, ErrorRow>
