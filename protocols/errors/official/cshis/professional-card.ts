import { family } from '../official-error.ts'
import { laterClients, manual } from '../source.ts'

/** Professional cards: what they may do, and whether they are in force. */
export const professionalCardErrors = family('csHIS', { zh: '醫事人員卡', en: 'Professional cards' }, [
  {
    code: 9040, retry: 'afterRepair', provenance: manual, happens: { notYet: 'dataCentre' },
    meaning: { zh: '無法進行醫事人員卡個人化認證', en: 'The personalisation of the professional card cannot be authenticated.' },
    cause: { zh: '卡片尚未完成發卡程序', en: 'The issue of the card is not complete.' },
    staff: { zh: '請持卡人洽發卡單位確認卡片', en: 'The owner asks the issuer about the card.' },
    engineer: { zh: '以另一張醫事人員卡測試', en: 'Try another professional card.' },
  },
  {
    code: 9100, retry: 'never', provenance: manual, native: ['PROFESSION_REFUSED'], happens: { by: ['role.professionWithoutRight'] },
    meaning: { zh: '藥師、藥劑生或藥局的卡無此權限', en: 'A pharmacist’s, assistant’s or pharmacy’s card has no such right.' },
    cause: { zh: '此資料不開放給這類醫事人員卡', en: 'This kind of card may not see or write the data.' },
    staff: { zh: '改由醫師插卡操作', en: 'Let a physician do it with his or her card.' },
    engineer: { zh: '讓系統依卡別隱藏不能用的功能', en: 'Let the system hide what the card may not do.' },
  },
  {
    code: 9101, retry: 'afterUser', provenance: laterClients, happens: { notYet: 'toldAs9100' },
    meaning: { zh: '不是醫師卡', en: 'It is not a physician’s card.' },
    cause: { zh: '此功能要醫師的卡，插入的是其他職類', en: 'The function wants a physician; the card is another profession’s.' },
    staff: { zh: '換成醫師的醫事人員卡', en: 'Insert a physician’s card instead.' },
    engineer: { zh: '核對卡片登記的職類', en: 'See which profession is registered on the card.' },
  },
  {
    code: 9130, retry: 'afterRepair', provenance: manual, native: ['AUTHENTICATION_FAILED'], happens: { by: ['card.cardSuspended'] },
    meaning: { zh: '醫事人員卡已註銷或停用', en: 'The professional card is cancelled or suspended.' },
    cause: { zh: '卡片被掛失、換發，或執業資格停止', en: 'It was lost or replaced, or the licence is suspended.' },
    staff: { zh: '改用有效的卡；持卡人洽發卡單位', en: 'Use a valid card; the owner asks the issuer.' },
    engineer: { zh: '確認不是插到同一人的舊卡', en: 'See that it is not an old card of the same person.' },
  },
  {
    code: 9140, retry: 'afterRepair', provenance: manual, native: ['AUTHENTICATION_FAILED'], happens: { by: ['role.hpcOutOfDate'] },
    meaning: { zh: '醫事人員卡已過期', en: 'The professional card has expired.' },
    cause: { zh: '卡片效期已到，未換發新卡', en: 'Its validity ran out and it was not renewed.' },
    staff: { zh: '向發卡單位申請換發新卡', en: 'Apply to the issuer for a new card.' },
    engineer: { zh: '先確認電腦日期正確', en: 'First see that the date of the PC is right.' },
  },
  {
    code: 9267, retry: 'afterUser', provenance: laterClients, happens: { notYet: 'dataCentre' },
    meaning: { zh: '同一張醫事人員卡已在另一台電腦登入', en: 'The same professional card is logged in on another machine.' },
    cause: { zh: '換診間時沒有在前一台登出', en: 'The owner changed rooms without logging out.' },
    staff: { zh: '在前一台電腦登出後再登入', en: 'Log out on the other PC, then log in here.' },
    engineer: { zh: '當機殘留的登入須等逾時或重新啟動那台電腦', en: 'A login left by a crash ends with its time-out or a restart of that PC.' },
  },
])
