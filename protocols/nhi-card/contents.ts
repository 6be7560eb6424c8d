import type { Codec } from '#protocols/bytes/codec'
import { cardId } from './card-id.ts'
import type { CardFile } from './card-file.ts'
import type { CardObject } from './card-object.ts'
import { cardTermination } from './card-termination.ts'
import { prenatalCare, preventiveCare } from './check-ups.ts'
import { illnessCodes, illnessPeriods } from './critical-illness.ts'
import { cumulativeData, cumulativeFee } from './cumulative.ts'
import { designatedInstitution, specialMarks } from './designation.ts'
import { donorMark, emergencyPhone, insured, newborn } from './insured.ts'
import { allergies, importantOrders, longTermPrescriptions, orders } from './prescriptions.ts'
import { publicBasic } from './public-basic.ts'
import { vaccinations } from './vaccinations.ts'
import { validity } from './validity.ts'
import { lastSequence, visitDiagnoses, visitPhysicians, visits, visitSignatures } from './visits.ts'

/** Every data object of the health card that this project knows how to read. */
export const hcContents: readonly CardObject<Codec<unknown>>[] = [cardId, publicBasic, cardTermination]

/** Every file of the health card, in the order of their short identifiers. */
export const hcFiles = {
  validity, insured, newborn, illnessPeriods, illnessCodes, specialMarks, designatedInstitution, lastSequence, visits,
  visitDiagnoses, visitPhysicians, visitSignatures, cumulativeData, cumulativeFee, preventiveCare, emergencyPhone,
  prenatalCare, orders, longTermPrescriptions, importantOrders, allergies, vaccinations, donorMark,
} as const

export type HcFileName = keyof typeof hcFiles
/** What a record of a file holds. */
export type RecordIn<Name extends HcFileName> = NonNullable<ReturnType<(typeof hcFiles)[Name]['decode']>>

/** All files as one list, for whoever does not care which. */
export const hcFileList: readonly CardFile[] = Object.values(hcFiles) as readonly CardFile[]

/** The file with a short identifier; undefined when there is none. */
export function hcFileOf(sfi: number): CardFile | undefined {
  return hcFileList.find((file) => file.sfi === sfi)
}

/** What the description of the card names and nobody can lay out: it is on no simulated card. */
export const unknownContents = {
  premiums: {
    zh: '保險費', en: 'Premiums', count: 2,
    provenance: { unknown: 'nhi-facts §4.6 names two groups and gives no lengths' },
  },
} as const
