import { MalformedError } from '#protocols/bytes/malformed'
import {
  decodeIdcReply, encodeIdcParams, idcCalls, idcPath, type IdcMethod, type IdcParams, type IdcResult,
} from '#protocols/idc/wire'
import {
  IdcError, type AuthenticatingKind, type CardStanding, type Conversation, type Idc, type SamProof, type TreatmentNumberRequest,
} from '#protocols/port/idc'
import { SitesError, type Sites, type Verdict } from './sites.ts'

/**
 * The data centre over HTTP, at the sites of the remote API. A conversation is known where it was begun, and elsewhere only
 * when the sites share their memory; otherwise the other site answers 9013, and whoever asks begins anew.
 */
export class HttpIdc implements Idc {
  readonly #sites: Sites

  constructor(sites: Sites) {
    this.#sites = sites
  }

  hello(samId: string) {
    return this.#ask('hello', { samId })
  }

  authenticate(conversation: Conversation, proof: SamProof) {
    return this.#ask('authenticate', { conversation, proof })
  }

  prove(conversation: Conversation, cardId: Uint8Array, challenge: Uint8Array) {
    return this.#ask('prove', { conversation, cardId, challenge })
  }

  beginCard(conversation: Conversation, kind: AuthenticatingKind, cardId: Uint8Array, challenge: Uint8Array) {
    return this.#ask('beginCard', { conversation, kind, cardId, challenge })
  }

  finishCard(conversation: Conversation, kind: AuthenticatingKind, answer: Uint8Array) {
    return this.#ask('finishCard', { conversation, kind, answer })
  }

  checkInsurance(conversation: Conversation, idCardNum: string) {
    return this.#ask('checkInsurance', { conversation, idCardNum })
  }

  cardContent(conversation: Conversation, standing: CardStanding) {
    return this.#ask('cardContent', { conversation, standing })
  }

  treatmentNumber(conversation: Conversation, request: TreatmentNumberRequest) {
    return this.#ask('treatmentNumber', { conversation, request })
  }

  /** @throws IdcError; MalformedError for arguments that have not their form, and then nothing was sent */
  async #ask<Name extends IdcMethod>(name: Name, params: IdcParams<Name>): Promise<IdcResult<Name>> {
    const body = encodeIdcParams(name, params)
    try {
      return await this.#sites.ask({
        path: idcPath(name), body, effect: idcCalls[name].effect, read: (answer) => verdictOn(name, answer),
      })
    } catch (error) {
      if (error instanceof SitesError) throw new IdcError('unreachable')
      throw error
    }
  }
}

function verdictOn<Name extends IdcMethod>(name: Name, body: unknown): Verdict<IdcResult<Name>> {
  try {
    const reply = decodeIdcReply(name, body)
    return 'code' in reply ? { kind: 'refused', error: new IdcError(reply.code) } : { kind: 'value', value: reply.result }
  } catch (error) {
    if (error instanceof MalformedError) return { kind: 'unreadable' }
    throw error
  }
}
