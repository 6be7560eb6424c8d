import { concat } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { Codec } from '../bytes/codec.ts'
import type { Provenance } from '../provenance.ts'
import type { Numbers } from '../ccid/record.ts'
import {
  CONFIGURATION, configurationDescriptor, ENDPOINT, endpointDescriptor, INTERFACE, interfaceDescriptor,
} from './descriptors.ts'

/** Fields a number of other things is written into, or that say what kind of descriptor it is. */
type Derived = 'bLength' | 'bDescriptorType' | 'wTotalLength' | 'bNumInterfaces' | 'bNumEndpoints'
/** `extra`: descriptors of a class or vendor behind it, each whole, with its bLength and bDescriptorType. */
type WithExtra<D extends { readonly sizes: Readonly<Record<string, 1 | 2 | 4>> }> =
  Omit<Numbers<D['sizes']>, Derived> & { readonly extra: readonly Uint8Array[] }

export type UsbEndpoint = WithExtra<typeof endpointDescriptor>

/** One alternate setting of an interface. */
export type UsbInterface = WithExtra<typeof interfaceDescriptor> & { readonly endpoints: readonly UsbEndpoint[] }

export type UsbConfiguration = WithExtra<typeof configurationDescriptor> & {
  readonly interfaces: readonly UsbInterface[]
}

const HEADER = 2

/**
 * A configuration with all its interfaces, endpoints and class descriptors, in the order in which a device gives them
 * (USB 2.0 §9.6.3). Decoding takes devices as they are: bNumInterfaces, bNumEndpoints and wTotalLength are not compared
 * with what is there, and of the longer endpoint descriptors of audio devices only the standard bytes are kept. Throws
 * MalformedError when it does not begin with a configuration descriptor, or a descriptor is cut off.
 */
export const usbConfiguration: Codec<UsbConfiguration> & {
  readonly name: string
  readonly provenance: Provenance
  readonly examples: readonly { readonly hex: string, readonly value: UsbConfiguration }[]
} = {
  name: 'configuration', provenance: { source: 'USB 2.0 §9.6.3; HID 1.11 appendix E.2 to E.9' },
  examples: [
    {
      hex: '09023b00020100a032' + '090400000103010100' + '092101010001223f00' + '0705810308000a'
        + '090401000103010200' + '092101010001223200' + '0705820308000a',
      value: {
        bConfigurationValue: 1, iConfiguration: 0, bmAttributes: 0xa0, bMaxPower: 50, extra: [],
        interfaces: [
          {
            bInterfaceNumber: 0, bAlternateSetting: 0, bInterfaceClass: 3, bInterfaceSubClass: 1, bInterfaceProtocol: 1,
            iInterface: 0, extra: [Uint8Array.of(0x09, 0x21, 0x01, 0x01, 0x00, 0x01, 0x22, 0x3f, 0x00)],
            endpoints: [{ bEndpointAddress: 0x81, bmAttributes: 3, wMaxPacketSize: 8, bInterval: 10, extra: [] }],
          },
          {
            bInterfaceNumber: 1, bAlternateSetting: 0, bInterfaceClass: 3, bInterfaceSubClass: 1, bInterfaceProtocol: 2,
            iInterface: 0, extra: [Uint8Array.of(0x09, 0x21, 0x01, 0x01, 0x00, 0x01, 0x22, 0x32, 0x00)],
            endpoints: [{ bEndpointAddress: 0x82, bmAttributes: 3, wMaxPacketSize: 8, bInterval: 10, extra: [] }],
          },
        ],
      },
    },
  ],
  encode: encodeConfiguration,
  decode: decodeConfiguration,
}

function encodeConfiguration({ interfaces, extra, ...fields }: UsbConfiguration): Uint8Array {
  const behind = concat(...extra.map(whole), ...interfaces.map(encodeInterface))
  return concat(configurationDescriptor.encode({
    bLength: configurationDescriptor.length, bDescriptorType: CONFIGURATION, ...fields,
    bNumInterfaces: new Set(interfaces.map(({ bInterfaceNumber }) => bInterfaceNumber)).size,
    wTotalLength: configurationDescriptor.length + behind.length,
  }), behind)
}

function encodeInterface({ endpoints, extra, ...fields }: UsbInterface): Uint8Array {
  return concat(interfaceDescriptor.encode({
    bLength: interfaceDescriptor.length, bDescriptorType: INTERFACE, ...fields, bNumEndpoints: endpoints.length,
  }), ...extra.map(whole), ...endpoints.map(encodeEndpoint))
}

function encodeEndpoint({ extra, ...fields }: UsbEndpoint): Uint8Array {
  const head = { bLength: endpointDescriptor.length, bDescriptorType: ENDPOINT }
  return concat(endpointDescriptor.encode({ ...head, ...fields }), ...extra.map(whole))
}

/** A descriptor that says its own length, so that those behind it are found. */
function whole(descriptor: Uint8Array): Uint8Array {
  if (descriptor.length < HEADER || descriptor[0] !== descriptor.length) {
    throw new MalformedError('bLength', 'is not the length of the descriptor')
  }
  return descriptor
}

function decodeConfiguration(bytes: Uint8Array): UsbConfiguration {
  const [first, ...behind] = split(bytes)
  if (first === undefined) throw new MalformedError('configuration descriptor', 'missing')
  const { bConfigurationValue, iConfiguration, bmAttributes, bMaxPower } = configurationDescriptor.decode(first)
  /** Where a descriptor goes that is none of the standard ones: to the one it stands behind. */
  let extra: Uint8Array[] = []
  let endpoints: UsbEndpoint[] | undefined
  const interfaces: UsbInterface[] = []
  const configuration = { bConfigurationValue, iConfiguration, bmAttributes, bMaxPower, extra, interfaces }
  for (const descriptor of behind) {
    if (descriptor[1] === INTERFACE) {
      const { bLength: _, bDescriptorType: __, bNumEndpoints: ___, ...fields } = interfaceDescriptor.decode(descriptor)
      interfaces.push({ ...fields, extra: extra = [], endpoints: endpoints = [] })
    } else if (descriptor[1] === ENDPOINT && endpoints !== undefined) {
      const { bLength: _, bDescriptorType: __, ...fields } = endpointDescriptor.decode(standardPart(descriptor))
      endpoints.push({ ...fields, extra: extra = [] })
    } else {
      extra.push(Uint8Array.from(descriptor))
    }
  }
  return configuration
}

/** An endpoint descriptor without what audio devices add to it (USB Audio 1.0 §4.6.1.1: 9 bytes). */
function standardPart(descriptor: Uint8Array): Uint8Array {
  if (descriptor.length <= endpointDescriptor.length) return descriptor
  const standard = descriptor.slice(0, endpointDescriptor.length)
  standard[0] = endpointDescriptor.length
  return standard
}

/** The descriptors that stand one behind the other, each with its length in its first byte. */
function split(bytes: Uint8Array): Uint8Array[] {
  const descriptors: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at] ?? 0
    if (length < HEADER) throw new MalformedError('bLength', 'less than the 2 bytes every descriptor has')
    if (at + length > bytes.length) throw new MalformedError('bLength', 'more than there is')
    descriptors.push(bytes.subarray(at, at += length))
  }
  return descriptors
}
