import { afterAll, describe, expect, test } from 'vitest'
import { CrashSweep } from './crash-sweep.fixture.ts'
import { numberStories } from './crash-stories.fixture.ts'
import { goalOf, STRIDE, TIMEOUT } from './sweep-goal.fixture.ts'

describe('wherever the process dies', () => {
  let points = 0, broken = 0
  afterAll(() => console.log(`numbers: ${points} points, ${broken} broken`))

  test.each(numberStories)('nothing is lost and nothing doubled: $name', async (story) => {
    const sweep = await CrashSweep.open()
    const report = await sweep.tellAll(story, goalOf(story), STRIDE)
    points += report.points
    broken += report.broken.length
    expect(report.broken).toEqual([])
  }, TIMEOUT)

  test('a store that forgets is noticed', async () => {
    const sweep = await CrashSweep.open(true)
    const { broken: noticed } = await sweep.tellAll(numberStories[0]!, 20, 7)
    expect(noticed).not.toEqual([])
  })
})
