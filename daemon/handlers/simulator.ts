import { NhicardError } from '#protocols/errors/nhicard-error'
import type { MethodName } from '#protocols/native-api/registry'
import type { ScannedCode } from '#protocols/port/scanner-link'
import type { Readers } from '../sessions/readers.ts'
import type { Scanners } from '../sessions/scanners.ts'
import type { Handlers } from './handler.ts'

/** What the console's buttons need of the simulated clinic; its readers have names, not the daemon's ids. */
export interface ClinicControl {
  cards(): { card: string, label: { zh: string, en: string }, readerName: string | null }[]
  /** @returns why it cannot be done, or undefined when it is done */
  insert(readerName: string, card: string): 'readerUnknown' | 'cardUnknown' | 'readerOccupied' | undefined
  remove(readerName: string): 'cardAbsent' | undefined
  swap(readerName: string, card: string): 'cardUnknown' | 'cardAbsent' | undefined
}

/** The clinic's scanner, in the hands of whoever presses the buttons. */
export interface ScannerControl {
  scan(code: ScannedCode): void
}

type Refusal = 'readerUnknown' | 'cardUnknown' | 'readerOccupied' | 'cardAbsent'
type SimulatorHandlers = Pick<Handlers, Extract<MethodName, `simulator.${string}`>>

export function simulatorHandlers(
  readers: Readers, scanners: Scanners, clinic: ClinicControl | undefined, scanner: ScannerControl | undefined,
): SimulatorHandlers {
  const control = (method: string): ClinicControl => {
    if (clinic === undefined) throw new NhicardError('SIMULATION_REQUIRED', { method })
    return clinic
  }
  const refuse = (why: Refusal, reader: string, card: string): never => {
    if (why === 'readerUnknown') throw new NhicardError('READER_UNKNOWN', { reader })
    if (why === 'cardUnknown') throw new NhicardError('CARD_UNKNOWN', { card })
    if (why === 'readerOccupied') throw new NhicardError('READER_OCCUPIED', { reader })
    throw new NhicardError('CARD_ABSENT', { reader })
  }
  const idOf = (name: string | null) => readers.list().find((status) => status.name === name)?.reader ?? null
  return {
    'simulator.state': () => ({
      cards: control('simulator.state').cards().map(({ card, label, readerName }) => ({
        card, label, reader: idOf(readerName),
      })),
    }),
    'simulator.insert': ({ reader, card }) => {
      const why = control('simulator.insert').insert(readers.nameOf(reader), card)
      return why === undefined ? { reader, card } : refuse(why, reader, card)
    },
    'simulator.remove': ({ reader }) => {
      const why = control('simulator.remove').remove(readers.nameOf(reader))
      return why === undefined ? { reader } : refuse(why, reader, '')
    },
    'simulator.scan': ({ text, aim }) => {
      control('simulator.scan')
      const [first] = scanners.list()
      if (first === undefined || scanner === undefined) throw new NhicardError('SCANNER_ABSENT', {})
      const data = new TextEncoder().encode(text)
      scanner.scan(aim === undefined ? { data } : { data, aim })
      return { scanner: first.scanner }
    },
    'simulator.swap': ({ reader, card }) => {
      const why = control('simulator.swap').swap(readers.nameOf(reader), card)
      return why === undefined ? { reader, card } : refuse(why, reader, card)
    },
  }
}
