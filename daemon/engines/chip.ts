import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Basic } from '#protocols/nhi-card/basic'
import { basicAgain, basicExchanges, isSameBasic, readBasicAnswers } from '#protocols/nhi-card/basic-read'
import type { PresentCard } from '../sessions/present-card.ts'

/**
 * What the chip itself gives: on real cards the public basic block and nothing else.
 * @throws NhicardError CARD_UNRECOGNISED, RECORD_MALFORMED, CARD_CHANGED and what the reader reports
 */
export async function readBasic(card: PresentCard): Promise<Basic> {
  const { reader } = card
  const reading = readBasicAnswers(await card.read(basicExchanges))
  switch (reading.kind) {
    case 'changed': return card.changed(reading.step)
    case 'unrecognised':
      card.doubt(reading.step)
      throw new NhicardError('CARD_UNRECOGNISED', { reader, step: reading.step, sw: reading.sw })
    case 'malformed': {
      const { step, sw, field, why } = reading
      card.doubt(step)
      throw new NhicardError('RECORD_MALFORMED', { reader, step, sw, field, why })
    }
    case 'read': {
      const { basic, identity, bracketed } = reading
      if (!bracketed && !isSameBasic(await card.read(basicAgain), identity)) card.changed('GET DATA basic again')
      card.identify(identity, 'GET DATA card id')
      return basic
    }
  }
}
