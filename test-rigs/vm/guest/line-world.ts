import { existsSync } from 'node:fs'
import type { SerialPortsWorld } from '#drivers/contract/serial-ports.contract'
import { loadSerialPorts } from '#drivers/serial/serial-binding'
import { concat } from '#protocols/bytes/byte-array'
import { hex, unhex } from '#protocols/bytes/hex'
import type { ControlLines, SerialPorts, SerialSettings } from '#protocols/port/serial-ports'
import { LINE } from './adapter.ts'
import type { Opened } from './check-group.ts'
import { realClock } from './real-time.ts'
import type { TwinReport } from './twin-request.ts'
import { Twin } from './twin.ts'
import { until } from './until.ts'

const NEVER = '/dev/ttyACM9'

export function serialPorts(): SerialPorts {
  const ports = loadSerialPorts(realClock)
  if ('bindingMissing' in ports) throw new Error(ports.bindingMissing)
  return ports
}

/** Plugs a device behind an adapter in and waits for its line. */
export async function plugLine(twin: Twin): Promise<void> {
  await twin.plug()
  await until(LINE, () => existsSync(LINE))
}

/** Unplugs it and waits until its line is gone. */
export async function unplugLine(twin: Twin): Promise<void> {
  await twin.unplug()
  await until(`the end of ${LINE}`, () => !existsSync(LINE))
}

/** A line whose far end is in our hands. */
export class FarEndLine {
  readonly twin: Twin
  readonly #told: TwinReport[]

  private constructor(twin: Twin, told: TwinReport[]) {
    this.twin = twin
    this.#told = told
  }

  static async plug(): Promise<FarEndLine> {
    const told: TwinReport[] = []
    const twin = await Twin.make({ kind: 'farEnd' }, (report) => told.push(report))
    await plugLine(twin)
    return new FarEndLine(twin, told)
  }

  /** Everything that arrived since the last call. */
  arrived(): Uint8Array {
    const bytes = this.#told.flatMap((report) => report.type === 'arrived' ? [unhex(report.bytes)] : [])
    const others = this.#told.filter(({ type }) => type !== 'arrived')
    this.#told.splice(0, Infinity, ...others)
    return concat(...bytes)
  }

  /** How the PC spoke last. */
  get settings(): SerialSettings | undefined {
    return this.#told.flatMap((report) => report.type === 'settings' ? [report.settings] : []).at(-1)
  }

  /** The control lines of the PC as they are now. */
  get lines(): ControlLines {
    const told = this.#told.flatMap((report) => report.type === 'lines' ? [report.lines] : [])
    return told.reduce<ControlLines>((all, lines) => ({ ...all, ...lines }), {})
  }
}

export async function lineWorld(): Promise<Opened<SerialPortsWorld>> {
  const ports = serialPorts()
  const line = await FarEndLine.plug()
  const { twin } = line
  return {
    world: {
      ports, path: LINE, absentPath: NEVER, listed: true,
      arrived: () => line.arrived(),
      say: (bytes) => twin.tell({ do: 'say', bytes: hex(bytes) }),
      signals: {
        seen: () => line.lines, show: (lines) => twin.tell({ do: 'show', lines }), carried: ['dsr', 'dcd'],
      },
      unplug: () => twin.unplug(),
      until: (condition) => until('the condition of the contract', condition),
    },
    close: () => unplugLine(twin),
  }
}
