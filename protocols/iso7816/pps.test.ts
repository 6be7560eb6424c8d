import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { atrParameters } from './atr-parameters.ts'
import { buildAtr, parseAtr, type Atr } from './atr.ts'
import { decodePps, encodePps, ppsLength, ppsOutcome, proposePps, type Pps } from './pps.ts'

// typed by hand; PCK is the exclusive or of the bytes before it
const vectors: readonly (readonly [string, Pps])[] = [
  ['ff 00 ff', { t: 0 }],
  ['ff 01 fe', { t: 1 }],
  ['ff 11 18 f6', { t: 1, pps1: 0x18 }],
  ['ff 10 96 79', { t: 0, pps1: 0x96 }],
  ['ff 30 11 01 df', { t: 0, pps1: 0x11, pps2: 0x01 }],
  ['ff 71 18 01 02 95', { t: 1, pps1: 0x18, pps2: 0x01, pps3: 0x02 }],
  ['ff 41 00 be', { t: 1, pps3: 0x00 }],
]

const byte = fc.integer({ min: 0, max: 0xff })
const anyPps: fc.Arbitrary<Pps> = fc.record(
  { t: fc.integer({ min: 0, max: 14 }), pps1: byte, pps2: byte, pps3: byte }, { requiredKeys: ['t'] },
)

describe('a PPS', () => {
  it.each(vectors)('is written as %s and read back', (bytes, pps) => {
    expect(hex(encodePps(pps))).toBe(hex(unhex(bytes)))
    expect(decodePps(unhex(bytes))).toEqual(pps)
  })

  it('is read back as it was written, and says its length in its second byte', () => {
    fc.assert(fc.property(anyPps, (pps) => {
      const bytes = encodePps(pps)
      expect(decodePps(bytes)).toEqual(pps)
      expect(ppsLength(bytes.subarray(0, 2))).toBe(bytes.length)
      expect(ppsLength(bytes.subarray(0, 1))).toBeUndefined()
    }))
  })

  it('damaged in one byte, or cut short, is refused', () => {
    fc.assert(fc.property(anyPps, fc.nat(), fc.integer({ min: 1, max: 0xff }), (pps, place, flipped) => {
      const bytes = encodePps(pps)
      const at = place % bytes.length
      expect(() => decodePps(bytes.with(at, (bytes[at] ?? 0) ^ flipped))).toThrow(MalformedError)
      expect(() => decodePps(bytes.subarray(0, at))).toThrow(MalformedError)
    }))
  })

  it.each([
    ['', 'PPSS'], ['fe 01 ff', 'PPSS'], ['ff', 'PPS'], ['ff 01', 'PPS'], ['ff 01 fe 00', 'PPS'], ['ff 11 18', 'PPS'],
    ['ff 01 ff', 'PCK'], ['ff 81 7e', 'PPS0'], ['ff 0f f0', 'T'],
  ])('that is none (%s) is refused at %s', (bytes, field) => {
    expect(() => decodePps(unhex(bytes))).toThrow(expect.objectContaining({ name: 'MalformedError', field }))
  })

  it('with an impossible value is not written', () => {
    for (const pps of [{ t: 15 }, { t: -1 }, { t: 1, pps1: 256 }]) expect(() => encodePps(pps)).toThrow(MalformedError)
  })
})

describe('a response to a PPS request', () => {
  const asked: Pps = { t: 1, pps1: 0x18 }

  it('that repeats the request settles its protocol and rate', () => {
    expect(ppsOutcome(asked, asked)).toEqual({ agreed: true, t: 1, rate: { fi: 372, di: 12 } })
    expect(ppsOutcome({ t: 0 }, { t: 0 })).toEqual({ agreed: true, t: 0, rate: { fi: 372, di: 1 } })
  })

  it('that leaves PPS1 out settles the default rate', () => {
    expect(ppsOutcome(asked, { t: 1 })).toEqual({ agreed: true, t: 1, rate: { fi: 372, di: 1 } })
  })

  it.each<readonly [string, Pps, Pps]>([
    ['otherProtocol', asked, { t: 0, pps1: 0x18 }],
    ['otherRate', asked, { t: 1, pps1: 0x11 }],
    ['otherRate', { t: 1 }, { t: 1, pps1: 0x11 }],
    ['otherContactUse', { t: 1, pps2: 1 }, { t: 1, pps2: 2 }],
    ['otherPps3', asked, { ...asked, pps3: 0 }],
  ])('is refused for %s', (why, request, response) => {
    expect(ppsOutcome(request, response)).toEqual({ agreed: false, why })
  })

  it('is agreed to only when it says nothing the request did not say', () => {
    fc.assert(fc.property(anyPps, fc.oneof(anyPps, fc.constant({})), (request, change) => {
      const response = { ...request, ...change }
      const outcome = ppsOutcome(request, response)
      if (outcome.agreed) expect(request).toMatchObject(response)
    }))
  })
})

describe('the proposal for a card', () => {
  const card = (parts: Partial<Atr>) => atrParameters(parseAtr(buildAtr(parts)))
  const jcop = atrParameters(parseAtr(unhex('3B FA 18 00 00 81 31 FE 45 50 56 4A 43 4F 50 34 53 49 44 93')))

  it('takes the rate of its TA1, or none when told to stay at the default', () => {
    expect(hex(encodePps(proposePps(jcop, { t: 1 }) ?? { t: 14 }))).toBe('ff1118f6')
    expect(proposePps(jcop, { t: 1, rate: 'default' })).toBeUndefined()
  })

  it('names a protocol that is not the first offered even at the default rate', () => {
    expect(proposePps(card({ further: [{ t: 0 }, { t: 1 }] }), { t: 1 })).toEqual({ t: 1 })
    expect(proposePps(card({ further: [{ t: 0 }, { t: 1 }] }), { t: 0 })).toBeUndefined()
  })

  it('leaves a reserved TA1 alone', () => {
    expect(proposePps(card({ first: { ta: 0x7f }, further: [{ t: 1 }] }), { t: 1 })).toBeUndefined()
  })

  it('is none in specific mode, where the card does not take one', () => {
    expect(proposePps(card({ first: { ta: 0x96 }, further: [{ t: 1, ta: 0x81 }] }), { t: 1 })).toBeUndefined()
  })

  it('is refused for a protocol the card does not offer', () => {
    expect(() => proposePps(jcop, { t: 0 })).toThrow(MalformedError)
  })

  it('is always one that the card may agree to', () => {
    fc.assert(fc.property(byte, fc.constantFrom(0, 1), (ta, t) => {
      const parameters = card({ first: { ta }, further: [{ t: 0 }, { t: 1 }] })
      const pps = proposePps(parameters, { t })
      if (pps?.pps1 !== undefined) {
        expect(ppsOutcome(pps, pps)).toEqual({ agreed: true, t, rate: { fi: parameters.fi, di: parameters.di } })
      }
    }))
  })
})
