import type { ReaderFaultName } from '#simulator/readers/reader-fault'

/** Where a fault of a reader cuts an answer, or which bit it flips: in each field of the header, and in the data. */
export const faultVariants: Readonly<Record<ReaderFaultName, readonly number[]>> = {
  mute: [0], slow: [0], garbage: [0], duplicated: [0], wrongSequence: [0], timeExtensionStorm: [0],
  short: [0, 1, 9, 10, 11], removed: [0, 1, 10, 12],
  flipped: [0, 8, 40, 48, 56, 57, 62, 63, 64, 72, 84, 101],
}

/** What a driver gets over without a failure. */
export const harmlessFaults: readonly ReaderFaultName[] = ['slow', 'duplicated']

/** What may be so from one answer on for good. */
export const lastingFaults: readonly ReaderFaultName[] = [
  'mute', 'garbage', 'short', 'wrongSequence', 'timeExtensionStorm', 'flipped',
]

/** How often more time is asked for, in ms: fast, and hardly within what a driver waits. */
export const stormsMs: readonly number[] = [100, 900, 2_500]
