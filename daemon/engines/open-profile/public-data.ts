import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Basic } from '#protocols/nhi-card/basic'
import type { Caller } from '../../handlers/handler.ts'
import type { FromCard } from '../../sessions/epoch.ts'
import type { Place, Readers } from '../../sessions/readers.ts'
import { readBasic, readBasicWithin } from '../chip.ts'
import { noteCard, notePatient } from './audit-notes.ts'
import { readProfessional, type Professional } from './card-identity.ts'
import type { ClinicCards } from './clinic-cards.ts'

interface Asked {
  /** undefined for the only card of its kind. */
  readonly reader: string | undefined
  readonly caller: Caller
}

/** What a health card says to anybody, a real one too; a session that is open goes on. @throws NhicardError */
export async function publicBasicOf(clinic: ClinicCards, readers: Readers, { reader, caller }: Asked): Promise<FromCard<Basic>> {
  await clinic.look(caller)
  const card = clinic.healthCard(reader)
  notePatient(caller, card)
  const { place } = card
  return readers.withCard(place.reader, caller, (present) => clinic.isOpen(place.reader) ? readBasicWithin(present) : readBasic(present))
}

/** What a professional card says to anybody. @throws NhicardError */
export async function professionalDataOf(
  clinic: ClinicCards, readers: Readers, { reader, caller }: Asked,
): Promise<FromCard<Professional & Place>> {
  await clinic.look(caller)
  const { place, professional: seen, id } = clinic.professionalCard(reader)
  noteCard(caller, { id })
  return readers.withCards([place], caller, async (cards) => {
    const card = cards(place.reader)
    if (card === undefined) throw new NhicardError('CARD_ABSENT', { reader: place.reader })
    const professional = await readProfessional(card, clinic.isOpen(place.reader))
    const step = 'GET DATA HPC basic'
    const [before, now] = [seen?.info.serialNumber, professional?.info.serialNumber]
    if (before !== undefined && before !== now) card.changed(step)
    if (professional === undefined) {
      throw new NhicardError('CARD_UNRECOGNISED', { reader: place.reader, step, sw: 'none' })
    }
    return { ...professional, ...place }
  })
}
