import type { BundleCards } from '#protocols/cs6/signature-bundle'
import { serviceTypeOf } from '#protocols/cs6/service-type'
import type { LocalName } from '#protocols/cs6/local/index'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { TypedPins } from '#protocols/hpc-card/pin-entry'
import type { PinOperation } from '#protocols/hpc-card/pin.machine'
import type { Engine } from '../engines/engine.ts'
import type { Caller } from '../handlers/handler.ts'
import { FromCard } from '../sessions/epoch.ts'
import { cardStatus, noCardStatus } from './card-status.ts'
import { Cs6Refusal } from './refusal.ts'
import type { AboutCard } from './status-code.ts'

/** What one call has at hand. */
export interface Cs6Call {
  readonly engine: Engine
  readonly caller: Caller
  readonly isInitialised: boolean
  /** Checked against the declaration. */
  readonly body: Readonly<Record<string, unknown>>
}

type Reply = Readonly<Record<string, unknown>>

export interface Implementation {
  readonly about: AboutCard
  /** @throws NhicardError, Cs6Refusal */
  run(call: Cs6Call): Promise<Reply | FromCard<Reply>>
}

/** nhi-facts §3.2. */
const PIN_VERIFIED_ALREADY = 1513, PIN_NOT_DISABLED = 1512, NO_COM_PORT = 1201, NOT_AVAILABLE = 1099
/** What a HIS sends in place of a PIN that is to be entered at the reader (nhi-facts §2.4). */
const KEY_PAD = '000000'

const text = (body: Cs6Call['body'], field: string): string => {
  const value = body[field]
  return typeof value === 'string' ? value : ''
}

const signature = (about: AboutCard, cards: BundleCards): Implementation => ({
  about,
  run: ({ engine, caller, body }) => {
    const service = serviceTypeOf(text(body, 'serviceType'))
    if (service === undefined) throw new Cs6Refusal(1705)
    return engine.bundle({ cards, service }, caller)
  },
})

/** What came of it is told by success alone. */
const nothing = (done: Promise<FromCard<unknown>>): Promise<FromCard<Reply>> => done.then((one) => one.map(() => ({})))

const fresh = (body: Cs6Call['body']): TypedPins => ({ fresh: text(body, 'newPin'), repeated: text(body, 'newPin') })

const professionalPin = (operation: PinOperation, typed: (body: Cs6Call['body']) => TypedPins | undefined): Implementation => ({
  about: 'hpc',
  run: ({ engine, caller, body }) => nothing(engine.professionalPin(undefined, { operation, typed: typed(body) }, caller)),
})

/**
 * `000000` goes to no card: a HIS that believes in a key-pad sends it at every start, and at a plain reader three of them
 * would block the card (assumed; nhi-facts §2.4 has it for dedicated readers alone).
 */
const typedPin = (body: Cs6Call['body']): TypedPins | undefined => {
  const pin = text(body, 'pin')
  return pin === KEY_PAD ? undefined : { secret: pin }
}

const verifyHealthPin: Implementation = {
  about: 'hc',
  run: async ({ engine, caller, body }) => {
    const { hc } = await engine.states(caller)
    if (hc.pin === 'verified') throw new Cs6Refusal(PIN_VERIFIED_ALREADY)
    return nothing(engine.healthPin(undefined, { operation: 'verify', typed: { secret: text(body, 'pin') } }, caller))
  },
}

const setHealthPin: Implementation = {
  about: 'hc',
  run: async ({ engine, caller, body }) => {
    try {
      return await nothing(engine.healthPin(undefined, { operation: 'enable', typed: fresh(body) }, caller))
    } catch (error) {
      if (!(error instanceof NhicardError) || error.name !== 'PIN_SET_ALREADY') throw error
      const typed = { ...fresh(body), verified: true } as const
      return nothing(engine.healthPin(undefined, { operation: 'change', typed }, caller))
    }
  },
}

const disableHealthPin: Implementation = {
  about: 'hc',
  run: async ({ engine, caller }) => {
    try {
      return await nothing(engine.healthPin(undefined, { operation: 'disable', typed: { verified: true } }, caller))
    } catch (error) {
      const isVerdict = error instanceof NhicardError && ['PIN_WRONG', 'PIN_MALFORMED'].includes(error.name)
      throw isVerdict ? new Cs6Refusal(PIN_NOT_DISABLED) : error
    }
  },
}

/** Looks whether there is a module that can be used, and whether it is the one that was named. */
const open: Implementation = {
  about: 'sam',
  run: async ({ engine, caller, body }) => {
    const name = text(body, 'name')
    const { sam: { kind, samId, problem } } = await engine.states(caller)
    if (/^COM\d+$/i.test(name) && !engine.hasReader) throw new Cs6Refusal(NO_COM_PORT)
    if (kind === 'none') throw new NhicardError('SAM_ABSENT', {})
    const named = name === '' || /^COM\d+$/i.test(name) ? undefined : name
    // a card says whose it is when it is authenticated; what is wrong with a file is said then, too
    const isToBeAsked = problem === 'SAM_FILE_REFUSED' || problem === 'ENVIRONMENT_MIXED' || (named !== undefined && samId === null)
    if (isToBeAsked) await engine.verifySam(caller)
    const found = isToBeAsked ? (await engine.states(caller)).sam.samId : samId
    if (named !== undefined && found !== named) throw new NhicardError('SAM_ABSENT', {})
    return {}
  },
}

const logout = (card: 'hc' | 'hpc'): Implementation => ({
  about: card,
  run: async ({ engine }) => {
    engine.logout(card)
    return {}
  },
})

const virtualCard: Implementation = {
  about: 'hc',
  run: () => Promise.reject(new Cs6Refusal(NOT_AVAILABLE)),
}

/** What each call does once it may; who is initialised is the desk's affair. */
export const implementations: Readonly<Record<LocalName, Implementation>> = {
  'POST /api/common/v1/Initial': open,
  'POST /api/common/v1/Finalize': { about: 'sam', run: async () => ({}) },
  'GET /api/common/v1/Status': {
    about: 'sam',
    run: async ({ engine, caller, isInitialised }) => {
      const cards = isInitialised ? cardStatus(await engine.states(caller)) : noCardStatus
      return { status: { initialized: isInitialised, ...cards } }
    },
  },
  'POST /api/sam/v1/Verification': {
    about: 'sam',
    run: async ({ engine, caller }) => {
      await engine.verifySam(caller)
      return {}
    },
  },
  'POST /api/sam/v1/Signature': signature('sam', 'sam'),
  'POST /api/hpc/v1/Verification/Hpc': professionalPin('verify', typedPin),
  'POST /api/hpc/v1/Signature': signature('hpc', 'hpc'),
  'POST /api/hpc/v1/Pin': professionalPin('change', (body) => ({ ...fresh(body), verified: true })),
  'PUT /api/hpc/v1/Pin': professionalPin('unlock', (body) => ({ secret: text(body, 'puk'), ...fresh(body) })),
  'DELETE /api/hpc/v1/Logout': logout('hpc'),
  'POST /api/hc/v1/Pin': verifyHealthPin,
  'PUT /api/hc/v1/Pin': setHealthPin,
  'DELETE /api/hc/v1/Pin': disableHealthPin,
  'POST /api/hc/v1/Signature/Hc': signature('hc', 'hc'),
  'POST /api/hc/v1/Signature/HpcHc': signature('hc', 'hpcHc'),
  'POST /api/hc/v1/Verification/VirtualHc': virtualCard,
  'POST /api/hc/v1/VirtualHc/ReadBasic': virtualCard,
  'DELETE /api/hc/v1/Logout': logout('hc'),
}
