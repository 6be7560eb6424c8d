import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { ReaderLink } from '#protocols/port/reader-link'
import type { SiteStatus } from '#protocols/port/remote-centre'
import type { ScannerLink } from '#protocols/port/scanner-link'
import type { ResultOf } from '#protocols/native-api/registry'
import type { DoorStatusShape } from '#protocols/native-api/schemas'
import { AuditBook } from './audit/audit-book.ts'
import { LazyCloud } from './cloud/lazy-cloud.ts'
import { nhiaNews, nhiaStatusOf } from './cloud/nhia-status.ts'
import type { Config } from './config.ts'
import { consoleFiles } from './doors/console-files.ts'
import { ConsoleSessions } from './doors/console-sessions.ts'
import { Dispatcher } from './doors/dispatch.ts'
import { Gate } from './doors/gate.ts'
import { loggedInside } from './doors/inside-failure.ts'
import { LateDoors } from './doors/late-doors.ts'
import { NativeDoor } from './doors/native.ts'
import { lazyEngine } from './engines/lazy-engine.ts'
import { cardHandlers, ownersOf } from './handlers/card.ts'
import { eventHandlers } from './handlers/events.ts'
import { protectedCardHandlers } from './handlers/protected-card.ts'
import { simulatorHandlers } from './handlers/simulator.ts'
import { systemHandlers } from './handlers/system.ts'
import { threeCardHandlers } from './handlers/three-cards.ts'
import { loadCshis } from './handlers/cshis-loading.ts'
import { lazyVisitHandlers } from './handlers/lazy-visits.ts'
import { scannerHandlers } from './handlers/scanner.ts'
import type { Log } from './log.ts'
import { EpochCounter } from './sessions/epoch.ts'
import { EventStream } from './sessions/event-stream.ts'
import { Readers } from './sessions/readers.ts'
import { Scanners } from './sessions/scanners.ts'
import { watchSleep } from './sessions/sleep-watch.ts'
import { lazyDesk } from './visits/lazy-desk.ts'
import { watchSettling } from './visits/settle-watch.ts'
import type { StateDirectory } from './state-directory.ts'
import type { SimulatedClinic } from './simulated-clinic.ts'
import { realEntropy } from './real-entropy.ts'
import { LazyStore } from './store/lazy-store.ts'
import { version } from './version.ts'

export const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

export interface DaemonOptions {
  readonly state: StateDirectory
  readonly config: Config
  readonly log: Log
  /** Folder with the built console. */
  readonly consoleFolder: string
  /** Links to real readers. */
  readonly links: readonly ReaderLink[]
  /** Links to real scanners. */
  readonly scannerLinks?: readonly ScannerLink[]
  /** The simulated clinic and the link to it, in a simulation. */
  readonly simulated?: SimulatedClinic
  /** What is durable; default: in the state directory. */
  readonly store?: Pick<LazyStore, 'get' | 'standing' | 'close'>
  readonly clock?: Clock
  readonly entropy?: Entropy
  /** What ids of visits are drawn from; default: `entropy`. */
  readonly visitIds?: Entropy
}

/** A daemon that answers. */
export interface Daemon {
  readonly port: number
  /** Opens the doors beside the native one, which open by themselves a moment later, and says how they are. */
  openDoors(): Promise<DoorStatusShape[]>
  /** How NHIA's sites stood when somebody last asked them; none before. */
  sites(): readonly SiteStatus[]
  /** A new one-time link to the console. */
  consoleLink(): string
  /** Ends everything it started; the second call does nothing more. */
  close(): Promise<void>
}

function scannerLinksOf({ scannerLinks = [], simulated }: DaemonOptions): readonly ScannerLink[] {
  return simulated?.scanner === undefined ? scannerLinks : [...scannerLinks, simulated.scanner]
}

/** Made when it is first wanted, and once. */
function lazily<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => (made ??= make())
}

