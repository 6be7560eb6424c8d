import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { LinkState } from '#protocols/port/reader-link'
import type { ScannerEvent, ScannerLink } from '#protocols/port/scanner-link'
import { forkChild, isInstalled } from '../child/fork-child.ts'
import { NativeChild, type ChildPort } from '../child/native-child.ts'
import type { ChildDelays, ChildLoss } from '../child/native-child.machine.ts'
import { eventFromWire, type WireReport } from './child-message.ts'
import type { ScannersConfig } from './scanner-config.ts'

export interface ScannerLinkOptions {
  /** Which scanners; each link has a child of its own. */
  readonly config: ScannersConfig
  /** The compiled entry of the child process. */
  readonly childEntry: URL | string
  readonly clock: Clock
  readonly entropy: Entropy
  readonly delays?: Partial<ChildDelays>
  /** Starts the child; `fork` of `childEntry` when absent. */
  readonly spawn?: () => ChildPort
}

export interface ScannerChildLink extends ScannerLink {
  /** Why a native module could not be loaded the last time it could not, in the loader's words. */
  readonly bindingMissing: string | undefined
  /** Something changed outside (a USB event, a resume): a wait for the next try is cut short. */
  hint(): void
}

/** Scanners whose native code lives in a child process, which is replaced when it hangs or crashes. */
export function openScannerLink(options: ScannerLinkOptions): ScannerChildLink {
  const { config, clock, entropy, delays = {} } = options
  const packages = [...config.hid === undefined ? [] : ['node-hid'], ...config.serial?.length ? ['serialport'] : []]
  const scanners = new Set<string>()
  const problems = new Set<string>()
  let listener: (event: ScannerEvent) => void = () => {}
  let state: LinkState | undefined
  let bindingMissing: string | undefined

  const become = (next: LinkState) => {
    if (next === state) return
    state = next
    listener({ type: 'linkChanged', state })
  }

  const onReport = (wire: WireReport) => {
    if (wire.type === 'bindingMissing') {
      bindingMissing = wire.why
      return
    }
    if (wire.type === 'nativeCalls') return child.nativeCalls(wire.place, wire.hang)
    const event = eventFromWire(wire)
    if (event.type === 'linkChanged') return become(event.state)
    if (event.type === 'scannerAdded') scanners.add(event.name)
    if (event.type === 'scannerRemoved') scanners.delete(event.name)
    if (event.type === 'deviceProblem') {
      if (event.problem === null) problems.delete(event.device)
      else problems.add(event.device)
    }
    listener(event)
  }

  const onLoss = (loss: ChildLoss) => {
    for (const name of scanners) listener({ type: 'scannerRemoved', name })
    for (const device of problems) listener({ type: 'deviceProblem', device, problem: null })
    scanners.clear()
    problems.clear()
    if (loss === 'bindingMissing') become('bindingMissing')
    else if (loss !== 'successorWanted' && loss !== 'closed') become('failing')
  }

  const child = new NativeChild<never, never, WireReport>({
    spawn: options.spawn ?? (() => forkChild(options)),
    clock, entropy, onReport, onLoss, delays,
    bindingMayBeThere: () => packages.every((name) => isInstalled(name, options)),
  })

  return {
    get bindingMissing() {
      return bindingMissing
    },
    start(report) {
      listener = report
      become('starting')
      child.start()
    },
    hint: () => child.hint(),
    close() {
      listener = () => {}
      return child.close()
    },
  }
}
