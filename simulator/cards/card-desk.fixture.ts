import { CERTIFICATE } from '#protocols/auth/certificate'
import { hpcApplication, samApplication } from '#protocols/auth/applications'
import { cardKinds } from '#protocols/auth/profile-object'
import { ID_LENGTH, signRole } from '#protocols/auth/role-authentication'
import { institutionRoles } from '#protocols/auth/role'
import { concat } from '#protocols/bytes/byte-array'
import { hex, unhex } from '#protocols/bytes/hex'
import {
  decodeResponseApdu, encodeCommandApdu, encodeResponseApdu, type CommandApdu, type ResponseApdu,
} from '#protocols/iso7816/apdu'
import {
  appendRecord, externalAuthenticate, generalAuthenticate, getChallenge, getData, internalAuthenticate, mutualAuthenticate,
  readBinary, readRecord, select, verify, verifyCertificate,
} from '#protocols/iso7816/commands/index'
import { encodePinBlock } from '#protocols/iso7816/pin-block'
import { HostSecureMessaging } from '#protocols/iso7816/secure-messaging'
import { hcApplication } from '#protocols/nhi-card/application'
import { hcFiles, type HcFileName } from '#protocols/nhi-card/contents'
import { professions, type ProfessionName } from '#protocols/nhi-card/profession'
import { StandInIdc } from '../cloud/idc.ts'
import { people, type Person } from '../people.ts'
import { SeededRandom } from '../seeded-random.ts'
import { staff, testClinic } from '../staff.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { HealthCard, type HealthCardOptions } from './health-card.ts'
import { usedCard } from './hc-image.ts'
import { ProfessionalCard, testPin } from './professional-card.ts'
import { SamCard } from './sam-card.ts'
import type { SimulatedCard } from './simulated-card.ts'
import { testCertificate, testIdcKey } from './test-keys.ts'

/** A card that did not say 9000. */
export class CardRefusal extends Error {
  readonly sw: number

  constructor(step: string, sw: number) {
    super(`${step}: ${sw.toString(16).padStart(4, '0')}`)
    this.sw = sw
  }
}

/** What brings a command to a card and its answer back. */
export type Carry = (card: SimulatedCard, capdu: Uint8Array) => Uint8Array | undefined

const SHORT = 256
const RANDOM = 16

/** The three cards on a desk and the plainest host there can be: it sends, and complains about anything but 9000. */
export class CardDesk {
  hc: HealthCard
  readonly hpc: ProfessionalCard
  readonly sam = new SamCard(testClinic)
  readonly idc = new StandInIdc(new VirtualClock('2026-01-15T09:00:00+08:00'), new SeededRandom(3), [testClinic])
  /** Every command and answer that passed, in hex. */
  readonly passed: { readonly card: SimulatedCard, readonly capdu: string, readonly rapdu: string | undefined }[] = []
  carry: Carry = (card, capdu) => card.transmit(capdu)
  readonly #profession: ProfessionName
  #conversation = ''
  #channel: HostSecureMessaging | undefined

  constructor({ profession = 'physician', person = people(7, 1)[0]!, ...options }: HealthCardOptions & {
    readonly profession?: ProfessionName, readonly person?: Person,
  } = {}) {
    this.#profession = profession
    this.hc = new HealthCard(person, { image: usedCard, ...options })
    this.hpc = new ProfessionalCard(staff.find((one) => one.profession === profession)!)
    for (const card of [this.hc, this.hpc, this.sam]) card.reset()
  }

  /** Another health card in the place of the one that is there. */
  insert(hc: HealthCard): void {
    this.hc = hc
    this.#channel = undefined
    hc.reset()
  }

  /** One command in plain; undefined when the card stays silent. */
  plain(card: SimulatedCard, command: CommandApdu): ResponseApdu | undefined {
    const capdu = encodeCommandApdu(command)
    const rapdu = this.carry(card, capdu)
    this.passed.push({ card, capdu: hex(capdu), rapdu: rapdu && hex(rapdu) })
    return rapdu && decodeResponseApdu(rapdu)
  }

