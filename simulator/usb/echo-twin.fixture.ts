import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import type { CcidTwin, CcidTwinListener } from '../readers/ccid-twin.ts'

const ESCAPE = 0x6b, ESCAPE_ANSWER = 0x83

/**
 * The least of a reader: it answers PC_to_RDR_Escape with RDR_to_PC_Escape of the same data, in the next microtask, and
 * nothing else. What it was told is kept.
 */
export class EchoTwin implements CcidTwin {
  readonly descriptor: CcidDescriptor
  readonly commands: Uint8Array[] = []
  readonly aborts: { readonly bSlot: number, readonly bSeq: number }[] = []
  resets = 0
  #listener: CcidTwinListener | undefined

  constructor(dwMaxCCIDMessageLength = 65_554) {
    this.descriptor = { ...descriptor, dwMaxCCIDMessageLength }
  }

  attach(listener: CcidTwinListener): void {
    this.#listener = listener
  }

  command(message: Uint8Array): void {
    this.commands.push(message)
    if (message[0] !== ESCAPE) return
    const answer = Uint8Array.from(message)
    answer[0] = ESCAPE_ANSWER
    queueMicrotask(() => this.#listener?.answer(answer))
  }

  /** Says something by itself. */
  say(message: Uint8Array): void {
    this.#listener?.answer(message)
  }

  notify(message: Uint8Array): void {
    this.#listener?.interrupt(message)
  }

  leave(): void {
    this.#listener?.unplugged()
  }

  abortRequested(bSlot: number, bSeq: number): void {
    this.aborts.push({ bSlot, bSeq })
  }

  reset(): void {
    this.resets++
  }

  insert(_slot: number, _card: SimulatedCard): void {}
  remove(): void {}
  overcurrent(): void {}
  enterPin(): void {}
  cancelPin(): void {}
}

/** What the contract of USB hosts looks for. */
export const echoModel = {
  idVendor: 0x08e6, idProduct: 0x3437, bcdDevice: 0x0200, manufacturer: 'Simulated', product: 'Echo Reader',
  serialNumber: 'E-1',
} as const

const descriptor: CcidDescriptor = {
  bLength: 0x36, bDescriptorType: 0x21, bcdCCID: 0x0110, bMaxSlotIndex: 0, bVoltageSupport: 7, dwProtocols: 3,
  dwDefaultClock: 4000, dwMaximumClock: 4000, bNumClockSupported: 0, dwDataRate: 10_752, dwMaxDataRate: 10_752,
  bNumDataRatesSupported: 0, dwMaxIFSD: 254, dwSynchProtocols: 0, dwMechanical: 0, dwFeatures: 0x00020230,
  dwMaxCCIDMessageLength: 65_554, bClassGetResponse: 0xff, bClassEnvelope: 0xff, wLcdLayout: 0, bPINSupport: 0,
  bMaxCCIDBusySlots: 1,
}
