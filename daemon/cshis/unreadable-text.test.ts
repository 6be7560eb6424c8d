import { describe, expect, test } from 'vitest'
import { REPLACEMENT } from '#protocols/bytes/big5'
import { hex, unhex } from '#protocols/bytes/hex'
import { keepSlot, madeOf } from '#protocols/bytes/unread'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import { hpcBasic } from '#protocols/hpc-card/contents'
import { basicOf } from '#protocols/nhi-card/basic'
import { hcFiles, type HcFileName } from '#protocols/nhi-card/contents'
import { publicBasic } from '#protocols/nhi-card/public-basic'
import { recordBytes, usedCard, type HcImage } from '#simulator/cards/hc-image'
import { HealthCard } from '#simulator/cards/health-card'
import { people } from '#simulator/people'
import { FromCard } from '../sessions/epoch.ts'
import { WritingDesk } from './writing-desk.fixture.ts'

const MEMORY = 12_000
const READER = 'Simulated Reader 01'
const [patient] = people(2, 1)
/** A card with a record in every file that a function shows. */
const image: HcImage = {
  ...usedCard,
  insured: [{ insurerCode: '01', insurerId: '3' }], newborn: [{ newbornBirthday: '2026-01-10', newbornBaby: '1' }],
  importantOrders: [{
    performedOn: '2026-01-12', hospitalId: '9900000013', orderCode: '33070B', treatmentPosition: '', totalQuantity: '00001.0',
  }],
  prenatalCare: [{ checkupDate: '2026-01-12', hospitalId: '9900000013', itemCode: '41' }],
}
/** No ASCII, no character of Big5 in whichever way it is cut, and no blank. */
const unreadable = (length: number) => Uint8Array.from({ length }, (_, at) => at % 2 === 0 ? 0xff : 0x80)

/** The first record of a file has such a slot. */
function spoiled(name: HcFileName, start: number, slot: Uint8Array): HealthCard {
  if (patient === undefined) throw new Error('nobody lives here')
  const card = new HealthCard(patient, { image })
  const memory = card.eeprom.read(0, MEMORY)
  const record = recordBytes(image, name)[0] ?? new Uint8Array()
  // one byte is found in many places: it is where a card without this file differs
  const without = new HealthCard(patient, { image: { ...image, [name]: [] } }).eeprom.read(0, MEMORY)
  const at = record.length === 1 ? memory.findIndex((byte, index) => byte !== without[index]) : hex(memory).indexOf(hex(record)) / 2
  if (at < 0 || !Number.isInteger(at)) throw new Error(`no record of ${name} in the memory`)
  card.eeprom.write(at + start, slot)
  return card
}

async function deskWith(make: () => HealthCard): Promise<WritingDesk> {
  const desk = new WritingDesk({ world: 'three-cards', cards: [{ card: 'hc.spoiled', label: { zh: '', en: '' }, make }] })
  desk.put(READER, 'hc.spoiled')
  await desk.prepare([{ method: 'hpc.verifyPin', params: { pin: '123456' } }])
  return desk
}

/** Files with what shows them, and the input that asks for the first record. */
const shows: Partial<Record<HcFileName, readonly CshisName[]>> = {
  insured: ['hisGetRegisterBasic'], newborn: ['hisGetRegisterBasic'], emergencyPhone: ['hisGetBasicData', 'hisGetEmergentTel'],
  donorMark: ['hisGetOrganDonate'], visits: ['hisGetTreatmentNoNeedHPC'], visitDiagnoses: ['hisGetTreatmentNeedHPC'],
  illnessCodes: ['hisGetCriticalIllness', 'hisGetTreatmentNeedHPC'], lastSequence: ['hisGetLastSeqNum'],
  orders: ['hisReadPrescription', 'hisReadPrescriptMain'], allergies: ['hisReadPrescription', 'hisReadPrescriptAllergic'],
  longTermPrescriptions: ['hisReadPrescription', 'hisReadPrescriptLongTerm'],
  importantOrders: ['hisReadPrescription', 'hisReadPrescriptHVE'], vaccinations: ['hisGetInoculateData'],
  preventiveCare: ['hisGetRegisterPrevent'], prenatalCare: ['hisGetRegisterPregnant'],
}
const first = { startPos: 1, endPos: 1 }
const slots = (Object.keys(shows) as HcFileName[]).flatMap((name) => hcFiles[name].record.layout
  .filter(({ encoding }) => encoding === 'ascii' || encoding === 'big5')
  .flatMap((field) => (shows[name] ?? []).map((call) => ({ file: name, call, field: field.name, placed: field }))))

test('the slots of text that functions show are many', () => expect(slots.length).toBeGreaterThan(40))

