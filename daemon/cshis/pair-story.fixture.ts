import type { CshisExample, CshisFunction, Buffers, Inputs } from '#protocols/cshis/function'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import type { DeskOptions } from '../engines/open-profile/three-card-desk.fixture.ts'
import type { Mishap } from './code-story.fixture.ts'
import type { WritingDesk } from './writing-desk.fixture.ts'

/** A cause that many functions tell by the same code: it is told once, and played with each function that it concerns. */
export interface PairStory {
  readonly code: number
  /** A half sentence: when the code comes. */
  readonly name: string
  readonly of: (declared: CshisFunction) => boolean
  /** Default: the world of the function's first example, with what was called before. */
  readonly desk?: DeskOptions
  /** What happens before the call. */
  readonly before?: (desk: WritingDesk) => unknown
  readonly mishap?: Mishap
  /** At which command or message of the call; default: found by trying, from the first on. */
  readonly at?: number
  /** In place of these inputs of the first example. */
  readonly input?: object | ((given: object) => object)
  /** Bytes that every buffer has; default: what the manual says. */
  readonly room?: number
  readonly icd10?: boolean
  /** Why buffers or the health card are not left alone. */
  readonly touches?: string
}

type Example = CshisExample<Inputs, Buffers>

export const functions = Object.values(cshisFunctions) as readonly CshisFunction[]

export const only = (...names: readonly CshisName[]) => ({ name }: CshisFunction): boolean => names.some((one) => one === name)

/** The first example that does what the function is for; the first of all where none does. */
export function soundExample({ examples }: CshisFunction): Example | undefined {
  return examples.find(({ code = 0 }) => code === 0) ?? examples[0]
}
