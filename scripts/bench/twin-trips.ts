import { basicExchanges } from '#protocols/nhi-card/basic-read'
import { readerModels, type ReaderModelName } from '#simulator/readers/reader-models'
import { serialModels, type SerialModelName } from '#simulator/readers/serial-models'
import { DrivenReader } from './driven-reader.ts'
import { cpuUs } from './samples.ts'
import type { Entrant } from './turns.ts'

/** GET DATA of the basic block, 57 bytes and a status word: the longest answer of a read. */
const [SELECT, , GET_BASIC] = basicExchanges
/** One sample is the mean of so many. */
const BATCH = 20
const SAMPLES = 5

/**
 * One APDU through driver, line and simulated reader to the card and back, for every twin, all in this process: lines
 * take no time and virtual time is moved on whenever nothing else happens, so the times are those of the processor,
 * those for moving virtual time among them. In T=0 an APDU with data and an answer is two exchanges.
 */
export async function twinTrips(): Promise<readonly Entrant[]> {
  const instant = true
  const readers = [
    DrivenReader.clinic(),
    DrivenReader.pcsc(),
    ...(Object.keys(readerModels) as ReaderModelName[]).map((model) => DrivenReader.usb(model)),
    ...(Object.keys(serialModels) as SerialModelName[]).map((model) => DrivenReader.serial(model, { instant })),
    DrivenReader.phoenix({ instant }),
  ]
  const [first] = readers
  const step = { name: 'moving virtual time once', turn: async () => first ? timed(() => first.pass(0)) : [] }
  return [step, ...await Promise.all(readers.map(async (reader) => {
    await reader.begin()
    return { name: reader.name, turn: () => apdus(reader) }
  }))]
}

/** Processor time in µs. */
async function timed(work: () => Promise<void>): Promise<number[]> {
  const samples: number[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    const before = cpuUs()
    for (let time = 0; time < BATCH; time++) await work()
    samples.push((cpuUs() - before) / BATCH)
  }
  return samples
}

async function apdus(reader: DrivenReader): Promise<number[]> {
  if (SELECT === undefined || GET_BASIC === undefined) throw new Error('the basic read has no commands')
  await reader.transfer([SELECT])
  return timed(async () => {
    const [answer] = await reader.transfer([GET_BASIC])
    if (answer?.at(-2) !== 0x90) throw new Error(`${reader.name}: the card refused the read`)
  })
}
