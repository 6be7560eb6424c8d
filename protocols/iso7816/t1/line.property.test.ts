import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../../bytes/hex.ts'
import type { Edc } from './edc.ts'
import { answerTo, Line, type LineOptions, type Mishap } from './line.fixture.ts'

const edc = fc.constantFrom<Edc>('lrc', 'crc')
const size = fc.constantFrom(1, 3, 7, 32, 254)
const apdu = fc.uint8Array({ minLength: 1, maxLength: 40 })
/** Commands that differ, so that no answer fits another. */
const apdus = fc.array(apdu, { minLength: 1, maxLength: 4 })
  .map((list) => list.map((bytes, index) => Uint8Array.from([index, ...bytes])))
const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 })

/** Damage that the EDC must detect: 8 bits in a row for LRC, 16 for CRC. */
const burst = (edc: Edc) => fc.record({
  kind: fc.constant('burst' as const), start: fc.nat(5_000),
  pattern: fc.array(fc.boolean(), { maxLength: edc === 'lrc' ? 7 : 15 }).map((rest) => [true, ...rest]),
})
const cut = fc.record({ kind: fc.constant('cut' as const), at: fc.nat(300) })
const lost = fc.constant({ kind: 'lost' as const })
const none = fc.constant({ kind: 'none' as const })
const odd = fc.constantFrom({ kind: 'twice' as const }, { kind: 'stuttered' as const }, { kind: 'late' as const })

const damage = (edc: Edc): fc.Arbitrary<Mishap> => fc.oneof(burst(edc), cut, lost)
const mishaps = (edc: Edc) => fc.array(
  fc.oneof({ weight: 3, arbitrary: none }, { weight: 2, arbitrary: damage(edc) }, { weight: 1, arbitrary: odd }),
  { maxLength: 60 },
)
const bad = (edc: Edc) =>
  fc.array(fc.oneof({ weight: 1, arbitrary: none }, { weight: 6, arbitrary: damage(edc) }), { maxLength: 40 })

const options = (plan: (edc: Edc) => fc.Arbitrary<Mishap[]>): fc.Arbitrary<LineOptions> =>
  edc.chain((edc) => fc.record({
    edc: fc.constant(edc), ifsc: size, ifsd: size, mishaps: plan(edc), slow: fc.boolean(), pieces,
    repeatInDoubt: fc.boolean(),
  }))

/** Never a wrong answer; never a command carried out that was not sent, nor twice unless that was asked for. */
function check(line: Line, apdu: Uint8Array, repeatInDoubt: boolean): boolean {
  const before = line.executed.length
  const outcome = line.exchange(apdu)
  const executed = line.executed.slice(before)
  expect(executed.every((command) => command === hex(apdu))).toBe(true)
  if (!repeatInDoubt) expect(executed.length).toBeLessThanOrEqual(1)
  if (outcome.type === 'deliver') {
    expect(executed.length).toBeGreaterThanOrEqual(1)
    expect(hex(outcome.apdu)).toBe(hex(answerTo(apdu)))
    return true
  }
  expect(['mute', 'unresponsive', ...(repeatInDoubt ? [] : ['doubtful'])]).toContain(outcome.reason)
  if (outcome.reason === 'doubtful') expect(line.host.idle).toBe(true)
  else expect(line.host.failed).toBe(true)
  return !line.host.failed
}

describe('T=1 between a host and a card', () => {
  it.each([[32, 32], [254, 254], [21, 254], [254, 20]])(
    'carries every length up to 1,000 unchanged, with IFSC %i and IFSD %i', (ifsc, ifsd) => {
      const line = new Line({ edc: 'lrc', ifsc, ifsd })
      for (let length = 1; length <= 1_000; length++) {
        const command = Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 0xff)
        expect(line.exchange(command)).toEqual({ type: 'deliver', apdu: answerTo(command) })
      }
      expect(line.executed).toHaveLength(1_000)
    })

  it('carries anything on a sound line, in whatever pieces it comes and however long the card takes', () => {
    fc.assert(fc.property(options(() => fc.constant([])), apdus, (chosen, commands) => {
      const line = new Line(chosen)
      for (const command of commands) {
        expect(line.exchange(command)).toEqual({ type: 'deliver', apdu: answerTo(command) })
      }
      expect(line.executed).toEqual(commands.map(hex))
    }))
  })

  it('recovers, or fails by name, from losses, damage, doubles and delays, and carries no command out twice', () => {
    fc.assert(fc.property(options(mishaps), apdus, (chosen, commands) => {
      const line = new Line(chosen)
      for (const command of commands) if (!check(line, command, chosen.repeatInDoubt ?? false)) return
    }), { numRuns: 600 })
  })

  it('does so on a line that is nearly always bad', () => {
    fc.assert(fc.property(options(bad), apdus, (chosen, commands) => {
      const line = new Line(chosen)
      for (const command of commands) if (!check(line, command, chosen.repeatInDoubt ?? false)) return
    }), { numRuns: 300 })
  })

  it('always recovers from two blocks lost or damaged in an exchange', () => {
    const places = fc.tuple(fc.nat(20), fc.nat(20))
    const two = (edc: Edc) => fc.tuple(places, damage(edc), damage(edc)).map(([[first, second], one, other]) => {
      const plan: Mishap[] = Array.from({ length: 41 }, () => ({ kind: 'none' }))
      plan[first] = one
      plan[second] = other
      return plan
    })
    fc.assert(fc.property(options(two), apdu, (chosen, command) => {
      expect(new Line(chosen).exchange(command)).toEqual({ type: 'deliver', apdu: answerTo(command) })
    }), { numRuns: 300 })
  })

  it('goes on after a failure in doubt: the next command is carried out', () => {
    const mishaps: Mishap[] = [
      { kind: 'none' }, { kind: 'none' }, // the first exchange
      { kind: 'none' }, ...Array.from({ length: 5 }, () => ({ kind: 'lost' as const })),
    ]
    const line = new Line({ edc: 'crc', ifsc: 254, ifsd: 32, mishaps })
    expect(line.exchange(Uint8Array.of(1)).type).toBe('deliver')
    expect(line.exchange(Uint8Array.of(2))).toEqual({ type: 'fail', reason: 'doubtful' })
    expect(line.exchange(Uint8Array.of(3))).toEqual({ type: 'deliver', apdu: answerTo(Uint8Array.of(3)) })
    expect(line.executed).toEqual(['01', '02', '03'])
  })

  it('delivers a wrong answer when damage leaves the LRC intact: an 8-bit sum cannot do better', () => {
    // the same bit of two bytes of INF: bits 3*8 and 4*8 of the answer
    const pattern = Array.from({ length: 9 }, (_, at) => at === 0 || at === 8)
    const mishaps: Mishap[] = [{ kind: 'none' }, { kind: 'burst', start: 24, pattern }]
    const line = new Line({ edc: 'lrc', ifsc: 32, ifsd: 32, mishaps })
    const outcome = line.exchange(Uint8Array.of(0, 0))
    expect(outcome).toEqual({ type: 'deliver', apdu: Uint8Array.of(0x54, 0x54, 0x90, 0x00) })
  })
})
