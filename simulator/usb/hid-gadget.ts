import { setupPacket } from '#protocols/ccid/control-request'
import { usbConfiguration } from '#protocols/usb/configuration'
import { INTERRUPT_TYPE } from '#protocols/usb/descriptors'
import { hidDescriptor } from '#protocols/usb/hid'
import type { HidGadget } from '../scanners/hid-devices.ts'
import type { UsbGadget } from './gadget.ts'
import { identify } from './identity.ts'
import { InPipe } from './in-pipe.ts'
import { GET_DESCRIPTOR } from './standard-request.ts'

const HID = 0x03
const REPORTS = 1
/** bytes; reports are not longer */
const PACKET_SIZE = 64
const INTERVAL_MS = 10
const HID_DESCRIPTOR = 0x21, REPORT_DESCRIPTOR = 0x22
const FROM_INTERFACE = 0x81, CLASS_OUT = 0x21, CLASS_IN = 0xa1
const GET_IDLE = 0x02, SET_IDLE = 0x0a
const BCD_DEVICE = 0x0100

/** A HID device, a scanner for instance, with a USB plug: its report descriptor and its input reports. */
export class HidUsbGadget implements UsbGadget {
  readonly deviceDescriptor: Uint8Array
  readonly configurationDescriptor: Uint8Array
  readonly strings: readonly string[]
  readonly #reportDescriptor: Uint8Array
  readonly #classDescriptor: Uint8Array
  readonly #reports = new InPipe(PACKET_SIZE, false)
  #idleRate = 0
  #leave: () => void = () => {}

  constructor(device: HidGadget) {
    const { vendorId, productId, manufacturer, product, serialNumber } = device.identity
    const { deviceDescriptor, strings } = identify({
      idVendor: vendorId, idProduct: productId, bcdDevice: BCD_DEVICE, manufacturer, product, serialNumber,
    })
    this.deviceDescriptor = deviceDescriptor
    this.strings = strings
    this.#reportDescriptor = device.reportDescriptor
    this.#classDescriptor = hidDescriptor.encode({
      bLength: 9, bDescriptorType: HID_DESCRIPTOR, bcdHID: 0x0111, bCountryCode: 0, bNumDescriptors: 1,
      bReportDescriptorType: REPORT_DESCRIPTOR, wDescriptorLength: device.reportDescriptor.length,
    })
    this.configurationDescriptor = configurationOf(this.#classDescriptor)
    device.plugged({
      report: (bytes) => this.#reports.send(bytes),
      powerCycle: () => this.#leave(),
    })
  }

  /** A device that loses its power is unplugged; whoever holds the socket plugs it in again. */
  plugged(leave: () => void): void {
    this.#leave = leave
  }

  /** It has no boot protocol, no output and no feature reports, and refuses requests for them (HID 1.11 §7.2). */
  control(setup: Uint8Array): Uint8Array | 'stall' {
    const { bmRequestType, bRequest, wValue } = setupPacket.decode(setup)
    if (bmRequestType === FROM_INTERFACE && bRequest === GET_DESCRIPTOR) {
      if (wValue >> 8 === HID_DESCRIPTOR) return this.#classDescriptor
      return wValue >> 8 === REPORT_DESCRIPTOR ? this.#reportDescriptor : 'stall'
    }
    if (bmRequestType === CLASS_OUT && bRequest === SET_IDLE) {
      this.#idleRate = wValue >> 8
      return new Uint8Array()
    }
    return bmRequestType === CLASS_IN && bRequest === GET_IDLE ? Uint8Array.of(this.#idleRate) : 'stall'
  }

  out(): 'stall' {
    return 'stall'
  }

  in(_endpoint: number, length: number, done: (result: Uint8Array | 'stall') => void): () => void {
    return this.#reports.receive(length, done)
  }

  reset(): void {
    this.#idleRate = 0
    this.#reports.clear()
  }
}

function configurationOf(classDescriptor: Uint8Array): Uint8Array {
  return usbConfiguration.encode({
    bConfigurationValue: 1, iConfiguration: 0, bmAttributes: 0x80, bMaxPower: 50, extra: [],
    interfaces: [{
      bInterfaceNumber: 0, bAlternateSetting: 0, bInterfaceClass: HID, bInterfaceSubClass: 0, bInterfaceProtocol: 0,
      iInterface: 0, extra: [classDescriptor],
      endpoints: [{
        bEndpointAddress: 0x80 | REPORTS, bmAttributes: INTERRUPT_TYPE, wMaxPacketSize: PACKET_SIZE,
        bInterval: INTERVAL_MS, extra: [],
      }],
    }],
  })
}