describe('a slot of text that cannot be read', () => {
  test.each(slots)('$file $field is in the buffer of $call as on the card, in values as signs', async ({ file, call, placed }) => {
    const { name, length, from } = placed
    const slot = unreadable(length)
    const desk = await deskWith(() => spoiled(file, from - 1, slot))
    const { code, written } = await desk.call(call, first)
    expect(code).toBe(0)
    const { output }: CshisFunction = cshisFunctions[call]
    const places = Object.entries(output).flatMap(([buffer, { parts }]) => parts.flatMap((part) => part.fields
      .filter((field) => field.name === name && field.zh === placed.zh && field.length === length)
      .map((field) => ({ buffer, at: part.from + field.from - 2 }))))
    const copied = places.map(({ buffer, at }) => (written[buffer] ?? '').slice(2 * at, 2 * (at + length)))
    expect(copied).toContain(hex(slot))
    const typed = await desk.library.call(call, first as never, { caller: {}, reader: undefined, icd10: false })
    const values = JSON.stringify(typed instanceof FromCard ? typed.open(typed.epoch) : typed)
    expect(values).toContain(REPLACEMENT)
    if (placed.encoding === 'big5') expect(values).toContain(`"${name}Complete":false`)
  })
})

test('of a diagnosis in brackets, which is no field of the card, signs stand in the buffer', async () => {
  const desk = await deskWith(() => spoiled('visitDiagnoses', 0, unreadable(1)))
  const { code, written } = await desk.call('hisGetTreatmentNeedHPC', {}, { icd10: true })
  const diagnosis = Buffer.from(written['treatments'] ?? '', 'hex').subarray(151, 154).toString()
  expect({ code, diagnosis }).toEqual({ code: 0, diagnosis: '[?0' })
})

describe('a name', () => {
  const printed = { cardSn: '000012345678', idCardNum: 'Z199999016', birthday: '1990-01-01', sex: 'M', dateIssue: '2020-06-01' }
  const block = (nameHex: string) => publicBasic.content.encode({ ...printed, name: '' })
    .with(12, 0x20).map((byte, at) => unhex(nameHex)[at - 12] ?? byte)
  const { basic } = cshisFunctions.hisGetBasicData.output

  /** Of a spoiled character, of half of one at the end, of one with two codes, filled up with NULs. */
  test.each(['a4fd81a1b8d5', `${'20'.repeat(19)}a4`, 'c94adcd1', 'a4fd00000000', `a4fd${'00'.repeat(18)}`])(
    'of %s is given as it stands', (nameHex) => {
      const bytes = block(nameHex)
      const read = basicOf(publicBasic.content.decode(bytes), undefined)
      const { cancelled, ...rest } = read
      const buffer = basic.encode(madeOf({ ...rest, cancelTermination: '', tel: '' }, read))
      expect(hex(buffer.subarray(0, 57))).toBe(hex(bytes))
    },
  )

  test('that is another than was read is written as it is', () => {
    const read = { ...printed, name: '王', nameComplete: true, cancelTermination: '', tel: '' }
    keepSlot(read, 'name', unreadable(20))
    expect(hex(basic.encode(read).subarray(12, 32))).toBe(`a4fd${'20'.repeat(18)}`)
  })

  test('whose bytes are not at hand has a question mark', () => {
    const read = { ...printed, name: '王\ufffd試', nameComplete: false, cancelTermination: '', tel: '' }
    expect(hex(basic.encode(read).subarray(12, 18))).toBe('a4fd3fb8d520')
  })
})

describe('what a professional card says', () => {
  test.each([['name', '81a1a440', 'hpcGetHPCCNAME', 'hpcCname'], ['englishName', 'ff41', 'hpcGetHPCENAME', 'hpcEname']] as const)(
    'of %s is given as it stands, alone and with the rest', async (field, bytes, call, buffer) => {
      const { content } = hpcBasic
      const start = content.layout.find(({ name }) => name === field)!.from - 1
      const desk = await WritingDesk.open({ world: 'three-cards' })
      const spoil = (answer: () => Uint8Array | undefined) => {
        const given = answer()?.slice()
        if (given !== undefined && given.length > 150) given.set(unhex(bytes), start)
        return given
      }
      const asked = async (name: CshisName, input: object) => {
        for (let at = 0; ; at++) {
          desk.desk.failAt(at, spoil)
          const { written } = await desk.call(name, input)
          const [text = ''] = Object.values(written)
          if (text.includes(bytes) || !desk.desk.hasFailed) return text
        }
      }
      expect(await asked(call, {})).toMatch(new RegExp(`^${bytes}`))
      expect(cshisFunctions[call].output).toHaveProperty(buffer)
      const no = { input: '', p1: 0, p2: 0, p3: 0, p4: 0, p5: 0 }
      expect((await asked('HCA_GNFuncCall', { id: 10_101, ...no })).slice(2 * start)).toMatch(new RegExp(`^${bytes}`))
    },
  )
})
