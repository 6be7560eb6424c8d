import type { CardStatesShape } from '#protocols/native-api/three-cards'

interface Shown {
  readonly status: number
}

/** Of nhi-facts §4.5: a card of another kind. */
const ANOTHER = 9
const AUTHENTICATED = 2, VERIFIED = 3

const known = (state: number) => (state === ANOTHER ? 0 : state)

/**
 * The three cards as 6.0 tells of them. Known are sam 2, hpc 3 and 0 for none (nhi-facts §2.4, §4.5); that the others go
 * up in the same way is assumed, and that a card of another kind is none.
 */
export function cardStatus({ sam, hpc, hc }: CardStatesShape): { readonly sam: Shown, readonly hpc: Shown, readonly hc: Shown } {
  const state = known(hc.state)
  const shown = state > AUTHENTICATED && hc.pin !== 'verified' ? AUTHENTICATED : Math.min(state, VERIFIED)
  return { sam: { status: known(sam.state) }, hpc: { status: known(hpc.state) }, hc: { status: shown } }
}

export const noCardStatus = { sam: { status: 0 }, hpc: { status: 0 }, hc: { status: 0 } } as const
