import type { Icd10Table } from '#protocols/codes/icd10-table'
import { remoteCalls } from '#protocols/cs6/remote/index'
import { remotePath, type RemoteDeclaration } from '#protocols/cs6/remote-call'
import { decodeRemoteRequest } from '#protocols/cs6/remote-wire'
import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import type { Clock } from '#protocols/port/clock'
import { BundleCheck } from './bundle-check.ts'
import type { Environment } from './centre-rows.ts'
import type { CentreStore } from './centre-store.ts'
import { CloudCard } from './cloud-card.ts'
import { ModuleKeys } from './module-keys.ts'
import { Refusal } from './refusal.ts'
import { answerOf } from './remote/index.ts'

/** What a call answers: 0 and its fields, or a code of nhi-facts §3.2 and nothing else. */
export interface RemoteAnswer {
  readonly statusCode: number
  readonly [field: string]: unknown
}

export interface RemoteDeskOptions {
  readonly store: CentreStore
  readonly clock: Clock
  readonly environment: Environment
  /** The centre's diagnoses. */
  readonly icd10: Icd10Table
}

const byPath = new Map(remoteCalls.map((call) => [remotePath(call.name), call]))

/** Answers the remote API of control software 6.0: form, bundle, rules, records; each call is one transaction. */
export class RemoteDesk {
  readonly #options: RemoteDeskOptions
  readonly #keys = new ModuleKeys()
  /** For whoever takes bundles beside the remote API. */
  readonly bundles: BundleCheck
  /** Whether the insurance's own system answers the centre. */
  insuranceAnswers = true

  constructor(options: RemoteDeskOptions) {
    this.#options = options
    this.bundles = new BundleCheck(options.store, this.#keys, options.environment)
  }

  /** The call of a path; undefined when there is none, or nobody answers it here. */
  callAt(path: string): RemoteDeclaration | undefined {
    const call = byPath.get(path)
    if (call === undefined || answerOf(call.name) === undefined) return undefined
    return call.testOnly === true && this.#options.environment !== 'test' ? undefined : call
  }

  /** @param body JSON, whatever it is */
  answer(call: RemoteDeclaration, body: unknown): RemoteAnswer {
    const request = decodeRemoteRequest(call, body)
    if ('statusCode' in request) return { statusCode: request.statusCode }
    const { bundle, params } = request.body
    return this.#options.store.transact(() => this.#carriedOut(call, bundle, params))
  }

  /** A refusal changes no record, and yet its bundle is used up. */
  #carriedOut(call: RemoteDeclaration, bundle: SignatureBundle, params: object): RemoteAnswer {
    const { store, clock, icd10 } = this.#options
    const now = clock.now()
    try {
      const { module, holder, professional } = this.bundles.owners(call, bundle, now)
      const card = holder === undefined ? undefined : new CloudCard(store, holder)
      const reply = answerOf(call.name)?.({
        now, module, store, icd10, insuranceAnswers: this.insuranceAnswers,
        ...professional === undefined ? {} : { professional },
        get card() {
          if (card === undefined) throw new RangeError(`${call.name} knows no card`)
          return card
        },
        sign: (data) => this.#keys.sign(module.samId, data), publicKey: () => this.#keys.publicKey(module.samId),
      }, params)
      card?.save()
      return { statusCode: 0, ...reply }
    } catch (error) {
      if (error instanceof Refusal) return { statusCode: error.statusCode }
      throw error
    }
  }
}
