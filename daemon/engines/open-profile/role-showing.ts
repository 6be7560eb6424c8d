import { CERTIFICATE } from '#protocols/auth/certificate'
import { officialCode } from '#protocols/auth/outcome'
import {
  roleAuthenticationMachine, type RoleAuthenticationEvent, type RoleAuthenticationInput,
} from '#protocols/auth/role-authentication.machine'
import { roleAuthenticationOutcomes } from '#protocols/auth/role-authentication-outcomes'
import { CHALLENGE_LENGTH } from '#protocols/auth/role-authentication'
import { roles, type RoleName } from '#protocols/auth/role'
import { concat } from '#protocols/bytes/byte-array'
import { hex, unhex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import {
  externalAuthenticate, getChallenge, getData, internalAuthenticate, verifyCertificate,
} from '#protocols/iso7816/commands/index'
import { runFrame } from '../../actors/run-frame.ts'
import { PATIENCE_MS, type Around } from './around.ts'
import type { ProfileCard } from './profile-card.ts'
import type { Centre } from './sam-authentication.ts'
import { shownCertificate } from './shown-certificate.ts'
import { Trouble, type TroubleEvents } from './trouble.ts'

const SHORT = 256

/** Who shows the health card a role: the professional card in its reader, or the data centre. */
export type Bearer =
  | { readonly bearer: 'hpc', readonly card: ProfileCard }
  | { readonly bearer: 'idc', readonly centre: Centre }

/**
 * Shows a role to a health card within its session.
 * @param cardId of the health card, 12 bytes
 * @throws NhicardError HPC_PIN_REQUIRED, PROFESSION_REFUSED, SESSION_LOST, AUTHENTICATION_FAILED, IDC_UNREACHABLE
 */
export async function showRole(
  hc: ProfileCard, cardId: Uint8Array, by: Bearer, wanted: RoleAuthenticationInput['wanted'], { clock, idc }: Around,
): Promise<RoleName> {
  const trouble = new Trouble<RoleAuthenticationEvent>()
  const { reader } = hc.present
  const hcTrouble: TroubleEvents<RoleAuthenticationEvent> = { card: { type: 'hcLost' } }
  const bearerTrouble: TroubleEvents<RoleAuthenticationEvent> = by.bearer === 'hpc' ? { card: { type: 'hpcLost' } } : {
    ...hcTrouble, unreachable: { type: 'unreachable' }, centre: (code) => ({ type: 'centreRefused', code }),
  }
  const output = await runFrame(roleAuthenticationMachine, {
    input: { bearer: by.bearer, wanted }, clock, patience: () => PATIENCE_MS, silence: { type: 'timedOut' },
    effects: {
      askCertificate: () => trouble.meet(async () => {
        if (by.bearer === 'idc') return shownCertificate(by.centre.certificate, clock)
        const { sw, result } = await by.card.ask(getData, { tag: CERTIFICATE, le: SHORT })
        return result === undefined ? { type: 'refused', sw } : shownCertificate(result, clock)
      }, bearerTrouble),
      showCertificate: ({ certificate }) => trouble.meet(async () => {
        const { sw } = await hc.ask(verifyCertificate, { certificate: unhex(certificate) })
        return sw === 0x9000 ? { type: 'accepted' } : { type: 'refused', sw }
      }, hcTrouble),
      askChallenge: () => trouble.meet(async () => {
        const { sw, result } = await hc.ask(getChallenge, { le: CHALLENGE_LENGTH })
        return result === undefined ? { type: 'refused', sw } : { type: 'challengeGiven', challenge: hex(result) }
      }, hcTrouble),
      askSignature: ({ challenge }) => trouble.meet(async () => {
        if (by.bearer === 'idc') {
          const { signature } = await idc.prove(by.centre.conversation, cardId, unhex(challenge))
          return { type: 'signatureGiven', signature: hex(signature) }
        }
        const data = concat(cardId, unhex(challenge))
        const { sw, result } = await by.card.ask(internalAuthenticate, { reference: 0, data, le: SHORT })
        return result === undefined ? { type: 'refused', sw } : { type: 'signatureGiven', signature: hex(result) }
      }, bearerTrouble),
      showSignature: ({ role, signature }) => trouble.meet(async () => {
        if (role === 'none') return { type: 'malformed' }
        const { sw } = await hc.ask(externalAuthenticate, { role: roles[role].role, signature: unhex(signature) })
        return sw === 0x9000 ? { type: 'accepted' } : { type: 'refused', sw }
      }, hcTrouble),
    },
  }).done
  if (output.proved && output.role !== 'none') return output.role
  trouble.raise()
  const failure = output.proved ? 'hpcForeign' : output.failure
  const hpcReader = by.bearer === 'hpc' ? by.card.present.reader : reader
  switch (failure) {
    case 'hpcPinNotVerified': throw new NhicardError('HPC_PIN_REQUIRED', { reader: hpcReader })
    case 'professionWithoutRight': throw new NhicardError('PROFESSION_REFUSED', { what: wanted })
    case 'hcSessionOver':
    case 'hcLost': throw new NhicardError('SESSION_LOST', { reader, step: 'role authentication' })
    case 'centreUnreachable': throw new NhicardError('IDC_UNREACHABLE', {})
    default: throw new NhicardError('AUTHENTICATION_FAILED', { reader: hpcReader, code: officialCode(roleAuthenticationOutcomes[failure]) })
  }
}
