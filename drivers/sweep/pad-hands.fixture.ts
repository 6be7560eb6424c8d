import { hex } from '#protocols/bytes/hex'
import type { Clock } from '#protocols/port/clock'
import type { TransferError } from '#protocols/port/reader-link'
import type { CcidTwin } from '#simulator/readers/ccid-twin'

/** What a person enters. */
export const PIN = '31415926'
/** As text, and as BCD in hex; and as ASCII in hex. */
const spellings = [PIN, hex(new TextEncoder().encode(PIN))]
/** In ms: a person begins after so long, and then does it again whenever the pad asks anew. */
const BEGINS_MS = 1_500, AGAIN_MS = 400

/** What a person does who is asked for a PIN. */
export type Person = 'enters' | 'cancels' | 'leaves'

/** How an entry ends when nothing goes wrong; none of them may end as another. */
export const endOf = { enters: 'right', cancels: 'pinCancelled', leaves: 'pinTimeout' } as const

/** The hands at a reader's keys, and ears for the PIN where it must not be said. */
export class PadHands {
  readonly #clock: Clock
  readonly #pad: Pick<CcidTwin, 'enterPin' | 'cancelPin'>
  #isAttended = false
  /** Where the PIN was heard. */
  readonly heard = new Set<string>()

  constructor(clock: Clock, pad: Pick<CcidTwin, 'enterPin' | 'cancelPin'>) {
    this.#clock = clock
    this.#pad = pad
  }

  /** @returns ends the attendance */
  attend(person: Person): () => void {
    this.#isAttended = true
    let stop = () => {}
    const wait = (ms: number) => {
      stop = this.#clock.after(ms, () => {
        if (person === 'enters') this.#pad.enterPin(PIN)
        else if (person === 'cancels') this.#pad.cancelPin()
        wait(AGAIN_MS)
      })
    }
    wait(BEGINS_MS)
    return () => stop()
  }

  /** What is said from the first time on that a person attends. */
  hear(where: string, said: Uint8Array | object): void {
    if (!this.#isAttended) return
    const text = said instanceof Uint8Array ? hex(said) : JSON.stringify(said)
    if (spellings.some((spelling) => text.includes(spelling))) this.heard.add(where)
  }

  /** All that an error says. */
  hearError({ message, stack = '', step, scard }: TransferError): void {
    this.hear('an error', { message, stack, step, scard })
  }
}
