import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import {
  answerAuthentication, beginAuthentication, cardAnswerLength, cardKeysOf, finishAuthentication, samCryptogramLength,
} from './mutual-authentication.ts'

const master = unhex('000102030405060708090a0b0c0d0e0f')
const keys = cardKeysOf(master, unhex('00aabbccddeeff0102030405'))
const identity = { samId: 'TESTSAM00001', hospitalId: '9900000013' }
const cardChallenge = unhex('101112131415161718191a1b1c1d1e1f')
const samChallenge = unhex('202122232425262728292a2b2c2d2e2f')
const samHalf = unhex('303132333435363738393a3b3c3d3e3f')
const cardHalf = unhex('808182838485868788898a8b8c8d8e8f')
const begun = beginAuthentication({ keys, cardChallenge, samChallenge, samHalf, identity })
const random = fc.uint8Array({ minLength: 16, maxLength: 16 })

describe('mutual authentication', () => {
  /** Worked out with another implementation of AES and CMAC and a script of its own. */
  it('sends these bytes for these random numbers', () => {
    expect([keys.enc, keys.mac].map(hex))
      .toEqual(['f1746394ef41fa35c841320b088a9681', '99794b39dd6aeaeb01eafed94e71b331'])
    expect(hex(begun.cryptogram)).toBe('981ef2bab0978dff692973087f920ee81f0d19dd3399b928dad3a6026c1fb406'
      + '6e547ca73899e3a5f38e79848447607b9e90c3050bd6ff923b1476150f701229b236b514ec2005d1b08f097e8e8afd15'
      + 'c860cdcd78fda718')
    const accepted = answerAuthentication({ keys, cardChallenge, cryptogram: begun.cryptogram, cardHalf })
    expect(hex(accepted!.answer)).toBe('f31beb5edccc991440b36fdbf03890f2fc58c3ea41f6cedfe9b9745875807084'
      + '2198dae65834fa5bd78376244cad7e060dc9968d4c9b3315fda620536dda202e0b5a437b29647332')
    expect(accepted!.identity).toEqual(identity)
    expect(Object.values(accepted!.sessionKeys).map(hex)).toEqual([
      'd54938346ef77612cf5b3c46083c1227', '64245f15a0aca79db4e5e951d1cff80d', '18191a1b1c1d1e1f28292a2b2c2d2e2f',
    ])
    expect(finishAuthentication(begun.pending, accepted!.answer)).toEqual(accepted!.sessionKeys)
    expect([begun.cryptogram.length, accepted!.answer.length]).toEqual([samCryptogramLength, cardAnswerLength])
    expect([samCryptogramLength, cardAnswerLength]).toEqual([88, 72])
  })

  it('gives both sides the same keys, others each time', () => {
    const seen = new Set<string>()
    fc.assert(fc.property(random, random, random, random, (rndC, rndS, halfS, halfC) => {
      const { cryptogram, pending } = beginAuthentication({
        keys, cardChallenge: rndC, samChallenge: rndS, samHalf: halfS, identity,
      })
      const accepted = answerAuthentication({ keys, cardChallenge: rndC, cryptogram, cardHalf: halfC })
      expect(finishAuthentication(pending, accepted!.answer)).toEqual(accepted!.sessionKeys)
      seen.add(hex(accepted!.sessionKeys.enc) + hex(accepted!.sessionKeys.ssc))
    }), { numRuns: 50 })
    expect(seen.size).toBeGreaterThan(45)
  })

  it('fails on both sides when any bit was flipped', () => {
    const { answer } = answerAuthentication({ keys, cardChallenge, cryptogram: begun.cryptogram, cardHalf })!
    const flips = (bytes: Uint8Array) => Array.from({ length: 8 * bytes.length }, (_, bit) =>
      bytes.map((byte, at) => at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    for (const cryptogram of flips(begun.cryptogram)) {
      expect(answerAuthentication({ keys, cardChallenge, cryptogram, cardHalf })).toBeUndefined()
    }
    for (const damaged of flips(answer)) expect(finishAuthentication(begun.pending, damaged)).toBeUndefined()
  })

  it('fails with another challenge, another card’s keys, another length, or the SAM’s own message sent back', () => {
    const { cryptogram, pending } = begun
    const answered = (changed: object) =>
      answerAuthentication({ keys, cardChallenge, cryptogram, cardHalf, ...changed })
    expect(answered({ cardChallenge: samChallenge })).toBeUndefined()
    expect(answered({ keys: cardKeysOf(master, unhex('00aabbccddeeff0102030406')) })).toBeUndefined()
    expect(answered({ cryptogram: cryptogram.subarray(16) })).toBeUndefined()
    expect(answered({ cryptogram: new Uint8Array() })).toBeUndefined()
    expect(finishAuthentication(pending, cryptogram)).toBeUndefined()
    const other = answered({})!.answer
    expect(finishAuthentication({ ...pending, samChallenge: cardChallenge }, other)).toBeUndefined()
  })

  it('is not begun with random numbers, ids or identities of another length', () => {
    expect(() => cardKeysOf(master, new Uint8Array(8))).toThrow(RangeError)
    const begin = (changed: object) => () =>
      beginAuthentication({ keys, cardChallenge, samChallenge, samHalf, identity, ...changed })
    expect(begin({ samHalf: new Uint8Array(8) })).toThrow(RangeError)
    expect(begin({ identity: { ...identity, samId: 'SHORT' } })).toThrow(expect.objectContaining({ field: 'SAM id' }))
    expect(begin({ identity: { ...identity, hospitalId: '99000000 3' } }))
      .toThrow(expect.objectContaining({ field: 'hospital id' }))
  })
})
