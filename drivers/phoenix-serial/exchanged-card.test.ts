import { describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { SlotError } from '../reader/reader.ts'
import { atByte } from '../serial/around-twin.fixture.ts'
import { atrs, FileCard, READ_ANSWER, READ_BINARY, UPDATE_BINARY } from '../serial/file-card.fixture.ts'
import { PhoenixDesk } from './phoenix-desk.fixture.ts'

const SWEEP_MS = 60_000
const STORY = [READ_BINARY, UPDATE_BINARY, READ_BINARY, READ_BINARY]
/** What the other card, of the same kind, says instead. */
const OTHER_ANSWER = Uint8Array.from(READ_ANSWER, (byte, index) => (index < 16 ? byte ^ 0xff : byte))

/** A reader without a switch with a card in it, which is exchanged for another of its kind when the test says so. */
class Exchange {
  readonly desk: PhoenixDesk
  readonly #other: FileCard
  /** The first card was given its reset when it was exchanged: it is the one that was told of. */
  toldOf = false
  exchanged = false
  readonly answers: string[] = []
  fault: string | undefined

  constructor(atr: string, answersPower: boolean, at = Infinity) {
    this.#other = new FileCard(atr, OTHER_ANSWER)
    this.desk = new PhoenixDesk({
      wiring: { presence: 'none' }, answersPower,
      around: (twin) => atByte(twin, at, () => {
        if (this.toldOf) this.exchange()
      }),
    })
    this.desk.twin.insert(new FileCard(atr))
  }

  exchange(): void {
    this.exchanged = true
    this.desk.twin.remove()
    this.desk.twin.insert(this.#other)
  }

  async begin(): Promise<void> {
    await this.desk.open()
    await this.desk.wait(400)
    await this.desk.ends(this.desk.slot.powerOn())
    this.toldOf = true
  }

  /** Sends the story until something fails. */
  async tell(): Promise<void> {
    try {
      for (const capdu of STORY) this.answers.push(hex(await this.desk.ends(this.desk.slot.transmit(capdu))))
    } catch (error) {
      if (!(error instanceof SlotError)) throw error
      this.fault = error.fault
    }
  }
}

const cases = (['t1', 't1At115200', 't0'] as const).flatMap((kind) => [false, true].map((power) => [kind, power] as const))

describe('a card exchanged for another of its kind, in a reader without a switch', () => {
  it.each(cases)('at any byte: nothing of the other is taken for the first (%s, answers power: %s)', async (kind, power) => {
    let faults = 0
    for (let at = 0, past = false; !past; at++) {
      const exchange = new Exchange(atrs[kind], power, at)
      await exchange.begin()
      await exchange.tell()
      expect(exchange.answers.includes(hex(OTHER_ANSWER)), `byte ${at}`).toBe(false)
      if (exchange.fault !== undefined) {
        faults++
        expect([exchange.fault, exchange.desk.news.at(-1)], `byte ${at}`).toEqual(['cardAbsent', 'no card'])
        await exchange.desk.wait(1_500)
        expect(exchange.desk.news.at(-1)).toBe('card')
        await exchange.desk.ends(exchange.desk.slot.powerOn())
        expect(hex(await exchange.desk.ends(exchange.desk.slot.transmit(READ_BINARY)))).toBe(hex(OTHER_ANSWER))
      }
      past = exchange.answers.length === STORY.length && !exchange.exchanged && at > 100
      await exchange.desk.reader?.close()
    }
    expect(faults).toBeGreaterThan(50)
  }, SWEEP_MS)

  it.each(cases)('while nothing is under way: the other is another (%s, answers power: %s)', async (kind, power) => {
    const exchange = new Exchange(atrs[kind], power)
    await exchange.begin()
    await exchange.desk.ends(exchange.desk.slot.transmit(READ_BINARY))
    exchange.exchange()
    await exchange.desk.wait(300)
    // one that says its ATR by itself is noticed by it at once
    expect(exchange.desk.news.at(-1)).toBe(power ? 'no card' : 'card')
    await exchange.tell()
    expect([exchange.answers, exchange.desk.news.at(-1)]).toEqual([[], 'no card'])
  })

  it.each(cases)('noticed by damage: a reset does not make the other the first (%s, answers power: %s)', async (kind, power) => {
    const exchange = new Exchange(atrs[kind], power)
    await exchange.begin()
    await exchange.desk.ends(exchange.desk.slot.transmit(READ_BINARY))
    exchange.exchange()
    expect(await exchange.desk.fault(exchange.desk.slot.powerOn())).toBe('cardAbsent')
    expect(exchange.desk.news.at(-1)).toBe('no card')
  })
})
