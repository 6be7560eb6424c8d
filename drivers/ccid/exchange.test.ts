import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { encodeCommandApdu } from '#protocols/iso7816/apdu'
import { HealthCard } from '#simulator/cards/health-card'
import { MuteCard } from '#simulator/cards/other-cards'
import { people } from '#simulator/people'
import { atrs, content, PlainCard } from './plain-card.fixture.ts'
import { factsOf } from './reader-facts.fixture.ts'
import { TwinDesk } from './twin-desk.fixture.ts'

/** dwFeatures of readers that do nothing by themselves but follow the rate. */
const levels = { character: 0x00000030, tpdu: 0x00010030, shortApdu: 0x00020030, extendedApdu: 0x00040030 } as const
type Level = keyof typeof levels
const reader = (level: Level, dwMaxCCIDMessageLength = 271) =>
  factsOf({ dwFeatures: levels[level], dwMaxCCIDMessageLength })
const every = Object.keys(levels) as Level[]

const data = (length: number) => content(length)
const header = { cla: 0x00, p1: 0x00, p2: 0x00 }
const read = (le: number) => hex(encodeCommandApdu({ ...header, ins: 0xb0, le }))
const update = (length: number) => hex(encodeCommandApdu({ ...header, ins: 0xd6, data: data(length) }))
const select = (length: number, le: number) =>
  hex(encodeCommandApdu({ ...header, ins: 0xa4, p1: 4, data: data(length), le }))
const answered = (length: number) => `${hex(content(length))}9000`

async function open(level: Level, atr: Uint8Array, size?: number): Promise<TwinDesk> {
  const desk = await TwinDesk.with(reader(level, size), [new PlainCard(atr)])
  expect(await desk.powerOn()).toBe(hex(atr))
  desk.said()
  return desk
}

describe('an APDU, at every level a reader may have', () => {
  const cards = [
    ['T=1', atrs.t1], ['T=1 with a CRC, in blocks of 32', atrs.t1Crc], ['T=1 alone', atrs.specificT1], ['T=0', atrs.t0],
  ] as const
  it.each(every.flatMap((level) => cards.map(([name, atr]) => [level, name, atr] as const)))(
    'is answered as without a reader: %s, %s', async (level, _, atr) => {
      const desk = await open(level, atr)
      for (const length of [1, 31, 32, 33, 123, 253, 254, 255, 256]) {
        expect(await desk.transmit(read(length)), `${length} bytes there`).toBe(answered(length))
      }
      for (const length of [1, 31, 32, 33, 123, 253, 254, 255]) {
        expect(await desk.transmit(update(length)), `${length} bytes back`).toBe('9000')
      }
      expect(await desk.transmit('00010000')).toBe('9000')
      expect(await desk.transmit('00ee0000')).toBe('6d00')
    })

  it.each(every)('with data both ways comes back whole over T=1, or announced over T=0: %s', async (level) => {
    const backwards = `${hex(data(20).toReversed())}9000`
    expect(await (await open(level, atrs.t1)).transmit(select(20, 256))).toBe(backwards)
    // 61xx is the caller's, unless the reader takes whole APDUs
    const isApdu = level === 'shortApdu' || level === 'extendedApdu'
    expect(await (await open(level, atrs.t0)).transmit(select(20, 256))).toBe(isApdu ? backwards : '6114')
  })

  it.each(['tpdu', 'character', 'extendedApdu'] as const)('may be extended: %s', async (level) => {
    const desk = await open(level, atrs.t1)
    for (const length of [257, 1_000, 8_000]) {
      expect(await desk.transmit(read(length)), `${length} bytes there`).toBe(answered(length))
      expect(await desk.transmit(update(length)), `${length} bytes back`).toBe('9000')
    }
  })

  it('that is extended is refused by name where the reader has short ones only', async () => {
    const desk = await open('shortApdu', atrs.t1)
    expect(await desk.transmit(read(257))).toBe('refused extendedApdu')
    expect(desk.said()).toEqual([])
    expect(await desk.powerOn()).toBe(hex(atrs.t1))
  })

  it('is cut into messages as long as the reader takes, and no longer', async () => {
    await fc.assert(fc.asyncProperty(
      fc.integer({ min: 271, max: 600 }), fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 2_000 }),
      async (size, sent, wanted) => {
        const desk = await open('extendedApdu', atrs.t1, size)
        expect(await desk.transmit(update(sent))).toBe('9000')
        expect(await desk.transmit(read(wanted))).toBe(answered(wanted))
        for (const command of desk.commands) expect(command.length / 2).toBeLessThanOrEqual(size)
      },
    ), { numRuns: 40 })
  })

  it.each(every)('has the time the card asks for: %s', async (level) => {
    for (const atr of [atrs.t0, atrs.t1]) {
      const desk = await TwinDesk.with(reader(level), [new PlainCard(atr)], {
        contact: { extensions: 5, multiplier: 10 }, answerDelayMs: 300,
      })
      expect(await desk.powerOn()).toBe(hex(atr))
      expect(await desk.transmit(read(100))).toBe(answered(100))
    }
  })

  it('is repeated by nobody but T=1 itself: a card that falls silent is told as such', async () => {
    const silent = new (class extends PlainCard {
      override transmit(): Uint8Array {
        return new MuteCard().transmit() as never
      }
    })(atrs.t1)
    for (const level of every) {
      const desk = await TwinDesk.with(reader(level), [silent])
      await desk.powerOn()
      expect(await desk.transmit(read(4)), level).toMatch(/^(cardMute|transmission) /)
      expect(await desk.powerOn(), level).toBe(hex(atrs.t1))
    }
  })
})

