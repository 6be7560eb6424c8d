import { row, type ErrorRow } from './error-row.ts'

/** Errors of code tables that the clinic loads. That a code is not found is none of them: csHIS answers 9127. */
export const codeTableErrors = {
  ICD_TABLE_REFUSED: row({
    rpc: -32060, http: 422, retry: 'afterRepair',
    message: {
      zh: '未匯入 {file}：{why}；原有的對照表不變', en: '{file} was not imported: {why}. The table in use, if any, is unchanged.',
    },
    remedy: {
      zh: '請取得健保署的 ICD-10 押碼對照檔（每行「代碼,五碼」），勿以試算表軟體另存',
      en: 'Take NHIA’s own ICD-10 encoding file (lines CODE,FORM), not one that a spreadsheet has saved.',
    },
  }),
  ICD_TABLE_DAMAGED: row({
    rpc: -32061, http: 503, retry: 'afterRepair',
    message: {
      zh: '狀態目錄中的 ICD-10 押碼對照表無法使用：{path}（{why}）',
      en: 'The ICD-10 table in the state directory cannot be used: {path} ({why}).',
    },
    remedy: {
      zh: '請重新執行 npx --no nhicard codes import <檔案>', en: 'Import it again: npx --no nhicard codes import <file>.',
    },
  }),
} as const satisfies Record<string, ErrorRow>
