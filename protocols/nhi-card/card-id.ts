import type { Codec } from '#protocols/bytes/codec'
import { hex, unhex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { cardObject } from './card-object.ts'

/** 24 hex digits. A personal datum: it is one card's, for the card's life. */
export interface CardId {
  readonly hcId: string
}

const LENGTH = 12

const content: Codec<CardId> = {
  decode(bytes) {
    if (bytes.length !== LENGTH) throw new MalformedError('hcId', `${bytes.length} bytes instead of ${LENGTH}`)
    return { hcId: hex(bytes) }
  },
  encode({ hcId }) {
    if (!/^[0-9a-f]{24}$/.test(hcId)) throw new MalformedError('hcId', 'not 24 hex digits')
    return unhex(hcId)
  },
}

/** The 12 bytes by which a card is told from another, whoever holds it. */
export const cardId = cardObject({
  tag: 0x0000, zh: '卡片識別碼', en: 'Card id',
  access: {
    read: 'always', update: 'never',
    provenance: { assumed: 'GET DATA reads it without authentication (nhi-facts §4.3); an id that changes is none' },
  },
  content,
  provenance: {
    assumed: 'nhi-facts §4.3 gives tag and length; what the bytes mean is not public, so they are kept as they are',
  },
  examples: [{
    name: 'any bytes', hex: '000102030405060708090aff', value: { hcId: '000102030405060708090aff' },
  }],
})
