import { describe, expect, test } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import { FromCard } from '../sessions/epoch.ts'
import { memoryOf } from './buffer-memory.fixture.ts'
import { FunctionDesk } from './function-desk.fixture.ts'
import { WritingDesk } from './writing-desk.fixture.ts'

const PARAMETER = 6018
/** Behind the field of DocID, and of no other (nhi-facts §2.1, 1.16). */
const NUL = 1
/** Rooms that are tried of each buffer, beside none at all and one byte too few. */
const STRIDES = 5

const functions = Object.values(cshisFunctions) as readonly CshisFunction[]
const buffers = functions.flatMap(({ name, output, icd10 = {} }) => (
  [...Object.entries(output), ...Object.entries(icd10)].map(([buffer, declared]) => ({ title: `${name} ${buffer}`, declared }))
))
/** One example of each function with something to write, and one in brackets where it has those. */
const writing = functions.flatMap(({ name, examples }) => {
  const filled = examples.filter(({ bytes }) => bytes !== undefined && Object.values(bytes).some((content) => content !== ''))
  const chosen = [filled.find(({ icd10 }) => icd10 !== true), filled.find(({ icd10 }) => icd10 === true)]
  return chosen.flatMap((example) => example === undefined ? [] : [{
    title: `${name}: ${example.name}`, name: name as CshisName, example,
    sizes: Object.entries(example.bytes ?? {}).map(([buffer, content]) => [buffer, unhex(content).length] as const),
  }])
})

const withBuffers = functions.filter(({ output }) => Object.keys(output).length > 0)

/** From 0 to one less than enough. */
function tooSmall(enough: number): number[] {
  const stride = Math.max(1, Math.floor(enough / STRIDES))
  const rooms = Array.from({ length: Math.ceil(enough / stride) }, (_, at) => at * stride)
  return [...new Set([...rooms, enough - 1])]
}

describe('a buffer', () => {
  test.each(buffers)('$title has a length that a 16-bit cell can tell, and parts that fill it', ({ declared: { length, parts } }) => {
    expect(length).toBeLessThanOrEqual(0x7fff)
    let end = 0
    for (const { from, to, count, fields } of parts) {
      expect(from).toBe(end + 1)
      expect(to - from + 1 - (fields.at(-1)?.to ?? 0) * count).toBeOneOf([0, NUL])
      end = to
    }
    expect(length - end).toBeOneOf([0, NUL])
  })
})

describe('a caller’s memory', () => {
  test('is written when the answer is opened, from its first byte on, and never for a card that is gone', async () => {
    const { library } = await WritingDesk.open({ world: 'three-cards' })
    const memory = { validity: new Uint8Array(20).fill(0xaa) }
    const untouched = memory.validity.slice()
    const call = { inputs: {}, caller: {}, reader: undefined, room: { validity: 20 } }
    const plain = await library.callBuffers('hisGetRegisterBasic2', { ...call, memory: { validity: new Uint8Array(20) } })
    const sealed = await library.callBuffers('hisGetRegisterBasic2', { ...call, memory })
    if (!(plain instanceof FromCard) || !(sealed instanceof FromCard)) throw new Error('not from a card')
    expect(sealed.open(sealed.epoch + 1)).toBeUndefined()
    expect(memory.validity).toEqual(untouched)
    const { validity } = sealed.open(sealed.epoch)?.written ?? {}
    expect(validity).toEqual(plain.open(plain.epoch)?.written['validity'])
    expect(memory.validity).toEqual(Uint8Array.from([...validity ?? [], ...untouched.subarray(validity?.length ?? 0)]))
  })

  const inBrackets = writing.filter(({ example }) => example.icd10 === true)
  test('of every function with diagnoses is looked at', () => {
    const declared = functions.filter(({ icd10 }) => icd10 !== undefined).map(({ name }) => name)
    expect(inBrackets.map(({ name }) => name).sort()).toEqual(declared.sort())
  })

  test.each(inBrackets)('asks $name for ICD-10 codes by the mark in it, and for those of the card without', async ({ name, example }) => {
    const { inputs, icd10 = {} }: CshisFunction = cshisFunctions[name]
    const given = new Map<string, unknown>(Object.entries(example.input))
    const encoded = Object.fromEntries(Object.entries(inputs).map(([one, { encode }]) => [one, encode(given.get(one))]))
    for (const isMarked of [true, false]) {
      const desk = new FunctionDesk({ world: example.world })
      await desk.prepare(example.before)
      const room = Object.fromEntries(Object.entries(icd10).map(([buffer, { length }]) => [buffer, length]))
      const answer = await desk.library.callBuffers(name, {
        inputs: encoded, room, memory: memoryOf(name, room, isMarked), caller: {}, reader: undefined,
      })
      const { code, written = {} } = (answer instanceof FromCard ? answer.open(answer.epoch) : answer) ?? {}
      const values = await desk.library.call(name, example.input as never, { caller: {}, reader: undefined, icd10: isMarked })
      const { output } = (values instanceof FromCard ? values.open(values.epoch) : values) as { readonly output?: Record<string, unknown> }
      const declared = isMarked ? icd10 : cshisFunctions[name].output as CshisFunction['output']
      expect(code).toBe(example.code ?? 0)
      const decoded = Object.entries(written).map(([buffer, bytes]) => [buffer, declared[buffer]?.decode(bytes)] as const)
      expect(Object.fromEntries(decoded)).toEqual(output)
    }
  })
})

