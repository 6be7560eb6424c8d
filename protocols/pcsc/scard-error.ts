import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'

/**
 * What a PC/SC return code tells about the card, the reader or the service.
 * - `ok`: nothing is wrong
 * - `cardGone`: there is no card any more
 * - `cardReset`: somebody reset the card; whatever was known of its state is void
 * - `cardSilent`: a card is there and does not answer, or did not answer this exchange
 * - `readerGone`: the reader is not there, or not usable
 * - `serviceGone`: the PC/SC service is not there; contexts and handles are void and must be made anew
 * - `busy`: another program holds the card
 * - `transient`: this call did not come to its end; another one may
 * - `fault`: a mistake in a call or in a driver, which repeating does not mend
 */
export type ScardClass =
  | 'ok' | 'cardGone' | 'cardReset' | 'cardSilent' | 'readerGone' | 'serviceGone' | 'busy' | 'transient' | 'fault'

export interface ScardError {
  /** Unsigned 32-bit value. */
  readonly value: number
  /** The symbol verbatim; of a value without one its hex digits, 0x8010ffff. */
  readonly name: string
  readonly class: ScardClass
  readonly meaning: Bilingual
  readonly provenance: Provenance
}

const published = { source: 'PC/SC Part 5 (return codes) and the public documentation of pcsc-lite, pcsclite.h' }

const row = (value: number, name: string, kind: ScardClass, zh: string, en: string): ScardError =>
  ({ value, name, class: kind, meaning: { zh, en }, provenance: published })