describe('the protocol', () => {
  it.each<readonly [string, Uint8Array, number, RegExp]>([
    ['is the first the card offers', atrs.both, 3, /^set T=0 /],
    ['is the other when the reader does not speak the first', atrs.both, 2, /^set T=1 /],
    ['is that of specific mode, without a PPS', atrs.specificT1, 3, /^set T=1 /],
  ])('%s', async (_, atr, dwProtocols, expected) => {
    const desk = await TwinDesk.with(factsOf({ dwProtocols }), [new PlainCard(atr)])
    expect(await desk.powerOn()).toBe(hex(atr))
    const said = desk.said()
    expect(said.at(-1)).toMatch(expected)
    expect(said.some((command) => command.startsWith('xfr ff'))).toBe(atr !== atrs.specificT1)
    expect(await desk.transmit(read(50))).toBe(answered(50))
  })

  it('may be one that nobody speaks', async () => {
    const desk = await TwinDesk.with(factsOf(), [new PlainCard(atrs.implicitT1)])
    expect(await desk.powerOn()).toBe('protocol implicitRate')
  })
})

describe('a health card', () => {
  it.each(every)('is read at the level %s as it is by its own hand', async (level) => {
    const [person] = people(1, 1)
    const card = new HealthCard(person!)
    const desk = await TwinDesk.with(reader(level), [card])
    await desk.powerOn()
    const direct = new HealthCard(person!)
    const select = '00a4040010d1580000010000000000000000001100'
    for (const capdu of [select, '00ca0000020000', '00ca1100020000', '00ca2400020000']) {
      const answer = await desk.transmit(capdu)
      expect(answer).toBe(hex(direct.transmit(Uint8Array.from(Buffer.from(capdu, 'hex'))) ?? new Uint8Array()))
    }
  })
})

describe('a card that asks for more time without end, with each block anew', () => {
  it.each(['tpdu', 'character'] as const)('is given two minutes, then it is mute, and the slot goes on: %s', async (level) => {
    const desk = await TwinDesk.with(
      reader(level), [new PlainCard(atrs.t1)], { contact: { extensions: Infinity }, answerDelayMs: 250 },
    )
    expect(await desk.powerOn()).toBe(hex(atrs.t1))
    const before = desk.clock.now()
    expect(await desk.transmit(read(2))).toBe('cardMute moreTimeWithoutEnd')
    expect(desk.clock.now() - before).toBeLessThan(121_000)
    expect(await desk.powerOn()).toBe(hex(atrs.t1))
    expect(desk.lost).toBe(0)
  })
})
