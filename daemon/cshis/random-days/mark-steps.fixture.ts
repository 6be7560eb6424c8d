import { expect } from 'vitest'
import { clinicTime } from '#protocols/visit/clinic-time'
import { dayOf, HOSPITAL, left, newestFirst, onlyChanged, present, type CardFiles } from './card-files.fixture.ts'
import { DAY_MS, isDone, type Called, type Day } from './day.fixture.ts'
import { ownerFirst } from './owner.fixture.ts'
import type { Step } from './step.fixture.ts'

/** What a function whose list has 5002 and 5003 found (nhi-facts §2.1). */
function inForce(day: Day, { validity: [validity] }: CardFiles): void {
  expect(day.patient.isCancelled).toBe(false)
  expect((validity?.cardValidity ?? '') >= dayOf(day.now)).toBe(true)
}

async function newborn(day: Day): Promise<void> {
  const { random } = day
  const { isRight, owner } = day.whose()
  const born = clinicTime(day.desk.desk.clock.now() - random.below(90) * DAY_MS).slice(0, 10)
  const newbornBirthday = random.below(5) === 0 ? null : born
  const newbornBaby = random.pick(['1', '1', '2', ''] as const)
  const called = await day.call('hisWriteNewBorn', { ...owner, newbornBirthday, newbornBaby })
  ownerFirst(day, called, isRight)
  if (!isDone(called.code)) return
  onlyChanged(called.before, called.after, 'newborn')
  expect([newbornBirthday === null, newbornBaby === '']).toBeOneOf([[true, true], [false, false]])
  expect(called.after.newborn).toEqual([newbornBirthday === null ? null : { newbornBirthday, newbornBaby }])
}

async function donor(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const mark = day.random.pick(['1', '2', '4', 'A', 'J', ''])
  const called = await day.call('hisWriteOrganDonate', { ...owner, mark })
  ownerFirst(day, called, isRight)
  if (!isDone(called.code)) return
  onlyChanged(called.before, called.after, 'donorMark')
  expect(called.after.donorMark).toEqual([{ organDonate: mark }])
  expect(mark).not.toBe('')
}

async function phone(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const tel = day.random.below(6) === 0 ? '' : `09${String(day.random.below(100_000_000)).padStart(8, '0')}`
  const called = await day.call('hisWriteEmergentTel', { ...owner, tel })
  ownerFirst(day, called, isRight)
  if (!isDone(called.code)) return
  inForce(day, called.before)
  onlyChanged(called.before, called.after, 'emergencyPhone')
  expect(called.after.emergencyPhone).toEqual([tel === '' ? null : { tel }])
}

async function vaccination(day: Day): Promise<void> {
  const { random } = day
  const { isRight, owner } = day.whose()
  const given = { vaccine: random.pick(['FLU', 'PCV13', 'HEPB']), lot: random.below(3) === 0 ? '' : `LOT-${random.below(9_999)}` }
  const called = await day.call('hisWriteInoculateData', { ...owner, ...given })
  ownerFirst(day, called, isRight)
  if (!isDone(called.code)) return
  inForce(day, called.before)
  onlyChanged(called.before, called.after, 'vaccinations')
  expect(called.after.vaccinations).toEqual(
    newestFirst([{ ...given, inoculatedOn: dayOf(day.now), hospitalId: HOSPITAL }], called.before.vaccinations),
  )
}

/** By which item a service is taken back (nhi-facts §8.1, §8.3). */
type Service = readonly [mark: string, item: string, cancelling: string]
const services: readonly [Service, ...Service[]] = [['01', '11', 'YA'], ['02', '21', 'YB'], ['06', '91', 'YE'], ['08', '95', 'YH']]
const hasCheckUpVisit = ({ visits }: CardFiles) => visits.some((visit) => visit?.treatmentItem === 'AC')

/** Records of this institution that were written yesterday or today. */
function lately<Kind extends { readonly hospitalId: string, readonly checkupDate: string | null }>(
  day: Day, records: readonly (Kind | null)[],
): Kind[] {
  return present(records).filter(({ hospitalId, checkupDate }) => (
    hospitalId === HOSPITAL && Date.parse(dayOf(day.now)) - Date.parse(checkupDate ?? '') <= DAY_MS
  ))
}

/** What each refusal of a check-up says must be so (nhi-facts §3.1). */
function isTrue(day: Day, { code, before }: Called, isCancelling: boolean): void {
  const told: Readonly<Record<number, () => boolean>> = {
    5001: () => !isCancelling && left(before) === 0,
    5002: () => day.patient.isCancelled,
    5003: () => (before.validity[0]?.cardValidity ?? '') < dayOf(day.now),
    5079: () => day.patient.person.sex === 'M',
    5082: () => isCancelling, 5084: () => isCancelling,
    5083: () => !isCancelling && !hasCheckUpVisit(before),
  }
  const isOther = [5020, 5102, 9043].includes(code)
  if (!isDone(code) && code > 5_000 && !isOther) expect([code, told[code]?.()]).toEqual([code, true])
}

