import type { ControlLines, SerialSettings } from '#protocols/port/serial-ports'
import type { SerialCable, SerialTwin } from '../readers/serial-twin.ts'
import { DeviceUart } from '../readers/uart.ts'
import type { ScanContent } from './hid-pos-reports.ts'

export interface SerialScannerOptions {
  /** 9,600 bit/s 8N1 when absent. */
  readonly settings?: SerialSettings
  readonly prefix?: Uint8Array
  /** CR LF when absent. */
  readonly suffix?: Uint8Array
  /** Whether it sends AIM identifiers; scanners do not unless they are told to. */
  readonly sendsAim?: boolean
}

/** A simulated scanner with a serial plug. Set to another speed than the PC it is heard as garbage. */
export class SerialScanner implements SerialTwin {
  readonly #prefix: Uint8Array
  readonly #suffix: Uint8Array
  readonly #sendsAim: boolean
  readonly #uart: DeviceUart
  #cable: SerialCable | undefined

  constructor(options: SerialScannerOptions = {}) {
    const { settings = { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1 } } = options
    this.#prefix = options.prefix ?? Uint8Array.of()
    this.#suffix = options.suffix ?? Uint8Array.of(0x0d, 0x0a)
    this.#sendsAim = options.sendsAim ?? false
    this.#uart = new DeviceUart(settings)
  }

  attach(cable: SerialCable): void {
    this.#cable = cable
    cable.setLines({ cts: true, dsr: true, dcd: false })
  }

  /** A scanner takes commands of its maker; this one ignores them. */
  received(_bytes: Uint8Array): void {}

  settings(settings: SerialSettings): void {
    this.#uart.pc = settings
  }

  controlLines(_lines: ControlLines): void {}

  /**
   * Reads a code and sends it.
   * @param upTo how many of its bytes come out before the scanner stops; all when absent
   */
  scan(content: ScanContent, upTo?: number): void {
    this.send(this.encode(content).subarray(0, upTo))
  }

  /** Sends bytes as they are, in one piece. */
  send(bytes: Uint8Array): void {
    this.#cable?.send(this.#uart.toPc(bytes))
  }

  /** What it sends for a code. */
  encode({ data, aim = '' }: ScanContent): Uint8Array {
    const identifier = this.#sendsAim ? Array.from(aim, (character) => character.charCodeAt(0)) : []
    return Uint8Array.from([...this.#prefix, ...identifier, ...data, ...this.#suffix])
  }
}
