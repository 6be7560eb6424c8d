import { realClock } from '../main.ts'
import { realEntropy } from '../real-entropy.ts'
import { say } from './card-hands.ts'

export interface SimulateCloudOptions {
  readonly port: number
  readonly database?: string
  readonly seed: number
  readonly latency: number
}

/** `nhicard simulate cloud`: NHIA's two sites on this machine, until Ctrl-C. */
export async function simulateCloud({ port, database, seed, latency }: SimulateCloudOptions): Promise<void> {
  const { startCloud } = await import('#simulator/cloud/cloud')
  const cloud = await startCloud({
    clock: realClock, entropy: realEntropy, seed, latencyMs: latency,
    ports: [port, port === 0 ? 0 : port + 1], ...database === undefined ? {} : { database },
  })
  const [first, second] = cloud.origins
  say(`NHIA, simulated: ${first} and ${second}`)
  say(`what is to go wrong, and how people stand: ${first}/simulator/v1/`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await cloud.close()
}
