import { family, type OfficialError } from '../official-error.ts'
import { cs6Client, oneOfRange } from '../source.ts'

const accessTokens = [3237, 3238, 3239, 3240].map((code, index): OfficialError => ({
  code, retry: 'afterUser', provenance: oneOfRange('3237–3240 (absent, late, refused)'), happens: { notYet: 'virtualCards' },
  meaning: {
    zh: `存取權杖不存在、逾時或被拒（四種之第 ${index + 1} 種）`, en: `Access token absent, late or refused: number ${index + 1} of four kinds.`,
  },
  cause: { zh: '視訊診療的病人未同意，或等候過久', en: 'For a video visit the patient did not consent, or not in time.' },
  staff: { zh: '請病人在手機上同意後重新要求', en: 'The patient consents on the phone; then ask again.' },
  engineer: { zh: '從要求權杖的步驟重新開始', en: 'Begin again with the request for a token.' },
}))

/** Signatures and tokens that go with a call. */
export const signatureStatuses = family('cs6', { zh: '簽章與權杖', en: 'Signatures and tokens' }, [
  {
    code: 3100, retry: 'now', provenance: cs6Client,
    happens: { by: ['bundle.signatureWrong', 'bundle.tooOld', 'bundle.fromTheFuture', 'bundle.otherCards', 'bundle.otherOwner'] },
    meaning: { zh: '簽章驗證失敗', en: 'The signature check failed.' },
    cause: { zh: '簽章過期、用錯服務類別或內容被改', en: 'The signature is old, of another service, or the text changed.' },
    staff: { zh: '重新讀卡後再送出', en: 'Read the card again, then send.' },
    engineer: { zh: '核對服務類別與簽章時間', en: 'Check service type and time of the signature.' },
  },
  {
    code: 3236, retry: 'now', provenance: cs6Client, happens: { notYet: 'uploadWebApi' },
    meaning: { zh: '同時重複上傳', en: 'The same upload twice at once.' },
    cause: { zh: '兩台電腦或連按造成重複', en: 'Two PCs, or a double click.' },
    staff: { zh: '等前一次完成再看結果', en: 'Wait for the first and look at its result.' },
    engineer: { zh: '指定一台電腦負責上傳', en: 'Let one PC do the uploads.' },
  },
  ...accessTokens,
  {
    code: 3241, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '沒有虛擬卡權杖', en: 'The VHC token is absent.' },
    cause: { zh: '未掃描或權杖未送出', en: 'Nothing was scanned, or it was not sent.' },
    staff: { zh: '請病人出示 QR Code 並掃描', en: 'Scan the patient’s QR code.' },
    engineer: { zh: '檢查送出的權杖欄位', en: 'Look at the token field that is sent.' },
  },
  {
    code: 3243, retry: 'afterUser', provenance: cs6Client, happens: { by: ['bundle.professionalAbsent', 'remote.Prescription/Query'] },
    meaning: { zh: '不是醫師或藥師', en: 'Neither physician nor pharmacist.' },
    cause: { zh: '插入的醫事人員卡職類不符', en: 'The card is of another profession.' },
    staff: { zh: '換醫師或藥師的卡', en: 'Use a physician’s or pharmacist’s card.' },
    engineer: { zh: '確認簽章用的是哪一張卡', en: 'See which card signs.' },
  },
  {
    code: 3244, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: 'QR Code 已被使用', en: 'The QR code has been used.' },
    cause: { zh: '此 QR Code 已用於另一次就醫', en: 'It served another visit.' },
    staff: { zh: '請病人重新產生 QR Code', en: 'The patient makes a fresh code.' },
    engineer: { zh: '系統勿重送同一 QR Code', en: 'The system must not send the same code again.' },
  },
  {
    code: 3245, retry: 'now', provenance: cs6Client, happens: { by: ['bundle.replayed'] },
    meaning: { zh: '簽章已被取用', en: 'The signature was already taken.' },
    cause: { zh: '同一簽章重複使用', en: 'The same signature was used twice.' },
    staff: { zh: '重新操作一次，勿連點', en: 'Do it once more; click once.' },
    engineer: { zh: '每次呼叫都應重新簽章', en: 'Every call needs a signature of its own.' },
  },
])
