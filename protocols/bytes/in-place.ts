/**
 * The quick way to read and write a slot: where it stands in its record, without a copy. It knows plain content alone and
 * leaves everything else, errors among it, to the field itself; what it does is what the field would do.
 */
export interface InPlace<T> {
  /** `careful` for whatever is not plain. */
  read(bytes: Uint8Array, start: number, end: number): T | typeof careful
  /** Into spaces. False for whatever is not plain; then nothing need be kept of what was written. */
  write(value: unknown, bytes: Uint8Array, start: number, end: number): boolean
}

export const careful = Symbol('careful')

const SPACE = 0x20, LAST = 0x7e, ZERO = 0x30
const SIGNS = LAST - SPACE + 1
const signs = Array.from({ length: SIGNS }, (_, at) => String.fromCharCode(SPACE + at))
/** All two signs that can stand side by side: a text is put together in half the steps. Made for the first text. */
let pairs: readonly string[] | undefined
const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const ROC_EPOCH = 1911
const DATE = 7, DATE_AND_TIME = 13
/** `YYYY-MM-DD` and `YYYY-MM-DDTHH:mm:ss`. */
const ISO_DATE = 10, ISO_TIME = 19
const DASH = 0x2d, COLON = 0x3a, T = 0x54

/** Printable text, in ASCII. */
export const plainText: InPlace<string> = {
  read(bytes, start, end) {
    let last = end
    while (last > start && (bytes[last - 1] === SPACE || bytes[last - 1] === 0)) last--
    pairs ??= signs.flatMap((first) => signs.map((second) => first + second))
    let text = ''
    let at = start
    for (; at + 1 < last; at += 2) {
      const first = (bytes[at] ?? 0) - SPACE, second = (bytes[at + 1] ?? 0) - SPACE
      if (first < 0 || first >= SIGNS || second < 0 || second >= SIGNS) return careful
      text += pairs[first * SIGNS + second]
    }
    if (at === last) return text
    const sign = signs[(bytes[at] ?? 0) - SPACE]
    return sign === undefined ? careful : text + sign
  },
  write(value, bytes, start, end) {
    if (typeof value !== 'string' || value.length > end - start) return false
    for (let at = 0; at < value.length; at++) {
      const code = value.charCodeAt(at)
      if (code < SPACE || code > LAST) return false
      bytes[start + at] = code
    }
    return true
  },
}

/** The value of so many digits; -1 when one is none. */
function digitsIn(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** Most digits whose value is exact. */
const EXACT = 15

/** Digits throughout, or spaces. */
export const plainNumber: InPlace<number | null> = {
  read(bytes, start, end) {
    if (end - start > EXACT) return careful
    const value = digitsIn(bytes, start, end)
    if (value >= 0) return value
    for (let at = start; at < end; at++) if (bytes[at] !== SPACE) return careful
    return null
  },
  write(value, bytes, start, end) {
    if (value === null) return true
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) return false
    let rest = value
    for (let at = end - 1; at >= start; at--) {
      bytes[at] = ZERO + rest % 10
      rest = Math.floor(rest / 10)
    }
    return rest === 0
  },
}

const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const isDay = (year: number, month: number, day: number) => (
  month >= 1 && month <= 12 && day >= 1 && day <= (month === 2 && isLeap(year) ? 29 : DAYS[month - 1] ?? 0)
)

/** Since 1912; a negative number is none. */
function isoDateIn(bytes: Uint8Array, start: number): string | undefined {
  const roc = digitsIn(bytes, start, start + 3)
  const month = digitsIn(bytes, start + 3, start + 5), day = digitsIn(bytes, start + 5, start + DATE)
  if (roc < 1 || !isDay(roc + ROC_EPOCH, month, day)) return undefined
  return `${roc + ROC_EPOCH}-${twoDigits[month]}-${twoDigits[day]}`
}

/** The value of two, or more, digits of a text; -1 when one is none. */
function digitsOf(text: string, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

function copyTwo(text: string, from: number, bytes: Uint8Array, to: number): void {
  bytes[to] = text.charCodeAt(from)
  bytes[to + 1] = text.charCodeAt(from + 1)
}

/** Years that three digits have room for. */
const FIRST_YEAR = ROC_EPOCH + 1, LAST_YEAR = ROC_EPOCH + 999

function putDate(iso: string, bytes: Uint8Array, start: number): boolean {
  const year = digitsOf(iso, 0, 4), month = digitsOf(iso, 5, 7), day = digitsOf(iso, 8, ISO_DATE)
  if (iso.charCodeAt(4) !== DASH || iso.charCodeAt(7) !== DASH) return false
  if (year < FIRST_YEAR || year > LAST_YEAR || !isDay(year, month, day)) return false
  const roc = year - ROC_EPOCH
  bytes[start] = ZERO + Math.floor(roc / 100)
  bytes[start + 1] = ZERO + Math.floor(roc / 10) % 10
  bytes[start + 2] = ZERO + roc % 10
  copyTwo(iso, 5, bytes, start + 3)
  copyTwo(iso, 8, bytes, start + 5)
  return true
}

export const plainDate: InPlace<string> = {
  read: (bytes, start) => isoDateIn(bytes, start) ?? careful,
  write: (value, bytes, start) => typeof value === 'string' && value.length === ISO_DATE && putDate(value, bytes, start),
}

export const plainOptionalDate: InPlace<string | null> = {
  read(bytes, start, end) {
    for (let at = start; at < end; at++) if (bytes[at] !== SPACE) return isoDateIn(bytes, start) ?? careful
    return null
  },
  write: (value, bytes, start, end) => value === null || plainDate.write(value, bytes, start, end),
}

export const plainDateTime: InPlace<string> = {
  read(bytes, start) {
    const date = isoDateIn(bytes, start)
    const hours = digitsIn(bytes, start + DATE, start + 9), minutes = digitsIn(bytes, start + 9, start + 11)
    const seconds = digitsIn(bytes, start + 11, start + DATE_AND_TIME)
    if (date === undefined || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return careful
    return `${date}T${twoDigits[hours]}:${twoDigits[minutes]}:${twoDigits[seconds]}`
  },
  write(value, bytes, start) {
    if (typeof value !== 'string' || value.length !== ISO_TIME || !putDate(value, bytes, start)) return false
    const hours = digitsOf(value, 11, 13), minutes = digitsOf(value, 14, 16), seconds = digitsOf(value, 17, ISO_TIME)
    if (value.charCodeAt(10) !== T || value.charCodeAt(13) !== COLON || value.charCodeAt(16) !== COLON) return false
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return false
    copyTwo(value, 11, bytes, start + DATE)
    copyTwo(value, 14, bytes, start + 9)
    copyTwo(value, 17, bytes, start + 11)
    return true
  },
}
