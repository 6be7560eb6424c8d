/**
 * What is counted because wear shows here first: things that went well only at a further try, and disturbances.
 * - `connectRetried`: SCardConnect tried again after a transmission error or a silent card
 * - `transferRepeated`: a repeatable transfer carried out again after a transmission error
 * - `cardReset`: another program reset the card
 * - `swapReported`: a removal and an insertion that came as one report
 */
export type PcscCount = 'connectRetried' | 'transferRepeated' | 'cardReset' | 'swapReported'

export const noCounts = (): Record<PcscCount, number> =>
  ({ connectRetried: 0, transferRepeated: 0, cardReset: 0, swapReported: 0 })
