import { createActor, type Actor } from 'xstate'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { threeCardMachine, type ThreeCardEvent, type ThreeCardSnapshot } from '#protocols/auth/three-card.machine'
import type { HostSecureMessaging } from '#protocols/iso7816/secure-messaging'
import type { SecurityStatus } from '#protocols/nhi-card/access'
import type { Place } from '../../sessions/readers.ts'

/** A session with a card by secure messaging. */
export interface OpenSession {
  readonly channel: HostSecureMessaging
  /** 12 bytes. */
  readonly cardId: Uint8Array
}

/** One health card, or none, together with the clinic's SAM and professional card: the machine of the three. */
export class Station {
  /** Where the health card is; undefined for the station without one. */
  readonly place: Place | undefined
  readonly #actor: Actor<typeof threeCardMachine>
  #stopped = false
  /** With the health card. */
  session: OpenSession | undefined

  constructor(place: Place | undefined) {
    this.place = place
    const machine = threeCardMachine.provide({
      actions: {
        // The card itself honours the role until its session ends, so the session ends.
        revokeRole: () => {
          this.session = undefined
          this.#actor.send({ type: 'hcSessionEnded' })
        },
      },
    })
    this.#actor = createActor(machine).start()
  }

  get snapshot(): ThreeCardSnapshot {
    return this.#actor.getSnapshot()
  }

  /** Whether the professional's role of before was taken back; a card that has gone keeps none, and gives nothing. */
  hasLostRole({ hpc }: SecurityStatus): boolean {
    return hpc !== null && !this.#stopped && this.snapshot.context.profession !== hpc
  }

  send(event: ThreeCardEvent): void {
    if (this.#stopped) return
    this.#actor.send(event)
    const { hc } = this.snapshot.value
    if (typeof hc === 'string' || hc.present.session === 'closed') this.session = undefined
  }

  /** The health card is gone: nothing happens to it any more. */
  stop(): void {
    this.#stopped = true
    this.session = undefined
    this.#actor.stop()
  }
}

/** @throws NhicardError SESSION_LOST when there is none */
export function sessionOf({ session, place }: Station & { readonly place: Place }): OpenSession {
  if (session === undefined) throw new NhicardError('SESSION_LOST', { reader: place.reader, step: 'authentication' })
  return session
}
