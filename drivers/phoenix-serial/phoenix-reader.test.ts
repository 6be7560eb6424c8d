import { describe, expect, it } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { MuteCard } from '#simulator/cards/other-cards'
import { atrs, DONE, FileCard, READ_ANSWER, READ_BINARY, UPDATE_BINARY } from '../serial/file-card.fixture.ts'
import { PATH } from '../serial/serial-desk.fixture.ts'
import { PhoenixDesk } from './phoenix-desk.fixture.ts'

describe('a Phoenix reader', () => {
  const cards = Object.entries(atrs)
  it.each(cards)('reads and writes a card %s, whatever its convention, protocol and rate', async (_, atr) => {
    const desk = await PhoenixDesk.with(new FileCard(atr))
    expect(desk.news).toEqual(['card'])
    expect(await desk.ends(desk.slot.powerOn())).toEqual(unhex(atr))
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
    expect(await desk.ends(desk.slot.transmit(UPDATE_BINARY))).toEqual(DONE)
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
    expect(desk.news).toEqual(['card'])
  })

  it('speaks as fast as the card would like when the adapter makes that speed, and not otherwise', async () => {
    const lasts = async (mostBaud: number) => {
      const desk = await PhoenixDesk.with(new FileCard(atrs.t1At115200), { config: { mostBaud } })
      await desk.ends(desk.slot.powerOn())
      const before = desk.clock.now()
      expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
      return desk.clock.now() - before
    }
    expect(await lasts(9600)).toBeGreaterThan(3 * await lasts(115_200))
  })

  it('does without an echo when it is told that there is none', async () => {
    const desk = await PhoenixDesk.with(new FileCard(atrs.t1At115200), { wiring: { echo: false } })
    await desk.ends(desk.slot.powerOn())
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
  })

  it('waits as long as a card asks for', async () => {
    for (const atr of [atrs.t0, atrs.t1]) {
      const desk = await PhoenixDesk.with(new FileCard(atr), { contact: { extensions: 3 } })
      await desk.ends(desk.slot.powerOn())
      expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
    }
  })

  it.each([2, 255])('gives up a card that asks for %i waiting times without end, after two minutes', async (multiplier) => {
    const desk = await PhoenixDesk.with(new FileCard(atrs.t1), { contact: { extensions: Infinity, multiplier } })
    await desk.ends(desk.slot.powerOn())
    const before = desk.clock.now()
    expect(await desk.fault(desk.slot.transmit(READ_BINARY))).toBe('cardMute')
    expect(desk.clock.now() - before).toBeLessThan(125_000)
  })

  it('says that a card is mute, and tried it more than once', async () => {
    const desk = await PhoenixDesk.with(new MuteCard())
    expect(await desk.fault(desk.slot.powerOn())).toBe('cardMute')
    expect(desk.news).toEqual(['card', 'atrRetried', 'atrRetried'])
  })

  it('says that a card fell silent, and uses it again after a reset', async () => {
    for (const atr of [atrs.t0, atrs.t1]) {
      const card = new FileCard(atr)
      const desk = await PhoenixDesk.with(card)
      await desk.ends(desk.slot.powerOn())
      card.answers = false
      expect(await desk.fault(desk.slot.transmit(READ_BINARY))).toMatch(/^(?:cardMute|transmission)$/)
      expect(await desk.fault(desk.slot.transmit(READ_BINARY))).toBe('cardMute')
      card.answers = true
      await desk.ends(desk.slot.powerOn())
      expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
    }
  })

  it('refuses what it cannot do: a PIN at the reader, and more data than T=0 carries', async () => {
    const desk = await PhoenixDesk.with(new FileCard(atrs.t0))
    await desk.ends(desk.slot.powerOn())
    const pinEntry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 0 } as const
    expect(await desk.fault(desk.slot.transmit(UPDATE_BINARY, pinEntry))).toBe('pinPadAbsent')
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
    const long = Uint8Array.from([0, 0xd6, 0, 0, 0, 1, 0, ...new Uint8Array(256)])
    expect(await desk.fault(desk.slot.transmit(long))).toBe('refused')
  })

  it('tells of cards that come and go, and fails at once what is under way with a card that is pulled', async () => {
    const desk = await PhoenixDesk.with(undefined)
    expect(desk.news).toEqual(['no card'])
    expect(await desk.fault(desk.slot.powerOn())).toBe('cardAbsent')
    const card = new FileCard(atrs.t1)
    desk.twin.insert(card)
    await desk.wait(300)
    await desk.ends(desk.slot.powerOn())
    card.answers = false
    const before = desk.clock.now()
    const call = desk.fault(desk.slot.transmit(READ_BINARY))
    await desk.wait(20)
    desk.twin.remove()
    expect(await call).toBe('cardAbsent')
    expect(desk.clock.now() - before).toBeLessThan(500)
    expect(desk.news).toEqual(['no card', 'card', 'no card'])
  })

  const wirings = (['cts', 'dsr', 'dcd'] as const).flatMap((presence) => (['rts', 'dtr'] as const).flatMap((reset) =>
    [true, false].flatMap((held) => [true, false].map((present) => [presence, present, reset, held] as const))))
  it.each(wirings)('is driven with presence by %s %s and reset by %s %s', async (presence, present, reset, held) => {
    const desk = await PhoenixDesk.with(undefined, {
      wiring: { presence: { signal: presence, asserted: present }, reset: { signal: reset, asserted: held } },
    })
    desk.twin.insert(new FileCard(atrs.t1))
    await desk.wait(300)
    await desk.ends(desk.slot.powerOn())
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
    desk.twin.remove()
    await desk.wait(300)
    expect(desk.news).toEqual(['no card', 'card', 'no card'])
  })

  it('holds the card in reset before the first power-on, after a power-off, and when it is closed', async () => {
    const card = new FileCard(atrs.t1)
    const desk = await PhoenixDesk.with(card)
    expect(await desk.fault(desk.slot.transmit(READ_BINARY))).toBe('cardMute')
    await desk.ends(desk.slot.powerOn())
    await desk.ends(desk.slot.powerOff())
    expect(await desk.fault(desk.slot.transmit(READ_BINARY))).toBe('cardMute')
    await desk.reader?.close()
    expect(await desk.fault(desk.slot.powerOn())).toBe('readerLost')
    expect(card.commands).toBe(0)
    await desk.wait(1_000) // the simulated reader has timers of its own
    expect(desk.clock.waiting).toBe(0)
  })

  it('gives its line back when it is closed, and fails what is under way', async () => {
    const desk = await PhoenixDesk.with(new FileCard(atrs.t1))
    const call = desk.fault(desk.slot.powerOn())
    await desk.wait(3)
    await desk.reader?.close()
    expect(await call).toBe('readerLost')
    expect(desk.news).toEqual(['card'])
    await desk.open()
    await desk.ends(desk.slot.powerOn())
    expect(desk.reader?.name).toBe('Phoenix ttyS0')
  })

  it('is not opened where there are no control lines, or nothing that echoes', async () => {
    const bare = new PhoenixDesk({ line: { controlLines: false } })
    await expect(bare.open()).rejects.toThrow(`${PATH}: unsupported`)
    const dead = new PhoenixDesk({
      wiring: { echo: false }, config: { wiring: { echo: true, presence: { signal: 'cts', asserted: false } } },
    })
    await expect(dead.open()).rejects.toMatchObject({ problem: { why: 'silent' } })
    // and both lines are free for the next try
    dead.ports.unplug(PATH)
    bare.ports.unplug(PATH)
    expect([dead.clock.waiting, bare.clock.waiting]).toEqual([0, 0])
  })
})

