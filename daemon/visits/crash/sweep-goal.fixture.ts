import type { CrashStory } from './crash-stories.fixture.ts'

/** One moment in so many, and deaths that a story is told to; `test-rigs/crash` tells all moments, to more than 100,000 deaths. */
export const STRIDE = 17
const GOAL = 160

export function goalOf({ isLong }: CrashStory): number {
  return isLong ? GOAL / 2 : GOAL
}

/** ms. */
export const TIMEOUT = 300_000
