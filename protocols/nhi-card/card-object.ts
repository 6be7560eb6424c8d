import type { Codec, ValueOf } from '#protocols/bytes/codec'
import type { Provenance } from '#protocols/provenance'
import { hex, unhex } from '#protocols/bytes/hex'

/**
 * What a card wants before it reads or updates an object: nothing, the secure channel of SAM or HPC (whose commands are
 * not public, nhi-facts §4.3), or nothing that would help.
 */
export type Right = 'always' | 'secure-channel' | 'never'

export interface CardObjectExample<T> {
  readonly name: string
  /** as the card sends it, typed by hand from nhi-facts; may be typed with spaces, which `cardObject` removes */
  readonly hex: string
  readonly value: T
  /** why encoding `value` does not give `hex` again: padding or characters that are read, but not written so */
  readonly readOnly?: string
}

/** A data object of the health card: what GET DATA answers for one tag. */
export interface CardObject<C extends Codec<unknown>> {
  /** P1-P2 of GET DATA, 0x0000..0xffff */
  readonly tag: number
  readonly zh: string
  readonly en: string
  readonly access: { readonly read: Right; readonly update: Right; readonly provenance: Provenance }
  readonly content: C
  readonly provenance: Provenance
  readonly examples: readonly [CardObjectExample<ValueOf<C>>, ...CardObjectExample<ValueOf<C>>[]]
}

/** @throws RangeError when an example is not hexadecimal */
export function cardObject<C extends Codec<unknown>>(declared: CardObject<C>): CardObject<C> {
  const compact = (example: CardObjectExample<ValueOf<C>>) => ({ ...example, hex: hex(unhex(example.hex)) })
  const [first, ...others] = declared.examples
  return { ...declared, examples: [compact(first), ...others.map(compact)] }
}
