import { setTimeout as pause } from 'node:timers/promises'
import { PATIENCE_MS } from '#rigs/patience'

const PAUSE_MS = 20

/** Asks again and again until the answer is yes. @throws Error naming what did not come to pass */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < PATIENCE_MS;) {
    if (await condition()) return
    await pause(PAUSE_MS)
  }
  throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`)
}
