import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type NhicardClient } from '#client/node'
import type { World } from '#protocols/native-api/method'
import type { Response } from '#protocols/native-api/wire'
import { Clinic } from '#simulator/clinic'
import { InProcessLink } from '#simulator/attachments/in-process'
import { InProcessScanner } from '#simulator/attachments/in-process-scanner'
import type { StandInIdc } from '#simulator/cloud/idc'
import { startCloud, type Cloud } from '#simulator/cloud/cloud'
import { testCentre, testSamFolder } from '#simulator/cloud/test-centre'
import { VirtualClock } from '#simulator/virtual-clock'
import { readConfig, type Config } from './config.ts'
import { withPad, type AtPad } from './engines/open-profile/pad-link.fixture.ts'
import { openLog } from './log.ts'
import { startDaemon, type Daemon, type DaemonOptions } from './main.ts'
import { realEntropy } from './real-entropy.ts'
import type { SimulatedClinic } from './simulated-clinic.ts'
import { memory, openStore } from './store/store.fixture.ts'
import type { Store } from './store/store.ts'
import { StateDirectory } from './state-directory.ts'

/** A whole daemon in this process, with a clinic the test holds in its hands and time that stands still. */
export interface TestDaemon {
  readonly daemon: Daemon
  readonly clinic: Clinic
  readonly clock: VirtualClock
  /** NHIA's two sites, where they were wanted and somebody has asked them. */
  readonly cloud: Cloud | undefined
  /** The data centre, once somebody wanted one. */
  readonly idc: StandInIdc | undefined
  readonly state: StateDirectory
  readonly token: string
  readonly url: string
  /** Every line the daemon has logged. */
  readonly logged: string[]
  client(): NhicardClient
  /** One POST to `/rpc` with the token, or with other headers. */
  post(body: string, headers?: Record<string, string>): Promise<globalThis.Response>
  /** One call over HTTP. */
  rpc(method: string, params?: object): Promise<Response>
  close(): Promise<void>
}

export interface TestDaemonOptions {
  readonly world?: World
  readonly config?: Partial<Config>
  /** Who is at the pad of every reader; absent: there is none. */
  readonly pad?: AtPad
  /** Real links in place of the clinic. */
  readonly links?: DaemonOptions['links']
  readonly stateDirectory?: string
  /** NHIA's simulated cloud, in place of the data centre alone. */
  readonly cloud?: NonNullable<DaemonOptions['simulated']>['cloud']
  /** ISO 8601 with an offset. */
  readonly startAt?: string
  /** What is durable; a store in memory of its own when it is left out. */
  readonly store?: Store | ((clock: VirtualClock) => Store)
  /** What ids of visits are drawn from, where they are to be known beforehand. */
  readonly visitIds?: DaemonOptions['visitIds']
  /** NHIA's two sites on real sockets, in place of the data centre in this process. */
  readonly withCloud?: boolean
}

/** As a store is before anybody has wanted it. */
const closedStore = { state: 'closed', why: null, keySource: null, pending: null } as const

export async function startTestDaemon(options: TestDaemonOptions = {}): Promise<TestDaemon> {
  const folder = options.stateDirectory ?? mkdtempSync(join(tmpdir(), 'nhicardd-'))
  const state = new StateDirectory(folder)
  const clock = new VirtualClock(options.startAt ?? '2026-01-15T09:00:00+08:00')
  const clinic = new Clinic(options.world ?? 'one-clinic')
  const link = new InProcessLink(clinic)
  const logged: string[] = []
  let idc: StandInIdc | undefined
  const centre: typeof testCentre = (...around) => {
    const made = testCentre(...around)
    idc = made.idc
    return made
  }
  let cloud: Cloud | undefined
  const openCloud: SimulatedClinic['cloud'] = async (clockOfAll, entropy) => {
    cloud = await startCloud({ clock: clockOfAll, entropy, ports: [0, 0] })
    return cloud
  }
  const { store: given = openStore(memory(), { clock }) } = options
  const store = typeof given === 'function' ? given(clock) : given
  let opened: Store | undefined
  const read = readConfig(state)
  const daemon = await startDaemon({
    state, clock, store: { get: async () => (opened = store), standing: () => opened?.standing ?? closedStore, close: async () => {} },
    config: { ...read, port: 0, doors: { ...read.doors, cs6: { enabled: false, port: 0 } }, ...options.config },
    log: openLog('debug', { write: (line) => void logged.push(line) }),
    consoleFolder: join(import.meta.dirname, 'console'),
    entropy: realEntropy, ...options.visitIds && { visitIds: options.visitIds },
    links: options.links ?? [],
    simulated: {
      clinic, link: options.pad === undefined ? link : withPad(link, options.pad), centre, samFolder: testSamFolder,
      ...(options.withCloud === true ? { cloud: openCloud } : {}),
      ...(options.world === 'no-reader' ? {} : { scanner: new InProcessScanner() }),
      ...(options.cloud === undefined ? {} : { cloud: options.cloud }),
    },
  })
  const token = state.token()
  const url = `http://127.0.0.1:${daemon.port}`
  const clients: NhicardClient[] = []
  const post: TestDaemon['post'] = (body, headers = { Authorization: `Bearer ${token}` }) =>
    fetch(`${url}/rpc`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } })
  return {
    daemon, clinic, clock, state, token, url, logged, post,
    get cloud() {
      return cloud
    },
    get idc() {
      return idc
    },
    client: () => {
      const client = connect({ url: `ws://127.0.0.1:${daemon.port}/rpc`, token, name: 'test' })
      clients.push(client)
      return client
    },
    rpc: async (method, params = {}) => {
      const response = await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
      return await response.json() as Response
    },
    close: async () => {
      for (const client of clients) client.close()
      await daemon.close()
      if (options.stateDirectory === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
