import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Idc } from '#protocols/port/idc'
import type { ReaderLink } from '#protocols/port/reader-link'
import type { ScannerLink } from '#protocols/port/scanner-link'
import type { World } from '#protocols/native-api/method'
import type { EmbeddedCloud } from './cloud/lazy-cloud.ts'
import type { Root } from './engines/open-profile/cloud-sam.ts'
import type { SamFolder } from './engines/open-profile/sam-folder.ts'
import type { ClinicControl, ScannerControl } from './handlers/simulator.ts'

export interface SimulatedClinic {
  readonly clinic: ClinicControl
  readonly link: ReaderLink
  /** Absent in a world without devices. */
  readonly scanner?: ScannerLink & ScannerControl
  /** The data centre, whose certificates are believed, and the cloud SAM of the clinic. */
  readonly centre: (clock: Clock, entropy: Entropy) => { readonly idc: Idc, readonly root: Root }
  readonly samFolder: SamFolder
  /** Starts NHIA's simulated cloud; without it the data centre alone stands in. */
  readonly cloud?: (clock: Clock, entropy: Entropy) => Promise<EmbeddedCloud>
}

/** NHIA's two sites on their ports, or on others where those are taken. */
async function openCloud(seed: number | undefined, clock: Clock, entropy: Entropy): Promise<EmbeddedCloud> {
  const { startCloud } = await import('#simulator/cloud/cloud')
  const options = { clock, entropy, ...seed === undefined ? {} : { seed } }
  try {
    return await startCloud(options)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    return startCloud({ ...options, ports: [0, 0] })
  }
}

/** What of a simulation lives in processes of its own, and outlives the daemon; each on 127.0.0.1. */
export interface SimulatedElsewhere {
  /** Port of `ClinicServer`. */
  readonly clinic?: number | undefined
  /** Origins of `nhicard simulate cloud`. */
  readonly cloud?: readonly string[] | undefined
}

/**
 * Loads the simulator, which a production daemon never does.
 * @param withCloud NHIA too, on loopback; otherwise the data centre alone stands in, within this process
 */
export async function openClinic(
  world: World, seed?: number, withCloud = false, elsewhere: SimulatedElsewhere = {},
): Promise<SimulatedClinic> {
  const { Clinic } = await import('#simulator/clinic')
  const { InProcessLink } = await import('#simulator/attachments/in-process')
  const { testCentre, testSamFolder } = await import('#simulator/cloud/test-centre')
  const { cloud: origins, clinic: port } = elsewhere
  const clinic = new Clinic(port === undefined ? world : 'no-reader', seed)
  const cloud = async (clock: Clock, entropy: Entropy) => (
    origins === undefined ? openCloud(seed, clock, entropy) : { origins, close: async () => {} }
  )
  const link = port === undefined
    ? new InProcessLink(clinic, stopwatch) : new (await import('#simulator/attachments/distant-clinic')).DistantClinicLink(port)
  const simulated = { clinic, link, centre: testCentre, samFolder: testSamFolder, ...withCloud ? { cloud } : {} }
  if (world === 'no-reader' || port !== undefined) return simulated
  const { InProcessScanner } = await import('#simulator/attachments/in-process-scanner')
  return { ...simulated, scanner: new InProcessScanner() }
}

const stopwatch = () => performance.now() * 1_000
