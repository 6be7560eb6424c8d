import { describe, expect, it } from 'vitest'
import { expectForgotten, expectSoundFrame, playFrame, walkFrame } from './frame-walk.fixture.ts'
import { samIdcMachine, type SamIdcEvent } from './sam-idc.machine.ts'
import { samIdcOutcomes } from './sam-idc-outcomes.ts'

const input = { samId: 'SAM000000001' }
const good: readonly SamIdcEvent[] = [
  { type: 'helloGiven', conversation: 'c1', challenge: '11'.repeat(16), certificate: '7f4e' },
  { type: 'accepted' },
  { type: 'signatureGiven', certificate: '7f4e01', signature: '22'.repeat(64) },
  { type: 'challengeGiven', challenge: '33'.repeat(16) },
  { type: 'proofGiven', signature: '44'.repeat(64), at: '2026-01-02T03:04:05+08:00' },
  { type: 'accepted' },
  { type: 'clockSet' },
]
const codes = [9013, 9014, 9015, 9060, 9061, 9062, 9002]
const events: readonly SamIdcEvent[] = [
  ...good.slice(0, 5), { type: 'clockSet' }, { type: 'clockFailed' }, { type: 'outOfDate' },
  { type: 'refused', sw: 0x6300 }, { type: 'refused', sw: 0x6d00 },
  ...codes.map((code) => ({ type: 'centreRefused' as const, code })),
  { type: 'unreachable' }, { type: 'malformed' }, { type: 'timedOut' }, { type: 'samLost' },
]
const walk = walkFrame(samIdcMachine, input, events)

const play = (given: readonly SamIdcEvent[]) => playFrame(samIdcMachine, input, given)

describe('the authentication of a SAM with the data centre', () => {
  it('has the SAM check the centre’s certificate before it signs, and the centre’s signature at last', () => {
    const { asked, output } = play(good)
    expect(asked).toEqual([
      'askHello {"samId":"SAM000000001"}',
      'showCertificate {"certificate":"7f4e"}',
      `askSignature ${JSON.stringify({ challenge: '11'.repeat(16) })}`,
      'askChallenge {}',
      `showProof ${JSON.stringify({
        conversation: 'c1', certificate: '7f4e01', signature: '22'.repeat(64), challenge: '33'.repeat(16),
      })}`,
      `showSignature ${JSON.stringify({ signature: '44'.repeat(64) })}`,
      'setClock {"at":"2026-01-02T03:04:05+08:00"}',
    ])
    expect(output).toEqual({ authenticated: true, failure: null, code: null, sw: null, conversation: 'c1' })
  })

  it('is sound on every simple path', () => {
    expectSoundFrame(samIdcMachine, [walk], { events, silence: { type: 'timedOut' } })
  })

  it('comes to every declared failure, and names one whenever it fails', () => {
    expect(new Set(walk.ends.map(({ context }) => context.failure)))
      .toEqual(new Set([null, ...Object.keys(samIdcOutcomes)]))
    for (const { value, context } of walk.ends) {
      expect(context.authenticated).toBe(value === 'authenticated')
      expect([null, 'clockNotSet'].includes(context.failure)).toBe(value === 'authenticated')
    }
  })

  it('leaves the SAM authenticated when nothing but the clock could not be set', () => {
    for (const type of ['clockFailed', 'timedOut'] as const) {
      expect(play([...good.slice(0, 6), { type }]).output)
        .toMatchObject({ authenticated: true, failure: 'clockNotSet', conversation: 'c1' })
    }
  })

  it('leaves a SAM that is lost while the clock is set authenticated no more', () => {
    expect(play([...good.slice(0, 6), { type: 'samLost' }]).output)
      .toMatchObject({ authenticated: false, failure: 'samLost', conversation: null })
  })

  it.each(codes)('passes on the code %s of the centre, whenever it comes', (code) => {
    for (const before of [0, 4]) {
      const { output } = play([...good.slice(0, before), { type: 'centreRefused', code }])
      expect(output).toMatchObject({ authenticated: false, code })
      const own = Object.values(samIdcOutcomes).some((outcome) => outcome.code === code)
      if (own) expect(output?.failure && samIdcOutcomes[output.failure].code).toBe(code)
      else expect(output?.failure).toBe(before === 0 ? 'centreRefuses' : 'centreRejectsSam')
    }
  })

  it('holds no bytes at its end', () => {
    const bytes = ['certificate', 'challenge', 'samCertificate', 'samSignature', 'samChallenge', 'centreSignature']
    expectForgotten(walk.ends, bytes)
  })
})
