import { family } from '../official-error.ts'
import { laterClients } from '../source.ts'

/** Certificates of the health certification authority (HCA). */
export const certificateErrors = family('csHIS', { zh: '憑證', en: 'Certificates' }, [
  {
    code: 9045, retry: 'afterRepair', provenance: laterClients, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: '醫事人員卡憑證已廢止', en: 'The certificate of the professional card was revoked.' },
    cause: { zh: '卡片換發、掛失或執業異動後舊憑證停用', en: 'It ended with a new card, a loss, or a change of practice.' },
    staff: { zh: '使用新卡；沒有新卡請洽發卡單位', en: 'Use the new card; without one ask the issuer.' },
    engineer: { zh: '讀出憑證序號，查詢廢止原因', en: 'Read the serial number of the certificate and look up why.' },
  },
  {
    code: 66008, retry: 'now', provenance: laterClients, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: '防重送序號無效', en: 'The anti-replay serial is not valid.' },
    cause: { zh: '同一個簽章要求被送出兩次，或已逾時', en: 'The same request was sent twice, or too late.' },
    staff: { zh: '重新按一次操作，不要連點', en: 'Begin the step again; click once.' },
    engineer: { zh: '確認系統每次都取新的序號', en: 'See that the system takes a fresh serial each time.' },
  },
  {
    code: 66501, retry: 'afterRepair', provenance: laterClients, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: '憑證尚未生效或已過期', en: 'The certificate is not yet valid or has expired.' },
    cause: { zh: '憑證效期不含今天，或電腦日期錯誤', en: 'Today is outside its validity, or the date of the PC is wrong.' },
    staff: { zh: '查憑證到期日，辦理展期', en: 'Look up when it expires and have it renewed.' },
    engineer: { zh: '校正電腦時間後再測', en: 'Set the time of the PC, then test again.' },
  },
  {
    code: 66503, retry: 'afterRepair', provenance: laterClients, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: '憑證已廢止', en: 'The certificate has been revoked.' },
    cause: { zh: '憑證已被發卡單位停用', en: 'The issuer withdrew it.' },
    staff: { zh: '向憑證管理中心申請新憑證', en: 'Apply to the certification authority for a new one.' },
    engineer: { zh: '移除電腦上殘留的舊憑證設定', en: 'Remove settings that still name the old certificate.' },
  },
  {
    code: 66508, retry: 'afterUser', provenance: laterClients, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: '憑證已展期更新', en: 'The certificate has been renewed.' },
    cause: { zh: '使用的是更新前的舊憑證', en: 'The old one from before the renewal is in use.' },
    staff: { zh: '改用更新後的憑證或重新插卡', en: 'Use the renewed certificate or insert the card again.' },
    engineer: { zh: '清除憑證快取，重新載入新憑證', en: 'Clear the cache of certificates and load the new one.' },
  },
])
