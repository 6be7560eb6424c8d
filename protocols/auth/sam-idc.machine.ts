import { setup } from 'xstate'
import { samIdcFailureOfCode, type SamIdcFailure } from './sam-idc-outcomes.ts'

export interface SamIdcInput {
  /** 12 characters. */
  readonly samId: string
}

/** Bytes in hex; emptied at the end. */
export interface SamIdcContext extends SamIdcInput {
  readonly conversation: string
  /** The centre's, for the SAM to check. */
  readonly certificate: string
  /** The centre's. */
  readonly challenge: string
  readonly samCertificate: string
  readonly samSignature: string
  readonly samChallenge: string
  readonly centreSignature: string
  /** The centre's time, ISO 8601. */
  readonly at: string
  /** Whether SAM and centre have accepted each other. */
  readonly authenticated: boolean
  readonly failure: SamIdcFailure | null
  /** With which the centre refused. */
  readonly code: number | null
  /** With which the SAM refused. */
  readonly sw: number | null
}

/** What happened; where it does not say who, it was whoever had been asked. */
export type SamIdcEvent =
  | {
    readonly type: 'helloGiven', readonly conversation: string, readonly challenge: string, readonly certificate: string,
  }
  | { readonly type: 'accepted' }
  /** The centre's certificate is not in force by the host's clock: a card has none. */
  | { readonly type: 'outOfDate' }
  | { readonly type: 'signatureGiven', readonly certificate: string, readonly signature: string }
  | { readonly type: 'challengeGiven', readonly challenge: string }
  | { readonly type: 'proofGiven', readonly signature: string, readonly at: string }
  | { readonly type: 'clockSet' }
  | { readonly type: 'clockFailed' }
  /** By the SAM. */
  | { readonly type: 'refused', readonly sw: number }
  /** By the centre, with an official code. */
  | { readonly type: 'centreRefused', readonly code: number }
  | { readonly type: 'unreachable' }
  | { readonly type: 'malformed' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'samLost' }

export interface SamIdcOutput {
  readonly authenticated: boolean
  /** `clockNotSet` comes with `authenticated`. */
  readonly failure: SamIdcFailure | null
  readonly code: number | null
  readonly sw: number | null
  /** Given when authenticated; what the centre does for this SAM from now on it does in this conversation. */
  readonly conversation: string | null
}

/** Status words of a card that does not know such a command. */
const foreign: readonly number[] = [0x6d00, 0x6e00]

const frame = setup({
  types: {
    context: {} as SamIdcContext, events: {} as SamIdcEvent, input: {} as SamIdcInput, output: {} as SamIdcOutput,
  },
  actions: {
    /** Of the centre. */
    askHello: (_, _params: { samId: string }) => {},
    /** To the SAM: PSO VERIFY CERTIFICATE; before that the host looks at its validity. */
    showCertificate: (_, _params: { certificate: string }) => {},
    /** Of the SAM: its certificate, and INTERNAL AUTHENTICATE. */
    askSignature: (_, _params: { challenge: string }) => {},
    /** Of the SAM: GET CHALLENGE. */
    askChallenge: () => {},
    /** To the centre, which proves itself in answer. */
    showProof: (_, _params: { conversation: string, certificate: string, signature: string, challenge: string }) => {},
    /** To the SAM: EXTERNAL AUTHENTICATE. */
    showSignature: (_, _params: { signature: string }) => {},
    setClock: (_, _params: { at: string }) => {},
  },
  guards: {
    isForeign: ({ event }) => event.type === 'refused' && foreign.includes(event.sw),
    is: ({ event }, { code }: { code: number }) => event.type === 'centreRefused' && event.code === code,
  },
})

const forget = frame.assign({
  certificate: '', challenge: '', samCertificate: '', samSignature: '', samChallenge: '', centreSignature: '', at: '',
})

/**
 * Mutual authentication of a SAM, card or file, with the data centre (docs/open-profile.md §9), then the clock. The SAM
 * checks the centre's certificate first: what it cannot trust, it does not sign for.
 */
