import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { SerialLine, SerialSettings } from '#protocols/port/serial-ports'
import { cardShelf } from '../card-shelf.ts'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { PhoenixReader, type PhoenixReaderOptions } from './phoenix-reader.ts'
import { SimulatedSerialPorts } from './serial-line.ts'
import { Listening } from './serial-twin.fixture.ts'

const even: SerialSettings = { baudRate: 9600, dataBits: 8, parity: 'even', stopBits: 2 }
const COM1 = '/dev/ttyS0'
// Typed by hand: nhi-facts §4.1 and §4.3, and blocks of ISO/IEC 7816-3 around them.
const NHI_ATR = '3bfa1800008131fe4550564a434f503453494493'
const SELECT = '00a4040010d1580000010000000000000000001100'
const SELECT_BLOCK = `000015${SELECT}3c`
const TERMINATION_BLOCK = '00400700ca2400020000ab'
const T0_ATR = '3b021450'

const nhiCard = () => cardShelf(1).find(({ card }) => card === 'hc.wang')!.make()
/** The same card with another answer to reset, and so another protocol. */
const withAtr = (atr: string): SimulatedCard => {
  const card = nhiCard()
  return { atr: unhex(atr), reset: () => card.reset(), transmit: (capdu) => card.transmit(capdu) }
}

/** A PC that knows what it does, on virtual time. */
class Pc {
  readonly clock: VirtualClock
  readonly reader: PhoenixReader
  readonly line: SerialLine
  readonly #heard: Listening

  private constructor(clock: VirtualClock, reader: PhoenixReader, line: SerialLine, heard: Listening) {
    this.clock = clock
    this.reader = reader
    this.line = line
    this.#heard = heard
  }

  static async open(
    options: Partial<PhoenixReaderOptions> = {}, card: SimulatedCard | undefined = nhiCard(), settings = even,
  ): Promise<Pc> {
    const clock = new VirtualClock('2026-01-01T00:00:00Z')
    const reader = new PhoenixReader({ clock, echo: false, ...options })
    if (card !== undefined) reader.insert(card)
    const ports = new SimulatedSerialPorts({ clock })
    ports.plug(COM1, reader)
    const heard = new Listening(clock)
    return new Pc(clock, reader, await ports.open(COM1, settings, heard), heard)
  }

