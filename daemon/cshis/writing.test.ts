import { describe, expect, test } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { Icd10Table } from '#protocols/codes/icd10-table'
import { readIcd10Text } from '#protocols/codes/icd10-text'
import { slots } from '#protocols/nhi-card/card-file'
import { FromCard } from '../sessions/epoch.ts'
import { CshisLibrary } from './library.ts'
import { HC, HPC } from '../engines/open-profile/card-faults.fixture.ts'
import { WritingDesk } from './writing-desk.fixture.ts'

const bytes = (text: string) => unhex(slots(text))
const wang = { patientId: bytes('Z199999016'), birthday: bytes('0790101') }
const ofMonday = { treatmentDateTime: bytes('1150112100500'), ...wang }
const mother = { patientId: 'Z299999063', birthday: '1985-12-31' }
const NONE = '[       ]'
const ORDER = '1150112100500|1|A000000300  |      |BID               |07|00014.0|01'
const LONG = '1150112100500|2|A000000400  |      |QD                |28|00028.0|05'
const IMPORTANT = '1150112100500|5|33070B      |A     |                  |  |00001.0|03'
const DELETION = '1150112100500|A|A000000300  |      |BID               |07|00014.0|01'

interface Treatment { readonly visit: Record<string, unknown>, readonly diagnoses: unknown, readonly professional: unknown }
const monday = async (desk: WritingDesk) => ((await desk.read('card.readTreatments'))['treatments'] as Treatment[])[0]!

describe('diagnoses', () => {
  test('are written by 31 bytes as the card stores them, with the mark and whose professional card was there', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const data = bytes('2|K021 |!A1B2|     |     |     |     ')
    expect(await desk.raw('hisWriteTreatmentCode', { ...ofMonday, data }))
      .toEqual({ code: 0, written: { docId: `${slots('Z299999410')}00` } })
    const { visit, diagnoses, professional } = await monday(desk)
    expect(visit).toMatchObject({ afterCheck: '2', outpatientFee: 620, costFee: 150, sequenceNumber: '0002' })
    expect(diagnoses).toEqual({ mainCode: 'K021', subCode1: '!A1B2', subCode2: '', subCode3: '', subCode4: '', subCode5: '' })
    expect(professional).toEqual({ hpcIdNo: 'Z299999410' })
  })

  test('are written by 55 bytes with ICD-10 codes in brackets, of which the table gives the card’s form', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const { table = Icd10Table.none } = readIcd10Text('S72001A,!A123\nV000,"B001\n')
    const library = new CshisLibrary(async () => desk.desk.cards, desk.desk.clock, desk.desk.visits, () => table)
    const data = bytes(`0|[S72001A]|[V000   ]|[J069   ]|${NONE}|${NONE}|${NONE}`)
    await library.callBuffers('hisWriteTreatmentCode', {
      inputs: { ...ofMonday, data }, room: { docId: 11 }, memory: { docId: new Uint8Array(11) }, caller: {}, reader: undefined,
    })
    const { visit, diagnoses } = await monday(desk)
    expect(visit).toMatchObject({ afterCheck: '1' })
    expect(diagnoses).toMatchObject({ mainCode: '!A123', subCode1: '"B001', subCode2: 'J069', subCode3: '' })
    const unknown = bytes(`0|[S72001B]|${NONE}|${NONE}|${NONE}|${NONE}|${NONE}`)
    expect(await desk.raw('hisWriteTreatmentCode', { ...ofMonday, data: unknown })).toEqual({ code: 9127, written: {} })
  })

  test.each([
    ['a mark that is none', bytes('3|K021 |     |     |     |     |     ')],
    ['another length', bytes('1|K021 |     |     |     |     |    ')],
    ['a bracket missing', bytes(`1|[J069   ]|[R05     |${NONE}|${NONE}|${NONE}|${NONE}`)],
    ['a byte that is no ASCII', Uint8Array.from([...bytes('1|K021 |     |     |     |     |    '), 0xa4])],
  ])('with %s are a wrong parameter, and nothing is changed', async (_, data) => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const before = await desk.content()
    expect(await desk.raw('hisWriteTreatmentCode', { ...ofMonday, data })).toEqual({ code: 6018, written: {} })
    expect(await desk.content()).toEqual(before)
  })

  test('of ZB are the minutes and seconds of the records it cancels, and nothing else', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    for (const treatmentItem of ['01', 'ZB'] as const) {
      expect((await desk.call('hisGetSeqNumber256', { treatmentItem, babyTreatment: '', treatAfterCheck: '1' })).code).toBe(0)
      desk.desk.clock.advance(60_000)
    }
    const { treatments } = await desk.read('card.readTreatments') as { treatments: { visit: { treatmentDateTime: string } }[] }
    const [zb = '', cancelled = ''] = treatments.map(({ visit }) => visit.treatmentDateTime)
    const write = (mainCode: string) => desk.call('hisWriteTreatmentCode', {
      treatmentDateTime: zb, patientId: 'Z199999016', birthday: '1990-01-01',
      data: { icd10: true, afterCheck: '1', mainCode, subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' },
    })
    const before = await desk.content()
    for (const text of ['J069', '6000']) expect(await write(text)).toEqual({ code: 6018, written: {} })
    expect(await desk.content()).toEqual(before)
    const record = cancelled.slice(14).replace(':', '')
    expect((await write(record)).code).toBe(0)
    expect((await monday(desk)).diagnoses).toMatchObject({ mainCode: record })
  })

  test('want the patient’s PIN where there is one, and a refusal costs no session', async () => {
    const desk = new WritingDesk({ world: 'pin-card' })
    const lin = { patientId: bytes('Z299999027'), birthday: bytes('0741231') }
    const data = bytes('1|K021 |     |     |     |     |     ')
    const write = (changes: object = {}) =>
      desk.raw('hisWriteTreatmentCode', { treatmentDateTime: bytes('1150112100500'), ...lin, data, ...changes })
    expect(await write()).toEqual({ code: 5102, written: {} })
    await desk.prepare([{ method: 'card.verifyPin', params: { pin: '1234' } }])
    expect(await write({ birthday: bytes('0741230') })).toEqual({ code: 5020, written: {} })
    expect(await write()).toEqual({ code: 0, written: { docId: '00'.repeat(11) } })
  })
})

