import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'

/** bStatus and bError of every bulk-IN message (CCID rev 1.1 §6.2.6). */
export type StatusField = 'bmICCStatus' | 'bmCommandStatus' | 'bError' | 'bHardwareErrorCode'

/** What a code, or any code of a range, says. */
export interface CcidCode {
  readonly field: StatusField
  readonly from: number
  readonly to: number
  /** Of the specification where it gives one. */
  readonly name: string
  readonly meaning: Bilingual
  readonly provenance: Provenance
  /** Codes this row is about. */
  readonly examples: readonly [number, ...number[]]
}

const icc = { source: 'CCID rev 1.1 §6.2.6, table 6.2-3' }
const error = { source: 'CCID rev 1.1 §6.2.6, table 6.2-2' }
const hardware = { source: 'CCID rev 1.1 §6.3.2' }

const codes = (field: StatusField, provenance: Provenance) =>
  (from: number, to: number, name: string, zh: string, en: string): CcidCode =>
    ({ field, from, to, name, meaning: { zh, en }, provenance, examples: from === to ? [from] : [from, to] })
const iccStatus = codes('bmICCStatus', icc)
const commandStatus = codes('bmCommandStatus', icc)
const slotError = codes('bError', error)
const hardwareErrorCode = codes('bHardwareErrorCode', hardware)

/** bError means this only when bmCommandStatus is `failed`; with `timeExtension` it multiplies the waiting time. */
export const ccidCodes: readonly CcidCode[] = [
  iccStatus(0, 0, 'active', '卡片已上電', 'A card is present and active.'),
  iccStatus(1, 1, 'inactive', '卡片未上電', 'A card is present and not active.'),
  iccStatus(2, 2, 'absent', '沒有卡片', 'No card is present.'),
  iccStatus(3, 3, 'reserved', '保留值', 'Reserved.'),
  commandStatus(0, 0, 'ok', '命令完成', 'The command was processed.'),
  commandStatus(1, 1, 'failed', '命令失敗', 'The command failed; bError says why.'),
  commandStatus(2, 2, 'timeExtension', '需要更多時間', 'More time is needed; bError multiplies it.'),
  commandStatus(3, 3, 'reserved', '保留值', 'Reserved.'),

  slotError(0xff, 0xff, 'CMD_ABORTED', '命令已由主機中止', 'The host aborted the command.'),
  slotError(0xfe, 0xfe, 'ICC_MUTE', '卡片沒有回應', 'The card did not answer in time.'),
  slotError(0xfd, 0xfd, 'XFR_PARITY_ERROR', '與卡片傳輸時同位檢查錯誤', 'A parity error on the way to or from the card.'),
  slotError(0xfc, 0xfc, 'XFR_OVERRUN', '與卡片傳輸時資料溢出', 'An overrun on the way to or from the card.'),
  slotError(0xfb, 0xfb, 'HW_ERROR', '讀卡機硬體錯誤', 'A hardware error.'),
  slotError(0xf8, 0xf8, 'BAD_ATR_TS', 'ATR 的 TS 不正確', 'TS of the ATR is wrong.'),
  slotError(0xf7, 0xf7, 'BAD_ATR_TCK', 'ATR 的 TCK 不正確', 'TCK of the ATR is wrong.'),
  slotError(0xf6, 0xf6, 'ICC_PROTOCOL_NOT_SUPPORTED', '不支援卡片的通訊協定', 'The protocol of the card is not supported.'),
  slotError(0xf5, 0xf5, 'ICC_CLASS_NOT_SUPPORTED', '不支援卡片的電壓類別', 'The class of the card is not supported.'),
  slotError(0xf4, 0xf4, 'PROCEDURE_BYTE_CONFLICT', '程序位元組不合協定', 'A procedure byte does not fit.'),
  slotError(0xf3, 0xf3, 'DEACTIVATED_PROTOCOL', '通訊協定已停用', 'The protocol is deactivated.'),
  slotError(0xf2, 0xf2, 'BUSY_WITH_AUTO_SEQUENCE', '讀卡機正在自動啟動卡片', 'The reader is still activating the card by itself.'),
  slotError(0xf0, 0xf0, 'PIN_TIMEOUT', '輸入 PIN 逾時', 'The PIN was not entered in time.'),
  slotError(0xef, 0xef, 'PIN_CANCELLED', '已取消輸入 PIN', 'PIN entry was cancelled.'),
  slotError(0xe0, 0xe0, 'CMD_SLOT_BUSY', '卡槽忙碌中', 'The slot is busy with another command.'),
  slotError(0x81, 0xc0, 'USER_DEFINED', '廠商自訂錯誤', 'An error the maker of the reader defined.'),
  slotError(0x01, 0x7f, 'BAD_PARAMETER', '命令參數不支援或不正確', 'The parameter at this place of the message is wrong.'),
  slotError(0x00, 0x00, 'CMD_NOT_SUPPORTED', '不支援此命令', 'The command is not supported.'),
  { ...slotError(0x80, 0xff, 'RESERVED', '保留的錯誤碼', 'A reserved error code.'), examples: [0x80, 0xfa] },

  hardwareErrorCode(0x01, 0x01, 'OVERCURRENT', '電流過大', 'Overcurrent.'),
  hardwareErrorCode(0x00, 0xff, 'RESERVED', '保留的硬體錯誤碼', 'A reserved hardware error code.'),
]

/** The row about a code of one byte; an exact one comes before the range it lies in. */
export function describeCcidCode(field: StatusField, code: number): CcidCode {
  const row = ccidCodes.find((one) => one.field === field && one.from <= code && code <= one.to)
  if (row === undefined) throw new RangeError(`${field} is a number of its bits`)
  return row
}

export type IccStatus = 'active' | 'inactive' | 'absent' | 'reserved'
export type CommandStatus = 'ok' | 'failed' | 'timeExtension' | 'reserved'

/** bStatus taken apart: bits 0-1 tell of the card, bits 6-7 of the command. */
export interface SlotStatus {
  readonly icc: IccStatus
  readonly command: CommandStatus
}

const ICC = ['active', 'inactive', 'absent', 'reserved'] as const
const COMMAND = ['ok', 'failed', 'timeExtension', 'reserved'] as const

/** Bits 2-5 are reserved and not looked at. */
export function slotStatusOf(bStatus: number): SlotStatus {
  return { icc: ICC[bStatus & 3] ?? 'reserved', command: COMMAND[bStatus >> 6 & 3] ?? 'reserved' }
}

export function bStatusOf({ icc, command }: SlotStatus): number {
  return ICC.indexOf(icc) | COMMAND.indexOf(command) << 6
}
