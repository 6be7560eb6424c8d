import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { run } from '#rigs/daemon-process'

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

test.skipIf(process.env.CI === undefined && !existsSync(chromium))('the Big5 index is what Chromium decodes', async () => {
  const { code, stderr } = await run(process.execPath, [
    '--conditions=source', '--import', './scripts/ts-node.mjs', 'scripts/gen-big5.ts', '--check',
  ])
  expect([code, stderr]).toEqual([0, ''])
})