describe('a caller’s buffer', () => {
  test.each(writing)('too small for $title: 6018, and nothing is written', async ({ name, example, sizes }) => {
    const desk = new FunctionDesk({ world: example.world, takesUploads: example.takesUploads === true })
    await desk.prepare(example.before)
    const enough = Object.fromEntries(sizes)
    const icd10 = example.icd10 === true
    for (const [buffer, size] of sizes) {
      for (const room of tooSmall(size)) {
        const answer = await desk.call(name, example.input, { icd10, room: { ...enough, [buffer]: room } })
        expect(answer, `${buffer} of ${room}`).toEqual({ code: PARAMETER, written: {} })
      }
    }
    const { code } = await desk.call(name, example.input, { icd10, room: enough })
    expect(code, 'room for exactly what is written').toBe(example.code ?? 0)
  })

  test.each(writing)('larger than $title needs: nothing stands behind, no NUL either', async ({ name, example, sizes }) => {
    const desk = new FunctionDesk({ world: example.world, takesUploads: example.takesUploads === true })
    await desk.prepare(example.before)
    const room = Object.fromEntries(sizes.map(([buffer]) => [buffer, 0x7fff]))
    const { written } = await desk.call(name, example.input, { icd10: example.icd10 === true, room })
    expect(Object.entries(written).map(([buffer, content]) => [buffer, content.length / 2])).toEqual(sizes)
  })

  test.each(withBuffers)('whose length is no length, of $name: 6018, no card is asked and nothing is done', async (declared) => {
    const { name, output, icd10, examples: [example] } = declared
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const before = await desk.content()
    const { commands } = desk.desk
    for (const [bracketed, buffers] of [[false, output], ...icd10 === undefined ? [] : [[true, icd10] as const]] as const) {
      const enough = Object.fromEntries(Object.entries(buffers).map(([buffer]) => [buffer, 0x7fff]))
      for (const buffer of Object.keys(buffers)) {
        for (const length of [-1, -0x8000, 0x8000, 0x1_0000, 0.5, 1_000.5, NaN, Infinity, -Infinity]) {
          const answer = await desk.call(name as CshisName, example!.input, { icd10: bracketed, room: { ...enough, [buffer]: length } })
          expect(answer, `${buffer} of ${length}`).toEqual({ code: PARAMETER, written: {} })
        }
      }
    }
    expect(desk.desk.commands).toBe(commands)
    expect(await desk.content()).toEqual(before)
  })
})
