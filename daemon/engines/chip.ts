import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Basic } from '#protocols/nhi-card/basic'
import { basicAgain, basicExchanges, isSameBasic, readBasicAnswers } from '#protocols/nhi-card/basic-read'
import type { Exchange, TransferAnswer } from '#protocols/port/reader-link'
import type { PresentCard } from '../sessions/present-card.ts'

/**
 * What the chip itself gives: on real cards the public basic block and nothing else.
 * @throws NhicardError CARD_UNRECOGNISED, RECORD_MALFORMED, CARD_CHANGED and what the reader reports
 */
export function readBasic(card: PresentCard): Promise<Basic> {
  return basicBy((exchanges) => card.read(exchanges), card)
}

/** What SELECT would have answered. */
const SELECTED = Uint8Array.of(0x90, 0x00)

/**
 * The same within a session: the application is chosen already, and choosing it again would end the session.
 * @throws NhicardError as `readBasic`
 */
export function readBasicWithin(card: PresentCard): Promise<Basic> {
  return basicBy(async ([, ...exchanges]) => [SELECTED, ...await card.read(exchanges)], card)
}

export type Ask = (exchanges: readonly Exchange[]) => Promise<TransferAnswer>

/** The same within a session, asked by its secure messaging. @throws NhicardError as `readBasic` */
export function readBasicSecured(ask: Ask, card: PresentCard): Promise<Basic> {
  return basicBy(async ([, ...exchanges]) => [SELECTED, ...await ask(exchanges)], card)
}

async function basicBy(ask: Ask, card: PresentCard): Promise<Basic> {
  const { reader } = card
  const reading = readBasicAnswers(await ask(basicExchanges))
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
      if (!bracketed && !isSameBasic(await ask(basicAgain), identity)) card.changed('GET DATA basic again')
      card.identify(identity, 'GET DATA card id')
      return basic
    }
  }
}