describe('fees', () => {
  test('are written by 38 bytes, left-aligned or with zeros, and the totals follow', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    expect(await desk.raw('hisWriteTreatmentFee', { ...ofMonday, data: bytes('1000    |00000200|        |       |       ') }))
      .toEqual({ code: 0, written: {} })
    expect((await monday(desk)).visit).toMatchObject({ outpatientFee: 1_000, costFee: 200, inpatientFee: null, afterCheck: '1' })
    const { years, total } = await desk.read('card.readCumulative') as { years: object[], total: object }
    expect(years[0]).toMatchObject({ treatmentCount: 2, outpatientFee: 1_480, costFee: 350, allCostFee: 350, allCost30Fee: 350 })
    expect(total).toEqual({ outpatientTotal: 1_480, inpatientTotal: 0 })
  })

  test.each(['-0000100', '1,000   '])('of %s are a wrong parameter', async (fee) => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const before = await desk.content()
    const data = bytes(`${fee}|00000200|        |       |       `)
    expect((await desk.raw('hisWriteTreatmentFee', { ...ofMonday, data })).code).toBe(6018)
    expect(await desk.content()).toEqual(before)
  })

  test('and diagnoses together are 93 bytes in brackets', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const data = bytes(`1|[K021   ]|${NONE}|${NONE}|${NONE}|${NONE}|${NONE}|00000300|00000050|00000000|0000000|0000000`)
    expect((await desk.raw('hisWriteTreatmentData', { ...ofMonday, data })).code).toBe(0)
    const { visit, diagnoses } = await monday(desk)
    expect(visit).toMatchObject({ outpatientFee: 300, costFee: 50, inpatientFee: 0, inpatient180Fee: 0 })
    expect(diagnoses).toMatchObject({ mainCode: 'K021', subCode1: '' })
  })
})

