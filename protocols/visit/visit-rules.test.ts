import { describe, expect, test } from 'vitest'
import { clinicTime, instantOf } from './clinic-time.ts'
import { freeTime, nextNumber } from './next-number.ts'
import { undoneSignature } from './undone.ts'
import { isSameDay, refusalOf, visitRuleOrder, type CardFacts, type WantedVisit } from './visit-rules.ts'

const HERE = '9900000013', ELSEWHERE = '9900000022'
const fees = { outpatientFee: null, costFee: null, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
const visitAt = (treatmentDateTime: string, hospitalId = HERE, treatmentItem = '01') => ({
  ...fees, treatmentItem, babyTreatment: '', treatmentDateTime, afterCheck: '1', sequenceNumber: '0001', hospitalId,
})
const sound: CardFacts = {
  cancelled: false, validity: { cardValidity: '2026-01-15', treatmentCounter: 1 }, newborn: null, designatedInstitution: null,
  visits: [], visitSignatures: [], preventiveCare: [], prenatalCare: [],
}
const wanted: WantedVisit = {
  treatmentItem: '01', babyTreatment: '', hospitalId: HERE, treatmentDateTime: '2026-01-15T09:00:00',
}
const born = (newbornBirthday: string | null, newbornBaby = '1') => ({ newborn: { newbornBirthday, newbornBaby } })
const onlyAt = (hospitalId: string) => ({ designatedInstitution: { hospitalId, reserved: '' } })
const care = (serviceItem: string, checkupDate: string, hospitalId = HERE) => ({
  preventiveCare: [{ serviceItem, checkupDate, hospitalId, itemCode: '' }],
})
const prenatal = (checkupDate: string, hospitalId = HERE) => ({ prenatalCare: [{ checkupDate, hospitalId, itemCode: '41' }] })

const table: readonly [string, Partial<WantedVisit>, Partial<CardFacts>, number | undefined][] = [
  ['a sound card on its last day', {}, {}, undefined],
  ['a cancelled card', {}, { cancelled: true }, 5002],
  ['a cancelled card for a type without number', { treatmentItem: 'AA' }, { cancelled: true }, 5002],
  ['a card one day past its validity', { treatmentDateTime: '2026-01-16T00:00:00' }, {}, 5003],
  ['a card without a validity', {}, { validity: null }, 5003],
  ['somebody restricted to this institution', { treatmentItem: '00' }, onlyAt(HERE), undefined],
  ['the same for another item, as is assumed', { treatmentItem: '01' }, onlyAt(HERE), undefined],
  ['type 00 of somebody who is not restricted, as is assumed', { treatmentItem: '00' }, {}, undefined],
  ['somebody restricted to another', {}, onlyAt(ELSEWHERE), 9129],
  ['the same for type 00', { treatmentItem: '00' }, onlyAt(ELSEWHERE), 9129],
  ['the same for a type without number', { treatmentItem: 'AE' }, onlyAt(ELSEWHERE), undefined],
  ['a newborn of 60 days', { babyTreatment: 'A' }, born('2025-11-16'), undefined],
  ['a newborn of 61 days', { babyTreatment: 'A' }, born('2025-11-15'), 5004],
  ['a newborn of tomorrow', { babyTreatment: 'A' }, born('2026-01-16'), 5004],
  ['a newborn nobody wrote', { babyTreatment: 'a' }, {}, 5004],
  ['a newborn without a birthday', { babyTreatment: 'a' }, born(null), 5004],
  ['a newborn of unknown multiplicity', { babyTreatment: 'A' }, born('2026-01-10', ''), 5052],
  ['the parent beside an old newborn', {}, born('2020-01-01'), undefined],
  ['no visits left', {}, { validity: { cardValidity: '2031-12-31', treatmentCounter: 0 } }, 5001],
  [
    'no visits left for a type without number', { treatmentItem: 'AA' },
    { validity: { cardValidity: '2031-12-31', treatmentCounter: 0 } }, undefined,
  ],
  ['ZA within 24 hours', { treatmentItem: 'ZA' }, { visits: [visitAt('2026-01-14T09:00:00')] }, undefined],
  ['ZA a second too late', { treatmentItem: 'ZA' }, { visits: [visitAt('2026-01-14T08:59:59')] }, 5081],
  ['ZB of another institution', { treatmentItem: 'ZB' }, { visits: [visitAt('2026-01-15T08:00:00', ELSEWHERE)] }, 5081],
  ['ZB with a cancellation alone', { treatmentItem: 'ZB' }, { visits: [visitAt('2026-01-15T08:00:00', HERE, 'ZA')] }, 5081],
  [
    'ZA with an undone visit alone', { treatmentItem: 'ZA' },
    { visits: [visitAt('2026-01-15T08:00:00')], visitSignatures: [undoneSignature] }, 5081,
  ],
  [
    'ZA with another visit behind the undone one', { treatmentItem: 'ZA' },
    {
      visits: [visitAt('2026-01-15T08:30:00'), visitAt('2026-01-15T08:00:00')], visitSignatures: [undoneSignature, null],
    }, undefined,
  ],
  [
    'a second ZA, which is assumed to be taken', { treatmentItem: 'ZA' },
    { visits: [visitAt('2026-01-15T08:30:00', HERE, 'ZA'), visitAt('2026-01-15T08:00:00')] }, undefined,
  ],
  ['XA of yesterday’s record', { treatmentItem: 'XA' }, prenatal('2026-01-14'), undefined],
  ['XA of an older one', { treatmentItem: 'XA' }, prenatal('2026-01-13'), 5082],
  ['XA of another institution', { treatmentItem: 'XA' }, prenatal('2026-01-15', ELSEWHERE), 5082],
  ['YB of today’s adult check-up', { treatmentItem: 'YB' }, care('02', '2026-01-15'), undefined],
  ['YB of a child’s', { treatmentItem: 'YB' }, care('01', '2026-01-15'), 5084],
  ['YF of a flu vaccine', { treatmentItem: 'YF' }, care('04', '2026-01-15'), undefined],
  ['YH without any', { treatmentItem: 'YH' }, {}, 5084],
]

describe('a visit', () => {
  test.each(table)('of %s', (_, visit, card, code) => {
    expect(refusalOf({ ...wanted, ...visit }, { ...sound, ...card })).toBe(code)
  })

  test('is refused for the first reason of a fixed order', () => {
    expect(visitRuleOrder).toEqual([5002, 5003, 9129, 5052, 5004, 5001, 5081, 5082, 5084])
    const worst = {
      ...sound, ...onlyAt(ELSEWHERE), ...born('2020-01-01', ''), cancelled: true,
      validity: { cardValidity: '2020-01-01', treatmentCounter: 0 },
    }
    const cures: readonly Partial<CardFacts>[] = [
      { cancelled: false }, { validity: { cardValidity: '2031-12-31', treatmentCounter: 0 } }, { designatedInstitution: null },
      born('2020-01-01'), born('2026-01-01'), { validity: { cardValidity: '2031-12-31', treatmentCounter: 1 } },
    ]
    let card: CardFacts = worst
    const codes = cures.map((cure) => {
      const code = refusalOf({ ...wanted, babyTreatment: 'A' }, card)
      card = { ...card, ...cure }
      return code
    })
    expect(codes).toEqual([5002, 5003, 9129, 5052, 5004, 5001])
    expect(refusalOf({ ...wanted, babyTreatment: 'A' }, card)).toBeUndefined()
  })

  test('is the second of its day wherever the first was, unless that was undone or took no number', () => {
    const with_ = (one: ReturnType<typeof visitAt>, signature?: { signature: string }): CardFacts => (
      { ...sound, visits: [one], visitSignatures: [signature ?? null] }
    )
    expect(isSameDay(wanted, with_(visitAt('2026-01-15T00:00:00', ELSEWHERE)))).toBe(true)
    expect(isSameDay(wanted, with_(visitAt('2026-01-14T23:59:59')))).toBe(false)
    expect(isSameDay(wanted, with_(visitAt('2026-01-15T08:00:00'), undoneSignature))).toBe(false)
    expect(isSameDay(wanted, with_(visitAt('2026-01-15T08:00:00', HERE, 'AA')))).toBe(false)
    expect(isSameDay({ ...wanted, treatmentItem: 'AA' }, with_(visitAt('2026-01-15T08:00:00')))).toBe(false)
  })
})

describe('the number of a visit', () => {
  test.each([
    ['01', '2026-01-15T09:00:00', { year: 115, sequenceNumber: '0009' }, '0010'],
    ['01', '2027-01-01T00:00:00', { year: 115, sequenceNumber: '0009' }, '0001'],
    ['08', '2026-01-15T09:00:00', null, '0001'],
    ['AA', '2026-01-15T09:00:00', { year: 115, sequenceNumber: '0009' }, ''],
    ['AC', '2026-01-15T09:00:00', { year: 115, sequenceNumber: '0009' }, 'IC'],
  ] as const)('of type %s at %s after %j is %j', (item, at, last, number) => {
    expect(nextNumber(item, at, last)).toBe(number)
  })

  test('stands beside a time that no other visit has', () => {
    const now = instantOf('2026-01-15T09:00:00')
    expect(freeTime(now, [])).toBe('2026-01-15T09:00:00')
    expect(freeTime(now, [visitAt('2026-01-15T09:00:01'), visitAt('2026-01-15T09:00:00'), null])).toBe('2026-01-15T09:00:02')
    expect(clinicTime(Date.parse('2025-12-31T16:00:00Z'))).toBe('2026-01-01T00:00:00')
  })
})
