import { hex, unhex } from '#protocols/bytes/hex'
import { decodeCcidAnswer } from '#protocols/ccid/messages'
import type { HealthCount } from '#protocols/reader/health'
import { VirtualClock } from '#simulator/virtual-clock'
import { CcidSlot } from './ccid-slot.ts'
import type { CcidFacts } from './facts.ts'
import { Turns } from './turns.ts'
import { ending, settle, within } from './twin-desk.fixture.ts'

/**
 * What a reader is to be told and what it answers, typed by hand as the specification prints messages: command and
 * answers, spaces where they help, `..` for the sequence number. A command may stay without an answer.
 */
export type Script = readonly (readonly [command: string, ...answers: string[]])[]

/** One slot whose reader keeps to a script; what it is told beside the script is an error of the test. */
export class ScriptedSlot {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly slot: CcidSlot
  readonly counts: HealthCount[] = []
  readonly cards: boolean[] = []
  readonly aborts: number[] = []
  distrusted = 0
  /** Whether the reader takes the control request ABORT. */
  takesAbort = true
  #surprise = ''
  #script: (readonly [string, ...string[]])[] = []

  constructor(facts: CcidFacts) {
    this.slot = new CcidSlot({
      bSlot: 0, number: 0, facts, clock: this.clock, turns: new Turns(1),
      channel: {
        send: async (message) => {
          const [expected = 'nothing', ...answers] = this.#script.shift() ?? []
          const sequence = hex(message.slice(6, 7))
          const told = hex(message)
          if (spelt(expected, sequence) !== told) this.#surprise ||= `expected ${expected}, told ${told}`
          if (this.#surprise !== '') throw new Error(this.#surprise)
          for (const answer of answers) await this.#answer(spelt(answer, sequence))
        },
        requestAbort: async (_, bSeq) => {
          this.aborts.push(bSeq)
          return this.takesAbort
        },
      },
      card: (present) => void this.cards.push(present),
      count: (what) => void this.counts.push(what),
      distrusted: () => void this.distrusted++,
    })
  }

  async powerOn(script: Script): Promise<string> {
    return this.#ending(script, ending(this.slot.powerOn()))
  }

  async transmit(capdu: string, script: Script): Promise<string> {
    return this.#ending(script, ending(this.slot.transmit(unhex(capdu))))
  }

  /** How it ended; a script that was not played to its end is added. */
  async #ending(script: Script, call: Promise<string>): Promise<string> {
    this.#script = [...script]
    const ended = await within(this.clock, call)
    if (this.#surprise !== '') return this.#surprise
    return this.#script.length === 0 ? ended : `${ended}, and ${this.#script.length} commands did not come`
  }

  async #answer(bytes: string): Promise<void> {
    await settle()
    this.slot.received(decodeCcidAnswer(unhex(bytes)))
  }
}

function spelt(text: string, sequence: string): string {
  return text.replaceAll(' ', '').replace('..', sequence)
}
