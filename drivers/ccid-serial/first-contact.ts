import { escape } from '#protocols/ccid/commands'
import type { Clock } from '#protocols/port/clock'
import { OpenError } from '../reader/reader.ts'
import type { SerialModel } from './reader-model.ts'
import type { SerialChannel } from './serial-channel.ts'

/** In ms. A reader answers within a few, also one that is just switched on (assumed; libccid waits two seconds). */
const ANSWER_MS = 700
const TRIES = 3
/** Sequence numbers that the device's own commands, which begin with 0, reach last. */
const FIRST_SEQUENCE = 0xf0

/**
 * Finds out whether a reader is on the line, and has it tell of card movements, which not every reader does. It need
 * not take these commands: a refusal shows as well that it is there.
 * @throws OpenError `silent` when none comes; SerialError
 */
export async function makeContact(channel: SerialChannel, clock: Clock, model: SerialModel): Promise<void> {
  let bSeq = FIRST_SEQUENCE
  const answered = async (abData: Uint8Array): Promise<boolean> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const message = escape.encode({ name: 'PC_to_RDR_Escape', bSlot: 0, bSeq: bSeq++, abData })
      if (await isAnswered(channel, clock, message)) return true
    }
    return false
  }
  if (!await answered(model.firmware)) throw new OpenError({ why: 'silent', holder: '' })
  if (model.notifications.length > 0) await answered(model.notifications)
}

async function isAnswered(channel: SerialChannel, clock: Clock, message: Uint8Array): Promise<boolean> {
  let end: (answered: boolean) => void = () => {}
  const answered = new Promise<boolean>((resolve) => (end = resolve))
  const stopWaiting = clock.after(ANSWER_MS, () => end(false))
  channel.tell({
    answer: () => end(true),
    interrupt: () => {},
    malformed: () => end(false),
    lost: () => end(false),
  })
  try {
    await channel.send(message)
    return await answered
  } finally {
    stopWaiting()
  }
}
