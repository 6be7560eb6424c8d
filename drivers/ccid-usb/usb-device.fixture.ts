import { unhex } from '#protocols/bytes/hex'
import { UsbError, type UsbDevice, type UsbFault, type UsbSetup } from '#protocols/port/usb-host'

type Outcome = string | UsbFault

/** A CCID at 81 (interrupt), 82 and 03, in hex: configuration, interface, class descriptor, endpoints. */
export const CONFIGURATION = '09025d00010100a032' + '09040000030b000000'
  + '36211001000703000000a00f0000a00f000000002a0000002a000000fe00000000000000' + '00000000300201000f010000ffff00000001'
  + '07058103080010' + '07058202400000' + '07050302400000'

/** A device whose transfers end as a test says: hex is data, a name is a failure; those that wait end by `close`. */
export class ScriptedUsbDevice implements UsbDevice {
  readonly path = '1-1'
  readonly address = 7
  readonly idVendor = 0x08e6
  readonly idProduct = 0x3437
  readonly bcdDevice = 0x0100
  readonly configuration: Uint8Array
  /** Everything asked of it, as `send 03 6500...`, `clear 82`, `reset`. */
  readonly calls: string[] = []
  /** Whether it lets its halts be cleared. */
  clears = true
  sends: Outcome[] = []
  controls: Outcome[] = []
  readonly #waiting = new Map<number, ((outcome: Outcome) => void)[]>()
  readonly #ready = new Map<number, Outcome[]>()

  constructor(configuration = CONFIGURATION) {
    this.configuration = unhex(configuration)
  }

  /** What comes from an IN endpoint next. */
  give(endpoint: number, outcome: Outcome): void {
    const waiting = this.#waiting.get(endpoint)?.shift()
    if (waiting !== undefined) waiting(outcome)
    else this.#ready.set(endpoint, [...this.#ready.get(endpoint) ?? [], outcome])
  }

  async open(): Promise<void> {}

  async strings(): ReturnType<UsbDevice['strings']> {
    throw new UsbError('stall', 'strings')
  }

  async claim(interfaceNumber: number): Promise<void> {
    this.calls.push(`claim ${interfaceNumber}`)
  }

  async send(endpoint: number, bytes: Uint8Array): Promise<void> {
    this.calls.push(`send ${hex2(endpoint)} ${Buffer.from(bytes).toString('hex')}`)
    this.#bytes(this.sends.shift() ?? '', 'send')
    this.sent(endpoint, bytes)
  }

  /** What the device does about a transfer. */
  sent: (endpoint: number, bytes: Uint8Array) => void = () => {}

  async receive(endpoint: number, length: number): Promise<Uint8Array> {
    this.calls.push(`receive ${hex2(endpoint)} ${length}`)
    const ready = this.#ready.get(endpoint)?.shift()
    const outcome = ready ?? await new Promise<Outcome>((resolve) => {
      this.#waiting.set(endpoint, [...this.#waiting.get(endpoint) ?? [], resolve])
    })
    return this.#bytes(outcome, 'receive')
  }

  async controlOut({ bmRequestType, bRequest, wValue, wIndex }: UsbSetup): Promise<void> {
    this.calls.push(`control ${[bmRequestType, bRequest, wValue, wIndex].map((one) => one.toString(16)).join(' ')}`)
    this.#bytes(this.controls.shift() ?? '', 'control')
  }

  async controlIn(setup: UsbSetup): Promise<Uint8Array> {
    await this.controlOut(setup)
    return new Uint8Array()
  }

  async clearHalt(endpoint: number): Promise<void> {
    this.calls.push(`clear ${hex2(endpoint)}`)
    if (!this.clears) throw new UsbError('io', 'clear')
  }

  async reset(): Promise<void> {
    this.calls.push('reset')
  }

  async close(): Promise<void> {
    this.calls.push('close')
    for (const waiting of this.#waiting.values()) for (const end of waiting.splice(0)) end('gone')
  }

  #bytes(outcome: Outcome, what: string): Uint8Array {
    if (/^[0-9a-f ]*$/.test(outcome)) return unhex(outcome.replaceAll(' ', ''))
    throw new UsbError(outcome as UsbFault, what)
  }
}

const hex2 = (value: number) => value.toString(16).padStart(2, '0')
