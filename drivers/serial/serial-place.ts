import type { SerialPortInfo } from '#protocols/port/serial-ports'

/**
 * On which line a configured device is: the line itself, or the USB adapter it hangs on, which is found again when
 * ttyUSB0 and ttyUSB1 change places. A path may be a link, as in /dev/serial/by-id.
 */
export type SerialPlace =
  | { readonly path: string }
  /** 4 hex digits each. Without a serial number the first adapter of the kind is meant, in the order of the list. */
  | { readonly idVendor: string, readonly idProduct: string, readonly serialNumber?: string }

/** Names a place, the same each time: `/dev/ttyUSB0`, `067b:2303`, `0403:6001 A50285BI`. */
export function placeName(place: SerialPlace): string {
  if ('path' in place) return place.path
  const { idVendor, idProduct, serialNumber } = place
  return `${idVendor}:${idProduct}${serialNumber === undefined ? '' : ` ${serialNumber}`}`.toLowerCase()
}

/** The line that is meant, of those listed. Windows does not tell COM3 from com3. */
export function lineAt(place: SerialPlace, listed: readonly SerialPortInfo[]): SerialPortInfo | undefined {
  if ('path' in place) {
    const { path } = place
    return listed.find((info) => info.path === path || isSameCom(info.path, path))
  }
  const { idVendor, idProduct, serialNumber } = place
  return listed.find((info) => same(info.idVendor, idVendor) && same(info.idProduct, idProduct)
    && (serialNumber === undefined || info.serialNumber === serialNumber))
}

function isSameCom(one: string, other: string): boolean {
  return /^com\d+$/i.test(one) && same(one, other)
}

function same(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}
