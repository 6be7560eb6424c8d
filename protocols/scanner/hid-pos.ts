import { MalformedError } from '../bytes/malformed.ts'
import { inputFields, usageOf, type InputField } from './report-descriptor.ts'

/** Usage page and usage by which a system lists a scanner in HID-POS mode (HID POS Usage Tables 1.02 §3). */
export const BAR_CODE_SCANNER_PAGE = 0x8c
export const BAR_CODE_SCANNER = 0x02

/** Usages of page 8C in a Scanned Data Report (HID POS Usage Tables 1.02 §3), and Byte Count of Generic Desktop. */
const SYMBOLOGY_IDENTIFIER_1 = usageOf(BAR_CODE_SCANNER_PAGE, 0xfb)
const SYMBOLOGY_IDENTIFIER_3 = usageOf(BAR_CODE_SCANNER_PAGE, 0xfd)
const DECODED_DATA = usageOf(BAR_CODE_SCANNER_PAGE, 0xfe)
const DECODE_DATA_CONTINUED = usageOf(BAR_CODE_SCANNER_PAGE, 0xff)
const BYTE_COUNT = usageOf(0x01, 0x3b)

/**
 * Where a scanner's input report keeps a code. Places are bytes from 0, counted in the report as it comes from the
 * operating system: with its id in front where reports are numbered.
 */
export interface ReportLayout {
  /** 0 where reports are not numbered. */
  readonly reportId: number
  /** Where the number of data bytes stands; without it the NULs at the end of the data are taken for padding. */
  readonly count?: number
  /** Where the three characters of the AIM identifier stand, `]Q1`. */
  readonly aim?: readonly [flag: number, code: number, modifier: number]
  readonly data: { readonly at: number, readonly length: number }
  /** The bits that say that the code goes on in the next report. */
  readonly continued?: { readonly at: number, readonly mask: number }
}

/** What one report brings of a code. */
export interface CodePart {
  readonly data: Uint8Array
  readonly aim?: string
  /** More of the same code follows in the next report. */
  readonly continued: boolean
}

/**
 * The reports of a scanner that carry codes, read from its report descriptor. None where it declares no Decoded Data:
 * then it is no scanner in HID-POS mode.
 * @throws MalformedError the descriptor is none
 */
export function layoutsOf(descriptor: Uint8Array): readonly ReportLayout[] {
  const fields = inputFields(descriptor).filter(({ constant }) => !constant)
  return fields.filter(({ usages }) => usages[0] === DECODED_DATA).flatMap((data) => {
    const prefix = data.reportId === 0 ? 0 : 1
    const byteAt = (bit: number) => prefix + bit / 8
    if (data.size !== 8 || data.at % 8 !== 0) return []
    const inReport = fields.filter(({ reportId }) => reportId === data.reportId).flatMap(elementsOf)
    const whole = inReport.filter(({ at, size }) => at % 8 === 0 && size === 8)
    const count = whole.find(({ usage }) => usage === BYTE_COUNT)
    const [flag, code, modifier, ...more] = whole
      .filter(({ usage }) => usage >= SYMBOLOGY_IDENTIFIER_1 && usage <= SYMBOLOGY_IDENTIFIER_3)
    const continued = inReport.find(({ usage, at, size }) => usage === DECODE_DATA_CONTINUED && at % 8 + size <= 8)
    const layout: ReportLayout = {
      reportId: data.reportId,
      ...(count === undefined ? {} : { count: byteAt(count.at) }),
      ...(flag === undefined || code === undefined || modifier === undefined || more.length > 0
        ? {}
        : { aim: [byteAt(flag.at), byteAt(code.at), byteAt(modifier.at)] as const }),
      data: { at: byteAt(data.at), length: data.count },
      ...(continued === undefined ? {} : {
        continued: {
          at: prefix + Math.floor(continued.at / 8),
          mask: ((1 << continued.size) - 1) << (continued.at % 8),
        },
      }),
    }
    return [layout]
  })
}

/** Each field of an item by itself, but not the bytes of the data. */
function elementsOf({ at, size, count, usages }: InputField): { usage: number, at: number, size: number }[] {
  const last = usages.at(-1)
  if (last === undefined || last === DECODED_DATA) return []
  return Array.from({ length: count }, (_, index) => ({ usage: usages[index] ?? last, at: at + index * size, size }))
}

/**
 * One input report; undefined for a report that carries no code, such as a status.
 * @throws MalformedError too short for its layout, more data than there is room, or something else than an AIM
 * identifier in its place
 */
export function decodeReport(layouts: readonly ReportLayout[], report: Uint8Array): CodePart | undefined {
  const layout = layouts.find(({ reportId }) => reportId === 0 || reportId === report[0])
  if (layout === undefined) return undefined
  const { data: { at, length }, count, aim, continued } = layout
  const last = Math.max(at + length - 1, ...aim ?? [], count ?? 0, continued?.at ?? 0)
  if (report.length <= last) throw new MalformedError('report', 'too short')
  const room = report.subarray(at, at + length)
  const told = count === undefined ? room.findLastIndex((byte) => byte !== 0) + 1 : report[count] ?? 0
  if (told > length) throw new MalformedError('byte count', 'more than there is room for')
  const symbology = aim === undefined ? '' : aimIn(report, aim)
  return {
    data: room.slice(0, told),
    ...(symbology === '' ? {} : { aim: symbology }),
    continued: continued !== undefined && ((report[continued.at] ?? 0) & continued.mask) !== 0,
  }
}

/** Empty where the scanner leaves the place NUL. */
function aimIn(report: Uint8Array, places: readonly number[]): string {
  const text = String.fromCharCode(...places.map((place) => report[place] ?? 0))
  if (text === '\0\0\0') return ''
  if (!/^\][A-Za-z][0-9A-Za-z]$/.test(text)) throw new MalformedError('AIM identifier', 'is none')
  return text
}
