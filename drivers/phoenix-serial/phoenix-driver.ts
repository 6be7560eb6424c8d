import type { Clock } from '#protocols/port/clock'
import type { SerialPorts } from '#protocols/port/serial-ports'
import type { ReaderDriver } from '../reader/reader.ts'
import { configuredReaders } from '../serial/configured-readers.ts'
import { openPhoenixReader, type PhoenixReaderConfig } from './phoenix-reader.ts'

export interface PhoenixDriverOptions {
  readonly ports: SerialPorts
  readonly clock: Clock
  readonly readers: readonly PhoenixReaderConfig[]
}

/** The driver of readers that are nothing but wires between a card and an RS-232 line. */
export function phoenixSerialDriver({ ports, clock, readers }: PhoenixDriverOptions): ReaderDriver {
  return configuredReaders({
    kind: 'phoenix-serial', ports, clock, readers,
    open: (line, config, listener) => openPhoenixReader(ports, clock, line, config, listener),
  })
}
