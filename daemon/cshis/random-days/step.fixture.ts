import type { CshisName } from '#protocols/cshis/index'
import type { MethodName } from '#protocols/native-api/registry'
import type { Day } from './day.fixture.ts'

/** One kind of thing that happens in a clinic, with what must hold afterwards. */
export interface Step {
  readonly name: string
  /** Functions that it calls and answers for. Over the seeds each of them succeeds at least once, and is refused once. */
  readonly functions: readonly (CshisName | MethodName)[]
  /** Among them those that never succeed here, with why. */
  readonly neverDone?: Readonly<Record<string, string>>
  /** How often it comes, beside 1 of others. */
  readonly weight: number
  /** @throws AssertionError when something does not hold */
  readonly take: (day: Day) => Promise<void>
}
