import { describe, expect, it } from 'vitest'
import { getNextSnapshot } from 'xstate'
import { professions, type ProfessionName } from '../nhi-card/profession.ts'
import { expectForgotten, expectSoundFrame, playFrame, walkFrame } from './frame-walk.fixture.ts'
import {
  roleAuthenticationMachine, type RoleAuthenticationEvent, type RoleAuthenticationInput, type ShownRole,
} from './role-authentication.machine.ts'
import { roleAuthenticationOutcomes } from './role-authentication-outcomes.ts'

const certificate = (role: ShownRole, inForce = true): RoleAuthenticationEvent =>
  ({ type: 'certificateGiven', certificate: '7f4e', role, inForce })
const goodFor = (role: ShownRole): readonly RoleAuthenticationEvent[] => [
  certificate(role), { type: 'accepted' }, { type: 'challengeGiven', challenge: '11'.repeat(16) },
  { type: 'signatureGiven', signature: '22'.repeat(64) }, { type: 'accepted' },
]
const common: readonly RoleAuthenticationEvent[] = [
  ...goodFor('none'), certificate('sam'), { type: 'refused', sw: 0x6300 }, { type: 'refused', sw: 0x6982 },
  { type: 'refused', sw: 0x6988 }, { type: 'malformed' }, { type: 'timedOut' }, { type: 'hcLost' }, { type: 'hpcLost' },
]
const byHpc: readonly RoleAuthenticationEvent[] = [
  ...common, certificate('physician'), certificate('pharmacist'), certificate('nurse'), certificate('physician', false),
  certificate('idc'), { type: 'refused', sw: 0x6d00 },
]
const byCentre: readonly RoleAuthenticationEvent[] = [
  ...common, certificate('physician'), certificate('idc'), certificate('idc', false), { type: 'unreachable' },
  { type: 'centreRefused', code: 9010 },
]
const wants = ['read', 'writeAllergies', 'nothing'] as const
const hpcWalks = wants.map((wanted) => walkFrame(roleAuthenticationMachine, { bearer: 'hpc', wanted }, byHpc))
const centreWalk = walkFrame(roleAuthenticationMachine, { bearer: 'idc', wanted: 'nothing' }, byCentre)
const walks = [...hpcWalks, centreWalk]
const ends = walks.flatMap((walk) => walk.ends)

const play = (input: RoleAuthenticationInput, given: readonly RoleAuthenticationEvent[]) =>
  playFrame(roleAuthenticationMachine, input, given)

describe('a role shown to a health card', () => {
  it.each([['hpc', 'physician'], ['idc', 'idc']] as const)('by %s goes from certificate to signature', (bearer, role) => {
    const { asked, output } = play({ bearer, wanted: 'nothing' }, goodFor(role))
    expect(asked).toEqual([
      `askCertificate {"bearer":"${bearer}"}`, 'showCertificate {"certificate":"7f4e"}', 'askChallenge {}',
      `askSignature ${JSON.stringify({ bearer, challenge: '11'.repeat(16) })}`,
      `showSignature ${JSON.stringify({ role, signature: '22'.repeat(64) })}`,
    ])
    expect(output).toEqual({ proved: true, role })
  })

  it('is sound on every simple path', () => {
    expectSoundFrame(roleAuthenticationMachine, hpcWalks, { events: byHpc, silence: { type: 'timedOut' } })
    expectSoundFrame(roleAuthenticationMachine, [centreWalk], { events: byCentre, silence: { type: 'timedOut' } })
  })

  it('comes to every declared failure, and names one whenever it fails', () => {
    expect(new Set(ends.map(({ context }) => context.failure)))
      .toEqual(new Set([null, ...Object.keys(roleAuthenticationOutcomes)]))
    for (const { value, context } of ends) expect(context.failure === null).toBe(value === 'proved')
  })

  it('is proved as what the certificate says, and never as a SAM or as nothing', () => {
    const proved = (walk: typeof centreWalk) =>
      new Set(walk.ends.filter(({ value }) => value === 'proved').map(({ context }) => context.role))
    expect(hpcWalks.map(proved)).toEqual([
      new Set(['physician', 'pharmacist']), new Set(['physician']), new Set(['physician', 'pharmacist', 'nurse']),
    ])
    expect(proved(centreWalk)).toEqual(new Set(['idc']))
  })

  it.each(Object.keys(professions) as ProfessionName[])('is refused with 9100 where a %s has no such right', (role) => {
    const { read, writeAllergies } = professions[role].rights
    const failsFor = (wanted: (typeof wants)[number]) => {
      const { output } = play({ bearer: 'hpc', wanted }, goodFor(role))
      return output?.proved === false && roleAuthenticationOutcomes[output.failure].code === 9100
    }
    expect(wants.map(failsFor)).toEqual([read === 'none', !writeAllergies, false])
  })

  it('asks for the PIN of a professional card that does not sign without it', () => {
    const { output } = play({ bearer: 'hpc', wanted: 'read' }, [
      ...goodFor('physician').slice(0, 3), { type: 'refused', sw: 0x6982 },
    ])
    expect(output).toEqual({ proved: false, failure: 'hpcPinNotVerified', sw: 0x6982, code: null })
  })

  it('is broken off by the loss of the cards it needs, and of no other', () => {
    for (const walk of walks) {
      for (const state of walk.snapshots.filter(({ status }) => status === 'active')) {
        const after = (type: 'hcLost' | 'hpcLost') => getNextSnapshot(roleAuthenticationMachine, state, { type })
        expect(after('hcLost').context.failure).toBe('hcLost')
        expect(after('hpcLost').context.failure).toBe(state.context.bearer === 'hpc' ? 'hpcLost' : null)
      }
    }
  })

  it('holds no bytes at its end', () => expectForgotten(ends, ['certificate', 'challenge', 'signature']))
})
