import { entriesOf, type PinEntry } from '#protocols/ccid/pin-entry'
import type { TransferRequest } from '#protocols/port/reader-link'

/**
 * In ms: most a card is given for one command, however often it asks for more time; then it counts as mute. Keys are made
 * within a minute (assumed).
 */
export const MOST_COMMAND_MS = 120_000
/** In ms: the same for everything from a reset up to the first command. */
export const MOST_POWER_ON_MS = 120_000
/** How long readers wait for digits when it is left to them, in s (assumed; libccid waits at least 90 s). */
const OWN_TIME_S = 90
/** In ms: a display that still says something when the time is up (assumed). */
const DISPLAY_MS = 10_000
/** A reader with several slots may have to do with another one first, for as long (assumed: for one other). */
const SLOTS_AT_WORK = 2
/** In ms: a last call to the reader, an abort, the way between two processes. */
const REMAINDER_MS = 20_000

/** How long a person and the reader's pad may take, in ms: the time of one entry as often as one is asked for. */
export function pinEntryMs({ timeoutS, change }: Pick<PinEntry, 'timeoutS' | 'change'>): number {
  return entriesOf({ change }) * (timeoutS || OWN_TIME_S) * 1000 + DISPLAY_MS
}

/** In ms: how long persons and pads may take in all of a transfer; 0 where no PIN is entered. */
export function personsMs({ exchanges }: Pick<TransferRequest, 'exchanges'>): number {
  return exchanges.reduce((sum, { pinEntry }) => sum + (pinEntry === undefined ? 0 : pinEntryMs(pinEntry)), 0)
}

/**
 * In ms: a transfer that is not answered after this hangs in us. Cards and persons are slow, and what is slow ends by
 * itself and by name: drivers give a command MOST_COMMAND_MS, and `CardSlot` begins none for an exchange after that.
 */
export function longestMs({ exchanges, repeatable }: Pick<TransferRequest, 'exchanges' | 'repeatable'>): number {
  const commands = exchanges.map(({ pinEntry }) => 2 * MOST_COMMAND_MS + (pinEntry === undefined ? 0 : pinEntryMs(pinEntry)))
  const attempt = commands.reduce((sum, ms) => sum + ms, MOST_POWER_ON_MS)
  return (repeatable ? 2 : 1) * SLOTS_AT_WORK * attempt + REMAINDER_MS
}
