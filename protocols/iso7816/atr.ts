import { MalformedError } from '../bytes/malformed.ts'

/** TAi, TBi and TCi of one i; each may be absent. */
export interface InterfaceBytes {
  readonly ta?: number
  readonly tb?: number
  readonly tc?: number
}

/** The interface bytes behind a TD byte, which named the protocol T (0 to 15) and said which of them follow. */
export interface ProtocolBytes extends InterfaceBytes {
  readonly t: number
}

/**
 * An Answer-to-Reset taken apart (ISO/IEC 7816-3:2006 §8.2). T0 and the TD bytes follow from what is present, and so
 * does TCK: every well-formed ATR is exactly one such value.
 */
export interface Atr {
  /** TS: 3b is direct, 3f inverse. */
  readonly convention: 'direct' | 'inverse'
  /** TA1, TB1 and TC1. */
  readonly first: InterfaceBytes
  /** `further[0]` is the T of TD1 with TA2, TB2 and TC2, `further[1]` the T of TD2 with TA3, TB3 and TC3, and so on. */
  readonly further: readonly ProtocolBytes[]
  /** 0 to 15 bytes. */
  readonly historical: Uint8Array
}

const MAX_LENGTH = 33
const MAX_HISTORICAL = 15
const TS = { direct: 0x3b, inverse: 0x3f } as const
/** Bits of the upper half of T0 and TD: which of TA, TB, TC and TD follow. */
const TA = 1, TB = 2, TC = 4, TD = 8

/** TCK is there unless T=0 is the only protocol named, by a TD byte or by having none (§8.2.5). */
export function hasTck({ further }: Pick<Atr, 'further'>): boolean {
  return further.some(({ t }) => t !== 0)
}

/**
 * Takes an ATR apart. In an accepted ATR of `n` bytes every one of the `n` is accounted for.
 *
 * What a damage of one byte can do to an ATR with TCK: it is refused, with two exceptions. A TS turned into the other
 * TS is accepted with the other convention, because TCK does not cover it. And a T0 or TD byte damaged so that no
 * protocol but T=0 is named any more can be accepted if the lengths happen to agree, because then no TCK is expected.
 * So an ATR that still names another protocol than T=0, in the same convention, was not damaged in a single byte.
 * Without TCK nothing protects an ATR.
 *
 * @throws MalformedError when it is cut short, has bytes left over, exceeds 33 bytes, starts with another TS, names
 * T=15 in TD1, or when T0 to TCK do not add up to zero (exclusive or)
 */
export function parseAtr(bytes: Uint8Array): Atr {
  if (bytes.length > MAX_LENGTH) throw new MalformedError('ATR', `${bytes.length} bytes are more than ${MAX_LENGTH}`)
  let read = 0
  const next = (field: string): number => {
    const byte = bytes[read++]
    if (byte === undefined) throw new MalformedError(field, 'missing: the ATR is cut short')
    return byte
  }
  const interfaceBytes = (present: number, i: number): InterfaceBytes => ({
    ...(present & TA ? { ta: next(`TA${i}`) } : {}),
    ...(present & TB ? { tb: next(`TB${i}`) } : {}),
    ...(present & TC ? { tc: next(`TC${i}`) } : {}),
  })

  const ts = next('TS')
  if (ts !== TS.direct && ts !== TS.inverse) throw new MalformedError('TS', 'neither 3b nor 3f')
  const t0 = next('T0')
  let present = t0 >> 4
  const first = interfaceBytes(present, 1)
  const further: ProtocolBytes[] = []
  while (present & TD) {
    const i = further.length + 1
    const td = next(`TD${i}`)
    if (i === 1) refuseT15InTd1(td & 0x0f)
    present = td >> 4
    further.push({ t: td & 0x0f, ...interfaceBytes(present, i + 1) })
  }

  const historical = Uint8Array.from({ length: t0 & 0x0f }, (_, k) => next(`T${k + 1}`))
  if (hasTck({ further })) {
    next('TCK')
    if (exclusiveOr(bytes.subarray(1, read)) !== 0) throw new MalformedError('TCK', 'does not fit the bytes before it')
  }
  if (read < bytes.length) throw new MalformedError('ATR', `${bytes.length - read} bytes left over at its end`)
  return { convention: ts === TS.direct ? 'direct' : 'inverse', first, further, historical }
}

/**
 * Puts an ATR together and computes its TCK where one belongs. What is left out: direct convention, no interface
 * bytes (and so T=0), no historical bytes.
 * @throws MalformedError when a byte is no byte, T is not 0 to 15, TD1 would name T=15, there are more than 15
 * historical bytes, or the whole exceeds 33 bytes
 */
export function buildAtr(parts: Partial<Atr>): Uint8Array {
  const { convention = 'direct', first = {}, further = [], historical = new Uint8Array() } = parts
  if (historical.length > MAX_HISTORICAL) {
    throw new MalformedError('historical bytes', `${historical.length} are more than ${MAX_HISTORICAL}`)
  }
  if (further[0]) refuseT15InTd1(further[0].t)

  const bytes: number[] = [TS[convention]]
  // the lower half of T0 counts the historical bytes, that of a TD byte names its protocol
  const lowerHalves = [historical.length, ...further.map(({ t }) => t)]
  for (const [index, lower] of lowerHalves.entries()) {
    const { ta, tb, tc } = index === 0 ? first : further[index - 1] ?? {}
    if (!(lower >= 0 && lower <= 0x0f)) throw new MalformedError(`TD${index}`, 'T is not 0 to 15')
    const present = (ta === undefined ? 0 : TA) | (tb === undefined ? 0 : TB) | (tc === undefined ? 0 : TC)
    bytes.push(((present | (index < further.length ? TD : 0)) << 4) | lower)
    bytes.push(...[ta, tb, tc].filter((byte) => byte !== undefined))
  }
  bytes.push(...historical)
  if (!bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 0xff)) {
    throw new MalformedError('interface bytes', 'not integers from 0 to 255')
  }
  if (hasTck({ further })) bytes.push(exclusiveOr(bytes.slice(1)))
  if (bytes.length > MAX_LENGTH) throw new MalformedError('ATR', `${bytes.length} bytes are more than ${MAX_LENGTH}`)
  return Uint8Array.from(bytes)
}

/** T=15 is no protocol: it only says what kind the bytes behind it are, and TD1 may not begin with it (§8.2.3). */
function refuseT15InTd1(t: number): void {
  if (t === 15) throw new MalformedError('TD1', 'T=15 is not a protocol a card can offer first')
}

function exclusiveOr(bytes: Iterable<number>): number {
  let check = 0
  for (const byte of bytes) check ^= byte
  return check
}
