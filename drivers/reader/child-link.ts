import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import {
  TransferError, type LinkEvent, type LinkKind, type LinkState, type ReaderLink, type TransferAnswer,
  type TransferRequest,
} from '#protocols/port/reader-link'
import { forkChild, isInstalled, type ChildEntry } from '../child/fork-child.ts'
import { NativeChild, type ChildPort } from '../child/native-child.ts'
import type { ChildDelays, ChildLoss } from '../child/native-child.machine.ts'
import { ChildLostError } from '../child/pending-requests.ts'
import {
  answerFromWire, eventFromWire, requestToWire, type WireAnswer, type WireReport, type WireRequest,
} from './child-message.ts'
import { longestMs, personsMs } from './longest-time.ts'

export interface ChildLinkOptions extends ChildEntry {
  readonly kind: LinkKind
  /** The npm package of the native binding. */
  readonly binding: string
  readonly clock: Clock
  readonly entropy: Entropy
  /**
   * Longest time for one transfer, in ms, beside that of persons at the pad, after which it hangs; `longestMs` of it when
   * absent.
   */
  readonly deadlineMs?: number
  /** Whether native calls may hold up all of the child as long as they like; default false. */
  readonly callsBlock?: boolean
  /** In ms: how much longer a transfer past its deadline may be under way before the child is replaced; default 0. */
  readonly stuckMs?: number
  readonly delays?: Partial<ChildDelays>
  /** Starts the child; `fork` of `childEntry` when absent. */
  readonly spawn?: () => ChildPort
}

export interface ChildLink extends ReaderLink {
  /** Why the native module could not be loaded the last time it could not, in the loader's words. */
  readonly bindingMissing: string | undefined
  /** Something changed outside (a USB event, a resume): a wait for the next try is cut short. */
  hint(): void
  /** Whether devices found from now on are opened, or left to another link; those that are open stay. True at first. */
  takeNew(take: boolean): void
}

/** A link whose readers and native code live in a child process, which is replaced when it hangs or crashes. */
export function openChildLink(options: ChildLinkOptions): ChildLink {
  const { kind, clock, entropy, deadlineMs, callsBlock = false, stuckMs = 0, delays = {} } = options
  const readers = new Map<string, { cardPresent: boolean }>()
  const problems = new Set<string>()
  let listener: (event: LinkEvent) => void = () => {}
  let state: LinkState | undefined
  /** Added to the presence numbers of the present child; grows so that no number comes twice. */
  let offset = 0
  let highest = 0
  let bindingMissing: string | undefined
  let taking = true
  /** While new devices are left to another link: a child that is no more had some open. */
  let keepFound = false

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
    switch (event.type) {
      case 'linkChanged':
        if (event.state === 'ready' && !taking) tellTaking() // a new child does not know it
        return become(event.state)
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
        break
      case 'deviceProblem':
        if (event.problem === null) problems.delete(event.device)
        else problems.add(event.device)
    }
    listener(event)
  }

  const onLoss = (loss: ChildLoss) => {
    keepFound ||= !taking && readers.size > 0
    for (const [name, { cardPresent }] of readers) {
      if (cardPresent) listener({ type: 'cardRemoved', name, reason: 'removed' })
      listener({ type: 'readerRemoved', name })
    }
    for (const device of problems) listener({ type: 'deviceProblem', device, problem: null })
    readers.clear()
    problems.clear()
    offset = highest
    if (loss === 'bindingMissing') become('bindingMissing')
    else if (loss !== 'successorWanted' && loss !== 'closed') become('failing')
  }

  const child = new NativeChild<WireRequest, WireAnswer, WireReport>({
    spawn: options.spawn ?? (() => forkChild(options)),
    clock, entropy, onReport, onLoss, delays, callsBlock, stuckMs,
    bindingMayBeThere: () => isInstalled(options.binding, options),
  })

  const tellTaking = () => {
    child.request('take', { takeNew: taking, keepFound }).catch(() => {}) // a lost child is told when the next is ready
  }

  return {
    kind,
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
        const wire = requestToWire({ ...request, presence })
        const longest = deadlineMs === undefined ? longestMs(request) : deadlineMs + personsMs(request)
        return answerFromWire(await child.request(request.name, wire, longest))
      } catch (error) {
        if (!(error instanceof ChildLostError)) throw error
        // The child alone knows how far it came.
        throw new TransferError(error.deadlinePassed ? 'deadlinePassed' : 'readerLost', stepsOf(request))
      }
    },
    hint: () => child.hint(),
    takeNew(take) {
      if (take === taking) return
      taking = take
      keepFound = false
      tellTaking()
    },
    close() {
      listener = () => {}
      return child.close()
    },
  }
}

const stepsOf = ({ exchanges }: TransferRequest) => exchanges.map(({ step }) => step).join(', ')
