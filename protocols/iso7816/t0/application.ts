import type { CommandApdu, ResponseApdu } from '../apdu.ts'
import { getResponse } from '../commands/get-response.ts'
import type { T0Application } from './card-engine.ts'
import type { TpduHeader } from './tpdu.ts'

const MAX_PIECE = 0x100

/**
 * A card that answers whole APDUs, as T=0 makes it answer (ISO/IEC 7816-3:2006 §12.2): an answer to a command with
 * data waits for GET RESPONSE behind 61xx, a wrong Le is told by 6Cxx, and an answer longer than wanted is given in
 * pieces. A command refused by 6Cxx is not carried out a second time when it is repeated with the right Le.
 * @param takesData whether the P3 of a header counts command data: the card knows it by its commands
 */
export function t0Application(
  card: (apdu: CommandApdu) => ResponseApdu, takesData: (header: TpduHeader) => boolean,
): T0Application {
  let kept: { readonly response: ResponseApdu, readonly for: TpduHeader | undefined } | undefined

  /** The front of an answer, `wanted` bytes of it, the rest kept behind 61xx. */
  const give = (response: ResponseApdu, wanted: number): ResponseApdu => {
    const rest = response.data.subarray(wanted)
    if (rest.length === 0) return response
    kept = { response: { data: rest, sw: response.sw }, for: undefined }
    return { data: response.data.subarray(0, wanted), sw: 0x6100 | (Math.min(rest.length, MAX_PIECE) & 0xff) }
  }

  return {
    takesData,
    answer: (header, data) => {
      const { cla, ins, p1, p2, p3 } = header
      const before = kept
      kept = undefined
      if (data.length > 0) return give(card({ cla, ins, p1, p2, data }), 0)

      const wanted = p3 || MAX_PIECE
      const fetches = ins === getResponse.ins ? before?.for === undefined : isSame(before?.for, header)
      const response = before && fetches ? before.response : card({ cla, ins, p1, p2, le: wanted })
      const { length } = response.data
      if (length === 0 || length >= wanted) return give(response, wanted)
      kept = { response, for: ins === getResponse.ins ? undefined : header }
      return { data: new Uint8Array(), sw: 0x6c00 | length }
    },
  }
}

/** Whether a command is the one before with another Le. */
function isSame(one: TpduHeader | undefined, other: TpduHeader): boolean {
  return one?.cla === other.cla && one.ins === other.ins && one.p1 === other.p1 && one.p2 === other.p2
}
