import { MalformedError } from '#protocols/bytes/malformed'
import { remotePath, type RemoteEffect } from '#protocols/cs6/remote-call'
import { decodeRemoteAnswer, encodeRemoteRequest, type RemoteAnswer } from '#protocols/cs6/remote-wire'
import { remoteCallNamed, type RemoteName, type RemoteParams, type RemoteReply } from '#protocols/cs6/remote/index'
import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import { RemoteError, type RemoteCentre } from '#protocols/port/remote-centre'
import type { NhiEnvironment } from './endpoint-sets.ts'
import { SIGNATURE_TAKEN, siteCodeOf } from './site-codes.ts'
import { SitesError, type Before, type Sites, type Verdict } from './sites.ts'

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
    const { effect, testOnly } = remoteCallNamed(name)
    if (testOnly && this.#environment === 'production') throw new RangeError(`${name} is for test sites`)
    const body = encodeRemoteRequest(name, bundle, params)
    try {
      return await this.#sites.ask({
        path: remotePath(name), body, effect, read: (answer, before) => verdictOn(name, effect, answer, before),
      })
    } catch (error) {
      if (error instanceof SitesError) throw new RemoteError({ kind: error.failure }, { cause: error.cause })
      throw error
    }
  }
}

function verdictOn<Name extends RemoteName>(
  name: Name, effect: RemoteEffect, body: unknown, before: Before,
): Verdict<RemoteReply<Name>> {
  const answer = readable(name, body)
  if (answer === undefined) return { kind: 'unreadable' }
  if ('reply' in answer) return { kind: 'value', value: answer.reply }
  const { statusCode } = answer
  const error = new RemoteError({ kind: 'refused', statusCode })
  const site = siteCodeOf(statusCode)
  if (site !== undefined) return { kind: effect === 'counts' && !site.nothingHappened ? 'uncertain' : 'elsewhere', error }
  // a bundle is taken once: so a site that said that it could do nothing took it, and nobody knows what else it did
  if (before !== 'first' && statusCode === SIGNATURE_TAKEN) return { kind: 'uncertain', error }
  // refused because the first try, whose answer was lost, did it
  const mayBeDone = before === 'lost' && effect === 'idempotent'
  return { kind: mayBeDone ? 'uncertain' : 'refused', error }
}

function readable<Name extends RemoteName>(name: Name, body: unknown): RemoteAnswer<Name> | undefined {
  try {
    return decodeRemoteAnswer(name, body)
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
