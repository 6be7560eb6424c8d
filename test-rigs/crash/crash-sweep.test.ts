import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { ToldStory } from './sweep-program.ts'

const isLong = process.env['NHICARD_RIG'] === 'all'
/** Points a story: more than 100,000 of all seventeen in the long run, without a stride. */
const GOAL = isLong ? 7_000 : 24
const STRIDE = isLong ? 1 : 17
const PROGRAMS = availableParallelism()
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

async function tellBy(place: number): Promise<ToldStory[]> {
  const program = join(root, 'test-rigs/crash/sweep-program.ts')
  const child = spawn(process.execPath, [
    '--conditions=source', '--import', join(root, 'scripts/ts-node.mjs'), program, ...[place, PROGRAMS, GOAL, STRIDE].map(String),
  ], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const told: ToldStory[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const story = JSON.parse(line) as ToldStory
    if (isLong) console.log(`program ${place}: ${story.story}: ${story.points} points, ${story.broken.length} broken`)
    told.push(story)
  }
  expect(await ended).toEqual([0, null])
  return told
}

test('nothing is lost and nothing doubled wherever the process dies, in every story, by seed after seed', async () => {
  const told = (await Promise.all(Array.from({ length: PROGRAMS }, (_, place) => tellBy(place)))).flat()
  const sum = (of: (story: ToldStory) => number) => told.reduce((all, story) => all + of(story), 0)
  const points = sum((story) => story.points)
  console.log(`crash sweep: ${points} points, ${sum((story) => story.states)} states, ${sum((story) => story.broken.length)} broken`)
  expect(told.flatMap(({ broken }) => broken)).toEqual([])
  expect(points).toBeGreaterThan(isLong ? 100_000 : 300)
}, 4 * 3_600_000)
