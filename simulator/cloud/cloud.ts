import { Icd10Table } from '#protocols/codes/icd10-table'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import { SeededRandom } from '../seeded-random.ts'
import type { Environment } from './centre-rows.ts'
import { seedCentre } from './centre-seed.ts'
import { CentreStore } from './centre-store.ts'
import { CloudControl } from './cloud-control.ts'
import { CloudFaultPlan } from './cloud-fault.ts'
import { controlRoutes } from './control-routes.ts'
import { StandInIdc } from './idc.ts'
import { RemoteDesk } from './remote-desk.ts'
import { Site } from './site.ts'
import { uploadService } from './upload/upload-service.ts'

/** What other services of NHIA at the same sites build on. */
export interface CentreParts {
  readonly store: CentreStore
  readonly desk: RemoteDesk
  readonly clock: Clock
}

export interface CloudOptions {
  readonly clock: Clock
  readonly entropy: Entropy
  /** Of the simulated patients. */
  readonly seed?: number
  /** Of the two sites; 0 lets the system choose. */
  readonly ports?: readonly [number, number]
  /** A file; without one the cloud forgets everything when it ends. */
  readonly database?: string
  /** Of both sites; all modules of the simulated world are TEST modules. */
  readonly environment?: Environment
  /** How long an answer takes in the middle, in ms: by the seed half of it to half more. */
  readonly latencyMs?: number
  /** The centre's diagnoses; without it those alone that stand on the card as they are. */
  readonly icd10?: Icd10Table
}

/** NHIA's side on this machine: two sites with one memory. */
export interface Cloud {
  /** Addresses of the sites without a path. */
  readonly origins: readonly [string, string]
  readonly idc: StandInIdc
  readonly control: CloudControl
  close(): Promise<void>
}

/** nhi-facts §2.5 has names of NHIA's hosts and no ports of a simulator; these are ours. */
export const cloudPorts = [6450, 6451] as const

/** @throws Error of Node when a port is taken, of SQLite when the file is no database */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { clock, entropy, seed = 1, ports = cloudPorts, environment = 'test', latencyMs = 0, icd10 = Icd10Table.none } = options
  const store = await CentreStore.open(options.database)
  const sites: Site[] = []
  const close = async () => {
    await Promise.all(sites.map((site) => site.stop()))
    store.close()
  }
  try {
    seedCentre(store, seed)
    const desk = new RemoteDesk({ store, clock, environment, icd10 })
    const people = store.insured().map(({ idCardNum, standing, content }) => [idCardNum, { standing, ...content }] as const)
    const idc = new StandInIdc(clock, entropy, store.modules(), new Map(people))
    const faults = new CloudFaultPlan()
    const control = new CloudControl({ store, desk, idc, faults, sites: () => sites })
    for (const { samId, standing } of store.modules()) control.judge(samId, standing)
    const random = new SeededRandom(seed)
    const latency = () => latencyMs / 2 + random.below(latencyMs + 1)
    const others = uploadService({ store, desk, clock })
    const [first, second] = ports.map((port, at) => new Site(port, {
      desk, idc, others, control: controlRoutes(control), failing: { site: at + 1, clock, plan: faults, latency },
    }))
    if (first === undefined || second === undefined) throw new RangeError('two ports are wanted')
    sites.push(first, second)
    await first.start()
    await second.start()
    return { origins: [first.origin, second.origin], idc, control, close }
  } catch (error) {
    await close()
    throw error
  }
}
