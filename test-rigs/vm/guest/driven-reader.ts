import type { ReaderLinkWorld } from '#drivers/contract/reader-link.contract'
import { sessionLink } from '#drivers/contract/session-link.fixture'
import type { ReaderDriver } from '#drivers/reader/reader'
import { ReaderSession } from '#drivers/reader/session'
import { realClock, realEntropy } from './real-time.ts'
import { until } from './until.ts'

/** A driver of ours as a link, as its child process has it, on real time. */
export function linkOf(driver: ReaderDriver): Pick<ReaderLinkWorld, 'link' | 'until'> {
  return {
    link: sessionLink(driver.kind, (report) => new ReaderSession({
      driver, clock: realClock, entropy: realEntropy, stopwatch: () => performance.now() * 1_000, report,
    })),
    until: (condition) => until('the condition of the contract', condition),
  }
}