export const samIdcMachine = frame.createMachine({
  id: 'samIdc',
  initial: 'greeting',
  context: ({ input }) => ({
    ...input, conversation: '', certificate: '', challenge: '', samCertificate: '', samSignature: '', samChallenge: '',
    centreSignature: '', at: '', authenticated: false, failure: null, code: null, sw: null,
  }),
  on: { samLost: failed('samLost') },
  states: {
    greeting: {
      entry: { type: 'askHello', params: ({ context: { samId } }) => ({ samId }) },
      on: {
        helloGiven: {
          target: 'introducing',
          actions: frame.assign(({ event }) => event.type !== 'helloGiven' ? {} : {
            conversation: event.conversation, challenge: event.challenge, certificate: event.certificate,
          }),
        },
        ...refusalsOfCentre('centreRefuses'),
      },
    },
    introducing: {
      entry: { type: 'showCertificate', params: ({ context: { certificate } }) => ({ certificate }) },
      on: { accepted: 'signing', outOfDate: failed('centreOutOfDate'), ...refusalsOfSam('samRejectsCentre') },
    },
    signing: {
      entry: { type: 'askSignature', params: ({ context: { challenge } }) => ({ challenge }) },
      on: {
        signatureGiven: {
          target: 'challenging',
          actions: frame.assign(({ event }) => event.type !== 'signatureGiven' ? {} : {
            samCertificate: event.certificate, samSignature: event.signature,
          }),
        },
        ...refusalsOfSam('samUnable'),
      },
    },
    challenging: {
      entry: 'askChallenge',
      on: {
        challengeGiven: {
          target: 'proving',
          actions: frame.assign(({ event }) => event.type === 'challengeGiven' ? { samChallenge: event.challenge } : {}),
        },
        ...refusalsOfSam('samRejectsCentre'),
      },
    },
    proving: {
      entry: {
        type: 'showProof',
        params: ({ context: { conversation, samCertificate, samSignature, samChallenge } }) =>
          ({ conversation, certificate: samCertificate, signature: samSignature, challenge: samChallenge }),
      },
      on: {
        proofGiven: {
          target: 'checking',
          actions: frame.assign(({ event }) => event.type !== 'proofGiven' ? {} : {
            centreSignature: event.signature, at: event.at,
          }),
        },
        ...refusalsOfCentre('centreRejectsSam'),
      },
    },
    checking: {
      entry: { type: 'showSignature', params: ({ context: { centreSignature } }) => ({ signature: centreSignature }) },
      on: {
        accepted: { target: 'settingClock', actions: frame.assign({ authenticated: true }) },
        ...refusalsOfSam('samRejectsCentre'),
      },
    },
    settingClock: {
      entry: { type: 'setClock', params: ({ context: { at } }) => ({ at }) },
      on: {
        clockSet: 'authenticated',
        clockFailed: withoutClock(), timedOut: withoutClock(),
      },
    },
    authenticated: { type: 'final', entry: forget },
    failed: { type: 'final', entry: [forget, frame.assign({ conversation: '', authenticated: false })] },
  },
  output: ({ context: { authenticated, failure, code, sw, conversation } }) =>
    ({ authenticated, failure, code, sw, conversation: authenticated ? conversation : null }),
})

function refusalsOfSam(refusal: SamIdcFailure) {
  return {
    refused: [{ guard: 'isForeign', ...failed('samForeign') }, failed(refusal)],
    malformed: failed(refusal), timedOut: failed('samSilent'),
  } as const
}

function refusalsOfCentre(refusal: SamIdcFailure) {
  const known = Object.entries(samIdcFailureOfCode)
  return {
    centreRefused: [
      ...known.map(([code, failure]) => ({
        guard: { type: 'is', params: { code: Number(code) } }, ...failed(failure),
      } as const)),
      failed(refusal),
    ],
    malformed: failed('centreMalformed'),
    unreachable: failed('centreUnreachable'), timedOut: failed('centreUnreachable'),
  } as const
}

function withoutClock() {
  return { target: 'authenticated', actions: frame.assign({ failure: 'clockNotSet' }) } as const
}

function failed(failure: SamIdcFailure) {
  return {
    target: '#samIdc.failed',
    actions: frame.assign(({ event }) => ({
      failure, sw: event.type === 'refused' ? event.sw : null, code: event.type === 'centreRefused' ? event.code : null,
    })),
  } as const
}
