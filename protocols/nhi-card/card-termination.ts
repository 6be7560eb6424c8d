import type { Codec } from '#protocols/bytes/codec'
import { ascii } from '#protocols/bytes/field'
import { MalformedError } from '#protocols/bytes/malformed'
import { cardObject } from './card-object.ts'

/** `unknown` when the card refuses the block or answers anything but the two signs. */
export type Cancelled = boolean | 'unknown'

export interface CardTermination {
  readonly cancelled: Cancelled
}

/** 卡片註銷註記 as a row of one byte, for records that carry it too (nhi-facts §2.2.1). */
export const cancelTermination = ascii(1, '卡片註銷註記', { mark: 'open', provenance: { source: 'nhi-facts §4.4, §2.2.1' } })

const NORMAL = 0x31
const CANCELLED = 0x32

const content: Codec<CardTermination> = {
  decode([first]) {
    if (first === NORMAL) return { cancelled: false }
    return { cancelled: first === CANCELLED ? true : 'unknown' }
  },
  encode({ cancelled }) {
    if (cancelled === 'unknown') throw new MalformedError('cancelTermination', 'unknown cannot be written')
    return Uint8Array.of(cancelled ? CANCELLED : NORMAL)
  },
}

/**
 * The block whose first byte is 卡片註銷註記: '1' normal, '2' cancelled. Its length and the other bytes are not public,
 * so it is read at any length and written with one byte.
 */
export const cardTermination = cardObject({
  tag: 0x2400, zh: '卡片註銷註記', en: 'Card termination mark',
  access: {
    read: 'always', update: 'secure-channel',
    provenance: { source: 'nhi-facts §4.3 (read), §9 (an update of the card rewrites it)' },
  },
  content,
  provenance: {
    assumed: 'nhi-facts §4.4 gives tag, place and the signs 1 and 2; that they are ASCII, like every other sign on '
      + 'the card (§4.4, §2.0), is our reading, and any other byte says unknown',
  },
  examples: [
    { name: 'normal', hex: '31', value: { cancelled: false } },
    { name: 'cancelled', hex: '32', value: { cancelled: true } },
    {
      name: 'normal, more bytes behind', hex: '31 2020', value: { cancelled: false },
      readOnly: 'the bytes behind are not public',
    },
    { name: 'another sign', hex: '30', value: { cancelled: 'unknown' }, readOnly: 'unknown is never written' },
    { name: 'nothing', hex: '', value: { cancelled: 'unknown' }, readOnly: 'unknown is never written' },
  ],
})
