/**
 * A key that went down, without what it was: the page looks at how something types and never at what. `composing` is a
 * key that an input method has taken for itself.
 */
export interface KeyPress {
  readonly kind: 'character' | 'composing' | 'end' | 'modifier' | 'other'
  /** Milliseconds from any beginning; when the key went down, not when the page came to it. */
  readonly at: number
}

/** The keys since the last pause. */
export interface Burst {
  readonly keys: number
  readonly composing: number
  readonly last: number
}

/** How a scanner was seen to type: as itself, or through an input method, which changes what it typed. */
export type WedgeTyping = 'typed' | 'mangled'

/** In ms. Scanners need 1 to 20 for a key, people 80 and more; a key held down repeats after 30 and does not count. */
const KEY_GAP = 30
/** Fewer keys than any code has that a clinic scans; more than fingers that fall on a keyboard together. */
const KEYS = 8

export const noBurst: Burst = { keys: 0, composing: 0, last: Number.NEGATIVE_INFINITY }

/**
 * Takes a key in. A scanner is seen by the Enter or Tab behind many fast keys; one that types into an input method
 * already by many fast keys, because the method may keep the Enter.
 */
export function keyPressed(burst: Burst, { kind, at }: KeyPress): { burst: Burst, seen: WedgeTyping | null } {
  const fast = at - burst.last < KEY_GAP
  const { keys, composing } = fast ? burst : noBurst
  if (kind === 'modifier') return { burst: { keys, composing, last: at }, seen: null }
  if (kind === 'other') return { burst: noBurst, seen: null }
  if (kind === 'end') {
    const seen = keys < KEYS ? null : composing > 0 ? 'mangled' : 'typed'
    return { burst: noBurst, seen }
  }
  const next = { keys: keys + 1, composing: composing + (kind === 'composing' ? 1 : 0), last: at }
  return { burst: next, seen: next.keys >= KEYS && next.composing > 0 ? 'mangled' : null }
}
