import type { Clock } from '#protocols/port/clock'
import type { DeviceProblem, LinkKind } from '#protocols/port/reader-link'
import { SerialError, type SerialFault, type SerialPortInfo, type SerialPorts } from '#protocols/port/serial-ports'
import { OpenError, type FoundDevice, type Reader, type ReaderDriver, type ReaderListener } from '../reader/reader.ts'
import { watchLines } from './line-watch.ts'
import { lineAt, placeName, type SerialPlace } from './serial-place.ts'

const WHY: Readonly<Record<SerialFault, DeviceProblem['why']>> = {
  busy: 'held', access: 'denied', absent: 'absent', gone: 'absent', unsupported: 'unsuitable', io: 'failing',
}

export interface ConfiguredReaders<Config extends { readonly place: SerialPlace }> {
  readonly kind: LinkKind
  readonly ports: SerialPorts
  readonly clock: Clock
  readonly readers: readonly Config[]
  /** Opens the reader on a line. @throws OpenError, SerialError */
  readonly open: (line: SerialPortInfo, config: Config, listener: ReaderListener) => Promise<Reader>
}

/** A configured reader, and the device that stands for it now. */
class Entry<Config extends { readonly place: SerialPlace }> {
  readonly config: Config
  readonly #options: ConfiguredReaders<Config>
  /** The line that is open for the device, or being opened. */
  #using: string | undefined
  device: FoundDevice

  constructor(config: Config, options: ConfiguredReaders<Config>) {
    this.config = config
    this.#options = options
    this.device = this.#newDevice()
  }

  /** Whether the device has to do with a line already, and will say by itself how that ends. */
  uses(path: string | undefined): boolean {
    return path !== undefined && path === this.#using
  }

  renew(): void {
    this.#using = undefined
    this.device = this.#newDevice()
  }

  #newDevice(): FoundDevice {
    const device: FoundDevice = {
      id: placeName(this.config.place),
      open: async (listener) => {
        const use = (path: string | undefined) => {
          if (this.device === device) this.#using = path
        }
        try {
          const listed = await this.#listed()
          const line = listed ?? this.#unlisted()
          use(line.path)
          const reader = await this.#options.open(line, this.config, {
            card: (slot, present) => listener.card(slot, present),
            count: (slot, what) => listener.count(slot, what),
            lost: () => {
              use(undefined)
              listener.lost()
            },
          })
          // it came in between: readers are named after what the list says of their line, and so is this one the next time
          if (listed === undefined && await this.#listed() !== undefined) {
            await reader.close()
            fail('absent')
          }
          return {
            ...reader,
            close: () => {
              use(undefined)
              return reader.close()
            },
          }
        } catch (error) {
          use(undefined)
          if (error instanceof SerialError) throw new OpenError({ why: WHY[error.fault], holder: '' })
          throw error
        }
      },
    }
    return device
  }

  async #listed(): Promise<SerialPortInfo | undefined> {
    const { config: { place } } = this
    const listed = this.#options.ports.list()
    return lineAt(place, await ('path' in place ? listed.catch(() => []) : listed))
  }

  /** A link or a pseudo-terminal is not listed and can be opened all the same. */
  #unlisted(): SerialPortInfo {
    const { config: { place } } = this
    return 'path' in place ? { path: place.path } : fail('absent')
  }
}

/**
 * A driver of readers on serial lines. Such a line does not tell what hangs on it, so a reader is configured, and
 * counts as found from the beginning: that its line is absent is a problem to be told, not a silence. Whenever its line
 * comes or goes, or comes back as another, the reader is gone and found anew, which makes whoever opens it try at once.
 */
export function configuredReaders<Config extends { readonly place: SerialPlace }>(
  options: ConfiguredReaders<Config>,
): ReaderDriver {
  const { kind, ports, clock, readers } = options
  return {
    kind,
    watch: ({ found, gone }) => {
      const entries = readers.map((config) => new Entry(config, options))
      let before: readonly SerialPortInfo[] | undefined
      for (const { device } of entries) found(device)
      if (entries.length === 0) return () => {}
      return watchLines(ports, clock, (listed) => {
        const was = before
        before = listed
        if (was === undefined) return
        for (const entry of entries) {
          const { place } = entry.config
          const now = lineAt(place, listed)?.path
          if (lineAt(place, was)?.path === now || entry.uses(now)) continue
          gone(entry.device)
          entry.renew()
          found(entry.device)
        }
      })
    },
  }
}

function fail(why: DeviceProblem['why']): never {
  throw new OpenError({ why, holder: '' })
}
