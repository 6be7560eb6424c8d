import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import { cshisMethod } from '#protocols/cshis/native'
import { cshisHandler } from '../handlers/cshis.ts'
import { FromCard } from '../sessions/epoch.ts'
import { WritingDesk } from './writing-desk.fixture.ts'

const NOT_THE_OWNER = 5020, NO_SUCH_VISIT = 5022, PARAMETER = 6018
const RUNS = 40

const functions = (Object.values(cshisFunctions) as readonly CshisFunction[]).filter(({ inputs }) => 'birthday' in inputs)
const ofVisits = functions.filter(({ inputs }) => 'treatmentDateTime' in inputs)
/** The card is 王測試’s: somebody of another ID, of another birthday, of both. */
const others = [
  { patientId: 'Z199999025', birthday: '1990-01-01' }, { patientId: 'Z199999016', birthday: '1990-01-02' },
  { patientId: 'Z299999027', birthday: '1985-12-31' },
] as const
const wang = { patientId: 'Z199999016', birthday: '1990-01-01' } as const
const OWN: readonly string[] = ['patientId', 'birthday']

const given = ({ inputs }: CshisFunction, input: object) => {
  const values = new Map<string, unknown>(Object.entries(input))
  return Object.fromEntries(Object.entries(inputs).map(([name, { encode }]) => [name, encode(values.get(name))]))
}

/** Bytes of a right length that say anything, most of them nonsense. */
const nonsense = (typical: Uint8Array): fc.Arbitrary<Uint8Array> => fc.oneof(
  fc.constantFrom(0x00, 0x20, 0x30, 0x39, 0x3f, 0x5b, 0x81, 0xff).map((byte) => new Uint8Array(typical.length).fill(byte)),
  fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => typical.with(at % Math.max(1, typical.length), byte)),
  fc.uint8Array({ minLength: typical.length, maxLength: typical.length }),
)

/** A value of the same shape whose leaves may be anything that stands for one of its kind. */
function strange(example: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(example)) return fc.tuple(...example.map(strange))
  if (typeof example === 'object' && example !== null) {
    return fc.record(Object.fromEntries(Object.entries(example).map(([key, value]) => [key, strange(value)])))
  }
  if (typeof example === 'string') return fc.oneof(fc.constant(example), fc.constantFrom('', '?', '9', '盤', '\0', 'Z'.repeat(80), '\ufffd'))
  if (typeof example === 'number') return fc.oneof(fc.constant(example), fc.constantFrom(-1, 0, 1e9, 0x7fff))
  return fc.constant(example)
}

test('there are many that take an ID and a birthday', () => expect(functions.length).toBeGreaterThan(15))

describe('to a card of somebody else', () => {
  test.each(functions)('$name by bytes answers 5020, whatever else is wrong with them', async (declared) => {
    const { name, inputs, output, examples } = declared
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const before = await desk.content()
    const [example] = examples
    const rest = Object.entries(given(declared, example!.input)).filter(([one]) => !OWN.includes(one))
    const near = fc.record(Object.fromEntries(rest.map(([one, bytes]) => [one, nonsense(bytes)])))
    await fc.assert(fc.asyncProperty(fc.constantFrom(...others), near, async (owner, bytes) => {
      const patientId = inputs['patientId']!.encode(owner.patientId), birthday = inputs['birthday']!.encode(owner.birthday)
      const room = Object.fromEntries(Object.entries(output).map(([buffer]) => [buffer, 0x7fff]))
      expect(await desk.raw(name as CshisName, { ...bytes, patientId, birthday }, room)).toEqual({ code: NOT_THE_OWNER, written: {} })
    }), { numRuns: rest.length === 0 ? others.length : RUNS })
    expect(await desk.content()).toEqual(before)
  })

  test.each(functions)('$name by values answers 5020, whatever else is wrong with them', async ({ name, examples }) => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const method = cshisMethod(`cshis.${name}`)!
    const { call } = cshisHandler(desk.library)
    await fc.assert(fc.asyncProperty(fc.constantFrom(...others), strange(examples[0]!.input), async (owner, input) => {
      const parsed = method.params.safeParse({ ...input as object, ...owner })
      if (!parsed.success) return
      const answer = await call(name as CshisName, parsed.data, {})
      expect(answer instanceof FromCard ? answer.open(answer.epoch) : answer).toMatchObject({ code: NOT_THE_OWNER })
    }), { numRuns: RUNS })
  })
})

test.each(ofVisits)('$name answers 5022 of a visit that is not there, before it looks at what is to be written', async (declared) => {
  const { name, output, examples } = declared
  const desk = await WritingDesk.open({ world: 'three-cards' })
  const { data, ...bytes } = given(declared, { ...examples[0]!.input, ...wang, treatmentDateTime: '2026-01-12T10:05:01' })
  const room = Object.fromEntries(Object.entries(output).map(([buffer]) => [buffer, 0x7fff]))
  await fc.assert(fc.asyncProperty(nonsense(data!), async (spoiled) => {
    expect(await desk.raw(name as CshisName, { ...bytes, data: spoiled }, room)).toEqual({ code: NO_SUCH_VISIT, written: {} })
  }), { numRuns: RUNS })
})

test.each(functions)('$name answers 6018 of a wrong length, and of an ID that is none, without asking any card', async (declared) => {
  const { name, inputs, examples } = declared
  const desk = await WritingDesk.open({ world: 'three-cards' })
  const bytes = given(declared, { ...examples[0]!.input, ...others[0] })
  const { commands } = desk.desk
  for (const [one, { length, form }] of Object.entries(inputs)) {
    for (const size of form === 'text' ? [length] : [0, length - 2, length + 1]) {
      const answer = await desk.raw(name as CshisName, { ...bytes, [one]: new Uint8Array(size).fill(0x31) })
      expect(answer, `${one} of ${size}`).toEqual({ code: PARAMETER, written: {} })
    }
  }
  for (const one of OWN) {
    const answer = await desk.raw(name as CshisName, { ...bytes, [one]: Uint8Array.of(0xff) })
    expect(answer, one).toEqual({ code: PARAMETER, written: {} })
  }
  expect(desk.desk.commands).toBe(commands)
})

describe('the calls of our own that write a visit', () => {
  const visit = { treatmentDateTime: '2026-01-12T10:05:00' }
  const codes = { mainCode: 'V000000', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
  const fees = { outpatientFee: -1, costFee: 1e9, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
  const order = {
    treatmentDateTime: '2026-01-12T10:05:00', orderType: '9', treatmentItemCode: '盤', treatmentPosition: '', usage: 'Z'.repeat(80),
    days: 7, totalQuantity: '', deliveryNotes: '',
  }
  const calls = [
    ['visit.write', { ...visit, diagnoses: codes, fees }, 9127], ['visit.writeOrders', { ...visit, orders: [order] }, PARAMETER],
  ] as const

  test.each(calls)('%s says first that the card is another’s, then that it has no such visit', async (method, params, code) => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const told = async (changes: object) => {
      const called = await desk.desk.call(method, { ...wang, ...params, ...changes })
      return 'details' in called ? called.details : {}
    }
    for (const owner of others) expect(await told({ ...owner, treatmentDateTime: '2026-01-12T10:05:01' })).toEqual({ code: NOT_THE_OWNER })
    expect(await told({ treatmentDateTime: '2026-01-12T10:05:01' })).toEqual({ code: NO_SUCH_VISIT })
    expect(await told({})).toMatchObject({ code: expect.toBeOneOf([code, PARAMETER]) as number })
  })
})
