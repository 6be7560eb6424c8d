import { hex } from '#protocols/bytes/hex'
import type { ControlLines, SerialSettings } from '#protocols/port/serial-ports'
import type { SerialCable, SerialTwin } from '#simulator/readers/serial-twin'
import type { TwinReport } from './twin-request.ts'

/** The far end of a serial line: it tells what arrives, and says and shows what it is told to. */
export class FarEnd implements SerialTwin {
  readonly #report: (report: TwinReport) => void
  cable: SerialCable | undefined

  constructor(report: (report: TwinReport) => void) {
    this.#report = report
  }

  attach(cable: SerialCable): void {
    this.cable = cable
  }

  received(bytes: Uint8Array): void {
    this.#report({ type: 'arrived', bytes: hex(bytes) })
  }

  settings(settings: SerialSettings): void {
    this.#report({ type: 'settings', settings })
  }

  controlLines(lines: ControlLines): void {
    this.#report({ type: 'lines', lines })
  }
}