/**
 * Composes the daemon: the one place that knows which parts are real.
 * @throws PortError when the native door cannot be opened
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { state, config, log, simulated, clock = realClock, entropy = realEntropy } = options
  const store = options.store ?? new LazyStore({ state, clock, entropy, log, newKey: config.store.key })
  const startedAt = clock.now()
  const events = new EventStream(clock)
  const [distance = 0] = new Uint32Array(entropy.bytes(4).slice().buffer)
  const readers = new Readers({ epochs: new EpochCounter(state, startedAt, distance), events, log })
  const scanners = new Scanners(events, log)
  const sessions = new ConsoleSessions(clock, entropy)
  const door = new NativeDoor()

  const audit = new AuditBook(async () => (await store.get()).audit, log)
  const cloud = new LazyCloud({
    choice: config.cloud.endpoints, embedded: simulated?.cloud, clock, entropy, log,
    changed: nhiaNews((status) => events.publish('nhia.changed', status)),
  })
  let sam: ResultOf<'system.status'>['sam'] = null
  const cards = lazyEngine(options, {
    readers, clock, entropy, cloud,
    changed: (states) => {
      const { kind, state, problem } = states.sam
      sam = { kind, state, problem }
      events.publish('cards.changed', states)
    },
  })
  const isSimulation = simulated !== undefined
  const lateDoors = new LateDoors({ config, state, clock, entropy, log, isSimulation, readers, cards: cards.get, audit })
  const nhia = () => {
    const sites = cloud.status()
    return sites === undefined ? null : nhiaStatusOf(sites)
  }
  const facts = {
    version, simulation: isSimulation, startedAt, clients: () => door.clients, doors: () => lateDoors.status(), nhia, sam: () => sam,
    audit: () => audit.standing, store: () => store.standing(),
  }
  // one for all, because it holds 2 MB
  const icd10 = lazily(async () => new (await import('./codes/icd10-store.ts')).Icd10Store(state))
  const desk = lazyDesk({
    clock, entropy: options.visitIds ?? entropy, journal: async () => (await store.get()).journal,
    eachCard: async (work) => (await import('./engines/open-profile/each-health-card.ts')).eachHealthCard(await cards.get(), work),
    changed: (visitId) => events.publish('visit.changed', { visitId }),
    failed: (error) => void loggedInside(log, error, { method: 'settling' }),
  })
  const dispatcher = new Dispatcher({
    ...systemHandlers(readers, facts),
    ...cardHandlers(readers, {
      isOpen: cards.isOpen, onlyHealthCard: async (caller) => (await cards.get()).onlyHealthCard(caller),
    }),
    ...protectedCardHandlers(cards.get),
    ...threeCardHandlers(cards.get),
    ...lazyVisitHandlers(cards.get, clock, desk, async () => (await icd10()).table(), ownersOf(readers, cards)),
    ...eventHandlers(readers, events, () => door.port),
    ...scannerHandlers(scanners),
    ...simulatorHandlers(readers, scanners, simulated?.clinic, simulated?.scanner),
  }, lazily(() => loadCshis(cards.get, clock, desk, icd10)), readers, log, audit)
  const gate = new Gate({
    port: () => door.port,
    enrolled: new Set(config.origins),
    token: state.token(),
    isSession: (secret) => sessions.isSession(secret),
  })
  await door.open(config.port, {
    gate, sessions, dispatcher,
    consoleFile: consoleFiles(options.consoleFolder),
    remoteProxy: lazily(async () => (await import('./doors/remote-proxy.ts')).remoteProxy({
      config, log, audit, desk, port: () => door.port, remote: () => cloud.get(),
    })),
    openRpc: async () => (await import('#protocols/native-api/openrpc')).openRpcDocument(),
  })
  const links = simulated === undefined ? options.links : [...options.links, simulated.link]
  for (const link of links) readers.attach(link)
  for (const link of scannerLinksOf(options)) scanners.attach(link)
  const stopWatching = watchSleep(clock, () => {
    readers.resumed()
    cloud.hint()
    scanners.resumed()
  })
  const stopSettling = watchSettling(events, clock, desk)
  state.writeDurably('run.json', JSON.stringify({
    pid: process.pid, port: door.port, startedAt: new Date(startedAt).toISOString(),
  }))
  log.info('ready', { port: door.port })
  lateDoors.openSoon()

  let closing: Promise<void> | undefined
  const close = async () => {
    for (const stop of [stopWatching, stopSettling, cards.close]) stop()
    state.remove('run.json')
    await Promise.all([readers.close(), scanners.close(), door.close(), lateDoors.close(), cloud.close()])
    await store.close()
    log.info('stopped')
  }
  return {
    port: door.port,
    openDoors: async () => {
      await lateDoors.open()
      return lateDoors.status()
    },
    sites: () => cloud.status() ?? [],
    consoleLink: () => `http://127.0.0.1:${door.port}/#once=${sessions.newCode()}`,
    close: () => (closing ??= close()),
  }
}
