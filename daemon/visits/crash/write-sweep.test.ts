import { afterAll, expect, test } from 'vitest'
import { CrashSweep } from './crash-sweep.fixture.ts'
import { writeStories } from './crash-stories.fixture.ts'
import { goalOf, STRIDE, TIMEOUT } from './sweep-goal.fixture.ts'

let points = 0, broken = 0
afterAll(() => console.log(`writes and days: ${points} points, ${broken} broken`))

test.each(writeStories)('nothing is lost and nothing doubled, wherever the process dies: $name', async (story) => {
  const sweep = await CrashSweep.open()
  const report = await sweep.tellAll(story, goalOf(story), STRIDE)
  points += report.points
  broken += report.broken.length
  expect(report.broken).toEqual([])
}, TIMEOUT)
