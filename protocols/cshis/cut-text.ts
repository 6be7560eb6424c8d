import { cutBig5 } from '../bytes/big5.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { CshisFunction } from './function.ts'

/** Where a text was cut. */
export interface TextCut {
  readonly parameter: string
  /** Of its records, from 1. */
  readonly record: number
  readonly field: string
  /** How many characters of the text are left, as `[...text].length` counts them. */
  readonly characters: number
}

export interface CutInputs {
  readonly inputs: Readonly<Record<string, unknown>>
  readonly cuts: readonly TextCut[]
}

/** Whether a parameter holds text in Big5, of which a caller cannot tell without a table how much a slot holds. */
export function takesBig5({ inputs }: CshisFunction): boolean {
  return Object.values(inputs).some(({ layout }) => layout?.some(({ encoding }) => encoding === 'big5') === true)
}

/**
 * Typed parameters with each text of a Big5 slot cut between characters to what the slot holds (docs/adr/0023). A text with a
 * character that has no code stays as it is, to be refused.
 */
export function cutTexts({ inputs: declared }: CshisFunction, given: Readonly<Record<string, unknown>>): CutInputs {
  const cuts: TextCut[] = []
  const inputs = Object.fromEntries(Object.entries(given).map(([parameter, value]): [string, unknown] => {
    const slots = declared[parameter]?.layout?.filter(({ encoding }) => encoding === 'big5') ?? []
    if (slots.length === 0) return [parameter, value]
    const cut = (one: unknown, at: number): unknown => {
      const fresh = new Map(Object.entries(one as object) as [string, unknown][])
      for (const { name: field, length } of slots) {
        const text = fresh.get(field)
        const kept = typeof text === 'string' ? cutOf(text, length) : undefined
        if (kept === undefined || kept === text) continue
        fresh.set(field, kept)
        cuts.push({ parameter, record: at + 1, field, characters: [...kept].length })
      }
      return Object.fromEntries(fresh)
    }
    return [parameter, Array.isArray(value) ? value.map(cut) : cut(value, 0)]
  }))
  return { inputs, cuts }
}

/** undefined for a text that has no spelling. */
function cutOf(text: string, length: number): string | undefined {
  try {
    return cutBig5(text, length)
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
