import type { SetupPacket } from '#protocols/ccid/control-request'
import { usbConfiguration } from '#protocols/usb/configuration'
import { CONFIGURATION, DEVICE, STRING } from '#protocols/usb/descriptors'
import { languagesDescriptor, stringDescriptor } from '#protocols/usb/string-descriptor'
import type { UsbGadget } from './gadget.ts'

/** Requests every device answers (USB 2.0 §9.4, table 9-4). */
export const GET_STATUS = 0, CLEAR_FEATURE = 1, SET_FEATURE = 3, SET_ADDRESS = 5, GET_DESCRIPTOR = 6
export const GET_CONFIGURATION = 8, SET_CONFIGURATION = 9, GET_INTERFACE = 10, SET_INTERFACE = 11
export const ENDPOINT_HALT = 0, REMOTE_WAKEUP = 1
/** Who a request is for: the low bits of bmRequestType; the direction is its highest. */
export const TO_DEVICE = 0x00, TO_INTERFACE = 0x01, TO_ENDPOINT = 0x02
const TYPE = 0x60
const US_ENGLISH = 0x0409
const SELF_POWERED = 0x40, WAKES_HOST = 0x20

/** What a device keeps about itself, whatever it is for. Halted endpoints stand in it with their direction bit. */
export interface DeviceState {
  bConfigurationValue: number
  wakesHost: boolean
  readonly halted: Set<number>
  /** Alternate settings of interfaces; those not in it are at 0. */
  readonly settings: Map<number, number>
}

export function freshState(): DeviceState {
  return { bConfigurationValue: 0, wakesHost: false, halted: new Set(), settings: new Map() }
}

/**
 * - bytes: data for the host, empty for a request without
 * - `configured`: SET_CONFIGURATION; what the device is for begins anew (USB 2.0 §9.1.1.5). A kernel behind USB/IP
 *   resets its virtual port only and sends this after it, so it is also how such a reset is seen.
 * - `forGadget`: not a standard request, or one for a descriptor of its class
 */
export type StandardAnswer = Uint8Array | 'stall' | 'configured' | 'forGadget'

const NOTHING = new Uint8Array()

export function standardRequest(gadget: UsbGadget, state: DeviceState, setup: SetupPacket): StandardAnswer {
  if ((setup.bmRequestType & TYPE) !== 0) return 'forGadget'
  switch (setup.bmRequestType & ~0x80) {
    case TO_DEVICE: return deviceRequest(gadget, state, setup)
    case TO_INTERFACE: return interfaceRequest(gadget, state, setup)
    case TO_ENDPOINT: return endpointRequest(gadget, state, setup)
    default: return 'stall'
  }
}

function deviceRequest(
  gadget: UsbGadget, state: DeviceState, { bRequest, wValue, wIndex }: SetupPacket,
): StandardAnswer {
  const { bConfigurationValue, bmAttributes } = usbConfiguration.decode(gadget.configurationDescriptor)
  switch (bRequest) {
    case GET_STATUS:
      return Uint8Array.of(((bmAttributes & SELF_POWERED) !== 0 ? 1 : 0) | (state.wakesHost ? 2 : 0), 0)
    case SET_FEATURE:
    case CLEAR_FEATURE:
      if (wValue !== REMOTE_WAKEUP || (bmAttributes & WAKES_HOST) === 0) return 'stall'
      state.wakesHost = bRequest === SET_FEATURE
      return NOTHING
    case SET_ADDRESS: return NOTHING
    case GET_DESCRIPTOR: return descriptor(gadget, wValue >> 8, wValue & 0xff, wIndex)
    case GET_CONFIGURATION: return Uint8Array.of(state.bConfigurationValue)
    case SET_CONFIGURATION:
      if (wValue !== 0 && wValue !== bConfigurationValue) return 'stall'
      Object.assign(state, freshState(), { bConfigurationValue: wValue })
      return 'configured'
    default: return 'stall'
  }
}

/** A full-speed device has no device qualifier and, before USB 2.01, no BOS descriptor: it refuses both. */
function descriptor(gadget: UsbGadget, type: number, index: number, language: number): Uint8Array | 'stall' {
  if (type === DEVICE) return gadget.deviceDescriptor
  if (type === CONFIGURATION && index === 0) return gadget.configurationDescriptor
  if (type !== STRING) return 'stall'
  if (index === 0) return languagesDescriptor.encode([US_ENGLISH])
  const text = gadget.strings[index - 1]
  return text === undefined || language !== US_ENGLISH ? 'stall' : stringDescriptor.encode(text)
}

function interfaceRequest(
  gadget: UsbGadget, state: DeviceState, { bRequest, wValue, wIndex }: SetupPacket,
): StandardAnswer {
  const settings = usbConfiguration.decode(gadget.configurationDescriptor).interfaces
    .filter(({ bInterfaceNumber }) => bInterfaceNumber === wIndex)
  if (settings.length === 0) return 'stall'
  switch (bRequest) {
    case GET_STATUS: return Uint8Array.of(0, 0)
    case GET_DESCRIPTOR: return 'forGadget'
    case GET_INTERFACE: return Uint8Array.of(state.settings.get(wIndex) ?? 0)
    case SET_INTERFACE: {
      const setting = settings.find(({ bAlternateSetting }) => bAlternateSetting === wValue)
      if (setting === undefined) return 'stall'
      state.settings.set(wIndex, wValue)
      for (const { bEndpointAddress } of setting.endpoints) state.halted.delete(bEndpointAddress)
      return NOTHING
    }
    default: return 'stall'
  }
}

function endpointRequest(
  gadget: UsbGadget, state: DeviceState, { bRequest, wValue, wIndex }: SetupPacket,
): StandardAnswer {
  const isControl = (wIndex & ~0x80) === 0
  if (!isControl && !endpointsOf(gadget).includes(wIndex)) return 'stall'
  switch (bRequest) {
    case GET_STATUS: return Uint8Array.of(state.halted.has(wIndex) ? 1 : 0, 0)
    case SET_FEATURE:
    case CLEAR_FEATURE:
      if (wValue !== ENDPOINT_HALT) return 'stall'
      if (bRequest === CLEAR_FEATURE) state.halted.delete(wIndex)
      else if (!isControl) state.halted.add(wIndex)
      return NOTHING
    default: return 'stall'
  }
}

/** Addresses with their direction bit. */
export function endpointsOf({ configurationDescriptor }: Pick<UsbGadget, 'configurationDescriptor'>): number[] {
  return usbConfiguration.decode(configurationDescriptor).interfaces
    .flatMap(({ endpoints }) => endpoints.map(({ bEndpointAddress }) => bEndpointAddress))
}
