import { describe, expect, test } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { CshisExample, CshisFunction, Buffers, Inputs } from '#protocols/cshis/function'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import { startTestDaemon } from '../daemon.fixture.ts'
import { inTurn } from '../engines/open-profile/pad-link.fixture.ts'
import { FunctionDesk } from './function-desk.fixture.ts'

const functions = Object.values(cshisFunctions) as readonly CshisFunction[]
const examples = functions.flatMap((declared) => declared.examples.map((example) => (
  { title: `${declared.name}: ${example.name}`, name: declared.name as CshisName, declared, example }
)))

/** Who is at the pad. */
const atPad = ({ pad }: CshisExample<Inputs, Buffers>) => pad === undefined ? {} : { pad: inTurn(pad) }

/** The bytes of an example as hex without spaces. */
function typed({ bytes = {} }: CshisExample<Inputs, Buffers>): Record<string, string> {
  return Object.fromEntries(Object.entries(bytes).map(([buffer, text]) => [buffer, hex(unhex(text))]))
}

describe('every function', () => {
  test.each(functions)('$name has an example, and one with bytes where it has buffers', ({ examples: own, output, refused }) => {
    expect(own.length).toBeGreaterThan(0)
    if (refused !== undefined || Object.keys(output).length === 0) return
    expect(own.some(({ bytes }) => bytes !== undefined)).toBe(true)
  })

  test.each(functions)('$name returns no code in its examples that it does not name', ({ examples: own, returns }) => {
    for (const { code = 0 } of own) expect(returns).toContain(code)
  })
})

describe('an example typed by hand', () => {
  test.each(examples)('$title, by the native API', async ({ name, declared, example }) => {
    const daemon = await startTestDaemon({ world: example.world, withCloud: example.takesUploads === true, ...atPad(example) })
    try {
      for (const { method, params } of example.before ?? []) expect(await daemon.rpc(method, params)).toHaveProperty('result')
      const params = { ...example.input, ...declared.icd10 === undefined ? {} : { icd10: example.icd10 === true } }
      const response = await daemon.rpc(`cshis.${name}`, params)
      expect(response).toHaveProperty('result')
      const { reader, epoch, ...result } = 'result' in response ? response.result as Record<string, unknown> : {}
      expect(result).toEqual({ code: example.code ?? 0, ...example.output })
      if (reader !== undefined) expect(epoch).toEqual(expect.any(Number))
    } finally {
      await daemon.close()
    }
  })

  test.each(examples)('$title, by buffers', async ({ name, example }) => {
    const desk = new FunctionDesk({ world: example.world, takesUploads: example.takesUploads === true, ...atPad(example) })
    await desk.prepare(example.before)
    const { code, written } = await desk.call(name, example.input, { icd10: example.icd10 === true })
    expect({ code, written }).toEqual({ code: example.code ?? 0, written: typed(example) })
  })

  test.each(examples.filter(({ example }) => example.bytes !== undefined))('$title, decoded from its bytes', ({ declared, example }) => {
    const buffers = example.icd10 === true && declared.icd10 !== undefined ? declared.icd10 : declared.output
    for (const [buffer, content] of Object.entries(typed(example))) {
      const { decode, length, variable } = buffers[buffer]!
      const bytes = unhex(content)
      expect(variable ? bytes.length <= length : bytes.length === length).toBe(true)
      expect(decode(bytes)).toEqual((example.output as Record<string, unknown>)[buffer])
    }
  })
})
