import { family } from './official-error.ts'
import { uploadClients } from './source.ts'

/** Return codes of the upload Web API. */
export const uploadErrors = family('upload', { zh: '資料上傳', en: 'Uploads' }, [
  {
    code: 0, severity: 'notice', retry: 'never', provenance: uploadClients, happens: { notYet: 'success' },
    meaning: { zh: '成功', en: 'Success.' },
    cause: { zh: '資料中心已收到', en: 'The centre has received it.' },
    staff: { zh: '等候檢核結果後下載', en: 'Wait for the result and download it.' },
    engineer: { zh: '保存回覆的作業序號（Opcode）', en: 'Keep the Opcode of the answer.' },
  },
  {
    code: 5002, retry: 'now', provenance: uploadClients, happens: { by: ['upload.notReady'] },
    meaning: { zh: '結果尚未產生', en: 'The result is not ready yet.' },
    cause: { zh: '資料中心仍在檢核', en: 'The centre is still checking.' },
    staff: { zh: '約半小時後再下載結果', en: 'Download the result in about half an hour.' },
    engineer: { zh: '系統應隔一段時間再查，不要連續查詢', en: 'The system should ask from time to time, not without pause.' },
  },
  {
    code: 5003, retry: 'never', provenance: uploadClients, happens: { by: ['upload.kindUnknown'] },
    meaning: { zh: '上傳類別錯誤', en: 'The kind of upload is wrong.' },
    cause: { zh: '系統送出的類別不在允許範圍', en: 'The system sent a kind that is not allowed.' },
    staff: { zh: '確認選的是正式上傳或預檢', en: 'See whether formal upload or pre-check was chosen.' },
    engineer: { zh: '核對 sType 是否為 A1、A2 或 ZZ', en: 'See that sType is A1, A2 or ZZ.' },
  },
  {
    code: 5004, retry: 'afterRepair', provenance: uploadClients, happens: { by: ['upload.otherModule'] },
    meaning: { zh: '安全模組無效', en: 'The security module is not valid.' },
    cause: { zh: '送出的安全模組代碼不被接受', en: 'The SAM id that was sent is not accepted.' },
    staff: { zh: '確認使用本院目前的安全模組', en: 'See that the current SAM of this institution is in use.' },
    engineer: { zh: '核對 sSamId 與簽章用的安全模組', en: 'Compare sSamId with the module that signed.' },
  },
  {
    code: 8201, retry: 'now', provenance: uploadClients, happens: { by: ['upload.checkFailed'] },
    meaning: { zh: '服務例外', en: 'A service exception.' },
    cause: { zh: '上傳服務暫時異常', en: 'The upload service is in trouble.' },
    staff: { zh: '一小時後再上傳', en: 'Upload again in an hour.' },
    engineer: { zh: '確認檔案未損壞並保留回覆內容', en: 'See that the file is sound; keep the answer.' },
  },
  {
    code: 8202, retry: 'now', provenance: uploadClients, happens: { notYet: 'dataCentre' },
    meaning: { zh: '驗證例外', en: 'A verification exception.' },
    cause: { zh: '驗證簽章的程序異常', en: 'The verification of the signature went wrong.' },
    staff: { zh: '重新簽章後再上傳', en: 'Sign again, then upload.' },
    engineer: { zh: '檢查簽章內容是否完整傳送', en: 'See that the signature is sent in full.' },
  },
  {
    code: 8203, retry: 'now', provenance: uploadClients, happens: { by: ['upload.signatureOld'] },
    meaning: { zh: '簽章逾時（一小時）', en: 'The signature is too old (one hour).' },
    cause: { zh: '簽章後超過一小時才上傳', en: 'More than an hour lay between signature and upload.' },
    staff: { zh: '重新執行上傳，系統會再簽章', en: 'Start the upload anew; it is signed again.' },
    engineer: { zh: '上傳前才簽章，並校正電腦時間', en: 'Sign right before the upload; set the clock of the PC.' },
  },
  {
    code: 8205, retry: 'afterRepair', provenance: uploadClients, happens: { by: ['upload.moduleRevoked'] },
    meaning: { zh: '安全模組已廢止', en: 'The security module is revoked.' },
    cause: { zh: '使用已停用的安全模組簽章', en: 'A module that was withdrawn has signed.' },
    staff: { zh: '向健保署確認安全模組狀態並更換', en: 'Ask NHIA about the module and have it replaced.' },
    engineer: { zh: '換裝新安全模組後重新簽章', en: 'Install the new module and sign again.' },
  },
  {
    code: 9002, retry: 'now', provenance: uploadClients, happens: { by: ['upload.signatureWrong'] },
    meaning: { zh: '簽章驗證失敗', en: 'The signature failed.' },
    cause: { zh: '簽章與亂數或安全模組不符', en: 'The signature does not fit the random number or the module.' },
    staff: { zh: '重新認證安全模組後再上傳', en: 'Authenticate the SAM again, then upload.' },
    engineer: { zh: '確認送出的亂數就是簽章時用的亂數', en: 'See that the random number sent is the one that was signed.' },
  },
  {
    code: 9005, retry: 'afterRepair', provenance: uploadClients, happens: { by: ['upload.institutionUnknown'] },
    meaning: { zh: '查無此院所', en: 'The institution is unknown.' },
    cause: { zh: '院所代碼設錯，或尚未登記上傳', en: 'The code is wrong, or it is not registered for uploads.' },
    staff: { zh: '核對院所代碼後再上傳', en: 'Check the hospital code, then upload.' },
    engineer: { zh: '比對 sHospId 與安全模組內的院所代碼', en: 'Compare sHospId with the code in the module.' },
  },
  {
    code: 9999, retry: 'now', provenance: uploadClients,
    happens: { by: ['upload.unreadable', 'upload.tooLarge', 'upload.opcodeUnknown', 'upload.reportGone'] },
    meaning: { zh: '其他錯誤', en: 'Another error.' },
    cause: { zh: '資料中心未說明的錯誤', en: 'The centre does not say what it is.' },
    staff: { zh: '稍後再上傳；記下時間備查', en: 'Upload later; note the time.' },
    engineer: { zh: '保留上傳檔與回覆，向健保署查詢', en: 'Keep file and answer and ask NHIA.' },
  },
])
