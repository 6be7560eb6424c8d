import { MalformedError } from '#protocols/bytes/malformed'
import { hpcBasic } from '#protocols/hpc-card/contents'
import { getData } from '#protocols/iso7816/commands/index'
import type { ProfileCard } from './profile-card.ts'

const SHORT = 256

/**
 * 醫事人員 ID, asked within the session of the professional card, so that no other card answers for it; undefined when it
 * does not tell.
 * @throws NhicardError of its reader; SecureMessagingError when its session is over
 */
export async function professionalIdOf(card: ProfileCard): Promise<string | undefined> {
  const { result } = await card.ask(getData, { tag: hpcBasic.tag, le: SHORT })
  try {
    return result === undefined ? undefined : hpcBasic.content.decode(result).idCardNum
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
