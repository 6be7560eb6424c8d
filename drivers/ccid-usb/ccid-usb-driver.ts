import type { Clock } from '#protocols/port/clock'
import type { DeviceProblem } from '#protocols/port/reader-link'
import { UsbError, type UsbDevice, type UsbFault, type UsbHost } from '#protocols/port/usb-host'
import {
  OpenError, SlotError, type FoundDevice, type Reader, type ReaderDriver, type ReaderListener,
} from '../reader/reader.ts'
import { isReader, readerInterfaces } from './reader-interface.ts'
import { placeOf } from './reader-name.ts'
import { UsbReader } from './usb-reader.ts'

export interface CcidUsbDriverOptions {
  readonly host: UsbHost
  readonly clock: Clock
  /** Who has a device, as `pcscd (1234)`; empty when nobody can tell. Never rejects. */
  readonly holderOf: (device: Pick<UsbDevice, 'path' | 'address'>) => Promise<string>
}

/** In ms. Looking goes through the open files of every process: so often, not with every try to open a device. */
const LOOK_AGAIN_MS = 60_000

const WHY: Readonly<Record<UsbFault, DeviceProblem['why']>> = {
  busy: 'held', access: 'denied',
  gone: 'failing', stall: 'failing', timeout: 'failing', overflow: 'failing', io: 'failing',
}

/** Readers on USB, by the class of their interface or by a quirk that knows them. */
export function ccidUsbDriver({ host, clock, holderOf }: CcidUsbDriverOptions): ReaderDriver {
  return {
    kind: 'ccid-usb',
    watch: (listener) => {
      const known = new Map<UsbDevice, FoundDevice>()
      return host.watch({
        attached: (device) => {
          if (!isReader(device)) return
          const found = new UsbReaderDevice(device, clock, holderOf)
          known.set(device, found)
          listener.found(found)
        },
        detached: (device) => {
          const found = known.get(device)
          known.delete(device)
          if (found !== undefined) listener.gone(found)
        },
      })
    },
  }
}

/** A reader that is plugged in. */
class UsbReaderDevice implements FoundDevice {
  readonly id: string
  readonly #device: UsbDevice
  readonly #clock: Clock
  readonly #holderOf: CcidUsbDriverOptions['holderOf']
  /** It did what it should not, and what it is doing now is not known: it is reset before it is used again. */
  #isDistrusted = false
  /** Who had it, and when that was looked for; as long as it has not been anybody else's or ours. */
  #held: { readonly holder: string, readonly lookedAt: number } | undefined

  constructor(device: UsbDevice, clock: Clock, holderOf: CcidUsbDriverOptions['holderOf']) {
    this.id = placeOf(device)
    this.#device = device
    this.#clock = clock
    this.#holderOf = holderOf
  }

  async open(listener: ReaderListener): Promise<Reader> {
    try {
      await this.#device.open()
      const reader = await this.#begin(listener)
      this.#held = undefined
      return reader
    } catch (error) {
      this.#isDistrusted ||= error instanceof SlotError
      await this.#device.close()
      throw await this.#problem(error)
    }
  }

  async #begin(listener: ReaderListener): Promise<Reader> {
    const interfaces = readerInterfaces(this.#device)
    if (interfaces.length === 0) throw new OpenError({ why: 'unsuitable', holder: '' })
    const claim = async () => {
      for (const { bInterfaceNumber } of interfaces) await this.#device.claim(bInterfaceNumber)
    }
    await claim() // before a reset: another program may be using it
    if (this.#isDistrusted) {
      await this.#device.reset()
      await claim()
    }
    this.#isDistrusted = false
    return UsbReader.begin({
      device: this.#device, interfaces, clock: this.#clock,
      listener: {
        card: (slot, present) => listener.card(slot, present),
        count: (slot, what) => listener.count(slot, what),
        lost: () => {
          this.#isDistrusted = true
          listener.lost()
        },
      },
    })
  }

  async #problem(error: unknown): Promise<OpenError> {
    if (error instanceof OpenError) return error
    if (error instanceof SlotError) return new OpenError({ why: 'silent', holder: '' })
    if (!(error instanceof UsbError)) throw error
    const why = WHY[error.fault]
    if (why !== 'held') this.#held = undefined
    return new OpenError({ why, holder: why === 'held' ? await this.#holder() : '' })
  }

  async #holder(): Promise<string> {
    const now = this.#clock.now()
    if (this.#held === undefined || now - this.#held.lookedAt >= LOOK_AGAIN_MS) {
      this.#held = { holder: await this.#holderOf(this.#device), lookedAt: now }
    }
    return this.#held.holder
  }
}
