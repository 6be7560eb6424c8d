import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import {
  TransferError, type LinkEvent, type LinkState, type ReaderLink, type TransferAnswer, type TransferRequest,
} from '#protocols/port/reader-link'
import { NativeChild, type ChildPort } from '../child/native-child.ts'
import type { ChildDelays, ChildLoss } from '../child/native-child.machine.ts'
import { ChildLostError } from '../child/pending-requests.ts'
import {
  answerFromWire, eventFromWire, requestToWire, type WireAnswer, type WireReport, type WireRequest,
} from './child-message.ts'
import { noCounts, type PcscCount } from './count.ts'

/** Variables the native side needs; everything else, secrets among it, stays out of the child. */
const ENVIRONMENT = [
  'PATH', 'LD_LIBRARY_PATH', 'PCSCLITE_CSOCK_NAME', 'PCSCLITE_DEBUG',
  'SystemRoot', 'windir', 'SystemDrive', 'TEMP', 'TMP',
]
/**
 * A hung reader occupies one thread of the pool; there must be one for each of the others. It may also stop the child's
 * event loop (its status callback waits for the mutex of the call), and then all readers wait for the deadline.
 */
const THREADS = '16'

export interface PcscLinkOptions {
  /** The compiled `drivers/pcsc/child.ts`. */
  readonly childEntry: URL | string
  readonly clock: Clock
  readonly entropy: Entropy
  /** Further variables for the child, for instance PCSCLITE_CSOCK_NAME. */
  readonly env?: Readonly<Record<string, string>>
  /** Longest time for one transfer, in ms; 10,000 when absent. */
  readonly deadlineMs?: number
  readonly delays?: Partial<ChildDelays>
  /** Starts the child; `fork` of `childEntry` when absent. */
  readonly spawn?: () => ChildPort
}

export interface PcscLink extends ReaderLink {
  /** Counted since the link was opened, over all its children. */
  readonly counts: Readonly<Record<PcscCount, number>>
  /** Why the native module could not be loaded the last time it could not, in the loader's words. */
  readonly bindingMissing: string | undefined
  /** Something changed outside (a USB event, a resume): a wait for the next try is cut short. */
  hint(): void
}

/** The PC/SC service as a link. Its native code runs in a child process that is replaced when it hangs or crashes. */
export function openPcscLink(options: PcscLinkOptions): PcscLink {
  const { clock, entropy, deadlineMs, delays = {} } = options
  const readers = new Map<string, { cardPresent: boolean }>()
  let listener: (event: LinkEvent) => void = () => {}
  const counts = noCounts()
  let state: LinkState | undefined
  /** Added to the presence numbers of the present child; grows so that no number comes twice. */
  let offset = 0
  let highest = 0
  let bindingMissing: string | undefined

  const become = (next: LinkState) => {
    if (next === state) return
    state = next
    listener({ type: 'linkChanged', state })
  }

  const onReport = (wire: WireReport) => {
    if (wire.type === 'counted') {
      counts[wire.what]++
      return
    }
    if (wire.type === 'bindingMissing') {
      bindingMissing = wire.why
      return
    }
    const event = eventFromWire(wire)
    switch (event.type) {
      case 'linkChanged': return become(event.state)
      case 'readerAdded':
        readers.set(event.name, { cardPresent: false })
        break
      case 'readerRemoved':
        readers.delete(event.name)
        break
      case 'cardInserted':
        readers.set(event.name, { cardPresent: true })
        highest = event.presence + offset
        return listener({ ...event, presence: highest })
      case 'cardRemoved':
        readers.set(event.name, { cardPresent: false })
    }
    listener(event)
  }

  const onLoss = (loss: ChildLoss) => {
    for (const [name, { cardPresent }] of readers) {
      if (cardPresent) listener({ type: 'cardRemoved', name, reason: 'removed' })
      listener({ type: 'readerRemoved', name })
    }
    readers.clear()
    offset = highest
    if (loss === 'bindingMissing') become('bindingMissing')
    else if (loss !== 'successorWanted' && loss !== 'closed') become('failing')
  }

  const child = new NativeChild<WireRequest, WireAnswer, WireReport>({
    spawn: options.spawn ?? (() => forkChild(options)),
    clock, entropy, onReport, onLoss, delays,
    bindingMayBeThere: () => bindingIsInstalled(options.childEntry),
  })

  return {
    kind: 'pcsc',
    counts,
    get bindingMissing() {
      return bindingMissing
    },
    start(report) {
      listener = report
      become('starting')
      child.start()
    },
    async transfer(request: TransferRequest): Promise<TransferAnswer> {
      const reader = readers.get(request.name)
      if (reader === undefined) throw new TransferError('readerLost', 'connect')
      const presence = request.presence - offset
      if (presence < 1) throw new TransferError(reader.cardPresent ? 'cardChanged' : 'cardRemoved', 'connect')
      try {
        return answerFromWire(await child.request(request.name, requestToWire({ ...request, presence }), deadlineMs))
      } catch (error) {
        if (!(error instanceof ChildLostError)) throw error
        // The child alone knows how far it came.
        throw new TransferError(error.deadlinePassed ? 'deadlinePassed' : 'readerLost', stepsOf(request))
      }
    },
    hint: () => child.hint(),
    close() {
      listener = () => {}
      return child.close()
    },
  }
}

const stepsOf = ({ exchanges }: TransferRequest) => exchanges.map(({ step }) => step).join(', ')

function forkChild({ childEntry, env }: PcscLinkOptions): ChildPort {
  const inherited = ENVIRONMENT.flatMap((name) => process.env[name] === undefined ? [] : [[name, process.env[name]]])
  return fork(childEntry, [], {
    execArgv: [],
    env: { ...Object.fromEntries(inherited), UV_THREADPOOL_SIZE: THREADS, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

function bindingIsInstalled(childEntry: URL | string): boolean {
  try {
    createRequire(childEntry instanceof URL ? fileURLToPath(childEntry) : childEntry).resolve('pcsclite')
    return true
  } catch {
    return false
  }
}
