import type { CrashStory } from './crash-stories.fixture.ts'

/** Every moment of every story and more than 100,000 deaths in the long run; otherwise one moment in so many. */
const LONG = process.env['NHICARD_RIG'] === 'all'
export const STRIDE = LONG ? 1 : 17
const GOAL = LONG ? 6_800 : 160

/** Deaths that a story is told to. */
export function goalOf({ isLong }: CrashStory): number {
  return isLong ? GOAL / 2 : GOAL
}

/** ms. */
export const TIMEOUT = LONG ? 4 * 3_600_000 : 300_000
