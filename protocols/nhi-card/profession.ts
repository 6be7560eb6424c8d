import type { Bilingual } from '#protocols/bilingual'
import type { Provenance } from '#protocols/provenance'

/** What a profession may do with the files that want a professional card. */
export interface ProfessionRights {
  /** `as`: everything; `pharmacist`: as each file says of pharmacists; `none`: refused. */
  readonly read: 'all' | 'pharmacist' | 'none'
  readonly writeAllergies: boolean
}

export interface Profession {
  /** The role byte of its certificate, and the class sign of the card (docs/open-profile.md §6). */
  readonly role: number
  readonly label: Bilingual
  readonly rights: ProfessionRights
  readonly provenance: Provenance
}

const doctor: ProfessionRights = { read: 'all', writeAllergies: true }
const pharmacist: ProfessionRights = { read: 'pharmacist', writeAllergies: false }
const other: ProfessionRights = { read: 'none', writeAllergies: false }

const named = { source: 'nhi-facts §2.1 (manual detail), §3.1 (9100)' }
const doctors = {
  assumed: 'nhi-facts §3.2 (3212, 3243) tells physicians from others and no source lists them: the three kinds of '
    + 'physicians that visit types 01 to 03 (§8.1) need',
}
const others = {
  assumed: 'no source lists the professions of a card; these are licensed ones whose cards are no physician’s and no '
    + 'pharmacist’s, which nhi-facts §3.2 (3243) refuses',
}

/** The nine professions of simulated professional cards, and the card of a pharmacy, which is an institution. */
export const professions = {
  physician: { role: 0x01, label: { zh: '醫師', en: 'physician' }, rights: doctor, provenance: doctors },
  dentist: { role: 0x02, label: { zh: '牙醫師', en: 'dentist' }, rights: doctor, provenance: doctors },
  chineseMedicinePhysician: {
    role: 0x03, label: { zh: '中醫師', en: 'physician of Chinese medicine' }, rights: doctor, provenance: doctors,
  },
  pharmacist: { role: 0x04, label: { zh: '藥師', en: 'pharmacist' }, rights: pharmacist, provenance: named },
  assistantPharmacist: {
    role: 0x05, label: { zh: '藥劑生', en: 'assistant pharmacist' }, rights: pharmacist, provenance: named,
  },
  nurse: { role: 0x06, label: { zh: '護理人員', en: 'nurse' }, rights: other, provenance: others },
  midwife: { role: 0x07, label: { zh: '助產人員', en: 'midwife' }, rights: other, provenance: others },
  medicalTechnologist: {
    role: 0x08, label: { zh: '醫事檢驗人員', en: 'medical technologist' }, rights: other, provenance: others,
  },
  radiologicalTechnologist: {
    role: 0x09, label: { zh: '醫事放射人員', en: 'radiological technologist' }, rights: other, provenance: others,
  },
  pharmacy: { role: 0x0a, label: { zh: '藥局（機構卡）', en: 'pharmacy (institution’s card)' }, rights: pharmacist, provenance: named },
} as const satisfies Record<string, Profession>

export type ProfessionName = keyof typeof professions

/** The profession of a role byte; undefined when it is none. */
export function professionOfRole(role: number): ProfessionName | undefined {
  return (Object.keys(professions) as ProfessionName[]).find((name) => professions[name].role === role)
}