  /** Lets time pass; what was heard meanwhile, in hex. */
  hear(ms: number): string {
    this.clock.advance(ms)
    return hex(this.#heard.take())
  }

  say(bytes: string, ms = 2000): string {
    this.line.write(unhex(bytes)).catch(() => {})
    return this.hear(ms)
  }

  async reset(): Promise<string> {
    await this.line.setLines({ rts: true })
    this.hear(50)
    await this.line.setLines({ rts: false })
    return this.hear(500)
  }
}

describe('a Phoenix reader', () => {
  it('lets the card answer 400 to 40,000 clock cycles after its reset, and not before', async () => {
    const pc = await Pc.open()
    expect(pc.hear(1000)).toBe('') // opening the line asserted RTS
    await pc.line.setLines({ rts: false })
    const cycle = 1000 / 3_571_200
    const character = 12 / 9.6
    expect(pc.hear(400 * cycle)).toBe('')
    expect(pc.hear(39_600 * cycle + character)).toMatch(/^3b/)
    expect(pc.hear(20 * character)).toMatch(/4493$/)
    expect(pc.hear(1000)).toBe('')
    expect(await pc.reset()).toBe(NHI_ATR)
  })

  it.each([
    [{ line: 'rts', when: true }, { rts: true }, { rts: false }],
    [{ line: 'rts', when: false }, { rts: false }, { rts: true }],
    [{ line: 'dtr', when: true }, { dtr: true }, { dtr: false }],
    [{ line: 'dtr', when: false }, { dtr: false }, { dtr: true }],
  ] as const)('resets by %j', async (reset, held, released) => {
    const pc = await Pc.open({ reset })
    await pc.line.setLines(held)
    await pc.line.setLines({ brk: true })
    pc.hear(50)
    await pc.line.setLines(released)
    expect(pc.hear(500)).toBe(NHI_ATR)
    await pc.line.setLines(held)
    expect(pc.say(SELECT_BLOCK)).toBe('')
  })

  it.each(['cts', 'dsr', 'dcd'] as const)('tells of its card by %s, either way', async (line) => {
    for (const when of [true, false]) {
      const pc = await Pc.open({ presence: { line, when } })
      const none = { cts: false, dsr: false, dcd: false }
      expect(await pc.line.lines()).toEqual({ ...none, [line]: when })
      pc.reader.remove()
      expect(await pc.line.lines()).toEqual({ ...none, [line]: !when })
      pc.reader.insert(nhiCard())
      expect(await pc.line.lines()).toEqual({ ...none, [line]: when })
    }
  })

  it('tells of nothing where no line is wired', async () => {
    const pc = await Pc.open({ presence: null })
    expect(await pc.line.lines()).toEqual({ cts: false, dsr: false, dcd: false })
  })

  it('lets the PC hear itself, with or without a card', async () => {
    for (const card of [nhiCard(), undefined]) {
      const pc = await Pc.open({ echo: true }, card)
      if (card === undefined) pc.reader.remove()
      await pc.reset()
      // the card answers what is no block, a missing one nothing
      expect(pc.say('0102ff')).toBe(card === undefined ? '0102ff' : '0102ff00820082')
    }
  })

  it('carries T=1 of the card', async () => {
    const pc = await Pc.open()
    await pc.reset()
    expect(pc.say(SELECT_BLOCK)).toBe('000002900092')
    expect(pc.say(TERMINATION_BLOCK)).toBe('004003319000e2')
  })

  it('carries T=0 of the card', async () => {
    const pc = await Pc.open({}, withAtr(T0_ATR))
    expect(await pc.reset()).toBe(T0_ATR)
    expect(pc.say(SELECT.slice(0, 10))).toBe('a4')
    expect(pc.say(SELECT.slice(10))).toBe('9000')
    expect(pc.say('00ca240002')).toBe('ca')
    expect(pc.say('0000')).toBe('6101')
    expect(pc.say('00c0000001')).toBe('c0319000')
  })

  it('follows a change of rate by PPS: the response comes at the old one', async () => {
    const pc = await Pc.open()
    await pc.reset()
    expect(pc.say('ff1118f6')).toBe('ff1118f6')
    expect(pc.say(SELECT_BLOCK)).not.toContain('9000')
    await pc.line.setBaudRate(115_200)
    expect(pc.say(SELECT_BLOCK)).toBe('000002900092')
    await pc.line.setBaudRate(9600)
    expect(await pc.reset()).toBe(NHI_ATR)
  })

  it('follows a card in specific mode: the ATR at the rate of all cards, everything behind it at its own', async () => {
    const specific = '3b9018918131fe4512' // TA2 = 81: T=1 at the rate of TA1 = 18
    const pc = await Pc.open({}, withAtr(specific))
    expect(await pc.reset()).toBe(specific)
    expect(pc.say(SELECT_BLOCK)).not.toContain('9000')
    await pc.line.setBaudRate(115_200)
    expect(pc.say(SELECT_BLOCK)).toBe('000002900092')
  })

  it('forgets everything at a reset, and at the loss of its cable', async () => {
    const pc = await Pc.open()
    await pc.reset()
    pc.say(SELECT_BLOCK)
    await pc.reset()
    // GET DATA without SELECT, as the first block
    expect(pc.say('00000700ca2400020000eb')).toBe('0000026985ee')
    pc.say('0040')
    pc.reader.attach({ send: () => {}, setLines: () => {} })
    expect(pc.say(SELECT_BLOCK)).toBe('')
  })

  it('is told off by the card when the PC pauses within a block', async () => {
    const pc = await Pc.open()
    await pc.reset()
    // CWI 5: 11 + 32 etu at 9600 baud are 4.5 ms; R-block, N(R) 0, other error
    expect(pc.say(SELECT_BLOCK.slice(0, 20))).toBe('00820082')
    const patient = await Pc.open({ leastSilenceMs: 1000 })
    await patient.reset()
    expect(patient.say(SELECT_BLOCK.slice(0, 20), 500)).toBe('')
    expect(patient.say(SELECT_BLOCK.slice(20), 500)).toBe('000002900092')
  })

  it('is silent to a PC with another parity, and so is the card to it where parity tells', async () => {
    for (const parity of ['odd', 'none'] as const) {
      const pc = await Pc.open({}, nhiCard(), { ...even, parity })
      expect(await pc.reset()).toBe(NHI_ATR) // data bits arrive; that their parity is wrong only a checking driver sees
      expect(pc.say(SELECT_BLOCK)).not.toContain('9000')
    }
  })

  it('speaks the inverse convention for a card that does: other bits, other parity', async () => {
    const odd: SerialSettings = { ...even, parity: 'odd' }
    const pc = await Pc.open({}, withAtr('3f021450'), odd)
    expect(await pc.reset()).toBe('03bfd7f5')
    // 00ca240000 without SELECT, and 6985
    expect(pc.say('ffacdbffff')).toBe('695e')
    const wrong = await Pc.open({}, withAtr('3f021450'), even)
    await wrong.reset()
    expect(wrong.say('ffacdbffff')).toBe('')
  })

  it('is silent without a card, and from the moment it is pulled, wherever that is', async () => {
    const empty = await Pc.open()
    empty.reader.remove()
    expect(await empty.reset()).toBe('')
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 60 }), async (ms) => {
      const pc = await Pc.open()
      await pc.reset()
      const before = pc.say(SELECT_BLOCK, ms)
      pc.reader.remove()
      pc.hear(20 * 1.25) // what is on the wire still comes
      expect('000002900092').toContain(before)
      expect(pc.say(SELECT_BLOCK)).toBe('')
      expect(await pc.reset()).toBe('')
      pc.reader.insert(nhiCard())
      expect(await pc.reset()).toBe(NHI_ATR)
    }), { numRuns: 30 })
  })

  it('begins each answer 22 etu after the last character of the PC began, and leaves no timer behind', async () => {
    const pc = await Pc.open()
    await pc.reset()
    const characters = 25 + 6
    expect(pc.say(SELECT_BLOCK, characters * 1.25 + (22 - 12) / 9.6 - 0.1)).toBe('0000029000')
    expect(pc.hear(0.2)).toBe('92')
    pc.hear(1000)
    expect(pc.clock.waiting).toBe(0)
  })
})
