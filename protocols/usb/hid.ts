import { ccidRecord } from '../ccid/record.ts'

/**
 * The HID descriptor, behind the interface descriptor of a HID device (HID 1.11 §6.2.1), with the one report descriptor
 * every device has; wDescriptorLength is its length in bytes.
 */
export const hidDescriptor = ccidRecord({
  name: 'HID descriptor', provenance: { source: 'HID 1.11 §6.2.1; examples of appendix E.4 and E.8' },
  sizes: {
    bLength: 1, bDescriptorType: 1, bcdHID: 2, bCountryCode: 1, bNumDescriptors: 1, bReportDescriptorType: 1,
    wDescriptorLength: 2,
  },
  fixed: { bLength: 9, bDescriptorType: 0x21, bNumDescriptors: 1, bReportDescriptorType: 0x22 },
  examples: [
    {
      hex: '092101010001223f00',
      value: {
        bLength: 9, bDescriptorType: 0x21, bcdHID: 0x0101, bCountryCode: 0, bNumDescriptors: 1,
        bReportDescriptorType: 0x22, wDescriptorLength: 63,
      },
    },
    {
      hex: '092101010001223200',
      value: {
        bLength: 9, bDescriptorType: 0x21, bcdHID: 0x0101, bCountryCode: 0, bNumDescriptors: 1,
        bReportDescriptorType: 0x22, wDescriptorLength: 50,
      },
    },
  ],
})
