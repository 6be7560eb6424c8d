import { usbConfiguration } from '#protocols/usb/configuration'

/** Descriptors one behind the other that libusb does not take apart. */
interface WithExtra { readonly extra: Uint8Array }

interface LibusbEndpoint extends WithExtra {
  readonly bEndpointAddress: number
  readonly bmAttributes: number
  readonly wMaxPacketSize: number
  readonly bInterval: number
}

interface LibusbInterface extends WithExtra {
  readonly bInterfaceNumber: number
  readonly bAlternateSetting: number
  readonly bInterfaceClass: number
  readonly bInterfaceSubClass: number
  readonly bInterfaceProtocol: number
  readonly iInterface: number
  readonly endpoints: readonly LibusbEndpoint[]
}

/** A configuration as libusb gives it: taken apart, and those of one interface together. */
export interface LibusbConfiguration extends WithExtra {
  readonly bConfigurationValue: number
  readonly iConfiguration: number
  readonly bmAttributes: number
  readonly bMaxPower: number
  readonly interfaces: readonly (readonly LibusbInterface[])[]
}

/**
 * Puts a configuration together again as the device gave it, but for the bytes only audio devices have in the
 * descriptors of endpoints.
 * @throws MalformedError when the descriptors libusb did not take apart are none
 */
export function configurationBytes(configuration: LibusbConfiguration): Uint8Array {
  return usbConfiguration.encode({
    ...configuration, extra: split(configuration.extra),
    interfaces: configuration.interfaces.flat().map((one) => ({
      ...one, extra: split(one.extra),
      endpoints: one.endpoints.map((endpoint) => ({ ...endpoint, extra: split(endpoint.extra) })),
    })),
  })
}

function split(extra: Uint8Array): Uint8Array[] {
  const descriptors: Uint8Array[] = []
  for (let at = 0; at < extra.length; at += Math.max(1, extra[at] ?? 0)) {
    descriptors.push(Uint8Array.from(extra.subarray(at, at + (extra[at] ?? 0))))
  }
  return descriptors
}
