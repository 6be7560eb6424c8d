import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import type { CcidTwin } from '#simulator/readers/ccid-twin'
import { atrs, CHANGE, PlainCard } from './plain-card.fixture.ts'
import { factsOf } from './reader-facts.fixture.ts'
import { TwinDesk } from './twin-desk.fixture.ts'

const entry: PinEntry = {
  min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 20, change: { oldAt: 0, newAt: 8, confirm: true },
}
const levels = [['TPDU', 0x00010030], ['short APDU', 0x00020030], ['extended APDU', 0x00040030]] as const
const READ = '00b0000002'

/** A card that tells what it was sent. */
class HearingCard extends PlainCard {
  readonly heard: string[] = []

  override transmit(capdu: Uint8Array): Uint8Array {
    this.heard.push(hex(capdu))
    return super.transmit(capdu)
  }
}

async function open(dwFeatures: number, atr: Uint8Array, change = {}) {
  const card = new HearingCard(atr)
  const desk = await TwinDesk.with(factsOf({ dwFeatures, bPINSupport: 3, ...change }), [card])
  expect(await desk.powerOn()).toBe(hex(atr))
  desk.said()
  return { desk, card }
}

/** Somebody enters this in turn; `cancel` is the key for it. */
const enters = (...digits: readonly string[]) => (twin: CcidTwin) => {
  for (const one of digits) one === 'cancel' ? twin.cancelPin() : twin.enterPin(one)
}

describe('a PIN changed at the reader', () => {
  const cases = levels.flatMap(([level, features]) =>
    ([['T=0', atrs.t0], ['T=1', atrs.t1]] as const).map(([t, atr]) => [level, t, features, atr] as const))

  it.each(cases)('goes to the card with the old one and never through the PC: %s, %s', async (_, __, features, atr) => {
    const { desk, card } = await open(features, atr)
    expect(await desk.enterPin(CHANGE, entry, enters('123456', '2468', '2468'))).toBe('9000')
    expect(await desk.enterPin(CHANGE, entry, enters('654321', '2468', '2468'))).toBe('63c2')
    expect(card.heard).toEqual([
      '0024000110313233343536ffff32343638ffffffff', '0024000110363534333231ffff32343638ffffffff',
    ])
    expect(desk.commands.join()).not.toMatch(/313233343536|363534333231|32343638/)
    expect(await desk.transmit(READ)).toBe('00079000')
  })

  it.each(cases)('comes to nothing, and the card is sent nothing: %s, %s', async (_, __, features, atr) => {
    const { desk, card } = await open(features, atr)
    expect(await desk.enterPin(CHANGE, entry, enters('123456', '2468', '2469'))).toBe('6402')
    expect(await desk.enterPin(CHANGE, entry, enters('123456', 'cancel'))).toBe('pinCancelled PIN_CANCELLED')
    expect(await desk.enterPin(CHANGE, entry, enters('123456', '2468'))).toBe('pinTimeout PIN_TIMEOUT')
    expect(card.heard).toEqual([])
    expect(await desk.enterPin(CHANGE, entry, enters('123456', '2468', '2468'))).toBe('9000')
    expect(await desk.transmit(READ)).toBe('00079000')
    expect(desk.said().filter((command) => command.startsWith('on'))).toEqual([])
  })

  it('is asked for as told: without the old one, without the new one again', async () => {
    await fc.assert(fc.asyncProperty(fc.boolean(), fc.boolean(), fc.boolean(), async (asksOld, confirm, ofThree) => {
      const { desk, card } = await open(0x00010030, atrs.t1, ofThree ? { pinIndices: 'three' } : {})
      const change = { newAt: 8, confirm, ...asksOld ? { oldAt: 0 } : {} }
      const digits = [...asksOld ? ['123456'] : [], '2468', ...confirm ? ['2468'] : []]
      await desk.enterPin(CHANGE, { ...entry, change }, enters(...digits))
      expect(card.heard).toEqual([`0024000110${asksOld ? '313233343536ffff' : 'ff'.repeat(8)}32343638ffffffff`])
    }), { numRuns: 16 })
  })

  it('has the time of an entry for each of its entries', async () => {
    const { desk } = await open(0x00010030, atrs.t1)
    const slow = (twin: CcidTwin) => {
      for (const [at, digits] of ['123456', '2468', '2468'].entries()) desk.clock.after(14_000 * (at + 1), () => twin.enterPin(digits))
    }
    expect(await desk.enterPin(CHANGE, { ...entry, timeoutS: 20 }, slow)).toBe('9000')
  })

  it.each([['verifies PINs only', 1], ['knows no PINs', 0]])('is told as impossible at a reader that %s', async (_, bPINSupport) => {
    const { desk, card } = await open(0x00010030, atrs.t1, { bPINSupport })
    expect(await desk.enterPin(CHANGE, entry, () => {})).toBe('pinPadAbsent')
    expect(desk.said().filter((command) => command !== 'status')).toEqual([])
    expect(card.heard).toEqual([])
  })

  it('is told as impossible where the reader turns out not to know it, and the card is as it was', async () => {
    const card = new HearingCard(atrs.t1)
    const { descriptor, ...facts } = factsOf({ dwFeatures: 0x00010030, bPINSupport: 3 })
    const desk = await TwinDesk.with({ descriptor, ...facts }, [card], { descriptor: { ...descriptor, bPINSupport: 1 } })
    await desk.powerOn()
    expect(await desk.enterPin(CHANGE, entry, enters('123456'))).toBe('pinPadAbsent CMD_NOT_SUPPORTED')
    expect(card.heard).toEqual([])
    expect(await desk.transmit(READ)).toBe('00079000')
  })

  it('is refused when it has no spelling', async () => {
    const { desk } = await open(0x00010030, atrs.t1)
    expect(await desk.enterPin(CHANGE, { ...entry, change: { newAt: 256, confirm: true } }, () => {})).toBe('refused newAt')
  })
})