describe('a visit of another institution', () => {
  const data = { icd10: false, afterCheck: '1', mainCode: 'K021', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
  const fees = { outpatientFee: 1, costFee: 1, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
  const theirs = { treatmentDateTime: '2025-12-30T14:00:00', ...mother }
  const order = {
    treatmentDateTime: '2025-12-30T14:00:00', orderType: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID',
    days: 7, totalQuantity: '00014.0', deliveryNotes: '01',
  }

  test.each([
    ['hisWriteTreatmentCode', 5023, data], ['hisWriteTreatmentFee', 5028, fees], ['hisWriteTreatmentData', 5023, { ...data, ...fees }],
    ['hisWritePrescription', 5033, order], ['hisWriteMultiPrescriptSign', 5033, [order]],
  ] as const)('is not written by %s (%i)', async (name, code, written) => {
    const desk = await WritingDesk.open({ world: 'check-up' })
    const before = await desk.content()
    expect(await desk.call(name, { ...theirs, data: written })).toEqual({ code, written: {} })
    expect(await desk.content()).toEqual(before)
  })
})

describe('orders', () => {
  const several = (...texts: string[]) => Uint8Array.from(texts.flatMap((text) => [...bytes(text)]))
  interface Areas { readonly orders: { orderType: string }[], readonly longTermPrescriptions: object[], readonly importantOrders: object[] }

  test('are written in their order, copied by the card, and a deletion is a record of its own', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const data = several(ORDER, LONG, IMPORTANT, DELETION)
    expect(await desk.raw('hisWriteMultiPrescript', { ...ofMonday, data })).toEqual({ code: 0, written: { writeCount: '0400' } })
    const { orders, longTermPrescriptions, importantOrders } = (await desk.read('card.readPrescriptions')) as object as Areas
    expect(orders.map(({ orderType }) => orderType)).toEqual(['A', '5', '2', '1', '1', '2', '3'])
    expect(longTermPrescriptions[0])
      .toEqual({ prescribedOn: '2026-01-12', drugCode: 'A000000400', usage: 'QD', days: 28, totalQuantity: '00028.0' })
    expect(importantOrders).toEqual([
      { performedOn: '2026-01-12', hospitalId: '9900000013', orderCode: '33070B', treatmentPosition: 'A', totalQuantity: '00001.0' },
    ])
  })

  test('want room for all their signatures before the first is written', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const before = await desk.content()
    const write = (signatures: number) =>
      desk.raw('hisWriteMultiPrescriptSign', { ...ofMonday, data: several(ORDER, LONG) }, { signatures })
    expect(await write(79)).toEqual({ code: 6018, written: {} })
    expect(await desk.content()).toEqual(before)
    const { code, written } = await write(80)
    expect([code, written['writeCount'], written['signatures']?.length]).toEqual([0, '0200', 160])
  })

  test.each([
    ['sixty-one', Array.from({ length: 61 }, () => ORDER), 6018], ['none', [], 6018],
    ['a kind that is none', [ORDER.replace('|1|', '|9|')], 6018], ['two visits', [ORDER, ORDER.replace('0112100500', '0105091230')], 5033],
  ])('of %s are refused, and none is written', async (_, texts, code) => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const before = await desk.content()
    expect(await desk.raw('hisWriteMultiPrescript', { ...ofMonday, data: several(...texts) })).toEqual({ code, written: {} })
    expect(await desk.content()).toEqual(before)
  })

  test('are signed the same each time, and by a SAM card too', async () => {
    const input = { ...ofMonday, data: bytes(ORDER) }
    for (const world of ['three-cards', 'dedicated-reader'] as const) {
      const desk = new WritingDesk({ world })
      const signed = { code: 0, written: { signature: slots('8186dd8f236667c434d18ba0b7fe5d3040e1c2c2') } }
      expect(await desk.raw('hisWritePrescriptionSign', input)).toEqual(signed)
      expect(await desk.raw('hisWritePrescriptionSign', input)).toEqual(signed)
    }
  })
})

