import { numberStories, writeStories } from '#daemon/visits/crash/crash-stories.fixture'
import { CrashSweep } from '#daemon/visits/crash/crash-sweep.fixture'

/** One story as one of the programs told it; a line of JSON each. */
export interface ToldStory {
  readonly story: string
  readonly points: number
  /** Deaths whose survivors no other death of the same telling left. */
  readonly states: number
  readonly broken: readonly string[]
}

/**
 * Tells every story to its share of points, by every `programs`th seed from its own on. In a process of its own: the test runner
 * keeps memory of all that a test awaits, and a sweep of half an hour fills it.
 */
async function main([place, programs, goal, stride]: readonly number[]): Promise<void> {
  if (place === undefined || programs === undefined || goal === undefined || stride === undefined) throw new RangeError('four numbers')
  const sweep = await CrashSweep.open()
  for (const story of [...numberStories, ...writeStories]) {
    const report = { points: 0, states: 0, broken: new Array<string>() }
    const share = (story.isLong ? goal / 2 : goal) / programs
    for (let seed = place + 1; report.points < share; seed += programs) await sweep.tell(story, seed, stride, report)
    process.stdout.write(`${JSON.stringify({ story: story.name, ...report } satisfies ToldStory)}\n`)
  }
}

await main(process.argv.slice(2).map(Number))
