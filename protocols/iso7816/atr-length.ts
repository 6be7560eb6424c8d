import { MalformedError } from '../bytes/malformed.ts'

const TA_TO_TC = [0x10, 0x20, 0x40] as const
const TD = 0x80
const MAX_LENGTH = 33

/**
 * How many bytes the ATR that begins so has, 2 to 33; undefined while T0 or a TD byte that decides it has not come. For
 * a line on which nothing but the bytes themselves says where the ATR ends (ISO/IEC 7816-3:2006 §8.2).
 * @throws MalformedError when it would exceed 33 bytes
 */
export function atrLength(begin: Uint8Array): number | undefined {
  const t0 = begin[1]
  if (t0 === undefined) return undefined
  let hasTck = false
  /** Of T0 or a TD byte. */
  let announces = t0
  let at = 1
  for (;;) {
    const groups = TA_TO_TC.filter((bit) => announces & bit).length
    const further = (announces & TD) !== 0
    at += groups + (further ? 1 : 0)
    if (at >= MAX_LENGTH) throw new MalformedError('ATR', `more than ${MAX_LENGTH} bytes`)
    if (!further) break
    const td = begin[at]
    if (td === undefined) return undefined
    if ((td & 0x0f) !== 0) hasTck = true
    announces = td
  }
  const length = at + 1 + (t0 & 0x0f) + (hasTck ? 1 : 0)
  if (length > MAX_LENGTH) throw new MalformedError('ATR', `${length} bytes are more than ${MAX_LENGTH}`)
  return length
}
