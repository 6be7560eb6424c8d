import type { Wanted } from '#protocols/auth/needs'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { ThreeCards } from '../engines/open-profile/three-cards.ts'
import type { FromCard } from '../sessions/epoch.ts'
import type { Place } from '../sessions/readers.ts'
import type { Caller, Handlers } from './handler.ts'

/** The open profile's engine, loaded when it is first wanted: its cryptography takes longer to load than the daemon. */
export type LazyThreeCards = () => Promise<ThreeCards>

type Names =
  | 'card.readRegister' | 'card.readTreatments' | 'card.readCriticalIllnesses' | 'card.readPrescriptions'
  | 'card.readVaccinations' | 'card.readCheckups' | 'card.readCumulative' | 'card.readMarks'

const samAndPin = { read: 'samAndPin' } as const
const professional = { read: 'hpc' } as const

const present = <Value>(records: readonly (Value | null)[]): Value[] => records.filter((record) => record !== null)

async function register(session: HealthSession) {
  const basic = await session.owner()
  const { insured: [insured], validity: [validity], newborn: [newborn] } = await session.read('insured', 'validity', 'newborn')
  const status = { ...insured ?? { insurerCode: '', insurerId: '' }, ...validity ?? { cardValidity: null, treatmentCounter: null } }
  return { register: { ...basic, ...status, newborn: newborn ?? null } }
}

async function treatments(session: HealthSession) {
  const { visits, visitSignatures, lastSequence: [lastSequence] } = await session.read('visits', 'visitSignatures', 'lastSequence')
  const withDiagnoses = session.mayRead('visitDiagnoses', 'visitPhysicians')
  const more = withDiagnoses ? await session.read('visitDiagnoses', 'visitPhysicians') : undefined
  const all = visits.map((visit, index) => visit === null ? null : {
    visit, diagnoses: more?.visitDiagnoses[index] ?? null, professional: more?.visitPhysicians[index] ?? null,
    signature: visitSignatures[index] ?? null,
  })
  return { treatments: present(all), lastSequence: lastSequence ?? null, withDiagnoses }
}

async function criticalIllnesses(session: HealthSession) {
  const { illnessPeriods } = await session.read('illnessPeriods')
  const withCodes = session.mayRead('illnessCodes')
  const codes = withCodes ? (await session.read('illnessCodes')).illnessCodes : []
  const all = illnessPeriods.map((period, index) => period === null ? null : { ...period, ciCode: codes[index]?.ciCode ?? null })
  return { criticalIllnesses: present(all), withCodes }
}

async function prescriptions(session: HealthSession) {
  const everybody = ['orders', 'longTermPrescriptions', 'allergies'] as const
  if (!session.mayRead(...everybody)) throw new NhicardError('PROFESSION_REFUSED', { what: 'read' })
  const { orders, longTermPrescriptions, allergies } = await session.read(...everybody)
  const mayImportant = session.mayRead('importantOrders')
  const important = mayImportant ? (await session.read('importantOrders')).importantOrders : []
  return {
    orders: present(orders), longTermPrescriptions: present(longTermPrescriptions),
    importantOrders: mayImportant ? present(important) : null,
    allergies: present(allergies.map((allergy, index) => allergy === null ? null : { slot: index + 1, ...allergy })),
  }
}

async function vaccinations(session: HealthSession) {
  return { vaccinations: present((await session.read('vaccinations')).vaccinations) }
}

async function checkups(session: HealthSession) {
  const { preventiveCare, prenatalCare } = await session.read('preventiveCare', 'prenatalCare')
  return { preventiveCare: present(preventiveCare), prenatalCare: present(prenatalCare) }
}

async function cumulative(session: HealthSession) {
  const { cumulativeData, cumulativeFee: [total] } = await session.read('cumulativeData', 'cumulativeFee')
  return { years: present(cumulativeData), total: total ?? null }
}

async function marks(session: HealthSession) {
  const { donorMark: [donorMark], specialMarks: [specialMarks], designatedInstitution: [designated], emergencyPhone: [phone] } =
    await session.read('donorMark', 'specialMarks', 'designatedInstitution', 'emergencyPhone')
  return {
    donorMark: donorMark ?? null, specialMarks: specialMarks ?? null, designatedInstitution: designated ?? null,
    emergencyPhone: phone ?? null,
  }
}

export function protectedCardHandlers(threeCards: LazyThreeCards): Pick<Handlers, Names> {
  /** A handler that authenticates what is wanted, reads, and says of which card it was. */
  const reading = <Value extends object>(
    wanted: Wanted, read: (session: HealthSession) => Promise<Value>, optional?: Wanted,
  ) => async ({ reader }: { readonly reader?: string | undefined }, caller: Caller): Promise<FromCard<Value & Place>> => {
    const cards = await threeCards()
    return cards.withHealthCard({ reader, wanted, caller, ...optional === undefined ? {} : { optional } }, async (session) => {
      const { reader: where, epoch } = session.card
      return { reader: where, epoch, ...await read(session) }
    })
  }
  return {
    'card.readRegister': reading(samAndPin, register),
    'card.readTreatments': reading(samAndPin, treatments, professional),
    'card.readCriticalIllnesses': reading(samAndPin, criticalIllnesses, professional),
    'card.readPrescriptions': reading(professional, prescriptions),
    'card.readVaccinations': reading(samAndPin, vaccinations),
    'card.readCheckups': reading(samAndPin, checkups),
    'card.readCumulative': reading(samAndPin, cumulative),
    'card.readMarks': reading(samAndPin, marks),
  }
}
