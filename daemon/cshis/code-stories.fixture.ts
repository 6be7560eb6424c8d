import type { Buffers, CshisExample, CshisFunction, Inputs } from '#protocols/cshis/function'
import { cshisFunctions } from '#protocols/cshis/index'
import type { CodeStories } from './code-story.fixture.ts'
import { centreStories } from './stories/centre.fixture.ts'
import { deviceStories } from './stories/device.fixture.ts'
import { pinStories } from './stories/pin.fixture.ts'
import { visitStories } from './stories/visit.fixture.ts'
import { writingStories } from './stories/writing.fixture.ts'

/** Where the stories are told. */
export const storyTest = 'daemon/cshis/produced-codes.test.ts'

/** Of every csHIS code that something here produces and no example of a function returns: what makes it happen. */
export const codeStories: CodeStories = { ...deviceStories, ...centreStories, ...pinStories, ...visitStories, ...writingStories }

const functions = Object.values(cshisFunctions) as readonly CshisFunction[]

/** The number that these return is the version of the API and no code, although one looks the same (5153). */
const VERSIONS: readonly string[] = ['csGetVersion', 'csGetVersionEx']

/** The first example of a function that returns this code. */
export function exampleOf(code: number): { readonly name: string, readonly example: CshisExample<Inputs, Buffers> } | undefined {
  return functions.filter(({ name }) => !VERSIONS.includes(name))
    .flatMap(({ name, examples }) => examples.map((example) => ({ name, example })))
    .find(({ example }) => (example.code ?? 0) === code)
}
