import { concat } from '#protocols/bytes/byte-array'
import { MalformedError } from '#protocols/bytes/malformed'
import { decodePps, encodePps, ppsLength, ppsOutcome, type Pps, type PpsOutcome } from '#protocols/iso7816/pps'
import type { CardLine } from './card-line.ts'
import { LATENCY_MS, WireError, type Pacing } from './half-duplex.ts'

/** Initial waiting time, which holds before any protocol does (ISO/IEC 7816-3:2006 §9.1). */
const WAIT_ETU = 9_600
const CHARACTER_ETU = 12

/**
 * Proposes protocol and rate to a card, once.
 * @returns undefined when the request was damaged on its way, or the card kept silent or said something that is no PPS
 * @throws WireError
 */
export async function exchangePps(line: CardLine, request: Pps, pacing: Pacing): Promise<PpsOutcome | undefined> {
  try {
    await line.send(encodePps(request), pacing)
  } catch (error) {
    if (error instanceof WireError && error.fault === 'echoDiffers') return undefined
    throw error
  }
  const waitMs = WAIT_ETU / CHARACTER_ETU * pacing.characterMs + LATENCY_MS
  let response: Uint8Array = new Uint8Array()
  for (;;) {
    const bytes = await line.receive(waitMs)
    if (bytes === undefined) return undefined
    response = concat(response, bytes)
    const length = ppsLength(response)
    if (length === undefined || response.length < length) continue
    try {
      return ppsOutcome(request, decodePps(response))
    } catch (error) {
      if (error instanceof MalformedError) return undefined
      throw error
    }
  }
}
