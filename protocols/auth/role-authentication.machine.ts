import { and, setup } from 'xstate'
import { professions } from '../nhi-card/profession.ts'
import type { RoleAuthenticationFailure } from './role-authentication-outcomes.ts'
import { professionIn, type RoleName } from './role.ts'

/** Who shows a role. */
export type RoleBearer = 'hpc' | 'idc'

export interface RoleAuthenticationInput {
  readonly bearer: RoleBearer
  /** For what a professional card is shown; a profession that has no such right is refused before the card is asked. */
  readonly wanted: 'read' | 'writeAllergies' | 'nothing'
}

/** Whom a certificate makes its bearer. */
export type ShownRole = RoleName | 'none'

/** Bytes in hex; emptied at the end. */
export interface RoleAuthenticationContext extends RoleAuthenticationInput {
  readonly certificate: string
  readonly role: ShownRole
  readonly challenge: string
  readonly signature: string
  readonly failure: RoleAuthenticationFailure | null
  /** With which a card refused. */
  readonly sw: number | null
  /** With which the centre refused. */
  readonly code: number | null
}

/** What happened; where it does not say who, it was whoever had been asked. */
export type RoleAuthenticationEvent =
  | {
    readonly type: 'certificateGiven', readonly certificate: string, readonly role: ShownRole,
    /** By the host's clock: a card has none. */
    readonly inForce: boolean,
  }
  | { readonly type: 'accepted' }
  | { readonly type: 'challengeGiven', readonly challenge: string }
  | { readonly type: 'signatureGiven', readonly signature: string }
  | { readonly type: 'refused', readonly sw: number }
  | { readonly type: 'centreRefused', readonly code: number }
  | { readonly type: 'unreachable' }
  | { readonly type: 'malformed' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'hcLost' }
  | { readonly type: 'hpcLost' }

export type RoleAuthenticationOutput =
  | { readonly proved: true, readonly role: ShownRole }
  | {
    readonly proved: false, readonly failure: RoleAuthenticationFailure, readonly sw: number | null,
    readonly code: number | null,
  }

const SECURITY_STATUS = 0x6982
/** Status words that end a secured session, or come of its end (docs/open-profile.md §4). */
const sessionOver: readonly number[] = [0x6987, 0x6988, SECURITY_STATUS]
/** Of a card that does not know such a command or object. */
const unknownToCard: readonly number[] = [0x6d00, 0x6e00, 0x6a82, 0x6a88]

const frame = setup({
  types: {
    context: {} as RoleAuthenticationContext, events: {} as RoleAuthenticationEvent,
    input: {} as RoleAuthenticationInput, output: {} as RoleAuthenticationOutput,
  },
  actions: {
    /** Of the HPC: GET DATA 7F21; the centre gave its own with its hello. */
    askCertificate: (_, _params: { bearer: RoleBearer }) => {},
    /** To the HC: PSO VERIFY CERTIFICATE. */
    showCertificate: (_, _params: { certificate: string }) => {},
    /** Of the HC: GET CHALLENGE. */
    askChallenge: () => {},
    /** Of the HPC: INTERNAL AUTHENTICATE; or of the centre. */
    askSignature: (_, _params: { bearer: RoleBearer, challenge: string }) => {},
    /** To the HC: EXTERNAL AUTHENTICATE. */
    showSignature: (_, _params: { role: ShownRole, signature: string }) => {},
  },
  guards: {
    byHpc: ({ context }) => context.bearer === 'hpc',
    byCentre: ({ context }) => context.bearer === 'idc',
    isOfCentre: ({ event }) => event.type === 'certificateGiven' && event.role === 'idc' && event.inForce,
    isNoProfession: ({ event }) => event.type === 'certificateGiven' && professionOf(event.role) === undefined,
    isOutOfDate: ({ event }) => event.type === 'certificateGiven' && !event.inForce,
    hasNoRight: ({ context: { wanted }, event }) => {
      const profession = event.type === 'certificateGiven' ? professionOf(event.role) : undefined
      if (profession === undefined) return false
      const { read, writeAllergies } = professions[profession].rights
      return wanted === 'read' ? read === 'none' : wanted === 'writeAllergies' && !writeAllergies
    },
    isSessionOver: ({ event }) => event.type === 'refused' && sessionOver.includes(event.sw),
    wantsPin: ({ event }) => event.type === 'refused' && event.sw === SECURITY_STATUS,
    isForeign: ({ event }) => event.type === 'refused' && unknownToCard.includes(event.sw),
  },
})

