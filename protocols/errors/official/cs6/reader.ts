import { family } from '../official-error.ts'
import { cs6Client } from '../source.ts'

/** Readers, and how they are set up. */
export const readerStatuses = family('cs6', { zh: '讀卡機與設定', en: 'Readers and set-up' }, [
  {
    code: 1100, retry: 'afterUser', provenance: cs6Client, native: ['READER_ABSENT'], happens: { by: ['error.READER_ABSENT'] },
    meaning: { zh: '沒有 PC/SC 讀卡機', en: 'There is no PC/SC reader.' },
    cause: { zh: '讀卡機未接上或驅動程式未安裝', en: 'It is not connected, or its driver is missing.' },
    staff: { zh: '重新插拔讀卡機', en: 'Pull the reader out and connect it again.' },
    engineer: { zh: '在裝置管理員確認讀卡機', en: 'Look for the reader in the device manager.' },
  },
  {
    code: 1101, retry: 'afterRepair', provenance: cs6Client, happens: { notYet: 'cs6Door' },
    meaning: { zh: 'PC/SC 未使用', en: 'PC/SC is not in use.' },
    cause: { zh: '智慧卡服務未啟動，或設為專用讀卡機', en: 'The smart-card service is stopped, or a dedicated reader is set.' },
    staff: { zh: '重新啟動電腦後再試', en: 'Restart the PC and try again.' },
    engineer: { zh: '啟動智慧卡服務並核對讀卡機模式', en: 'Start the smart-card service; check the reader mode.' },
  },
  {
    code: 1102, retry: 'afterUser', provenance: cs6Client, native: ['CARD_ABSENT'],
    happens: {
      by: [
        'error.CARD_ABSENT', 'error.CARD_REMOVED', 'error.CARD_CHANGED', 'error.HPC_ABSENT',
      ],
    },
    meaning: { zh: '讀卡機中沒有卡片', en: 'There is no card in the reader.' },
    cause: { zh: '卡片未插到底或插反', en: 'The card is not fully in, or the wrong way round.' },
    staff: { zh: '晶片朝上，插到底', en: 'Chip up, push it fully in.' },
    engineer: { zh: '測試插卡開關', en: 'Test the card switch.' },
  },
  {
    code: 1103, retry: 'afterUser', provenance: cs6Client, native: ['CARD_UNRECOGNISED'],
    happens: {
      by: [
        'error.CARD_UNRECOGNISED', 'error.CARD_KIND_WRONG',
      ],
    },
    meaning: { zh: '切換卡片應用程式失敗', en: 'Switching the applet of the card failed.' },
    cause: { zh: '插入的卡沒有所需的應用程式', en: 'The card has no such applet.' },
    staff: { zh: '確認插的是健保卡或醫事人員卡', en: 'See that it is a health or professional card.' },
    engineer: { zh: '查有無其他程式同時占用卡片', en: 'See whether another program uses the card too.' },
  },
  {
    code: 1199, retry: 'now', provenance: cs6Client, native: ['READER_FAILED'], happens: { notYet: 'cs6Door' },
    meaning: { zh: '其他 PC/SC 錯誤', en: 'Another PC/SC error.' },
    cause: { zh: '讀卡機或驅動程式異常', en: 'The reader or its driver is in trouble.' },
    staff: { zh: '換一個 USB 插孔後再試', en: 'Use another USB socket and try again.' },
    engineer: { zh: '更新驅動程式，查 PC/SC 錯誤值', en: 'Update the driver; look up the PC/SC error value.' },
  },
  {
    code: 1200, retry: 'afterRepair', provenance: cs6Client, happens: { notYet: 'cs6Door' },
    meaning: { zh: '無法載入 Reader.dll', en: 'Reader.dll cannot be loaded.' },
    cause: { zh: '檔案遺失、版本不合或被防毒軟體隔離', en: 'The file is missing, of another version, or in quarantine.' },
    staff: { zh: '不要自行下載檔案，請資訊人員處理', en: 'Do not download it yourself; call the IT person.' },
    engineer: { zh: '重新安裝，並確認 32 或 64 位元一致', en: 'Install anew; see that 32 or 64 bits agree.' },
  },
  {
    code: 1201, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['door.cs6'] },
    meaning: { zh: '開啟 COM 連接埠失敗', en: 'The COM port could not be opened.' },
    cause: { zh: '埠號錯誤或被占用', en: 'The number is wrong or the port is in use.' },
    staff: { zh: '關閉其他讀卡軟體', en: 'Close other card programs.' },
    engineer: { zh: '核對 COM 埠號與占用程式', en: 'Check the number and which program holds it.' },
  },
  {
    code: 1202, retry: 'now', provenance: cs6Client,
    happens: {
      by: [
        'error.READER_LOST', 'error.READER_BUSY', 'error.READER_FAILED', 'error.DEADLINE_PASSED', 'error.CARD_SILENT',
      ],
    },
    meaning: { zh: '讀卡機操作失敗', en: 'An operation of the reader failed.' },
    cause: { zh: '讀卡機沒有完成命令', en: 'The reader did not finish a command.' },
    staff: { zh: '關閉讀卡機電源再開，重新操作', en: 'Switch the reader off and on, then repeat.' },
    engineer: { zh: '換線材；記錄發生頻率', en: 'Change the cable; note how often it happens.' },
  },
  {
    code: 1600, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['error.READER_UNKNOWN'] }, native: ['READER_UNKNOWN'],
    meaning: { zh: '找不到設定的讀卡機名稱', en: 'The reader of the settings was not found.' },
    cause: { zh: '換過讀卡機或換過插孔', en: 'The reader or its socket was changed.' },
    staff: { zh: '把讀卡機插回原來的插孔', en: 'Put the reader back into its old socket.' },
    engineer: { zh: '在設定中重新選擇讀卡機', en: 'Choose the reader anew in the settings.' },
  },
  {
    code: 1601, retry: 'afterUser', provenance: cs6Client,
    happens: {
      by: [
        'error.READER_AMBIGUOUS', 'error.HPC_AMBIGUOUS', 'error.SAM_AMBIGUOUS',
      ],
    },
    meaning: { zh: '自動偵測讀卡機失敗', en: 'Readers could not be detected.' },
    cause: { zh: '偵測時沒有插卡，或有多台相同讀卡機', en: 'No card was in, or there are several readers alike.' },
    staff: { zh: '插好各卡片後再偵測', en: 'Insert the cards, then detect again.' },
    engineer: { zh: '改用手動指定', en: 'Assign the readers by hand.' },
  },
  {
    code: 1610, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['error.SAM_FILE_REFUSED'] }, native: ['SAM_FILE_REFUSED'],
    meaning: { zh: '雲端安全模組檔格式錯誤', en: 'The file of the cloud SAM has a wrong form.' },
    cause: { zh: '檔案損壞或不是安全模組檔', en: 'It is damaged or another kind of file.' },
    staff: { zh: '停止使用並通知資訊人員', en: 'Stop and call the IT person.' },
    engineer: { zh: '重新取得安全模組檔', en: 'Fetch the SAM file anew.' },
  },
  {
    code: 1611, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['error.SAM_ABSENT'] }, native: ['SAM_ABSENT'],
    meaning: { zh: '沒有安全模組編號', en: 'There is no SAM number.' },
    cause: { zh: '安全模組未設定或未插入', en: 'No module is set or inserted.' },
    staff: { zh: '確認安全模組卡已插好', en: 'See that the SAM card is in.' },
    engineer: { zh: '在設定中填入安全模組編號', en: 'Enter the number of the module in the settings.' },
  },
])
