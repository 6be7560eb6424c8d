import type { Bilingual } from '#protocols/bilingual'

/**
 * How a simulated reader misbehaves, once or from then on, counted in answers: the sweeps place each fault at every
 * answer of every story.
 */
export type ReaderFaultName =
  /** Does not answer. */
  | 'mute'
  /** Answers late, within what the driver waits. */
  | 'slow'
  /** Answers bytes that are no message. */
  | 'garbage'
  /** Cuts the answer short. */
  | 'short'
  /** Gives the answer twice. */
  | 'duplicated'
  /** Is unplugged after `byte` bytes of the answer. */
  | 'removed'
  /** Answers with the sequence number of another command. */
  | 'wrongSequence'
  /** Asks for more time without end. */
  | 'timeExtensionStorm'
  /** One bit of the answer is flipped. */
  | 'flipped'

export interface ReaderFaultPlan {
  readonly fault: ReaderFaultName
  /** The answer it begins with, from 0. */
  readonly at: number
  /** How many answers it lasts; Infinity is for good. */
  readonly times: number
  /** Of `removed` and `short`: how many bytes of the answer still come; of `flipped`: which bit. */
  readonly byte?: number
}

export const readerFaults: Readonly<Record<ReaderFaultName, Bilingual>> = {
  mute: { zh: '讀卡機不回應', en: 'the reader does not answer' },
  slow: { zh: '讀卡機回應緩慢', en: 'the reader answers late' },
  garbage: { zh: '讀卡機回應亂碼', en: 'the reader answers bytes that are no message' },
  short: { zh: '回應被截短', en: 'the answer is cut short' },
  duplicated: { zh: '回應重複', en: 'the answer comes twice' },
  removed: { zh: '回應途中拔除讀卡機', en: 'the reader is unplugged in the middle of an answer' },
  wrongSequence: { zh: '回應的序號不對', en: 'the answer belongs to another command' },
  timeExtensionStorm: { zh: '不斷要求更多時間', en: 'the reader asks for more time without end' },
  flipped: { zh: '回應中一個位元錯誤', en: 'one bit of the answer is flipped' },
}