const forget = frame.assign({ certificate: '', challenge: '', signature: '' })
const keepCertificate = frame.assign(({ event }) =>
  event.type === 'certificateGiven' ? { certificate: event.certificate, role: event.role } : {})

/**
 * A role shown to a health card, by a professional card or by the data centre (docs/open-profile.md §6). It adds to the
 * card's session with a SAM. A professional card signs after its PIN alone, so a health card that takes the signature
 * knows that the PIN was right.
 */
export const roleAuthenticationMachine = frame.createMachine({
  id: 'roleAuthentication',
  initial: 'fetching',
  context: ({ input }) => ({
    ...input, certificate: '', role: 'none', challenge: '', signature: '', failure: null, sw: null, code: null,
  }),
  on: { hcLost: failed('hcLost') },
  states: {
    fetching: {
      entry: { type: 'askCertificate', params: ({ context: { bearer } }) => ({ bearer }) },
      on: {
        certificateGiven: [
          { guard: and(['byCentre', 'isOfCentre']), target: 'introducing', actions: keepCertificate },
          { guard: 'byCentre', ...failed('centreUnfit') },
          { guard: 'isNoProfession', ...failed('hpcForeign') },
          { guard: 'isOutOfDate', ...failed('hpcOutOfDate') },
          { guard: 'hasNoRight', ...failed('professionWithoutRight') },
          { target: 'introducing', actions: keepCertificate },
        ],
        ...refusalsOfBearer(),
      },
    },
    introducing: {
      entry: { type: 'showCertificate', params: ({ context: { certificate } }) => ({ certificate }) },
      on: { accepted: 'challenging', ...refusalsOfHc() },
    },
    challenging: {
      entry: 'askChallenge',
      on: {
        challengeGiven: {
          target: 'signing',
          actions: frame.assign(({ event }) => event.type === 'challengeGiven' ? { challenge: event.challenge } : {}),
        },
        ...refusalsOfHc(),
      },
    },
    signing: {
      entry: { type: 'askSignature', params: ({ context: { bearer, challenge } }) => ({ bearer, challenge }) },
      on: {
        signatureGiven: {
          target: 'proving',
          actions: frame.assign(({ event }) => event.type === 'signatureGiven' ? { signature: event.signature } : {}),
        },
        ...refusalsOfBearer(),
        refused: [{ guard: and(['byHpc', 'wantsPin']), ...failed('hpcPinNotVerified') }, ...refusalsOfBearer().refused],
      },
    },
    proving: {
      entry: { type: 'showSignature', params: ({ context: { role, signature } }) => ({ role, signature }) },
      on: { accepted: 'proved', ...refusalsOfHc() },
    },
    proved: { type: 'final', entry: forget },
    failed: { type: 'final', entry: forget },
  },
  output: ({ context: { role, failure, sw, code } }) =>
    failure === null ? { proved: true, role } : { proved: false, failure, sw, code },
})

function professionOf(role: ShownRole) {
  return role === 'none' ? undefined : professionIn(role)
}

function refusalsOfBearer() {
  return {
    hpcLost: { guard: 'byHpc', ...failed('hpcLost') },
    refused: [
      { guard: 'byCentre', ...failed('centreUnfit') },
      { guard: 'isForeign', ...failed('hpcForeign') },
      failed('hpcUnable'),
    ],
    centreRefused: failed('centreRefuses'),
    unreachable: failed('centreUnreachable'),
    malformed: [{ guard: 'byCentre', ...failed('centreUnfit') }, failed('hpcUnable')],
    timedOut: [{ guard: 'byCentre', ...failed('centreUnreachable') }, failed('hpcSilent')],
  } as const
}

function refusalsOfHc() {
  return {
    // the professional card has to be there until the end
    hpcLost: { guard: 'byHpc', ...failed('hpcLost') },
    refused: [
      { guard: 'isSessionOver', ...failed('hcSessionOver') },
      { guard: 'byCentre', ...failed('hcRejectsCentre') },
      failed('hcRejectsHpc'),
    ],
    malformed: failed('hcSessionOver'),
    timedOut: failed('hcSilent'),
  } as const
}

function failed(failure: RoleAuthenticationFailure) {
  return {
    target: '#roleAuthentication.failed',
    actions: frame.assign(({ event }) => ({
      failure, sw: event.type === 'refused' ? event.sw : null, code: event.type === 'centreRefused' ? event.code : null,
    })),
  } as const
}
