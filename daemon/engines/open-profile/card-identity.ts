import { profileApplications } from '#protocols/auth/applications'
import { profileObject, type CardKind } from '#protocols/auth/profile-object'
import type { Codec, ValueOf } from '#protocols/bytes/codec'
import { MalformedError } from '#protocols/bytes/malformed'
import { unhex } from '#protocols/bytes/hex'
import { hpcBasic, hpcCardInfo, type HpcBasic, type HpcCardInfo } from '#protocols/hpc-card/contents'
import { decodeResponseApdu, encodeCommandApdu } from '#protocols/iso7816/apdu'
import { getData, select } from '#protocols/iso7816/commands/index'
import { isOk } from '#protocols/iso7816/status-word'
import { publicBasic } from '#protocols/nhi-card/public-basic'
import type { Exchange } from '#protocols/port/reader-link'
import type { PresentCard } from '../../sessions/present-card.ts'

/** What a card is, by its answers and never by its ATR. */
export interface CardIdentity {
  readonly kind: CardKind | 'other'
  /** Whether it speaks the open profile, as simulated cards do; with it it is a TEST card. */
  readonly profile: boolean
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
const profile = object('profile', profileObject.tag)

/** The health card comes first, and most are one; its answer tells without anything else being tried. */
const asHealthCard = [selects('hc'), profile, object('basic', publicBasic.tag)]
const asOthers = [
  selects('sam'), profile,
  selects('hpc'), profile, object('HPC basic', hpcBasic.tag), object('HPC card info', hpcCardInfo.tag),
]

/**
 * Asks a card what it is. A real health card is known by its public basic data, which are not kept; a real professional
 * card or SAM says nothing that is public, and is another card here.
 * @throws NhicardError as the card's reader has it
 */
export async function identify(card: PresentCard): Promise<CardIdentity> {
  const [, own, basic] = await card.read(asHealthCard)
  if (kindIn(own) === 'hc') return { kind: 'hc', profile: true }
  if (succeeded(basic)) return { kind: 'hc', profile: false }
  const [, module, , professional, ofHolder, ofCard] = await card.read(asOthers)
  const kind = kindIn(professional) ?? kindIn(module)
  if (kind === undefined) return { kind: 'other', profile: false }
  const [holder, info] = [contentIn(ofHolder, hpcBasic.content), contentIn(ofCard, hpcCardInfo.content)]
  return { kind, profile: true, ...holder === undefined || info === undefined ? {} : { professional: { basic: holder, info } } }
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