  /** One command that must be answered with 9000. @throws CardRefusal */
  must(card: SimulatedCard, command: CommandApdu, step: string): Uint8Array {
    const answer = this.plain(card, command)
    if (answer?.sw !== 0x9000) throw new CardRefusal(step, answer?.sw ?? 0)
    return answer.data
  }

  /** One command to the health card by secure messaging. */
  secured(command: CommandApdu): ResponseApdu {
    const wrapped = this.wrapped(command)
    const answer = this.plain(this.hc, wrapped)
    if (answer === undefined) throw new CardRefusal('secured command', 0)
    return this.channel.unwrap(answer)
  }

  /** The session with the health card. @throws Error when there is none */
  get channel(): HostSecureMessaging {
    if (this.#channel === undefined) throw new Error('there is no session')
    return this.#channel
  }

  /** A command as it goes to the health card by secure messaging. */
  wrapped(command: CommandApdu): CommandApdu {
    return this.channel.wrap(command)
  }

  mustSecured(command: CommandApdu, step: string): Uint8Array {
    const { data, sw } = this.secured(command)
    if (sw !== 0x9000) throw new CardRefusal(step, sw)
    return data
  }

  async authenticateSam(): Promise<void> {
    const { sam } = this
    this.must(sam, select.encode({ aid: unhex(samApplication.aid) }), 'SELECT SAM')
    const hello = await this.idc.hello(testClinic.samId)
    this.must(sam, verifyCertificate.encode({ certificate: hello.certificate }), 'certificate of the IDC')
    const reference = institutionRoles.idc.role
    const signature = this.must(sam, internalAuthenticate.encode({ reference, data: hello.challenge, le: SHORT }), 'SAM signs')
    const certificate = this.must(sam, getData.encode({ tag: CERTIFICATE, le: SHORT }), 'certificate of the SAM')
    const challenge = this.must(sam, getChallenge.encode({ le: RANDOM }), 'challenge of the SAM')
    const proof = await this.idc.authenticate(hello.conversation, { certificate, signature, challenge })
    this.must(sam, externalAuthenticate.encode({ role: reference, signature: proof.signature }), 'SAM checks the IDC')
    this.#conversation = hello.conversation
  }

  /** @returns the session with that card */
  authenticate(kind: 'hc' | 'hpc'): HostSecureMessaging {
    const [card, application] = kind === 'hc' ? [this.hc, hcApplication] : [this.hpc, hpcApplication]
    this.must(card, select.encode({ aid: unhex(application.aid) }), `SELECT ${kind}`)
    return this.reauthenticate(kind)
  }

  /** Without SELECT, which would end a session that is there. */
  reauthenticate(kind: 'hc' | 'hpc'): HostSecureMessaging {
    const card = this[kind]
    const cardId = this.must(card, getData.encode({ tag: 0, le: SHORT }), 'card id')
    const challenge = this.must(card, getChallenge.encode({ le: RANDOM }), 'challenge')
    const sam = (step: Parameters<typeof generalAuthenticate.encode>[0]) =>
      generalAuthenticate.decodeResult(this.must(this.sam, generalAuthenticate.encode(step), `SAM ${step.step}`))
    const begun = sam({ step: 'begin', kind: cardKinds[kind], challenge, cardId, le: SHORT })
    if (!('cryptogram' in begun)) throw new Error('no cryptogram')
    const answer = this.must(card, mutualAuthenticate.encode({ cryptogram: begun.cryptogram, le: SHORT }), 'MUTUAL AUTHENTICATE')
    const finished = sam({ step: 'finish', kind: cardKinds[kind], answer, le: SHORT })
    if (!('sessionKeys' in finished)) throw new Error('no session keys')
    const channel = new HostSecureMessaging(finished.sessionKeys)
    if (kind === 'hc') this.#channel = channel
    return channel
  }

  verifyHpcPin(pin = testPin): ResponseApdu | undefined {
    return this.plain(this.hpc, verify.encode({ reference: 0x81, block: encodePinBlock(pin) }))
  }

  /** The professional card shows its role to the health card. @param channel of the professional card */
  proveHpc(channel: HostSecureMessaging): void {
    const certificate = channelData(this, channel, getData.encode({ tag: CERTIFICATE, le: SHORT }))
    this.mustSecured(verifyCertificate.encode({ certificate }), 'certificate of the HPC')
    const challenge = this.mustSecured(getChallenge.encode({ le: RANDOM }), 'challenge of the HC')
    const data = concat(this.hcId, challenge)
    const signature = channelData(this, channel, internalAuthenticate.encode({ reference: 0, data, le: SHORT }))
    this.mustSecured(externalAuthenticate.encode({ role: professions[this.#profession].role, signature }), 'HC checks the HPC')
  }

  async proveIdc(): Promise<void> {
    const challenge = this.mustSecured(getChallenge.encode({ le: RANDOM }), 'challenge of the HC')
    const { certificate, signature } = await this.idc.prove(this.#conversation, this.hcId, challenge)
    this.mustSecured(verifyCertificate.encode({ certificate }), 'certificate of the IDC')
    this.mustSecured(externalAuthenticate.encode({ role: institutionRoles.idc.role, signature }), 'HC checks the IDC')
  }

  /** As the data centre would, at once. */
  proveIdcNow(): void {
    const challenge = this.mustSecured(getChallenge.encode({ le: RANDOM }), 'challenge of the HC')
    const certificate = testCertificate({ holder: 'TESTIDC00001', role: 'idc' }, testIdcKey)
    this.mustSecured(verifyCertificate.encode({ certificate }), 'certificate of the IDC')
    const signature = signRole({ role: 'idc', cardId: this.hcId, challenge }, testIdcKey)
    this.mustSecured(externalAuthenticate.encode({ role: institutionRoles.idc.role, signature }), 'HC checks the IDC')
  }

  /** All three cards, PINs and roles: what a physician's call needs. */
  async authenticateAll(): Promise<void> {
    await this.authenticateSam()
    this.authenticate('hc')
    const channel = this.authenticate('hpc')
    this.verifyHpcPin()
    this.proveHpc(channel)
  }

  get hcId(): Uint8Array {
    return this.must(this.hc, getData.encode({ tag: 0, le: SHORT }), 'card id').subarray(0, ID_LENGTH)
  }

  /** Every record of a file that is not blank. @throws CardRefusal */
  read(name: HcFileName): unknown[] {
    const { sfi, structure, count, record, decode } = hcFiles[name]
    if (structure === 'transparent') {
      const value = decode(this.mustSecured(readBinary.encode({ sfi, offset: 0, le: record.length }), name))
      return value === null ? [] : [value]
    }
    const values: unknown[] = []
    for (let next = 1; next <= count;) {
      const bytes = this.mustSecured(readRecord.encode({ sfi, record: next, toTheLast: true, le: 223 }), name)
      for (let at = 0; at < bytes.length; at += record.length, next++) values.push(decode(bytes.subarray(at, at + record.length)))
    }
    return values.filter((value) => value !== null)
  }

  append(name: HcFileName, record: Uint8Array): ResponseApdu {
    return this.secured(appendRecord.encode({ sfi: hcFiles[name].sfi, data: record }))
  }
}

function channelData(desk: CardDesk, channel: HostSecureMessaging, command: CommandApdu): Uint8Array {
  const answer = desk.plain(desk.hpc, channel.wrap(command))
  const { data, sw } = channel.unwrap(answer ?? decodeResponseApdu(encodeResponseApdu({ data: new Uint8Array(), sw: 0 })))
  if (sw !== 0x9000) throw new CardRefusal('secured command to the HPC', sw)
  return data
}
