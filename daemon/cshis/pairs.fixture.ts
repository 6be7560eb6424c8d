import type { Bilingual } from '#protocols/bilingual'
import type { CshisFunction } from '#protocols/cshis/function'
import { codeStories, storyTest } from './code-stories.fixture.ts'
import { reasonOf } from './pair-reasons.fixture.ts'
import { functions, type PairStory } from './pair-story.fixture.ts'
import { needStories } from './stories/needs.fixture.ts'
import { padStories } from './stories/pad.fixture.ts'
import { patientStories } from './stories/patient.fixture.ts'
import { readingStories } from './stories/reading.fixture.ts'
import { refusedWriteStories } from './stories/refused-write.fixture.ts'
import { siblingStories } from './stories/sibling.fixture.ts'
import { standingStories } from './stories/standing.fixture.ts'

/** The first that is told of a function and a code counts. */
export const pairStories: readonly PairStory[] = [
  ...padStories, ...needStories, ...patientStories, ...standingStories, ...readingStories, ...refusedWriteStories,
  ...siblingStories(codeStories),
]

/** Where they are played. */
export const pairTest = 'daemon/cshis/pairs.test.ts'
/** Where the examples are run. */
export const exampleTest = 'daemon/cshis/examples.test.ts'

/** One return code of one function, with what shows it, or why nothing does. */
export interface Pair {
  readonly declared: CshisFunction
  readonly code: number
  /** A half sentence of an example or story. */
  readonly when?: string
  readonly test?: string
  /** Where it is told for many functions. */
  readonly story?: PairStory
  /** Why nothing shows it. */
  readonly why?: Bilingual
}

function pairOf(declared: CshisFunction, code: number): Pair {
  const example = declared.examples.find((one) => (one.code ?? 0) === code)
  if (example !== undefined) return { declared, code, when: example.name, test: exampleTest }
  const own = codeStories[code]
  if (own !== undefined && 'call' in own && own.call === declared.name) return { declared, code, when: own.name, test: storyTest }
  const story = pairStories.find((one) => one.code === code && one.of(declared))
  if (story !== undefined) return { declared, code, when: story.name, test: pairTest, story }
  const why = reasonOf(declared, code)
  return { declared, code, ...why === undefined ? {} : { why } }
}

/** Every function with every code that its manual lists. */
export const pairs: readonly Pair[] = functions.flatMap((declared) => declared.returns.map((code) => pairOf(declared, code)))
