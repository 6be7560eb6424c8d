import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions, isCshisName, type CshisName } from '#protocols/cshis/index'
import { cshisMethod } from '#protocols/cshis/native'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { cshisHandler } from '../handlers/cshis.ts'
import { FromCard } from '../sessions/epoch.ts'
import { memoryOf } from './buffer-memory.fixture.ts'
import { FunctionDesk } from './function-desk.fixture.ts'
import { WritingDesk, type Content } from './writing-desk.fixture.ts'

const PARAMETER = 6018
const RUNS = 12
/** Longer than any list of arguments that a program may spread. */
const HUGE = new Uint8Array(200_000)

const functions = Object.values(cshisFunctions) as readonly CshisFunction[]
const names = functions.map(({ name }) => name).filter(isCshisName)

/** Mostly the bytes of an example, with a few of them changed, cut or lengthened; and now and then any at all. */
function bytesNear(typical: readonly Uint8Array[], length: number): fc.Arbitrary<Uint8Array> {
  const any = fc.oneof(
    fc.uint8Array({ maxLength: length + 2 }), fc.uint8Array({ minLength: length - 1, maxLength: length - 1 }),
    fc.constantFrom(new Uint8Array(), HUGE, new Uint8Array(length).fill(0x20), new Uint8Array(length).fill(0x39)),
  )
  if (typical.length === 0) return any
  const example = fc.constantFrom(...typical)
  const changed = fc.tuple(example, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 })).map(
    ([bytes, changes]) => {
      const copy = Uint8Array.from(bytes)
      for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte
      return copy
    },
  )
  const cut = fc.tuple(example, fc.nat(40)).map(([bytes, by]) => bytes.subarray(0, Math.max(0, bytes.length - by)))
  const longer = fc.tuple(example, fc.uint8Array({ maxLength: 5 })).map(([bytes, more]) => Uint8Array.of(...bytes, ...more))
  return fc.oneof({ weight: 6, arbitrary: example }, { weight: 4, arbitrary: changed }, cut, longer, any)
}

/** What a HIS left in its buffers. */
const filling = fc.constantFrom(0x00, 0x20, 0x5b, 0xaa)

const longest = new FunctionDesk({ world: 'no-reader' })

const scalars = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 14 }), fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(
    null, undefined, '', ' ', '\0', '\ud800', '2026-02-30', '2026-99-99T99:99:99', '-0001-01-01', '0000-00-00', '9999-12-31T23:59:59',
    -1, 99_999_999, 1e21, [], {}, '__proto__',
  ),
)

/** A value of the shape of an example, with a leaf changed now and then. */
function valueNear(example: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(example)) {
    const same = fc.tuple(...example.map(valueNear))
    return fc.oneof({ weight: 8, arbitrary: same }, same.map((values) => [...values, ...values]), scalars)
  }
  if (typeof example === 'object' && example !== null) {
    return fc.record(Object.fromEntries(Object.entries(example).map(([key, value]) => [key, valueNear(value)])))
  }
  return fc.oneof({ weight: 8, arbitrary: fc.constant(example) }, { weight: 1, arbitrary: scalars })
}

/** A clinic where nobody is at the pad; what a card holds is read again only after something may have changed it. */
class Fuzzed {
  readonly #desk: WritingDesk
  #content: Content | undefined

  private constructor(desk: WritingDesk) {
    this.#desk = desk
  }

  static async open(): Promise<Fuzzed> {
    return new Fuzzed(await WritingDesk.open({ world: 'three-cards', pad: () => 'cancelled' }))
  }

  get desk(): WritingDesk {
    return this.#desk
  }

  async #now(): Promise<Content> {
    await this.#desk.prepare([{ method: 'hpc.verifyPin', params: { pin: '123456' } }])
    return this.#desk.content()
  }

  /** @returns the code, undefined for an error by name; @throws whatever is neither */
  async watch(call: () => Promise<number | undefined>): Promise<number | undefined> {
    this.#content ??= await this.#now()
    let code: number | undefined
    try {
      code = await call()
    } catch (error) {
      if (!(error instanceof NhicardError) || error.name === 'INTERNAL_FAILED') throw error
    }
    if (code === PARAMETER) expect(await this.#now()).toEqual(this.#content)
    else this.#content = undefined
    return code
  }
}

