import { unhex } from '#protocols/bytes/hex'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { SlotError } from '../reader/reader.ts'
import type { SerialDesk } from './serial-desk.fixture.ts'

/** ATRs typed by hand from ISO/IEC 7816-3, but the second, which is that of an NHI card (nhi-facts §4.1). */
export const atrs = {
  t1: '3B 80 81 31 FE 45 8B',
  t1At115200: '3B FA 18 00 00 81 31 FE 45 50 56 4A 43 4F 50 34 53 49 44 93',
  t0: '3B 02 14 50',
  t0At115200: '3B 12 18 14 50',
  /** TC1 = 02: two elementary time units more between characters. */
  t0Slow: '3B 42 02 14 50',
  t0Inverse: '3F 02 14 50',
  /** TA2 = 81: T=1 and nothing else, at the rate of TA1 = 18, not changeable. */
  t1Specific: '3B 90 18 91 81 31 FE 45 12',
} as const

export const READ_BINARY = unhex('00 B0 00 00 10')
/** A command with data that answers without any. */
export const UPDATE_BINARY = unhex('00 D6 00 00 08 01 02 03 04 05 06 07 08')
export const CONTENT = unhex('00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF')
export const READ_ANSWER = Uint8Array.from([...CONTENT, 0x90, 0x00])
export const DONE = Uint8Array.of(0x90, 0x00)

/** A card with a file of 16 bytes. */
export class FileCard implements SimulatedCard {
  readonly atr: Uint8Array
  /** Whether it answers commands. */
  answers = true
  commands = 0
  readonly #content: Uint8Array

  /** @param content what is read of it, with SW1-SW2 */
  constructor(atr: string, content: Uint8Array = READ_ANSWER) {
    this.atr = unhex(atr)
    this.#content = content
  }

  reset(): void {}

  transmit(capdu: Uint8Array): Uint8Array | undefined {
    this.commands++
    if (!this.answers) return undefined
    if (capdu[1] === 0xb0) return this.#content
    return capdu[1] === 0xd6 ? DONE : Uint8Array.of(0x6d, 0x00)
  }
}

export interface Story {
  readonly answers: readonly Uint8Array[]
  readonly fault: string | undefined
}

/** What the story of a card without trouble brings. */
export const whole = [READ_ANSWER, DONE, READ_ANSWER]

/** The card in the first slot is powered, read, written and read; what came of it. */
export async function story(desk: SerialDesk): Promise<Story> {
  const answers: Uint8Array[] = []
  try {
    await desk.ends(desk.slot.powerOn())
    for (const capdu of [READ_BINARY, UPDATE_BINARY, READ_BINARY]) {
      answers.push(await desk.ends(desk.slot.transmit(capdu)))
    }
    return { answers, fault: undefined }
  } catch (error) {
    if (!(error instanceof SlotError)) throw error
    return { answers, fault: error.fault }
  }
}
