import type { UsbDevice } from '#protocols/port/usb-host'

const hex4 = (value: number) => value.toString(16).padStart(4, '0')

/**
 * What a person calls a reader: maker and product, and what tells it from another of its model: the serial number, or
 * the socket it is plugged into. A device that does not give its texts is called by its ids.
 */
export async function readerName(device: UsbDevice): Promise<string> {
  const { idVendor, idProduct } = device
  const texts = await device.strings().catch(() => ({ manufacturer: '', product: '', serialNumber: '' }))
  const [maker, product, serial] = [texts.manufacturer, texts.product, texts.serialNumber].map(printable)
  // many products begin with the name of their maker
  const model = [product?.startsWith(maker ?? '') ? '' : maker, product].filter(Boolean).join(' ')
  return `${model || `USB reader ${hex4(idVendor)}:${hex4(idProduct)}`} (${serial || placeOf(device)})`
}

/** `usb 1-2.4`: the same for the same socket. */
export function placeOf({ path }: Pick<UsbDevice, 'path'>): string {
  return `usb ${path}`
}

/** Texts of cheap devices end in zeros, or hold what no screen shows. */
function printable(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').replace(/ +/g, ' ').trim()
}
