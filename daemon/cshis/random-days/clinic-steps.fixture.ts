import { expect } from 'vitest'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions, type CshisInputs, type CshisName } from '#protocols/cshis/index'
import { DAY_MS, type Day } from './day.fixture.ts'
import type { Step } from './step.fixture.ts'

const SECOND = 1_000
/** nhi-facts §2.1 (1.52), §3.1. */
const HEALTH_CARD = 3, NO_HC = 4013
const OFFSET = 8 * 3_600 * SECOND

/** Sessions end, nothing is written. */
async function reset(day: Day): Promise<void> {
  const type = day.random.below(4)
  const { isCardIn } = day
  // what is to be reset may be gone
  if (type === HEALTH_CARD && day.random.below(2) === 0) day.takeOut()
  const pin = day.patient.pin()
  const { code, before, after } = await day.call('csSoftwareReset', { type })
  expect(after).toEqual(before)
  expect(day.patient.pin()).toEqual(pin)
  if (type === HEALTH_CARD && !day.isCardIn) expect(code).toBe(NO_HC)
  if (isCardIn && !day.isCardIn) day.insert()
}

/** Functions that have no step of their own write nothing. */
export async function read(day: Day, name: CshisName): Promise<void> {
  const { examples }: CshisFunction = cshisFunctions[name]
  const [first, ...others] = examples
  if (first === undefined) throw new Error(`${name} has no example`)
  const pin = day.patient.pin()
  const { input } = day.random.pick([first, ...others])
  const { before, after } = await day.call(name, {
    ...input, ...'patientId' in input && 'birthday' in input ? day.whose().owner : {},
  } as CshisInputs<typeof name>)
  expect(after).toEqual(before)
  expect(day.patient.pin()).toEqual(pin)
}

/** Another patient's card without a word, or the same once more. */
async function otherCard(day: Day): Promise<void> {
  day.takeOut()
  if (day.random.below(3) === 0) return
  day.insert(day.random.below(2) === 0 ? day.patient : day.random.pick(day.cards))
}

async function cardBack(day: Day): Promise<void> {
  if (!day.isCardIn) day.insert()
}

async function otherProfessional(day: Day): Promise<void> {
  day.professional(day.random.pick([undefined, 'hpc.physician', 'hpc.physician', 'hpc.dentist', 'hpc.pharmacist', 'hpc.nurse']))
  if (day.random.below(2) === 0) await day.verified()
}

async function centre(day: Day): Promise<void> {
  day.centre(!day.isCentreThere)
}

async function message(day: Day): Promise<void> {
  day.loseMessage()
}

/** The next call stands before midnight, those behind it after. */
async function midnight(day: Day): Promise<void> {
  const inClinic = day.desk.desk.clock.now() + OFFSET
  day.pass(DAY_MS - inClinic % DAY_MS - (1 + day.random.below(90)) * SECOND)
}

/** Certificates of the world end with 2028. */
const LAST_YEAR = 2027

async function newYear(day: Day): Promise<void> {
  const year = Number(day.now.slice(0, 4))
  if (year >= LAST_YEAR) return midnight(day)
  day.pass(Date.parse(`${year}-12-31T23:59:30+08:00`) - day.desk.desk.clock.now())
  await day.verified()
}

export const clinicSteps: readonly Step[] = [
  { name: 'reset', functions: ['csSoftwareReset'], weight: 2, take: reset },
  { name: 'another card', functions: [], weight: 2, take: otherCard },
  { name: 'the card is back', functions: [], weight: 4, take: cardBack },
  { name: 'another professional card', functions: [], weight: 1, take: otherProfessional },
  { name: 'the centre comes or goes', functions: [], weight: 1, take: centre },
  { name: 'a message is lost', functions: [], weight: 2, take: message },
  { name: 'midnight', functions: [], weight: 1, take: midnight },
  { name: 'new year', functions: [], weight: 1, take: newYear },
]