/** Return codes of PC/SC, in the order of their values. */
export const scardErrors: readonly ScardError[] = [
  row(0x00000000, 'SCARD_S_SUCCESS', 'ok', '成功', 'Success.'),
  row(0x80100001, 'SCARD_F_INTERNAL_ERROR', 'fault', '服務內部檢查失敗', 'An internal check of the service failed.'),
  row(0x80100002, 'SCARD_E_CANCELLED', 'transient', '等候已被程式取消', 'The program cancelled the wait.'),
  row(0x80100003, 'SCARD_E_INVALID_HANDLE', 'fault', '代號無效', 'The handle is not valid.'),
  row(0x80100004, 'SCARD_E_INVALID_PARAMETER', 'fault', '參數無法解讀', 'A parameter cannot be interpreted.'),
  row(0x80100005, 'SCARD_E_INVALID_TARGET', 'fault', '啟動設定遺失或無效', 'Start-up information is missing or wrong.'),
  row(0x80100006, 'SCARD_E_NO_MEMORY', 'fault', '記憶體不足', 'Out of memory.'),
  row(0x80100007, 'SCARD_F_WAITED_TOO_LONG', 'transient', '服務內部計時到期', 'An internal timer of the service expired.'),
  row(0x80100008, 'SCARD_E_INSUFFICIENT_BUFFER', 'fault', '接收緩衝區太小', 'The receive buffer is too small.'),
  row(0x80100009, 'SCARD_E_UNKNOWN_READER', 'readerGone', '沒有這個名稱的讀卡機', 'No reader has this name.'),
  row(0x8010000a, 'SCARD_E_TIMEOUT', 'transient', '等候時間已到', 'The time the caller allowed is over.'),
  row(0x8010000b, 'SCARD_E_SHARING_VIOLATION', 'busy', '其他程式正在使用卡片', 'Another program holds the card.'),
  row(0x8010000c, 'SCARD_E_NO_SMARTCARD', 'cardGone', '讀卡機中沒有卡片', 'There is no card in the reader.'),
  row(0x8010000d, 'SCARD_E_UNKNOWN_CARD', 'fault', '沒有這個名稱的卡片', 'No card is registered by this name.'),
  row(0x8010000e, 'SCARD_E_CANT_DISPOSE', 'fault', '無法依要求處置卡片', 'The card cannot be left in the wanted way.'),
  row(0x8010000f, 'SCARD_E_PROTO_MISMATCH', 'fault', '通訊協定與卡片目前使用的不同', 'Not the protocol the card speaks now.'),
  row(0x80100010, 'SCARD_E_NOT_READY', 'transient', '讀卡機或卡片尚未就緒', 'The reader or the card is not ready yet.'),
  row(0x80100011, 'SCARD_E_INVALID_VALUE', 'fault', '參數值無效', 'The value of a parameter is not valid.'),
  row(0x80100012, 'SCARD_E_SYSTEM_CANCELLED', 'serviceGone', '系統登出或關機', 'The system is logging off or shutting down.'),
  row(0x80100013, 'SCARD_F_COMM_ERROR', 'fault', '服務內部通訊錯誤', 'Communication inside the service failed.'),
  row(0x80100014, 'SCARD_F_UNKNOWN_ERROR', 'fault', '服務內部錯誤，來源不明', 'An internal error of unknown source.'),
  row(0x80100015, 'SCARD_E_INVALID_ATR', 'fault', '登錄的 ATR 無效', 'A registered ATR is not valid.'),
  {
    // By name the end of a transaction that never began. pcsc-lite documents it for SCardTransmit as an exchange that
    // did not succeed, and that is the only place where this project meets it.
    ...row(0x80100016, 'SCARD_E_NOT_TRANSACTED', 'cardSilent', '卡片指令交換未成功', 'The exchange with the card failed.'),
    provenance: { source: 'the public documentation of pcsc-lite, SCardTransmit' },
  },
  row(0x80100017, 'SCARD_E_READER_UNAVAILABLE', 'readerGone', '讀卡機目前無法使用', 'The reader cannot be used now.'),
  row(0x80100018, 'SCARD_P_SHUTDOWN', 'serviceGone', '服務正在結束', 'The service is ending.'),
  row(0x80100019, 'SCARD_E_PCI_TOO_SMALL', 'fault', 'PCI 接收緩衝區太小', 'The PCI receive buffer is too small.'),
  row(0x8010001a, 'SCARD_E_READER_UNSUPPORTED', 'fault', '不支援此讀卡機驅動程式', 'The reader driver is not supported.'),
  row(0x8010001b, 'SCARD_E_DUPLICATE_READER', 'fault', '讀卡機名稱重複', 'The name of the reader is not unique.'),
  row(0x8010001c, 'SCARD_E_CARD_UNSUPPORTED', 'fault', '不支援此卡片', 'The card is not supported.'),
  row(0x8010001d, 'SCARD_E_NO_SERVICE', 'serviceGone', 'PC/SC 服務未執行', 'The PC/SC service does not run.'),
  row(0x8010001e, 'SCARD_E_SERVICE_STOPPED', 'serviceGone', 'PC/SC 服務已停止', 'The PC/SC service has stopped.'),
  // older pcsc-lite gives this value for SCARD_E_UNSUPPORTED_FEATURE as well
  row(0x8010001f, 'SCARD_E_UNEXPECTED', 'fault', '未預期的卡片錯誤', 'An unexpected error of the card.'),
  row(0x80100022, 'SCARD_E_UNSUPPORTED_FEATURE', 'fault', '不支援此功能', 'The feature is not supported.'),
  row(0x8010002e, 'SCARD_E_NO_READERS_AVAILABLE', 'readerGone', '沒有任何讀卡機', 'There is no reader.'),
  row(0x8010002f, 'SCARD_E_COMM_DATA_LOST', 'transient', '與卡片通訊中斷，可重試', 'Data were lost on the line; try again.'),
  row(0x80100031, 'SCARD_E_SERVER_TOO_BUSY', 'transient', 'PC/SC 服務忙碌', 'The PC/SC service is too busy.'),
  row(0x80100065, 'SCARD_W_UNSUPPORTED_CARD', 'cardSilent', '讀卡機無法與此卡片通訊', 'The reader cannot speak with this card.'),
  row(0x80100066, 'SCARD_W_UNRESPONSIVE_CARD', 'cardSilent', '卡片對重置沒有回應', 'The card does not answer its reset.'),
  row(0x80100067, 'SCARD_W_UNPOWERED_CARD', 'cardSilent', '卡片已斷電', 'The card has no power.'),
  row(0x80100068, 'SCARD_W_RESET_CARD', 'cardReset', '卡片已被重置', 'The card was reset.'),
  row(0x80100069, 'SCARD_W_REMOVED_CARD', 'cardGone', '卡片已被取出', 'The card was removed.'),
  row(0x8010006a, 'SCARD_W_SECURITY_VIOLATION', 'fault', '違反安全規則，拒絕存取', 'Access was denied for security reasons.'),
]

const byValue = new Map(scardErrors.map((error) => [error.value, error]))

/** Looks a return code up, signed or unsigned 32-bit. A value without a row is a `fault` named by its hex digits. */
export function scardError(value: number): ScardError {
  const unsigned = value >>> 0
  return byValue.get(unsigned) ?? {
    value: unsigned, name: `0x${unsigned.toString(16).padStart(8, '0')}`, class: 'fault',
    meaning: { zh: '未知的 PC/SC 回傳碼', en: 'A PC/SC return code without a public meaning.' },
    provenance: { unknown: 'neither PC/SC nor pcsc-lite document this value' },
  }
}

const CODE_IN_MESSAGE = /\(0x(?:0{8}|f{8})?([0-9a-f]{8})\)\s*$/i

/**
 * The return code at the end of an error text of npm pcsclite, `SCardTransmit error: Card was removed.(0x80100069)`;
 * where C `long` has 64 bits it may come sign-extended to 16 digits. Undefined when the text does not end in one.
 */
export function scardCodeFromMessage(text: string): number | undefined {
  const digits = CODE_IN_MESSAGE.exec(text)?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}
