import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { treatmentItems } from '#protocols/codes/treatment-items'
import { hcFileList, hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import { appendRecord, updateRecord } from '#protocols/iso7816/commands/index'
import { CardDesk } from './card-desk.fixture.ts'
import { newCard, usedCard, type HcImage } from './hc-image.ts'
import type { HealthCardOptions } from './health-card.ts'

type Visit = RecordIn<'visits'>
type Order = RecordIn<'orders'>

const HOSPITAL = '9900000013'
const visit = (changes: Partial<Visit> = {}): Visit => ({
  treatmentItem: '01', babyTreatment: '', treatmentDateTime: '2026-01-15T09:30:00', afterCheck: '1',
  sequenceNumber: '0001', hospitalId: HOSPITAL, outpatientFee: null, costFee: null, inpatientFee: null,
  inpatient30Fee: null, inpatient180Fee: null,
  ...changes,
})
const order = (changes: Partial<Order> = {}): Order => ({
  treatmentDateTime: '2026-01-15T09:30:00', orderType: '1', treatmentItemCode: 'A000000100', treatmentPosition: '',
  usage: 'TID', days: 3, totalQuantity: '00009.0', deliveryNotes: '01', ...changes,
})
const everything = Object.keys(hcFiles) as HcFileName[]

async function deskWith(options: HealthCardOptions = {}): Promise<CardDesk> {
  const desk = new CardDesk(options)
  await desk.authenticateAll()
  return desk
}
const contentOf = (desk: CardDesk) => Object.fromEntries(everything.map((name) => [name, desk.read(name)]))
const addVisit = (desk: CardDesk, changes: Partial<Visit> = {}) =>
  desk.append('visits', hcFiles.visits.encode(visit(changes))).sw
const addOrder = (desk: CardDesk, changes: Partial<Order> = {}) =>
  desk.append('orders', hcFiles.orders.encode(order(changes))).sw
const counters = (desk: CardDesk) => ({
  last: desk.read('lastSequence')[0], left: (desk.read('validity')[0] as RecordIn<'validity'>).treatmentCounter,
  years: desk.read('cumulativeData').map((record) => {
    const { year, treatmentCount } = record as RecordIn<'cumulativeData'>
    return [year, treatmentCount]
  }),
})

/** A record of any file that is written by APPEND, told apart by its number. */
const numbered: { readonly [Name in HcFileName]?: (number: number) => RecordIn<Name> } = {
  preventiveCare: (number) => (
    { serviceItem: '02', checkupDate: '2026-01-15', hospitalId: HOSPITAL, itemCode: String(number % 100) }),
  prenatalCare: (number) => ({ checkupDate: '2026-01-15', hospitalId: HOSPITAL, itemCode: String(number % 100) }),
  vaccinations: (number) => (
    { vaccine: 'FLU', inoculatedOn: '2026-01-15', hospitalId: HOSPITAL, lot: `LOT-${number}` }),
  orders: (number) => order({ usage: `U${number}` }),
}

describe('an order that is written to a health card', () => {
  const cases = fc.array(fc.constantFrom('1', '2', '3', '5', 'A', 'B'), { minLength: 1, maxLength: 90 })

  it('is copied as the applet does, each area forgetting its oldest', { timeout: 60_000 }, async () => {
    await fc.assert(fc.asyncProperty(cases, async (types) => {
      const desk = await deskWith({ image: newCard })
      types.forEach((orderType, number) => {
        const changes = { orderType, treatmentItemCode: '33070B', usage: `U${number}`, treatmentPosition: `P${number}` }
        expect(addOrder(desk, changes)).toBe(0x9000)
      })
      const newest = types.map((orderType, number) => ({ orderType, number })).toReversed()
      const of = (wanted: string, most: number) => newest.filter(({ orderType }) => orderType === wanted).slice(0, most)
      expect(desk.read('orders').map((record) => (record as Order).usage))
        .toEqual(newest.slice(0, 60).map(({ number }) => `U${number}`))
      expect(desk.read('longTermPrescriptions')).toEqual(of('2', 30).map(({ number }) => (
        { prescribedOn: '2026-01-15', drugCode: '33070B', usage: `U${number}`, days: 3, totalQuantity: '00009.0' })))
      expect(desk.read('importantOrders')).toEqual(of('5', 10).map(({ number }) => ({
        performedOn: '2026-01-15', hospitalId: HOSPITAL, orderCode: '33070B', treatmentPosition: `P${number}`,
        totalQuantity: '00009.0',
      })))
    }), { numRuns: 6 })
  })

  it('of type 2 or 5 is refused with its copy when the code does not fit there', async () => {
    const desk = await deskWith()
    const before = contentOf(desk)
    expect(addOrder(desk, { orderType: '2', treatmentItemCode: 'A0000001001' })).toBe(0x6a80)
    expect(addOrder(desk, { orderType: '5', treatmentItemCode: '33070BA' })).toBe(0x6a80)
    expect(contentOf(desk)).toEqual(before)
    expect(addOrder(desk, { orderType: '1', treatmentItemCode: 'A00000010012' })).toBe(0x9000)
  })
})

describe('a file whose newest record is the first', () => {
  it.each(Object.keys(numbered) as HcFileName[])('keeps as many as there is room for: %s', async (name) => {
    const desk = await deskWith({ image: newCard })
    const make = numbered[name] as (number: number) => object
    const encode = hcFiles[name].encode as (value: object) => Uint8Array
    const { count } = hcFiles[name]
    for (let number = 1; number <= count + 3; number++) expect(desk.append(name, encode(make(number))).sw).toBe(0x9000)
    expect(desk.read(name)).toEqual(Array.from({ length: count }, (_, at) => make(count + 3 - at)))
  })

  it('takes no blank record, and no other file takes an APPEND at all', async () => {
    const desk = await deskWith()
    const before = contentOf(desk)
    for (const { name, sfi, record, structure, access } of hcFileList) {
      const { sw } = desk.secured(appendRecord.encode({ sfi, data: new Uint8Array(record.length).fill(0x20) }))
      expect(sw, name).toBe(structure !== 'cyclic' ? 0x6981 : access.update === 'never' ? 0x6982 : 0x6a80)
    }
    expect(contentOf(desk)).toEqual(before)
  })
})

describe('a visit that is written to a health card', () => {
  it('takes the next number and one of the visits left, and counts in its year', async () => {
    const desk = await deskWith({ image: newCard })
    expect(addVisit(desk)).toBe(0x9000)
    expect(addVisit(desk, { sequenceNumber: '0002', treatmentDateTime: '2026-01-16T09:30:00' })).toBe(0x9000)
    expect(counters(desk)).toEqual({ last: { year: 115, sequenceNumber: '0002' }, left: 4, years: [[115, 2]] })
  })

  it('counts whatever its type, and takes a number only when its type does', async () => {
    const numbered = ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09']
    for (const { code: treatmentItem } of treatmentItems.on('2026-01-15')) {
      const desk = await deskWith({ image: newCard })
      const takes = numbered.includes(treatmentItem)
      expect(addVisit(desk, { treatmentItem, sequenceNumber: takes ? '0001' : 'IC02' }), treatmentItem).toBe(0x9000)
      expect(counters(desk)).toEqual({
        last: { year: 115, sequenceNumber: takes ? '0001' : '0000' }, left: takes ? 5 : 6, years: [[115, 1]],
      })
    }
  })

  it('begins with 0001 in a new year, whose count begins beside the last one', async () => {
    const desk = await deskWith()
    expect(addVisit(desk, { treatmentDateTime: '2027-01-02T08:00:00', sequenceNumber: '0003' })).toBe(0x6a80)
    expect(addVisit(desk, { treatmentDateTime: '2027-01-02T08:00:00', sequenceNumber: '0001' })).toBe(0x9000)
    expect(counters(desk))
      .toEqual({ last: { year: 116, sequenceNumber: '0001' }, left: 3, years: [[116, 1], [115, 2]] })
  })

  it('comes with blank companions, which no APPEND of their own puts out of step', async () => {
    const desk = await deskWith()
    expect(addVisit(desk, { sequenceNumber: '0003' })).toBe(0x9000)
    expect(desk.read('visits')).toEqual([visit({ sequenceNumber: '0003' }), ...usedCard.visits ?? []])
    for (const name of ['visitDiagnoses', 'visitPhysicians', 'visitSignatures'] as const) {
      const { sfi, record, structure, count } = hcFiles[name]
      expect([structure, count]).toEqual(['cyclic', hcFiles.visits.count])
      expect(desk.read(name), name).toEqual(usedCard[name])
      expect(desk.secured(appendRecord.encode({ sfi, data: new Uint8Array(record.length).fill(0x31) })).sw, name)
        .toBe(0x6985)
      const written = new Uint8Array(record.length).fill(0x31)
      expect(desk.secured(updateRecord.encode({ sfi, record: 1, data: written })).sw, name).toBe(0x9000)
      expect(desk.read(name), name).toEqual([hcFiles[name].decode(written), ...usedCard[name] ?? []])
    }
  })

  it('is the newest of six', async () => {
    const validity = [{ cardValidity: '2031-12-31', treatmentCounter: 9 }]
    const desk = await deskWith({ image: { ...newCard, validity } })
    for (let number = 1; number <= 8; number++) expect(addVisit(desk, { sequenceNumber: `000${number}` })).toBe(0x9000)
    const kept = desk.read('visits').map((record) => (record as Visit).sequenceNumber)
    expect(kept).toEqual(['0008', '0007', '0006', '0005', '0004', '0003'])
  })

  const validity = (cardValidity: string | null, treatmentCounter: number): HcImage =>
    ({ ...usedCard, validity: [{ cardValidity, treatmentCounter }] })
  interface Refusal {
    readonly why: string
    readonly sw: number
    readonly card?: HealthCardOptions
    readonly visit?: Partial<Visit>
  }
  const refusals: readonly Refusal[] = [
    { why: 'its number is not the next', sw: 0x6a80, visit: { sequenceNumber: '0004' } },
    { why: 'its number was taken', sw: 0x6a80, visit: { sequenceNumber: '0002' } },
    { why: 'its number is spelled in another way', sw: 0x6a80, visit: { sequenceNumber: '3' } },
    { why: 'its number is none', sw: 0x6a80, visit: { sequenceNumber: '0x03' } },
    { why: 'it has no number', sw: 0x6a80, visit: { sequenceNumber: '' } },
    { why: 'it is of another institution', sw: 0x6a80, visit: { hospitalId: '9900000022' } },
    {
      why: 'it is of a year before the last number', sw: 0x6a80,
      visit: { treatmentDateTime: '2025-12-31T23:59:59', sequenceNumber: '0001' },
    },
    {
      why: 'it takes no number and is of a year before the one counted', sw: 0x6a80,
      visit: { treatmentItem: 'AC', treatmentDateTime: '2025-12-31T23:59:59' },
    },
    { why: 'the card is cancelled', sw: 0x6985, card: { cancelled: true } },
    { why: 'it is a day after the card’s validity', sw: 0x6985, card: { image: validity('2026-01-14', 6) } },
    { why: 'the card tells no validity', sw: 0x6985, card: { image: validity(null, 6) } },
    { why: 'no visits are left', sw: 0x6985, card: { image: validity('2031-12-31', 0) } },
    { why: 'the card tells no visits left', sw: 0x6985, card: { image: { ...usedCard, validity: [] } } },
  ]
  it.each(refusals)('is refused, and nothing changed, when $why', async ({ sw, card = {}, visit: changes = {} }) => {
    const desk = await deskWith(card)
    const before = contentOf(desk)
    expect(addVisit(desk, { sequenceNumber: '0003', ...changes })).toBe(sw)
    expect(contentOf(desk)).toEqual(before)
  })

  it.each([['2026-01-15', 0x9000], ['2025-11-16', 0x9000], ['2025-11-15', 0x6985], ['2026-01-16', 0x6985]])(
    'of a newborn born on %s is taken within 60 days of its birth alone', async (newbornBirthday, sw) => {
      const desk = await deskWith({ image: { ...newCard, newborn: [{ newbornBirthday, newbornBaby: '1' }] } })
      expect(addVisit(desk, { babyTreatment: 'A' })).toBe(sw)
    })

  it('of a newborn is refused by a card that knows of none', async () => {
    expect(addVisit(await deskWith({ image: newCard }), { babyTreatment: 'A' })).toBe(0x6985)
  })

  it.each([[HOSPITAL, 0x9000], ['9900000022', 0x6985]])('of a patient restricted to %s', async (hospitalId, sw) => {
    const desk = await deskWith({ image: { ...newCard, designatedInstitution: [{ hospitalId, reserved: '' }] } })
    const before = contentOf(desk)
    expect(addVisit(desk)).toBe(sw)
    if (sw !== 0x9000) expect(contentOf(desk)).toEqual(before)
  })

  it('is taken on the last day of the validity, and without a number from any card', async () => {
    const last = await deskWith({ image: validity('2026-01-15', 1) })
    expect(addVisit(last, { sequenceNumber: '0003' })).toBe(0x9000)
    expect(addVisit(last, { sequenceNumber: '0004' })).toBe(0x6985)
    const cancelled = await deskWith({ cancelled: true, image: validity('2026-01-14', 0) })
    expect(addVisit(cancelled, { treatmentItem: 'AC', sequenceNumber: 'IC02' })).toBe(0x9000)
  })

  it('leaves the totals alone when an undo under way, which has written them, blanks its fees', async () => {
    const desk = await deskWith({ image: usedCard })
    const { visits: { sfi, encode }, visitSignatures } = hcFiles
    const totals = () => [desk.read('cumulativeData'), desk.read('cumulativeFee')]
    const before = totals()
    const note = visitSignatures.encode({ signature: `${'554e444f'}${'20'.repeat(124)}` })
    expect(desk.secured(updateRecord.encode({ sfi: visitSignatures.sfi, record: 1, data: note })).sw).toBe(0x9000)
    const data = encode({ ...usedCard.visits![0]!, outpatientFee: null, costFee: null })
    expect(desk.secured(updateRecord.encode({ sfi, record: 1, data })).sw).toBe(0x9000)
    expect(totals()).toEqual(before)
  })

  it('takes its fees and its mark later, from its own institution, and nothing else of it changes', async () => {
    const image = { ...usedCard, visits: [usedCard.visits![0]!, { ...usedCard.visits![1]!, hospitalId: '9900000022' }] }
    const desk = await deskWith({ image })
    const { sfi, encode } = hcFiles.visits
    const [mine, others] = image.visits
    const update = (record: number, changes: Partial<Visit>) => {
      const data = encode({ ...(record === 1 ? mine! : others!), ...changes })
      return desk.secured(updateRecord.encode({ sfi, record, data })).sw
    }
    expect(update(1, { outpatientFee: 990, costFee: 200, afterCheck: '2' })).toBe(0x9000)
    expect(desk.read('cumulativeData')).toEqual([{
      ...usedCard.cumulativeData![0], outpatientFee: 1_470, costFee: 350, allCostFee: 350, allCost30Fee: 350,
    }])
    expect(desk.read('cumulativeFee')).toEqual([{ outpatientTotal: 1_470, inpatientTotal: 0 }])
    const totals = () => [desk.read('cumulativeData'), desk.read('cumulativeFee')]
    const before = totals()
    const blank = { outpatientFee: null, costFee: null, afterCheck: '2' }
    expect(update(1, blank)).toBe(0x9000)
    expect(desk.read('cumulativeFee')).toEqual([{ outpatientTotal: 480, inpatientTotal: 0 }])
    expect(update(1, { outpatientFee: 990, costFee: 200, afterCheck: '2' })).toBe(0x9000)
    expect(totals()).toEqual(before) // what was blanked is not counted twice when it is written anew
    const otherwise: readonly Partial<Visit>[] = [
      { sequenceNumber: '0009' }, { treatmentItem: 'AC' }, { treatmentDateTime: '2026-01-12T10:05:01' },
      { hospitalId: '9900000022' },
    ]
    expect(otherwise.map((changes) => update(1, changes))).toEqual(otherwise.map(() => 0x6985))
    expect(update(2, { outpatientFee: 1 })).toBe(0x6985)
    expect(update(3, {})).toBe(0x6985)
    expect(desk.secured(updateRecord.encode({ sfi, record: 1, data: encode(null) })).sw).toBe(0x6985)
    expect(desk.read('visits')).toEqual([{ ...mine, outpatientFee: 990, costFee: 200, afterCheck: '2' }, others])
    const diagnoses = hcFiles.visitDiagnoses
    const data = new Uint8Array(diagnoses.record.length).fill(0x31)
    expect(desk.secured(updateRecord.encode({ sfi: diagnoses.sfi, record: 2, data })).sw).toBe(0x6985)
  })
})
