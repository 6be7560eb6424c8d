import { profileApplications } from '#protocols/auth/applications'
import { profileObject, type CardKind } from '#protocols/auth/profile-object'
import type { Codec, ValueOf } from '#protocols/bytes/codec'
import { MalformedError } from '#protocols/bytes/malformed'
import { hex, unhex } from '#protocols/bytes/hex'
import { hpcBasic, hpcCardInfo, type HpcBasic, type HpcCardInfo } from '#protocols/hpc-card/contents'
import { decodeResponseApdu, encodeCommandApdu } from '#protocols/iso7816/apdu'
import { getData, select } from '#protocols/iso7816/commands/index'
import { isOk } from '#protocols/iso7816/status-word'
import { cardId } from '#protocols/nhi-card/card-id'
import { publicBasic } from '#protocols/nhi-card/public-basic'
import type { Exchange } from '#protocols/port/reader-link'
import type { PresentCard } from '../../sessions/present-card.ts'

/** What a card is, by its answers and never by its ATR. */
export interface CardIdentity {
  readonly kind: CardKind | 'other'
  /** Whether it speaks the open profile, as simulated cards do; with it it is a TEST card. */
  readonly profile: boolean
  /** 身分證號 of a health card's owner, where it said so; for the audit. */
  readonly patientId?: string
  /** Id of a professional card, in hex. */
  readonly id?: string
  /** What a professional card says of its holder to anybody. */
  readonly professional?: Professional
}

export interface Professional {
  readonly basic: HpcBasic
  readonly info: HpcCardInfo
}

const exchange = (step: string, capdu: Uint8Array): Exchange => ({ step, capdu, mayBeRefused: true })
const selects = (kind: CardKind) =>
  exchange(`SELECT ${kind.toUpperCase()}`, encodeCommandApdu(select.encode({ aid: unhex(profileApplications[kind].aid) })))
const object = (step: string, tag: number) =>
  exchange(`GET DATA ${step}`, encodeCommandApdu(getData.encode({ tag, data: unhex('0000') })))
const ofProfile = object('profile', profileObject.tag)

/** The health card comes first, and most are one; its answer tells without anything else being tried. */
const asHealthCard = [selects('hc'), ofProfile, object('basic', publicBasic.tag)]
const asModule = [selects('sam'), ofProfile]
const ofProfessional = [object('HPC basic', hpcBasic.tag), object('HPC card info', hpcCardInfo.tag)]
const asProfessional = [selects('hpc'), ofProfile, object('card id', cardId.tag), ...ofProfessional]

/**
 * Asks a card what it is. A real health card is known by its public basic data, of which the
 * owner's id is kept while the card stays; a real professional
 * card or SAM says nothing that is public, and is another card here.
 * @throws NhicardError as the card's reader has it
 */
export async function identify(card: PresentCard): Promise<CardIdentity> {
  const [, own, basic] = await card.read(asHealthCard)
  const profile = kindIn(own) === 'hc'
  if (profile || succeeded(basic)) return { kind: 'hc', profile, ...ownerIn(basic) }
  const [, module] = await card.read(asModule)
  if (kindIn(module) === 'sam') return { kind: 'sam', profile: true }
  const [, chosen, id, ...said] = await card.read(asProfessional)
  if (kindIn(chosen) !== 'hpc') return { kind: 'other', profile: false }
  const professional = professionalIn(said)
  return {
    kind: 'hpc', profile: true,
    ...id === undefined || !succeeded(id) ? {} : { id: hex(decodeResponseApdu(id).data) },
    ...professional === undefined ? {} : { professional },
  }
}

/**
 * What a professional card says to anybody, asked anew; undefined when it is none.
 * @param within whether a session is open with it, which choosing the application would end
 * @throws NhicardError as the card's reader has it
 */
export async function readProfessional(card: PresentCard, within: boolean): Promise<Professional | undefined> {
  if (within) return professionalIn(await card.read(ofProfessional))
  const [, ...said] = await card.read([selects('hpc'), ...ofProfessional])
  return professionalIn(said)
}

function professionalIn([ofHolder, ofCard]: readonly Uint8Array[]): Professional | undefined {
  const [basic, info] = [contentIn(ofHolder, hpcBasic.content), contentIn(ofCard, hpcCardInfo.content)]
  return basic === undefined || info === undefined ? undefined : { basic, info }
}

function ownerIn(basic: Uint8Array | undefined): Pick<CardIdentity, 'patientId'> {
  const patientId = contentIn(basic, publicBasic.content)?.idCardNum
  return patientId === undefined ? {} : { patientId }
}

function succeeded(answer: Uint8Array | undefined): boolean {
  return answer !== undefined && isOk(decodeResponseApdu(answer).sw)
}

function kindIn(answer: Uint8Array | undefined): CardKind | undefined {
  return contentIn(answer, profileObject.content)?.kind
}

function contentIn<C extends Codec<unknown>>(answer: Uint8Array | undefined, content: C): ValueOf<C> | undefined {
  if (answer === undefined || !succeeded(answer)) return undefined
  try {
    return content.decode(decodeResponseApdu(answer).data) as ValueOf<C>
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
