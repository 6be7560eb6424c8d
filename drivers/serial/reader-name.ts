import type { SerialPortInfo } from '#protocols/port/serial-ports'

/** What a person calls a reader on a line: `Phoenix A50285BI`, by the adapter's serial number, else `Phoenix ttyS0`. */
export function readerName(model: string, { path, serialNumber }: SerialPortInfo): string {
  const place = serialNumber === undefined || serialNumber === '' ? path.split('/').at(-1) ?? path : serialNumber
  return `${model} ${place}`
}
