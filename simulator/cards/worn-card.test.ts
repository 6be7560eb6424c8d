import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { people } from '../people.ts'
import { SeededRandom } from '../seeded-random.ts'
import { HealthCard } from './health-card.ts'
import { WornCard } from './worn-card.ts'

const SELECT = unhex('00a4040010d1580000010000000000000000001100')
const BASIC = unhex('00ca1100020000')
const RESETS = 2_000
const person = people(7, 1)[0]!

/** After each reset: whether the card answered it, and what it said to SELECT and a read of the basic data. */
function lives() {
  const worn = new WornCard(new HealthCard(person), new SeededRandom(5))
  return Array.from({ length: RESETS }, () => {
    worn.reset()
    const basic = worn.transmit(SELECT) && worn.transmit(BASIC)
    return { mute: worn.atr.length === 0, basic: basic && hex(basic) }
  })
}

describe('a card with worn contacts', () => {
  it('does not answer every reset, nor every command', () => {
    const awake = lives().filter(({ mute }) => !mute)
    expect(1 - awake.length / RESETS).toBeCloseTo(0.25, 1)
    const lost = awake.filter(({ basic }) => basic === undefined)
    expect(lost.length / awake.length).toBeCloseTo(0.29, 1) // one of two commands, 40 of 256 each
  })

  it('says nothing after a reset that it did not answer, and what it says otherwise is true', () => {
    const sound = new HealthCard(person)
    sound.reset()
    sound.transmit(SELECT)
    const truth = hex(sound.transmit(BASIC)!)
    const said = (silent: boolean) => new Set(lives().filter(({ mute }) => mute === silent).map(({ basic }) => basic))
    expect(said(true)).toEqual(new Set([undefined]))
    expect(said(false)).toEqual(new Set([undefined, truth]))
  })
})
