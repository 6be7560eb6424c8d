import type { CshisName } from '#protocols/cshis/index'
import type { CallStory, CodeStories } from '../code-story.fixture.ts'
import { only, type PairStory } from '../pair-story.fixture.ts'

/** Functions that do the same as the first, for which the story of a code is told. */
const siblings: readonly (readonly [told: CshisName, ...others: CshisName[]])[] = [
  ['hisGetSeqNumber256', 'hisGetSeqNumber', 'hisGetSeqNumber256N1'], ['csUpdateHCContents', 'csUpdateHCNoReset'],
]
const UNSIGNED = 5008

function storyOf(code: number, { call, input, ...story }: CallStory): readonly PairStory[] {
  const [, ...others] = siblings.find(([told]) => told === call) ?? []
  const touches = code === UNSIGNED ? { touches: 'the visit stands, without its signature' } : {}
  return others.length === 0 ? [] : [{ ...story, code, of: only(...others), ...input === undefined ? {} : { input }, ...touches }]
}

/** The stories of codes, for the functions that tell the same in another form. */
export const siblingStories = (stories: CodeStories): readonly PairStory[] => (
  Object.entries(stories).flatMap(([code, story]) => 'call' in story ? storyOf(Number(code), story) : [])
)
