import { encodeRemoteRequest, decodeRemoteAnswer } from '#protocols/cs6/remote-wire'
import { remoteCallNamed, type RemoteName, type RemoteParams, type RemoteReply } from '#protocols/cs6/remote/index'
import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import { Icd10Table } from '#protocols/codes/icd10-table'
import type { Clock } from '#protocols/port/clock'
import { RemoteError, type RemoteCentre } from '#protocols/port/remote-centre'
import type { UploadCentre } from '#protocols/port/upload-centre'
import { hex } from '#protocols/bytes/hex'
import { addIssuedCard } from '#simulator/cloud/centre-seed'
import { CentreStore } from '#simulator/cloud/centre-store'
import { RemoteDesk } from '#simulator/cloud/remote-desk'
import { hpcIdOf } from '#simulator/cards/professional-card'
import type { IssuedCard } from '#simulator/cards/simulated-card'
import { insuredPeople } from '#simulator/insured-people'
import { staff, testClinic } from '#simulator/staff'

/** What happens to one message on its way. `late`: it is carried out, long after nobody waits for its answer any more. */
export type LineFault = 'unreachable' | 'requestLost' | 'replyLost' | 'late'

/** A request that is still on its way. */
export interface LateRequest {
  readonly name: RemoteName
  readonly body: unknown
  /** Milliseconds since 1970. */
  readonly at: number
}

export type Message = { readonly name: RemoteName, readonly body: unknown }

export interface LineGround {
  readonly clock: Clock
  readonly told: (moment: 'before' | 'after', message: Message) => void
  /** Asked once a message. */
  readonly faultOf: (message: Message) => LineFault | undefined
}

/** ms a late request takes: longer than a look-up, shorter than anybody may wait for it. */
const LATE_MS = 20_000

/** NHIA's centre in this process, and the line to it, without sockets: the same verdicts as over HTTP. */
export class CentreLine implements RemoteCentre, UploadCentre {
  readonly #ground: LineGround
  #store: CentreStore
  #desk: RemoteDesk
  #bytes: Buffer | undefined
  #late: LateRequest[] = []
  isUp = true

  private constructor(ground: LineGround, store: CentreStore) {
    this.#ground = ground
    this.#store = store
    this.#desk = this.#deskOf(store)
  }

  static async open(ground: LineGround, cards: readonly IssuedCard[]): Promise<CentreLine> {
    const store = await CentreStore.open()
    store.transact(() => {
      store.addInstitution(testClinic.hospitalId, testClinic.hospitalName)
      store.addModule({ samId: testClinic.samId, hospitalId: testClinic.hospitalId, environment: 'test', standing: 'valid' })
      for (const { serialNumber, idCardNum, profession, validFrom, validTo } of staff) {
        store.addProfessional({ hpcId: hex(hpcIdOf(serialNumber)), hpcIdNo: idCardNum, profession, validFrom, validTo, revoked: false })
      }
      for (const card of cards) addIssuedCard(store, card)
      for (const [idCardNum, { standing, ...content }] of insuredPeople) store.insure(idCardNum, { standing, checkList: 0, content })
    })
    return new CentreLine(ground, store)
  }

  get store(): CentreStore {
    return this.#store
  }

  get late(): readonly LateRequest[] {
    return this.#late
  }

  /** All that the centre remembers. */
  get bytes(): Buffer {
    return this.#bytes ??= this.#store.database.serialize()
  }

  /** @param late requests that reach it when time comes to them */
  async restore(bytes: Buffer, late: readonly LateRequest[]): Promise<void> {
    if (bytes !== this.#bytes) {
      this.#store.close()
      this.#store = await CentreStore.open(bytes)
      this.#bytes = bytes
    }
    this.#desk = this.#deskOf(this.#store)
    this.#late = []
    this.isUp = true
    for (const request of late) this.send(request)
  }

  /** On its way from now on. */
  send(request: LateRequest): void {
    this.#late.push(request)
    this.#ground.clock.after(Math.max(0, request.at - this.#ground.clock.now()), () => {
      this.#late = this.#late.filter((other) => other !== request)
      this.#answer(request)
    })
  }

  async call<Name extends RemoteName>(name: Name, bundle: SignatureBundle, params: RemoteParams<Name>): Promise<RemoteReply<Name>> {
    const message: Message = { name, body: encodeRemoteRequest(name, bundle, params) }
    this.#ground.told('before', message)
    const fault = this.isUp ? this.#ground.faultOf(message) : 'unreachable'
    if (fault === 'unreachable') throw new RemoteError({ kind: 'unreachable' })
    if (fault === 'late') this.send({ ...message, at: this.#ground.clock.now() + LATE_MS })
    if (fault === 'requestLost' || fault === 'late') throw new RemoteError({ kind: 'outcomeUnknown' })
    const answer = decodeRemoteAnswer(name, this.#answer(message))
    this.#ground.told('after', message)
    if (fault === 'replyLost') throw new RemoteError({ kind: 'outcomeUnknown' })
    if ('statusCode' in answer) throw new RemoteError({ kind: 'refused', statusCode: answer.statusCode })
    return answer.reply
  }

  upload(): Promise<never> {
    return Promise.reject(new RemoteError({ kind: 'unreachable' }))
  }

  download(): Promise<never> {
    return Promise.reject(new RemoteError({ kind: 'unreachable' }))
  }

  #answer({ name, body }: Message): unknown {
    this.#bytes = undefined
    return this.#desk.answer(remoteCallNamed(name), body)
  }

  #deskOf(store: CentreStore): RemoteDesk {
    return new RemoteDesk({ store, clock: this.#ground.clock, environment: 'test', icd10: Icd10Table.none })
  }
}
