import { describe, expect, it } from 'vitest'
import type { CcidRequest } from '#protocols/ccid/messages'
import { CcidHost, healthCard } from './ccid-host.fixture.ts'
import { readerFaults, type ReaderFaultName, type ReaderFaultPlan } from './reader-fault.ts'

const status: CcidRequest = { name: 'PC_to_RDR_GetSlotStatus' }
const SOUND = ['81000000000000010000', '81000000000001010000', '81000000000002010000']

/** A reader with a card, asked for the status of its slot three times, a second apart; the second answer is spoilt. */
function asked(plan: Omit<ReaderFaultPlan, 'at' | 'times'>): CcidHost {
  const host = CcidHost.of('tpdu', {
    slots: [healthCard()], faults: [{ at: 1, times: 1, ...plan }], slowMs: 300, stormEveryMs: 400,
  })
  for (let count = 0; count < 3; count++) {
    host.send(status)
    host.clock.advance(1000)
  }
  return host
}

/** What comes instead of the second of three answers, and after it. */
const expected: Readonly<Record<ReaderFaultName, { readonly byte?: number, readonly said: readonly string[] }>> = {
  mute: { said: [SOUND[0]!, SOUND[2]!] },
  slow: { said: SOUND },
  garbage: { said: [SOUND[0]!, 'a5a5a5a5a5a5a5a5a5a5', SOUND[2]!] },
  short: { byte: 4, said: [SOUND[0]!, '81000000', SOUND[2]!] },
  duplicated: { said: [SOUND[0]!, SOUND[1]!, SOUND[1]!, SOUND[2]!] },
  removed: { byte: 3, said: [SOUND[0]!, '810000'] },
  wrongSequence: { said: [SOUND[0]!, '81000000000000010000', SOUND[2]!] },
  timeExtensionStorm: {
    said: [SOUND[0]!, '81000000000001810100', '81000000000001810100', '81000000000001810100', SOUND[2]!],
  },
  flipped: { byte: 50, said: [SOUND[0]!, '81000000000005010000', SOUND[2]!] },
}

describe('a reader', () => {
  it.each(Object.entries(expected))('%s: says exactly this', (fault, { said, byte }) => {
    const host = asked({ fault: fault as ReaderFaultName, ...(byte === undefined ? {} : { byte }) })
    expect(host.said).toEqual(said)
    expect(host.unplugged).toBe(fault === 'removed' ? 1 : 0)
  })

  it('has a row for each fault there is', () => {
    expect(Object.keys(expected).sort()).toEqual(Object.keys(readerFaults).sort())
  })

  it('answers late by as much as it is told', () => {
    const host = CcidHost.of('tpdu', { faults: [{ fault: 'slow', at: 0, times: 1 }], slowMs: 300 })
    host.send(status)
    host.clock.advance(299)
    expect(host.said).toEqual([])
    host.clock.advance(1)
    expect(host.said).toHaveLength(1)
  })

  it('does not come to a late answer any more when it is powered up anew', () => {
    const host = CcidHost.of('tpdu', { faults: [{ fault: 'slow', at: 0, times: 1 }], slowMs: 300 })
    host.send(status)
    host.clock.advance(100)
    host.twin.reset()
    host.clock.advance(1000)
    expect(host.said).toEqual([])
  })

  it('keeps a fault for as many answers as the plan says, or for good', () => {
    const heard = (plan: ReaderFaultPlan) => {
      const host = CcidHost.of('tpdu', { faults: [plan] })
      return Array.from({ length: 6 }, () => {
        const before = host.said.length
        host.send(status)
        host.clock.advance(0)
        return host.said.length - before
      })
    }
    expect(heard({ fault: 'mute', at: 2, times: 2 })).toEqual([1, 1, 0, 0, 1, 1])
    expect(heard({ fault: 'duplicated', at: 1, times: Infinity })).toEqual([1, 2, 2, 2, 2, 2])
  })

  it('spoils each answer by one plan at most', () => {
    const host = CcidHost.of('tpdu', {
      faults: [{ fault: 'mute', at: 0, times: 1 }, { fault: 'duplicated', at: 0, times: 2 }],
    })
    for (let count = 0; count < 2; count++) {
      host.send(status)
      host.clock.advance(0)
    }
    expect(host.said).toEqual(['81000000000001020000', '81000000000001020000'])
  })

  it('cuts an answer in any place, and never leaves it whole', () => {
    for (let byte = 0; byte < 12; byte++) {
      const host = asked({ fault: 'short', byte })
      expect(host.said[1], String(byte)).toBe(SOUND[1]!.slice(0, 2 * Math.min(byte, 9)))
    }
  })

  it('flips any bit', () => {
    for (let bit = 0; bit < 80; bit++) {
      const [, spoilt = ''] = asked({ fault: 'flipped', byte: bit }).said
      const difference = BigInt(`0x${spoilt}`) ^ BigInt(`0x${SOUND[1]}`)
      expect(difference.toString(2).replaceAll('0', ''), String(bit)).toBe('1')
    }
  })
})

describe('a reader that is unplugged in an answer', () => {
  it.each([0, 1, 9, 10, 30, 40])('gives %i bytes of it, and nothing more before it is plugged in again', (byte) => {
    const host = CcidHost.of('tpdu', { slots: [healthCard()], faults: [{ fault: 'removed', at: 0, times: 1, byte }] })
    host.send({ name: 'PC_to_RDR_IccPowerOn', bPowerSelect: 1 })
    host.clock.advance(0)
    const whole = '80140000000000000000' + '3bfa1800008131fe4550564a434f503453494493'
    expect(host.said).toEqual(byte === 0 ? [] : [whole.slice(0, 2 * byte)])
    expect(host.unplugged).toBe(1)
    host.send(status)
    host.twin.abortRequested(0, 2)
    host.twin.remove(0)
    host.clock.advance(1000)
    expect([host.said.length, host.interrupts.length, host.clock.waiting]).toEqual([byte === 0 ? 0 : 1, 0, 0])
    host.twin.reset()
    expect(host.ask(status)).toMatchObject({ bStatus: 2 })
  })
})

describe('a storm of time extensions', () => {
  const storm = () => CcidHost.of('tpdu', {
    slots: [healthCard()], faults: [{ fault: 'timeExtensionStorm', at: 0, times: 1 }], stormEveryMs: 100,
  })

  it('has the type of the answer and its number, and no data', () => {
    const host = storm()
    host.send({ name: 'PC_to_RDR_IccPowerOn', bPowerSelect: 1 })
    host.clock.advance(100)
    expect(host.said).toEqual(['80000000000000800100', '80000000000000800100'])
  })

  it.each(['abort', 'command', 'power-up'])('ends with an %s', (end) => {
    const host = storm()
    const bSeq = host.send({ name: 'PC_to_RDR_IccPowerOn', bPowerSelect: 1 })
    host.clock.advance(1000)
    const before = host.said.length
    expect(before).toBe(11)
    if (end === 'abort') host.twin.abortRequested(0, bSeq + 1)
    if (end === 'command') expect(host.ask(status)).toMatchObject({ bStatus: 0 })
    if (end === 'power-up') host.twin.reset()
    host.clock.advance(1000)
    expect(host.said.slice(before).filter((message) => message.startsWith('80'))).toEqual([])
    if (end === 'abort') expect(host.ask({ name: 'PC_to_RDR_Abort' })).toMatchObject({ bStatus: 0 })
  })
})
