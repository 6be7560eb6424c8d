import type { Clock } from '#protocols/port/clock'
import { SerialError } from '#protocols/port/serial-ports'
import type { CardLine } from './card-line.ts'

/** In ms. Nobody tells of a status line, so it is looked at; a card is in or out for longer than this. */
const LOOK_MS = 200

/** Looks at the switch of the card, where it is wired. */
export class CardSwitch {
  readonly #line: CardLine
  readonly #clock: Clock
  readonly #tell: (present: boolean) => void
  #ended = false
  #stopWaiting = () => {}

  constructor(line: CardLine, clock: Clock, tell: (present: boolean) => void) {
    this.#line = line
    this.#clock = clock
    this.#tell = tell
  }

  /** Looks once, tells what it says, and goes on looking. @throws SerialError when there are no status lines */
  async start(): Promise<void> {
    this.#tell(await this.#line.presence())
    this.#again()
  }

  /** Looks now. A line that is gone says so by itself. */
  async look(): Promise<void> {
    try {
      const present = await this.#line.presence()
      if (!this.#ended) this.#tell(present)
    } catch (error) {
      if (!(error instanceof SerialError)) throw error
    }
  }

  stop(): void {
    this.#ended = true
    this.#stopWaiting()
  }

  #again(): void {
    this.#stopWaiting = this.#clock.after(LOOK_MS, () => {
      void this.look().finally(() => {
        if (!this.#ended) this.#again()
      })
    })
  }
}