/** A number is passed by value and has no length. */
const texts = functions.flatMap(({ name, inputs }) => Object.entries(inputs).flatMap(([input, { form }]) => (
  form === 'number' ? [] : [{ name, input }]
)))

test.each(texts)(
  '$input of $name, however long, ends with a code', async ({ name, input }) => {
    if (!isCshisName(name)) throw new Error('no such function')
    const { inputs, output, examples: [example] }: CshisFunction = cshisFunctions[name]
    const given = new Map<string, unknown>(Object.entries(example?.input ?? {}))
    const bytes = Object.fromEntries(Object.entries(inputs).map(([one, { encode }]) => [one, encode(given.get(one))]))
    const room = Object.fromEntries(Object.entries(output).map(([buffer, { length }]) => [buffer, length]))
    const most = inputs[input]?.length ?? 0
    const tooLong = most < HUGE.length ? HUGE : new Uint8Array(most + 1)
    const answer = await longest.library.callBuffers(name, {
      inputs: { ...bytes, [input]: tooLong }, room, memory: memoryOf(name, room), caller: {}, reader: undefined,
    })
    expect(answer).toMatchObject({ code: PARAMETER })
  },
)

describe('whatever is given', () => {
  test.each(names)('to %s by bytes ends with a code, and 6018 changes nothing', { timeout: 60_000 }, async (name) => {
    const { inputs, output, icd10, examples }: CshisFunction = cshisFunctions[name]
    const near = Object.fromEntries(Object.entries(inputs).map(([input, { encode, length }]) => (
      [input, bytesNear(examples.map((example) => encode(new Map<string, unknown>(Object.entries(example.input)).get(input))), length)]
    )))
    const rooms = fc.record(Object.fromEntries(Object.entries({ ...output, ...icd10 }).map(([buffer, { length }]) => [buffer, fc.oneof(
      { weight: 6, arbitrary: fc.constant(Math.max(length, 0x7fff)) }, { weight: 1, arbitrary: fc.integer({ min: -0x8000, max: 0x8000 }) },
    )])))
    const fuzzed = await Fuzzed.open()
    await fc.assert(fc.asyncProperty(fc.record(near), rooms, fc.boolean(), filling, async (given, room, isMarked, filled) => {
      const code = await fuzzed.watch(async () => {
        const memory = memoryOf(name, room, isMarked)
        for (const bytes of Object.values(memory)) bytes.forEach((byte, at) => (bytes[at] = byte === 0 ? filled : byte))
        const call = { inputs: given, room, memory, caller: {}, reader: undefined }
        const answer = await fuzzed.desk.library.callBuffers(name, call)
        const { code, written } = answer instanceof FromCard ? answer.open(answer.epoch) ?? { code: NaN, written: {} } : answer
        for (const [buffer, bytes] of Object.entries(written)) {
          expect(bytes.length).toBeLessThanOrEqual(room[buffer] ?? 0)
          // nothing stands behind what is written but what the HIS had there
          const behind = memory[buffer]?.subarray(bytes.length) ?? new Uint8Array()
          expect(behind.every((byte) => byte === filled || isMarked)).toBe(true)
        }
        return code
      })
      expect(code).toSatisfy(Number.isInteger)
    }), { numRuns: RUNS })
  })

  test.each(names)('to %s by values ends with a code or an error by name, and 6018 changes nothing', { timeout: 60_000 }, async (name) => {
    const { examples }: CshisFunction = cshisFunctions[name]
    const method = cshisMethod(`cshis.${name}`)!
    const fuzzed = await Fuzzed.open()
    const { call } = cshisHandler(fuzzed.desk.library)
    const near = fc.oneof(...examples.map(({ input }) => valueNear(input)))
    await fc.assert(fc.asyncProperty(near, async (input) => {
      const parsed = method.params.safeParse(input)
      if (!parsed.success) return
      await fuzzed.watch(async () => {
        const answer = await call(name as CshisName, parsed.data, {})
        const opened = answer instanceof FromCard ? answer.open(answer.epoch) : answer
        return (opened as { code: number }).code
      })
    }), { numRuns: RUNS })
  })
})
