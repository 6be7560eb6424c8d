import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import { serveParent, type ParentChannel } from '../child/child-side.ts'
import { ChildExit } from '../child/envelope.ts'
import { NativeCalls } from '../child/native-calls.ts'
import { eventToWire, type WireReport } from './child-message.ts'
import { loadDrivers, type ScannerBindings } from './load-drivers.ts'
import type { ScannersConfig } from './scanner-config.ts'
import { ScannerSession } from './scanner-session.ts'

/** What the child of the scanners does, whatever the channel and whoever the scanners. */
export interface ScannerServer {
  readonly channel: ParentChannel
  readonly config: ScannersConfig
  /** Called after the hello. */
  readonly bindings: ScannerBindings
  readonly clock: Clock
  readonly entropy: Entropy
}

export function serveScanners({ channel, config, bindings, clock, entropy }: ScannerServer): void {
  serveParent<never, never, WireReport>(channel, clock, (parent) => {
    const hangs = (place: string, hang: boolean) => parent.report({ type: 'nativeCalls', place, hang })
    const calls = new NativeCalls(clock, hangs)
    const session = loadDrivers(config, bindings, clock, calls).then((drivers) => {
      if ('bindingMissing' in drivers) {
        parent.report({ type: 'bindingMissing', why: drivers.bindingMissing })
        parent.leave(ChildExit.bindingMissing)
        return undefined
      }
      const begun = new ScannerSession({
        drivers, clock, entropy,
        report: (event) => parent.report(eventToWire(event)),
        onHung: () => hangs('scanners', true),
      })
      begun.start()
      return begun
    })
    return { answer: () => new Promise(() => {}), close: async () => (await session)?.close() }
  })
}
