import { concat } from '#protocols/bytes/byte-array'
import { MalformedError } from '#protocols/bytes/malformed'
import { atrLength } from '#protocols/iso7816/atr-length'
import type { CardLine } from './card-line.ts'
import { conventionOfTs, translated, type Convention } from './convention.ts'
import { LATENCY_MS } from './half-duplex.ts'

/** Most clock cycles from the reset to TS, and most etu from a character to the next (ISO/IEC 7816-3:2006 §8.1). */
const TS_CYCLES = 40_000
const CYCLES_PER_ETU = 372
const NEXT_ETU = 9_600
/** In ms. What comes behind an ATR shows that a byte of it was damaged; one of T=0 has no check. Adapters take 16. */
const QUIET_MS = 30

export type AtrReading =
  /** Exactly as many bytes as the ATR says it has; nothing else of it was checked. */
  | { readonly atr: Uint8Array }
  /** The card speaks the other convention: the bytes behind TS are not to be trusted. */
  | { readonly convention: Convention }
  | 'silent'
  | 'damaged'

/** Reads what a card says after its reset, at the speed of the reset. @throws WireError */
export async function readAtr(line: CardLine, baudRate: number): Promise<AtrReading> {
  const etuMs = 1000 / baudRate
  let bytes = await line.receive(TS_CYCLES / CYCLES_PER_ETU * etuMs + LATENCY_MS)
  if (bytes === undefined) return 'silent'
  const ts = conventionOfTs(translated(bytes.subarray(0, 1), line.convention)[0] ?? 0)
  if (ts === undefined) return 'damaged'
  if (ts !== line.convention) return { convention: ts }
  try {
    for (;;) {
      const length = atrLength(bytes)
      if (length !== undefined && bytes.length >= length) {
        const surplus = bytes.length > length || await line.receive(QUIET_MS) !== undefined
        return surplus ? 'damaged' : { atr: bytes }
      }
      const next = await line.receive(NEXT_ETU * etuMs + LATENCY_MS)
      if (next === undefined) return 'damaged'
      bytes = concat(bytes, next)
    }
  } catch (error) {
    if (error instanceof MalformedError) return 'damaged'
    throw error
  }
}
