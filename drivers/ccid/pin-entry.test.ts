import { describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import type { CcidTwin } from '#simulator/readers/ccid-twin'
import { atrs, PlainCard, VERIFY } from './plain-card.fixture.ts'
import { factsOf } from './reader-facts.fixture.ts'
import { TwinDesk } from './twin-desk.fixture.ts'

const entry: PinEntry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 20 }
const levels = [['TPDU', 0x00010030], ['short APDU', 0x00020030], ['extended APDU', 0x00040030]] as const
const READ = '00b0000002'

async function open(dwFeatures: number, atr: Uint8Array, change = {}): Promise<TwinDesk> {
  const desk = await TwinDesk.with(factsOf({ dwFeatures, bPINSupport: 1, ...change }), [new PlainCard(atr)])
  expect(await desk.powerOn()).toBe(hex(atr))
  desk.said()
  return desk
}

const pinned = (digits: string) => (twin: CcidTwin) => twin.enterPin(digits)
const nothing = () => {}

describe('a PIN entered at the reader', () => {
  const cases = levels.flatMap(([level, features]) =>
    ([['T=0', atrs.t0], ['T=1', atrs.t1]] as const).map(([t, atr]) => [level, t, features, atr] as const))

  it.each(cases)('goes to the card and never through the PC: %s, %s', async (_, __, features, atr) => {
    const desk = await open(features, atr)
    expect(await desk.enterPin(VERIFY, entry, pinned('123456'))).toBe('9000')
    expect(await desk.enterPin(VERIFY, entry, pinned('654321'))).toBe('63c2')
    expect(desk.commands.join()).not.toMatch(/313233343536|363534333231/)
    expect(await desk.transmit(READ)).toBe('00079000')
  })

  it.each(cases)('may be given up, and the card stands as it stood: %s, %s', async (_, __, features, atr) => {
    const desk = await open(features, atr)
    expect(await desk.enterPin(VERIFY, entry, (twin) => twin.cancelPin())).toBe('pinCancelled PIN_CANCELLED')
    expect(await desk.transmit(READ)).toBe('00079000')
    expect(await desk.enterPin(VERIFY, entry, nothing)).toBe('pinTimeout PIN_TIMEOUT')
    expect(await desk.enterPin(VERIFY, entry, pinned('123456'))).toBe('9000')
    expect(desk.said().filter((command) => command.startsWith('on'))).toEqual([])
  })

  it('has the time of the reader when none is said', async () => {
    const desk = await open(0x00010030, atrs.t1)
    expect(await desk.enterPin(VERIFY, { ...entry, timeoutS: 0 }, nothing)).toBe('pinTimeout PIN_TIMEOUT')
  })

  it('begins the block of T=1 that is due, with the prologue of ours', async () => {
    const desk = await open(0x00010030, atrs.t1)
    await desk.transmit(READ)
    desk.said()
    await desk.enterPin(VERIFY, entry, pinned('123456'))
    const [command = ''] = desk.said()
    // bTimeOut 14, format, block, length, 8 and 4 digits, by key, own message, language, index, NAD PCB LEN, command
    expect(command).toBe(`secure 0014820800080402ff09040000400d${VERIFY}`)
  })

  it('makes a command grow that has no place for it', async () => {
    const grow: PinEntry = { ...entry, length: 0 }
    const desk = await open(0x00020030, atrs.t1)
    // six digits where the card wants eight bytes
    expect(await desk.enterPin('00200001', grow, pinned('123456'))).toBe('63c2')
  })

  it.each<readonly [string, Parameters<typeof factsOf>[0]]>([
    ['says it verifies no PIN', { bPINSupport: 0 }], ['has modification only', { bPINSupport: 2 }],
  ])('is told as impossible at a reader that %s, and nothing is sent', async (_, change) => {
    const desk = await open(0x00010030, atrs.t1, change)
    expect(await desk.enterPin(VERIFY, entry, nothing)).toBe('pinPadAbsent')
    expect(desk.said().filter((command) => command !== 'status')).toEqual([])
    expect(await desk.transmit(READ)).toBe('00079000')
  })

  it('is told as impossible at a reader that moves characters only', async () => {
    for (const atr of [atrs.t0, atrs.t1]) {
      const desk = await open(0x00000030, atr)
      expect(await desk.enterPin(VERIFY, entry, nothing)).toBe('pinPadAbsent characterLevel')
      expect(await desk.transmit(READ)).toBe('00079000')
    }
  })

  it('is not told as impossible when the card has answered, whatever the status says: it was sent', async () => {
    const ends = new Set<string>()
    for (let at = 0; at < 12; at++) {
      // bmCommandStatus of this answer says failed, and bError stays 0, which is CMD_NOT_SUPPORTED
      const faults = [{ fault: 'flipped', at, times: 1, byte: 62 }] as const
      const desk = await TwinDesk.with(factsOf({ dwFeatures: 0x00010030, bPINSupport: 1 }), [new PlainCard(atrs.t1)], { faults })
      await desk.powerOn()
      ends.add(await desk.enterPin(VERIFY, entry, pinned('123456')))
    }
    expect([...ends].filter((end) => end.startsWith('pinPadAbsent'))).toEqual([])
    expect([...ends]).toContain('transmission CMD_NOT_SUPPORTED')
  })

  it('is refused when it has no spelling, or its command no room in one block', async () => {
    const desk = await open(0x00010030, atrs.t1Crc)
    expect(await desk.enterPin(VERIFY, { ...entry, offset: 16 }, nothing)).toBe('refused offset')
    await desk.powerOn()
    expect(await desk.enterPin(`0020000128${'ff'.repeat(40)}`, entry, nothing)).toBe('refused commandTooLong')
  })

  it('ends with the card when that is pulled', async () => {
    for (const [, features] of levels) {
      const desk = await open(features, atrs.t1)
      expect(await desk.enterPin(VERIFY, entry, (twin) => twin.remove(0))).toMatch(/^cardAbsent /)
      expect(desk.cards.at(-1)).toBe('0 out')
    }
  })

  it('ends with the reader when that is closed', async () => {
    const desk = await open(0x00010030, atrs.t1)
    const entered = desk.enterPin(VERIFY, entry, nothing)
    await desk.wait(6_000)
    await desk.within(desk.device.close())
    expect(await entered).toBe('readerLost cancelled')
    expect(desk.said().slice(-3)).toEqual(['ABORT', 'abort', 'off'])
  })
})
