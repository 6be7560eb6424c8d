import { deviceDescriptor, type DeviceDescriptor } from '#protocols/usb/descriptors'

/** Who a device says it is. Empty texts are not there at all, as with many readers. */
export interface UsbIdentity {
  readonly idVendor: number
  readonly idProduct: number
  readonly bcdDevice: number
  readonly manufacturer: string
  readonly product: string
  readonly serialNumber: string
}

/** bytes; control endpoint of a full-speed device */
const PACKET_SIZE = 64

/** The device descriptor of a full-speed device with one configuration, and the texts it refers to. */
export function identify(
  { idVendor, idProduct, bcdDevice, manufacturer, product, serialNumber }: UsbIdentity, bDeviceClass = 0,
): { readonly deviceDescriptor: Uint8Array, readonly strings: readonly string[] } {
  const strings = [manufacturer, product, serialNumber].filter((text) => text !== '')
  const index = (text: string) => text === '' ? 0 : strings.indexOf(text) + 1
  const descriptor: DeviceDescriptor = {
    bLength: 18, bDescriptorType: 1, bcdUSB: 0x0200, bDeviceClass, bDeviceSubClass: 0, bDeviceProtocol: 0,
    bMaxPacketSize0: PACKET_SIZE, idVendor, idProduct, bcdDevice, iManufacturer: index(manufacturer),
    iProduct: index(product), iSerialNumber: index(serialNumber), bNumConfigurations: 1,
  }
  return { deviceDescriptor: deviceDescriptor.encode(descriptor), strings }
}
