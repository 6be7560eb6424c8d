import * as z from 'zod'
import { MalformedError } from '#protocols/bytes/malformed'
import { remotePath, type RemoteDeclaration } from '#protocols/cs6/remote-call'
import { remoteCallNamed, type RemoteName, type RemoteParams, type RemoteReply } from '#protocols/cs6/remote/index'
import { SignatureBundle } from '#protocols/cs6/signature-bundle'
import { RemoteError, type RemoteCentre } from '#protocols/port/remote-centre'
import type { NhiEnvironment } from './endpoint-sets.ts'
import { SIGNATURE_TAKEN, siteCodeOf } from './site-codes.ts'
import { SitesError, type Sites, type Verdict } from './sites.ts'

const Status = z.object({ statusCode: z.int() })

/** NHIA's remote API for control software 6.0 (nhi-facts §2.5) over HTTP. */
export class HttpRemoteCentre implements RemoteCentre {
  readonly #sites: Sites
  readonly #environment: NhiEnvironment

  /** @param environment of the sites: what a test site alone knows is asked of no other */
  constructor(sites: Sites, environment: NhiEnvironment) {
    this.#sites = sites
    this.#environment = environment
  }

  /**
   * @throws RemoteError; MalformedError for a bundle or parameters that have not their form, and RangeError for a call that
   *   the sites do not have: then nothing was sent
   */
  async call<Name extends RemoteName>(name: Name, bundle: SignatureBundle, params: RemoteParams<Name>): Promise<RemoteReply<Name>> {
    const declared = remoteCallNamed(name)
    if (declared.testOnly && this.#environment === 'production') throw new RangeError(`${name} is for test sites`)
    // parameters first: none of them can take the place of the bundle's fields
    const body = { ...checked(declared.params, params, 'parameters'), ...checked(SignatureBundle, bundle, 'signature bundle') }
    try {
      const reply = await this.#sites.ask({
        path: remotePath(name), body, effect: declared.effect, read: (answer, isRepeated) => verdictOn(declared, answer, isRepeated),
      })
      return reply as RemoteReply<Name>
    } catch (error) {
      if (error instanceof SitesError) throw new RemoteError({ kind: error.failure }, { cause: error.cause })
      throw error
    }
  }
}

function verdictOn({ effect, reply }: RemoteDeclaration, body: unknown, isRepeated: boolean): Verdict<Record<string, unknown>> {
  const status = Status.safeParse(body)
  if (!status.success) return { kind: 'unreadable' }
  const { statusCode } = status.data
  if (statusCode === 0) {
    const parsed = reply.safeParse(body)
    return parsed.success ? { kind: 'value', value: parsed.data } : { kind: 'unreadable' }
  }
  const error = new RemoteError({ kind: 'refused', statusCode })
  const site = siteCodeOf(statusCode)
  if (effect === 'counts') return { kind: site?.nothingHappened === false ? 'uncertain' : 'refused', error }
  if (site !== undefined) return { kind: 'elsewhere', error }
  // refused because the first try, whose answer was lost, did it
  const mayBeDone = isRepeated && (effect === 'idempotent' || statusCode === SIGNATURE_TAKEN)
  return { kind: mayBeDone ? 'uncertain' : 'refused', error }
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new MalformedError(path === '' ? what : path, 'not of its form') // and never the value
}