describe('a Phoenix reader without a switch for the card', () => {
  const wiring = { presence: 'none' } as const

  it('finds a card that answers a reset, and goes on searching when there is none', async () => {
    const desk = await PhoenixDesk.with(undefined, { wiring })
    await desk.wait(400)
    expect(desk.news).toEqual(['no card'])
    await desk.wait(10_000)
    desk.twin.insert(new FileCard(atrs.t1At115200))
    await desk.wait(1_300)
    expect(desk.news).toEqual(['no card', 'card'])
    await desk.ends(desk.slot.powerOn())
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
  })

  it('leaves a card alone that it has found', async () => {
    const desk = await PhoenixDesk.with(new FileCard(atrs.t0), { wiring })
    await desk.wait(400)
    await desk.ends(desk.slot.powerOn())
    await desk.wait(10_000)
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
    expect(desk.news).toEqual(['card'])
  })

  it('takes a card that does not answer any more for gone, and the next that answers for another', async () => {
    const desk = await PhoenixDesk.with(new FileCard(atrs.t0), { wiring })
    await desk.wait(400)
    await desk.ends(desk.slot.powerOn())
    desk.twin.remove()
    desk.twin.insert(new FileCard(atrs.t1))
    expect(await desk.fault(desk.slot.transmit(READ_BINARY))).toBe('cardAbsent')
    await desk.wait(1_300)
    expect(desk.news).toEqual(['card', 'no card', 'card'])
    expect(await desk.ends(desk.slot.powerOn())).toEqual(unhex(atrs.t1))
  })

  it('leaves no timer behind when it is closed', async () => {
    for (const card of [undefined, new FileCard(atrs.t0)]) {
      const desk = await PhoenixDesk.with(card, { wiring })
      await desk.wait(1_000)
      await desk.reader?.close()
      await desk.wait(2_000)
      expect(desk.clock.waiting).toBe(0)
    }
  })
})