async function checkUp(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const [serviceItem, item, cancelling] = day.random.pick(services)
  const isCancelling = day.random.below(3) === 0
  const itemCode = isCancelling ? cancelling : item
  const called = await day.call('hisWriteHealthInsurance', { ...owner, serviceItem, itemCode })
  ownerFirst(day, called, isRight)
  isTrue(day, called, isCancelling)
  if (!isDone(called.code)) return
  const { before, after } = called
  inForce(day, before)
  onlyChanged(before, after, 'preventiveCare')
  expect(after.preventiveCare).toEqual(
    newestFirst([{ serviceItem, checkupDate: dayOf(day.now), hospitalId: HOSPITAL, itemCode }], before.preventiveCare),
  )
  if (!isCancelling) return expect([left(before) > 0, hasCheckUpVisit(before)]).toEqual([true, true])
  const own = lately(day, before.preventiveCare).filter((one) => one.serviceItem === serviceItem)
  expect(own.some((one) => one.itemCode !== cancelling)).toBe(true)
}

async function prenatal(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const checkupCode = day.random.pick(['41', '42', '50', 'XA'])
  const called = await day.call('hisWritePredeliveryCheckup', { ...owner, checkupCode })
  ownerFirst(day, called, isRight)
  isTrue(day, called, checkupCode === 'XA')
  if (!isDone(called.code)) return
  const { before, after } = called
  inForce(day, before)
  expect(day.patient.person.sex).toBe('F')
  onlyChanged(before, after, 'prenatalCare')
  expect(after.prenatalCare).toEqual(
    newestFirst([{ checkupDate: dayOf(day.now), hospitalId: HOSPITAL, itemCode: checkupCode }], before.prenatalCare),
  )
  if (checkupCode !== 'XA') return expect([left(before) > 0, hasCheckUpVisit(before)]).toEqual([true, true])
  expect(lately(day, before.prenatalCare).some(({ itemCode }) => itemCode !== 'XA')).toBe(true)
}

async function noPrenatal(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const called = await day.call('hisDeletePredeliveryData', owner)
  ownerFirst(day, called, isRight)
  if (!isDone(called.code)) return
  expect(day.patient.person.sex).toBe('F')
  onlyChanged(called.before, called.after, 'prenatalCare')
  expect(present(called.after.prenatalCare)).toEqual([])
}

const ingredients = ['', 'ASPIRIN', '盤尼西林', 'SULFA', '😀', '盤'.repeat(21)]
const named = (day: Day) => ({ ingredient: day.random.pick(ingredients as [string, ...string[]]), ingredientComplete: true })
type Allergy = ReturnType<typeof named>
const stands = (allergy: Allergy) => allergy.ingredient === '' ? null : allergy

/** Who may write them, and what they are told (nhi-facts §2.1, 1.20, 1.46; §3.1, 9100). */
function byProfessional(day: Day, { output }: Called): void {
  expect(day.hpc).toMatch(/^hpc\.(?:physician|dentist)/)
  expect(output).toEqual({ docId: expect.stringMatching(/^Z[12]9999\d{4}$/) })
}

async function allergies(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const data = [named(day), named(day), named(day)]
  const called = await day.call('hisWriteAllergicMedicines', { ...owner, data }, { mayStop: true })
  ownerFirst(day, called, isRight)
  if (!isDone(called.code)) {
    // the first ones may stand
    onlyChanged(called.before, called.after, 'allergies')
    const firsts = [0, 1, 2].map((count) => [...data.slice(0, count).map(stands), ...called.before.allergies.slice(count)])
    return expect(firsts).toContainEqual(called.after.allergies)
  }
  byProfessional(day, called)
  onlyChanged(called.before, called.after, 'allergies')
  expect(called.after.allergies).toEqual(data.map(stands))
}

async function allergy(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const [data, number] = [named(day), 1 + day.random.below(3)]
  const called = await day.call('hisWriteAllergicNum', { ...owner, data, number })
  ownerFirst(day, called, isRight)
  if (!isDone(called.code)) return
  byProfessional(day, called)
  onlyChanged(called.before, called.after, 'allergies')
  expect(called.after.allergies).toEqual(called.before.allergies.with(number - 1, stands(data)))
}

export const markSteps: readonly Step[] = [
  { name: 'newborn', functions: ['hisWriteNewBorn'], weight: 2, take: newborn },
  { name: 'donor mark', functions: ['hisWriteOrganDonate'], weight: 1, take: donor },
  { name: 'phone', functions: ['hisWriteEmergentTel'], weight: 2, take: phone },
  { name: 'vaccination', functions: ['hisWriteInoculateData'], weight: 2, take: vaccination },
  { name: 'check-up', functions: ['hisWriteHealthInsurance'], weight: 2, take: checkUp },
  { name: 'prenatal check-up', functions: ['hisWritePredeliveryCheckup'], weight: 2, take: prenatal },
  { name: 'no prenatal check-up', functions: ['hisDeletePredeliveryData'], weight: 1, take: noPrenatal },
  { name: 'allergies', functions: ['hisWriteAllergicMedicines'], weight: 2, take: allergies },
  { name: 'allergy', functions: ['hisWriteAllergicNum'], weight: 2, take: allergy },
]
