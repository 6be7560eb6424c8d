import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, run } from '#rigs/daemon-process'

/** In MB: a reserve, and about as much again. */
const SIZE = 9

const cases = [['reserve', true], ['no reserve', false]] as const

test.each(cases)('a full disk with %s refuses what is new, keeps nothing half, and goes on with room', async (which, isReserved) => {
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-small-'))
  const own = process.getuid!() === 0 ? [] : ['--map-root-user']
  const { code, stdout, stderr } = await run('unshare', [
    '--mount', ...own, 'sh', '-c', `mount -t tmpfs -o size=${SIZE}m none "$1" && shift && exec "$@"`, 'sh', folder,
    process.execPath, '--conditions=source', '--import', join(root, 'scripts/ts-node.mjs'),
    join(root, 'test-rigs/disk/programs/full-disk.ts'), folder, which,
  ])
  rmdirSync(folder)
  expect([code, stderr]).toEqual([0, ''])
  const { whenFull, ...later } = JSON.parse(stdout) as { whenFull: { steps: number, entries: number } }
  expect(whenFull.steps > 100).toBe(isReserved) // it holds the last steps of the visits under way
  const entries = 2 + 2 * (whenFull.steps - 1)
  expect(whenFull).toEqual({ steps: whenFull.steps, ended: 'STORE_FULL', entries, newVisit: 'STORE_FULL', halfKept: 0 })
  expect(later).toEqual({
    withRoom: null, onceMore: null, last: entries + 1, again: { state: 'ok', entries: entries + 1, ofNew: 1 },
  })
})
