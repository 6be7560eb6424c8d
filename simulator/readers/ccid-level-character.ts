import type { CcidLevel, PoweredCard, XfrBlock } from './ccid-level.ts'
import { failed, slotError, type Reply } from './ccid-reply.ts'

/**
 * Characters to and from the card as they are: abData goes out, then wLevelParameter characters are awaited. What the
 * card said beyond those stays for the next XfrBlock; what nobody fetched before the reader sends again is lost.
 */
export function characterLevel(card: PoweredCard): CcidLevel {
  let unread: Uint8Array = new Uint8Array()

  return {
    exchange: ({ bBWI, wLevelParameter, abData }: XfrBlock): Reply => {
      if (abData.length > 0) unread = card.line.say(abData)
      if (unread.length === 0 && wLevelParameter > 0) unread = card.line.silence()
      if (unread.length < wLevelParameter) {
        unread = new Uint8Array()
        return failed(slotError.ICC_MUTE, card.waitMs * Math.max(1, bBWI))
      }
      const read = unread.slice(0, wLevelParameter)
      unread = unread.slice(wLevelParameter)
      return { abData: read }
    },
    enter: () => failed(slotError.CMD_NOT_SUPPORTED),
  }
}
