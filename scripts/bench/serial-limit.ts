import { counting } from '#drivers/serial/around-twin.fixture'
import { basicExchanges } from '#protocols/nhi-card/basic-read'
import type { SerialSettings } from '#protocols/port/serial-ports'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import { characterMs } from '#simulator/readers/uart'
import { DrivenReader, type LineOptions } from './driven-reader.ts'

/** Reads of the basic data over a serial line, by virtual time, against what the bits of their bytes take. */
export interface SerialRead {
  readonly name: string
  /** Characters on the line in one read, both ways; an echo that overlaps the command is not counted again. */
  readonly characters: number
  readonly bitsMs: number
  /** Between the two directions of T=1, for as long as the standard forbids to send: of a reader that has no buffer. */
  readonly guardMs: number
  /** Times of the reads, in ms of virtual time. */
  readonly samples: readonly number[]
}

const READS = 200
/** In ms: by so much later each read begins than the one before, so that polls fall on all parts of it. */
const SHIFT_MS = 1.25
const BAUD = 115_200
/** From the end of one direction's last character to the other's first (ISO/IEC 7816-3:2006 §11.4.4: 22 less 12). */
const GUARD_ETU = 10

/** Virtual time passes for bits, waits and timers only: the same in every run and on every machine. */
export async function serialReads(): Promise<readonly SerialRead[]> {
  return [
    await readsOver('GemCore SIM Pro', (line) => DrivenReader.serial('GemCoreSIMPro', line)),
    await readsOver('GemPC Twin, each command echoed', (line) => DrivenReader.serial('GemPCTwin', line)),
    await readsOver('Phoenix, after PPS', (line) => DrivenReader.phoenix(line), { overlaps: true }),
  ]
}

async function readsOver(
  name: string, open: (line: LineOptions) => DrivenReader, { overlaps = false } = {},
): Promise<SerialRead> {
  const passed = { toPc: 0, toDevice: 0 }
  const told: { settings?: SerialSettings } = {}
  const around = (twin: SerialTwin) => {
    const counted = counting(passed)(twin)
    return {
      ...counted,
      settings: (settings: SerialSettings) => {
        told.settings = settings
        counted.settings(settings)
      },
    }
  }
  const reader = await open({ around }).begin()
  const characters: number[] = []
  const samples: number[] = []
  for (let read = 0; read < READS; read++) {
    await reader.pass(100 + read * SHIFT_MS)
    const before = { ...passed, at: reader.now }
    const answers = await reader.transfer(basicExchanges)
    samples.push(reader.now - before.at)
    if (!answers.every((answer) => answer.at(-2) === 0x90)) throw new Error(`${name}: the card refused the read`)
    const [toDevice, toPc] = [passed.toDevice - before.toDevice, passed.toPc - before.toPc]
    characters.push(overlaps ? toPc : toPc + toDevice)
  }
  await reader.close()
  const { settings } = told
  if (settings?.baudRate !== BAUD) throw new Error(`${name}: the line is not at ${BAUD} baud`)
  const least = Math.min(...characters)
  // each command is a block and each answer is one, and nothing need be waited for before the first
  const turns = overlaps ? 2 * basicExchanges.length - 1 : 0
  return {
    name, characters: least, bitsMs: least * characterMs(settings), guardMs: turns * GUARD_ETU * 1000 / BAUD, samples,
  }
}
