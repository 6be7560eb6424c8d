import { hex } from '#protocols/bytes/hex'
import { clientRandom, CLIENT_RANDOM_BYTES } from '#protocols/cs6/client-random'
import { bundleMessage, signedBundle, type SignatureBundle, type Unsigned } from '#protocols/cs6/signature-bundle'
import type { ServiceTypeName } from '#protocols/cs6/service-type'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { HealthSession } from './health-session.ts'
import type { InstitutionSide } from './institution-side.ts'

type OfCards = Pick<Unsigned, 'hcId' | 'hcIdNo' | 'hpcId' | 'hpcIdNo'>

const noCards: OfCards = { hcId: '', hcIdNo: '', hpcId: '', hpcIdNo: '' }

async function signed(institution: InstitutionSide, service: ServiceTypeName, cards: OfCards): Promise<SignatureBundle> {
  const { hospitalId, samId } = institution.holder
  const unsigned = {
    clientRandom: clientRandom(institution.now(), institution.random(CLIENT_RANDOM_BYTES)), hospitalId, samId, ...cards,
  }
  const bundle = signedBundle(unsigned, await institution.sign(bundleMessage(service, unsigned)))
  // whoever was logged out, or pulled, while the module signed, does not stand behind it
  const professional = institution.professionalCardId()
  const isThere = professional !== undefined && hex(professional) === cards.hpcId
  if (cards.hpcId !== '' && !isThere) throw new NhicardError('HPC_ABSENT', {})
  return bundle
}

/** Of the professional card whose PIN is verified; nothing without one. */
async function ofProfessional(institution: InstitutionSide): Promise<Partial<Pick<OfCards, 'hpcId' | 'hpcIdNo'>>> {
  const cardId = institution.professionalCardId()
  const hpcIdNo = await institution.professionalId()
  return cardId === undefined || hpcIdNo === undefined ? {} : { hpcId: hex(cardId), hpcIdNo }
}

/** The module alone vouches (docs/open-profile.md §12). @throws NhicardError */
export function bundleOfSam(institution: InstitutionSide, service: ServiceTypeName): Promise<SignatureBundle> {
  return signed(institution, service, noCards)
}

/** Of the professional card too, which has shown its PIN. @throws NhicardError, HPC_ABSENT when it has gone or was logged out */
export async function bundleOfProfessional(institution: InstitutionSide, service: ServiceTypeName): Promise<SignatureBundle> {
  return signed(institution, service, { ...noCards, ...await theProfessional(institution) })
}

/** One who left meanwhile is missed, and never left out. @throws NhicardError HPC_ABSENT */
async function theProfessional(institution: InstitutionSide): Promise<Pick<OfCards, 'hpcId' | 'hpcIdNo'>> {
  const { hpcId, hpcIdNo } = await ofProfessional(institution)
  if (hpcId === undefined || hpcIdNo === undefined) throw new NhicardError('HPC_ABSENT', {})
  return { hpcId, hpcIdNo }
}

/**
 * Of a health card within its session.
 * @param professional whether the professional card is in it too: where one has shown its PIN, or surely
 * @throws NhicardError
 */
export async function bundleOfCard(
  session: HealthSession, service: ServiceTypeName, professional: 'left out' | 'if there' | 'surely' = 'left out',
): Promise<SignatureBundle> {
  const { institution } = session
  const { idCardNum } = await session.owner()
  const beside = professional === 'left out' ? {}
    : professional === 'surely' ? await theProfessional(institution) : await ofProfessional(institution)
  return signed(institution, service, { ...noCards, hcId: hex(session.cardId), hcIdNo: idCardNum, ...beside })
}
