import { ccidRecord, type Numbers } from '../ccid/record.ts'

/**
 * The standard descriptors with which a USB device says what it is (USB 2.0 §9.6). What belongs together of them is in
 * `configuration.ts`, the texts in `string-descriptor.ts`.
 */
export const DEVICE = 0x01, CONFIGURATION = 0x02, STRING = 0x03, INTERFACE = 0x04, ENDPOINT = 0x05

/** The examples are those of "Device Class Definition for HID 1.11", appendix E: a keyboard with a mouse. */
export const deviceDescriptor = ccidRecord({
  name: 'device descriptor', provenance: { source: 'USB 2.0 §9.6.1, table 9-8' },
  sizes: {
    bLength: 1, bDescriptorType: 1, bcdUSB: 2, bDeviceClass: 1, bDeviceSubClass: 1, bDeviceProtocol: 1,
    bMaxPacketSize0: 1, idVendor: 2, idProduct: 2, bcdDevice: 2, iManufacturer: 1, iProduct: 1, iSerialNumber: 1,
    bNumConfigurations: 1,
  },
  fixed: { bLength: 18, bDescriptorType: DEVICE },
  examples: [
    { // HID 1.11 appendix E.1
      hex: '1201000100000008ffff01000100040e3001',
      value: {
        bLength: 18, bDescriptorType: 1, bcdUSB: 0x0100, bDeviceClass: 0, bDeviceSubClass: 0, bDeviceProtocol: 0,
        bMaxPacketSize0: 8, idVendor: 0xffff, idProduct: 1, bcdDevice: 1, iManufacturer: 4, iProduct: 14,
        iSerialNumber: 0x30, bNumConfigurations: 1,
      },
    },
  ],
})

export const configurationDescriptor = ccidRecord({
  name: 'configuration descriptor', provenance: { source: 'USB 2.0 §9.6.3, table 9-10' },
  sizes: {
    bLength: 1, bDescriptorType: 1, wTotalLength: 2, bNumInterfaces: 1, bConfigurationValue: 1, iConfiguration: 1,
    bmAttributes: 1, bMaxPower: 1,
  },
  fixed: { bLength: 9, bDescriptorType: CONFIGURATION },
  examples: [
    { // HID 1.11 appendix E.2: powered by the bus, 100 mA, wakes the host
      hex: '09023b00020100a032',
      value: {
        bLength: 9, bDescriptorType: 2, wTotalLength: 59, bNumInterfaces: 2, bConfigurationValue: 1, iConfiguration: 0,
        bmAttributes: 0xa0, bMaxPower: 50,
      },
    },
  ],
})

export const interfaceDescriptor = ccidRecord({
  name: 'interface descriptor', provenance: { source: 'USB 2.0 §9.6.5, table 9-12' },
  sizes: {
    bLength: 1, bDescriptorType: 1, bInterfaceNumber: 1, bAlternateSetting: 1, bNumEndpoints: 1, bInterfaceClass: 1,
    bInterfaceSubClass: 1, bInterfaceProtocol: 1, iInterface: 1,
  },
  fixed: { bLength: 9, bDescriptorType: INTERFACE },
  examples: [
    { // HID 1.11 appendix E.3
      hex: '090400000103010100',
      value: {
        bLength: 9, bDescriptorType: 4, bInterfaceNumber: 0, bAlternateSetting: 0, bNumEndpoints: 1, bInterfaceClass: 3,
        bInterfaceSubClass: 1, bInterfaceProtocol: 1, iInterface: 0,
      },
    },
  ],
})

/** wMaxPacketSize in bytes; bInterval in ms at low and full speed. */
export const endpointDescriptor = ccidRecord({
  name: 'endpoint descriptor', provenance: { source: 'USB 2.0 §9.6.6, table 9-13' },
  sizes: {
    bLength: 1, bDescriptorType: 1, bEndpointAddress: 1, bmAttributes: 1, wMaxPacketSize: 2, bInterval: 1,
  },
  fixed: { bLength: 7, bDescriptorType: ENDPOINT },
  examples: [
    { // HID 1.11 appendix E.5: interrupt IN
      hex: '0705810308000a',
      value: {
        bLength: 7, bDescriptorType: 5, bEndpointAddress: 0x81, bmAttributes: 3, wMaxPacketSize: 8, bInterval: 10,
      },
    },
  ],
})

export type DeviceDescriptor = Numbers<typeof deviceDescriptor.sizes>

/** What an endpoint carries (bits 0 and 1 of bmAttributes). */
export const CONTROL_TYPE = 0, ISOCHRONOUS_TYPE = 1, BULK_TYPE = 2, INTERRUPT_TYPE = 3
/** Bit of bEndpointAddress: data for the host. */
export const IN = 0x80
