import { ccidRecord } from '../ccid/record.ts'

/** The functional descriptors behind the communication interface of a CDC-ACM device, in their order. */

export const cdcHeader = ccidRecord({
  name: 'CDC header', provenance: { source: 'CDC 1.2 §5.2.3.1, table 15' },
  sizes: { bFunctionLength: 1, bDescriptorType: 1, bDescriptorSubtype: 1, bcdCDC: 2 },
  fixed: { bFunctionLength: 5, bDescriptorType: 0x24, bDescriptorSubtype: 0x00 },
  examples: [{
    hex: '0524002001',
    value: { bFunctionLength: 5, bDescriptorType: 0x24, bDescriptorSubtype: 0, bcdCDC: 0x0120 },
  }],
})

export const cdcCallManagement = ccidRecord({
  name: 'CDC call management', provenance: { source: 'PSTN 1.2 §5.3.1, table 3' },
  sizes: { bFunctionLength: 1, bDescriptorType: 1, bDescriptorSubtype: 1, bmCapabilities: 1, bDataInterface: 1 },
  fixed: { bFunctionLength: 5, bDescriptorType: 0x24, bDescriptorSubtype: 0x01 },
  examples: [{
    hex: '0524010001',
    value: { bFunctionLength: 5, bDescriptorType: 0x24, bDescriptorSubtype: 1, bmCapabilities: 0, bDataInterface: 1 },
  }],
})

/** bmCapabilities: bit 1 is line coding, control lines and serial state, bit 2 is break. */
export const cdcAcm = ccidRecord({
  name: 'CDC abstract control management', provenance: { source: 'PSTN 1.2 §5.3.2, table 4' },
  sizes: { bFunctionLength: 1, bDescriptorType: 1, bDescriptorSubtype: 1, bmCapabilities: 1 },
  fixed: { bFunctionLength: 4, bDescriptorType: 0x24, bDescriptorSubtype: 0x02 },
  examples: [{
    hex: '04240206',
    value: { bFunctionLength: 4, bDescriptorType: 0x24, bDescriptorSubtype: 2, bmCapabilities: 6 },
  }],
})

/** Which interfaces are one function. */
export const cdcUnion = ccidRecord({
  name: 'CDC union', provenance: { source: 'CDC 1.2 §5.2.3.2, table 16' },
  sizes: {
    bFunctionLength: 1, bDescriptorType: 1, bDescriptorSubtype: 1, bControlInterface: 1, bSubordinateInterface0: 1,
  },
  fixed: { bFunctionLength: 5, bDescriptorType: 0x24, bDescriptorSubtype: 0x06 },
  examples: [{
    hex: '0524060001',
    value: {
      bFunctionLength: 5, bDescriptorType: 0x24, bDescriptorSubtype: 6, bControlInterface: 0, bSubordinateInterface0: 1,
    },
  }],
})
