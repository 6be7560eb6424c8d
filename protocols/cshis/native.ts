import * as z from 'zod'
import { Epoch, ReaderId } from '../native-api/schemas.ts'
import { takesBig5, type TextCut } from './cut-text.ts'
import type { CshisFunction } from './function.ts'
import { cshisFunctions, cshisNameOf, type CshisInputs, type CshisName, type CshisOutputs } from './index.ts'

/** A name as the native API has it: `cshis.` and the function's own name, verbatim. The manual's misprints are understood too. */
export type CshisMethodName = `cshis.${CshisName}`

export type CshisParams<Name extends CshisName> = CshisInputs<Name> & {
  readonly reader?: string
  readonly icd10?: boolean
  /** A Big5 text longer than its slot is cut between characters and named in `cut`; otherwise it is refused (6018). */
  readonly cutText?: boolean
}

/** `code` as the function returns it; what stands in its buffers beside it, when anything does. */
export type CshisResult<Name extends CshisName> = Partial<CshisOutputs<Name>> & {
  readonly code: number
  /** Where it stopped in between: records that stand on the card, as it said itself; the first ones. */
  readonly written?: number
  /** Texts that were cut to their first characters; absent unless `cutText` was wanted and something was cut. */
  readonly cut?: readonly TextCut[]
  /** Of the health card, where one was used. */
  readonly reader?: string
  readonly epoch?: number
}

/** A function as a method of the native API: content instead of buffers, and the same return code. */
export interface CshisMethod {
  readonly name: CshisName
  readonly declared: CshisFunction
  readonly params: z.ZodObject
  readonly result: z.ZodObject
}

const CutText = z.boolean().default(false)
  .describe('a text longer than its slot is cut between characters, and `cut` says where; without it, it is refused (6018)')
const Cut = z.object({
  parameter: z.string(), record: z.int().positive().describe('of the parameter, from 1'), field: z.string(),
  characters: z.int().nonnegative().describe('how many are left'),
})

const made = new Map<CshisName, CshisMethod>()

/** The method of a name `cshis.…`; undefined when there is no such function. Made when it is first asked for. */
export function cshisMethod(method: string): CshisMethod | undefined {
  if (!method.startsWith('cshis.')) return undefined
  const name = cshisNameOf(method.slice('cshis.'.length))
  if (name === undefined) return undefined
  const known = made.get(name) ?? methodOf(name)
  made.set(name, known)
  return known
}

/** All of them, in the order of the manual. */
export function cshisMethods(): readonly CshisMethod[] {
  return Object.keys(cshisFunctions).map((name) => cshisMethod(`cshis.${name}`)).filter((one) => one !== undefined)
}

function methodOf(name: CshisName): CshisMethod {
  const declared: CshisFunction = cshisFunctions[name]
  const inputs = Object.entries(declared.inputs).map(([input, { schema, zh }]) => [input, schema.describe(zh)])
  const outputs = Object.entries(declared.output).map(([buffer, { schema }]) => [buffer, schema.optional()])
  const isText = takesBig5(declared)
  return {
    name, declared,
    params: z.strictObject({
      ...Object.fromEntries(inputs), reader: ReaderId.optional(),
      ...declared.icd10 === undefined ? {} : { icd10: z.boolean().default(true).describe('ICD-10 codes, or as the card stores them') },
      ...isText ? { cutText: CutText } : {},
    }),
    result: z.object({
      code: z.int().describe(`one of ${declared.returns.join(', ')}, or of the error table`),
      reader: ReaderId.optional(), epoch: Epoch.optional(),
      ...declared.counts === undefined ? {} : {
        written: z.int().nonnegative().optional().describe(`${declared.counts.zh}: where it stopped, how many stand on the card`),
      },
      ...isText ? { cut: z.array(Cut).optional().describe('texts that were cut to their first characters') } : {},
      ...Object.fromEntries(outputs),
    }),
  }
}
