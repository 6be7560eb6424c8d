import type { Clock } from '#protocols/port/clock'
import type { SerialPorts } from '#protocols/port/serial-ports'
import type { ReaderDriver } from '../reader/reader.ts'
import { configuredReaders } from '../serial/configured-readers.ts'
import { openCcidSerialReader, type CcidSerialConfig } from './ccid-serial-reader.ts'

export interface CcidSerialDriverOptions {
  readonly ports: SerialPorts
  readonly clock: Clock
  readonly readers: readonly CcidSerialConfig[]
}

/** The driver of readers that speak CCID over RS-232. */
export function ccidSerialDriver({ ports, clock, readers }: CcidSerialDriverOptions): ReaderDriver {
  return configuredReaders({
    kind: 'ccid-serial', ports, clock, readers,
    open: (line, config, listener) => openCcidSerialReader(ports, clock, line, config, listener),
  })
}
