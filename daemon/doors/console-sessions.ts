import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import { hex } from '#protocols/bytes/hex'

const CODE_LIFE_MS = 60 * 60_000
const SESSION_LIFE_MS = 12 * 60 * 60_000
const MOST_SESSIONS = 100

/**
 * Secrets of console pages. A one-time code comes to the page in a link (after `#`, so no log sees it), is exchanged
 * for a session secret once, and is dead then. All of them end with the daemon.
 */
export class ConsoleSessions {
  readonly #clock: Clock
  readonly #entropy: Entropy
  readonly #codes = new Map<string, number>()
  readonly #sessions = new Map<string, number>()

  constructor(clock: Clock, entropy: Entropy) {
    this.#clock = clock
    this.#entropy = entropy
  }

  /** A code that opens one session within the next hour. */
  newCode(): string {
    return this.#issue(this.#codes, 16, CODE_LIFE_MS)
  }

  /** The session secret for a code, or undefined for a wrong, used or old one. */
  exchange(code: string): string | undefined {
    const valid = this.#holds(this.#codes, code)
    this.#codes.delete(code)
    return valid ? this.#issue(this.#sessions, 32, SESSION_LIFE_MS) : undefined
  }

  isSession(secret: string): boolean {
    return this.#holds(this.#sessions, secret)
  }

  #issue(kept: Map<string, number>, length: number, lifeMs: number): string {
    const secret = hex(this.#entropy.bytes(length))
    for (const oldest of kept.keys()) {
      if (kept.size < MOST_SESSIONS) break
      kept.delete(oldest)
    }
    kept.set(secret, this.#clock.now() + lifeMs)
    return secret
  }

  #holds(kept: Map<string, number>, secret: string): boolean {
    const until = kept.get(secret)
    return until !== undefined && this.#clock.now() < until
  }
}
