import { printedNumber } from '../../audit/printed-number.ts'
import type { Caller } from '../../handlers/handler.ts'
import type { SeenCard } from './card-lookout.ts'
import type { Hpc } from './clinic-cards.ts'

/** Whose card a call works with. */
export function notePatient(caller: Caller, { patientId }: SeenCard): void {
  if (patientId !== undefined) caller.audit?.({ patientId })
}

/** Who stands behind a call: the professional card, where it has been authenticated. */
export function noteProfessional(caller: Caller, hpc: Hpc | undefined): void {
  if (hpc?.id !== undefined && hpc.session !== undefined) caller.audit?.({ professionalCard: printedNumber(hpc.id) })
}

/** The professional card that a call is about, authenticated or not. */
export function noteCard(caller: Caller, { id }: { readonly id?: string | undefined }): void {
  if (id !== undefined) caller.audit?.({ professionalCard: printedNumber(id) })
}