describe('drug allergies', () => {
  const slot = (start: string) => start + '20'.repeat(40 - start.length / 2)
  const [PENICILLIN, ASPIRIN, BLANK] = ['bd4ca5a7a6e8aa4c', '4153504952494e', ''].map(slot)

  test('are written in Big5, and a blank one ends what stood there', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const data = unhex(`${BLANK}${PENICILLIN}${ASPIRIN}`)
    expect((await desk.raw('hisWriteAllergicMedicines', { ...wang, data })).code).toBe(0)
    expect((await desk.read('card.readPrescriptions'))['allergies']).toEqual([
      { slot: 2, ingredient: '盤尼西林', ingredientComplete: true }, { slot: 3, ingredient: 'ASPIRIN', ingredientComplete: true },
    ])
    expect((await desk.raw('hisWriteAllergicNum', { ...wang, data: unhex(ASPIRIN!), number: Uint8Array.of(1, 0) })).code).toBe(0)
    expect((await desk.read('card.readPrescriptions'))['allergies']).toMatchObject([{ slot: 1 }, { slot: 2 }, { slot: 3 }])
  })

  test('are never cut: half a character, and a slot too many, are wrong parameters', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const before = await desk.content()
    const half = unhex(`${'20'.repeat(39)}bd`)
    expect((await desk.raw('hisWriteAllergicNum', { ...wang, data: half, number: Uint8Array.of(1, 0) })).code).toBe(6018)
    expect((await desk.raw('hisWriteAllergicNum', { ...wang, data: unhex(ASPIRIN!), number: Uint8Array.of(4, 0) })).code).toBe(6018)
    const data = { ingredient: '盤'.repeat(21), ingredientComplete: true }
    const long = { patientId: 'Z199999016', birthday: '1990-01-01', data, number: 1 }
    const answer = await desk.library.call('hisWriteAllergicNum', long, { caller: {}, reader: undefined, icd10: false })
    expect(answer instanceof FromCard ? answer.open(answer.epoch) : answer).toEqual({ code: 6018 })
    expect(await desk.content()).toEqual(before)
  })

  test.each(['hpc.pharmacist', 'hpc.pharmacy', 'hpc.nurse'])('are not for %s, who may have read them before', async (card) => {
    const desk = new WritingDesk({ world: 'three-cards' })
    desk.put(HPC, card)
    await desk.prepare([{ method: 'hpc.verifyPin', params: { pin: '123456' } }])
    await desk.desk.call('card.readPrescriptions')
    const data = unhex(`${PENICILLIN}${ASPIRIN}${BLANK}`)
    expect(await desk.raw('hisWriteAllergicMedicines', { ...wang, data })).toEqual({ code: 9100, written: {} })
  })
})

