import { dataRatesRequest } from '#protocols/ccid/control-request'
import type { Clock } from '#protocols/port/clock'
import type { UsbDevice } from '#protocols/port/usb-host'
import { CcidDevice } from '../ccid/ccid-device.ts'
import type { CcidFacts } from '../ccid/facts.ts'
import type { Reader, ReaderListener, ReaderSlot } from '../reader/reader.ts'
import { quirksOf } from './quirks.ts'
import type { ReaderInterface } from './reader-interface.ts'
import { readerName } from './reader-name.ts'
import { UsbChannel } from './usb-channel.ts'

/** How long a control request may take, in ms; readers answer it by themselves. */
const CONTROL_MS = 1_000

export interface UsbReaderOptions {
  /** Open, its interfaces claimed. */
  readonly device: UsbDevice
  readonly interfaces: readonly ReaderInterface[]
  readonly clock: Clock
  readonly listener: ReaderListener
}

/** An open device: the slots of all its interfaces, numbered through. */
export class UsbReader implements Reader {
  readonly name: string
  readonly slots: readonly ReaderSlot[]
  readonly quirks: readonly string[]
  readonly #device: UsbDevice
  readonly #parts: readonly { readonly part: CcidDevice, readonly channel: UsbChannel }[]

  private constructor(
    name: string, device: UsbDevice, parts: readonly { readonly part: CcidDevice, readonly channel: UsbChannel }[],
  ) {
    this.name = name
    this.slots = parts.flatMap(({ part }) => part.slots)
    this.quirks = quirksOf(device).map(({ reason }) => reason)
    this.#device = device
    this.#parts = parts
  }

  /**
   * Asks each slot whether it has a card.
   * @throws SlotError when the reader does not answer
   */
  static async begin({ device, interfaces, clock, listener }: UsbReaderOptions): Promise<UsbReader> {
    let isLost = false
    /** The parts are one device: it is lost once, and with any of them. */
    const once: ReaderListener = {
      card: (slot, present) => listener.card(slot, present),
      count: (slot, what) => listener.count(slot, what),
      lost: () => {
        if (!isLost) listener.lost()
        isLost = true
      },
    }
    const parts: { readonly part: CcidDevice, readonly channel: UsbChannel }[] = []
    let firstSlot = 0
    for (const one of interfaces) {
      const channel = new UsbChannel(device, one)
      const part = new CcidDevice({
        facts: await factsOf(device, one), channel, clock, listener: once, firstSlot,
      })
      parts.push({ part, channel })
      firstSlot += part.slots.length
    }
    for (const { part, channel } of parts) channel.listen(part.incoming)
    const reader = new UsbReader(await readerName(device), device, parts)
    try {
      for (const { part } of parts) await part.start()
    } catch (error) {
      await reader.close()
      throw error
    }
    return reader
  }

  async close(): Promise<void> {
    await Promise.all(this.#parts.map(({ part }) => part.close()))
    for (const { channel } of this.#parts) channel.end()
    await this.#device.close()
  }
}

async function factsOf(device: UsbDevice, one: ReaderInterface): Promise<CcidFacts> {
  const { descriptor, patch: { pinMessage, pinIndices, atrPrefix }, interruptIn } = one
  return {
    descriptor, notifies: interruptIn !== undefined, dataRates: await dataRatesOf(device, one),
    ...(pinMessage === undefined ? {} : { pinMessage }), ...(pinIndices === undefined ? {} : { pinIndices }),
    ...(atrPrefix === undefined ? {} : { atrPrefix }),
  }
}

/** GET_DATA_RATES; empty when the reader has every rate, or does not say. */
async function dataRatesOf(device: UsbDevice, { descriptor, bInterfaceNumber }: ReaderInterface): Promise<number[]> {
  const { bNumDataRatesSupported } = descriptor
  if (bNumDataRatesSupported === 0) return []
  const { wLength, ...setup } = dataRatesRequest(bNumDataRatesSupported, bInterfaceNumber)
  const bytes = await device.controlIn(setup, wLength, CONTROL_MS).catch(() => new Uint8Array())
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length - bytes.length % 4)
  return Array.from({ length: view.byteLength / 4 }, (_, index) => view.getUint32(4 * index, true))
}