describe('check-ups and vaccinations', () => {
  interface CheckUps { readonly preventiveCare: object[], readonly prenatalCare: object[] }
  const checkUps = async (desk: WritingDesk) => (await desk.read('card.readCheckups')) as object as CheckUps
  const written = async (desk: WritingDesk, ...[name, input]: Parameters<WritingDesk['call']>) => (await desk.call(name, input)).code

  test('bear the day and the institution, and one of the last day is cancelled once', async () => {
    const desk = await WritingDesk.open({ world: 'check-up' })
    const write = (itemCode: string) => written(desk, 'hisWriteHealthInsurance', { ...mother, serviceItem: '02', itemCode })
    expect([await write('21'), await write('YB'), await write('YB')]).toEqual([0, 0, 5084])
    expect((await checkUps(desk)).preventiveCare.slice(0, 2)).toEqual([
      { serviceItem: '02', checkupDate: '2026-01-15', hospitalId: '9900000013', itemCode: 'YB' },
      { serviceItem: '02', checkupDate: '2026-01-15', hospitalId: '9900000013', itemCode: '21' },
    ])
  })

  test('before a birth are added, cancelled and all deleted', async () => {
    const desk = await WritingDesk.open({ world: 'check-up' })
    const write = (checkupCode: string) => written(desk, 'hisWritePredeliveryCheckup', { ...mother, checkupCode })
    expect([await write('43'), await write('XA'), await write('XA')]).toEqual([0, 0, 5082])
    expect((await checkUps(desk)).prenatalCare).toHaveLength(4)
    expect(await written(desk, 'hisDeletePredeliveryData', mother)).toBe(0)
    expect((await checkUps(desk)).prenatalCare).toEqual([])
  })

  test('with a lot are the newest vaccination', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    expect(await desk.raw('hisWriteInoculateData', { ...wang, vaccine: bytes('COV19'), lot: bytes('LOT-0002') })).toMatchObject({ code: 0 })
    expect((await desk.read('card.readVaccinations'))['vaccinations']).toMatchObject([
      { vaccine: 'COV19', inoculatedOn: '2026-01-15', hospitalId: '9900000013', lot: 'LOT-0002' }, { vaccine: 'FLU' },
    ])
  })

  test('and the phone are not for a card that is cancelled or past its validity', async () => {
    const desk = new WritingDesk({ world: 'one-clinic' })
    const phone = (owner: object) => written(desk, 'hisWriteEmergentTel', { ...owner, tel: '0911111111' })
    desk.put(HC, 'hc.cancelled')
    expect(await phone({ patientId: 'Z199999052', birthday: '1972-07-07' })).toBe(5002)
    desk.put(HC, 'hc.wang')
    const owner = { patientId: 'Z199999016', birthday: '1990-01-01' }
    desk.desk.clock.advance(Date.parse('2031-12-31T23:59:59+08:00') - desk.desk.clock.now())
    expect(await phone(owner)).toBe(0)
    desk.desk.clock.advance(1_000)
    expect(await phone(owner)).toBe(5003)
    expect(await written(desk, 'hisWriteInoculateData', { ...owner, vaccine: 'FLU', lot: '' })).toBe(5003)
  })
})

describe('marks', () => {
  test('are what the card says afterwards', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    expect((await desk.raw('hisWriteNewBorn', { ...wang, newbornBirthday: bytes('1150110'), newbornBaby: bytes('2') })).code).toBe(0)
    expect((await desk.raw('hisWriteOrganDonate', { ...wang, mark: bytes('J') })).code).toBe(0)
    expect((await desk.raw('hisWriteEmergentTel', { ...wang, tel: bytes('0211112222') })).code).toBe(0)
    const newborn = { newbornBirthday: '2026-01-10', newbornBaby: '2' }
    expect(await desk.read('card.readRegister')).toMatchObject({ register: { newborn } })
    expect(await desk.read('card.readMarks')).toMatchObject({ donorMark: { organDonate: 'J' }, emergencyPhone: { tel: '0211112222' } })
    expect((await desk.raw('hisWriteNewBorn', { ...wang, newbornBirthday: bytes('       '), newbornBaby: bytes(' ') })).code).toBe(0)
    expect(await desk.read('card.readRegister')).toMatchObject({ register: { newborn: null } })
  })

  test.each([
    ['5052', '1150110', ' '], ['6018', '       ', '1'], ['6018', '1150110', '0'],
  ])('of a newborn are refused (%s)', async (code, birthday, count) => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const before = await desk.content()
    const input = { ...wang, newbornBirthday: bytes(birthday), newbornBaby: bytes(count) }
    expect(await desk.raw('hisWriteNewBorn', input)).toEqual({ code: Number(code), written: {} })
    expect(await desk.content()).toEqual(before)
  })
})
