import type { CardAction, CardKind, Place } from './cards.ts'
import type { SimulatorAction } from './message.ts'
import type { Model } from './model.ts'

/** A piece of work the state asks for. It is begun once: its ticket is never given to anything else. */
export type Work = { readonly ticket: number } & (
  | { readonly kind: 'redeem', readonly code: string }
  | { readonly kind: 'resubscribe' }
  | { readonly kind: 'read', readonly reader: string, readonly epoch: number, readonly full: boolean }
  | { readonly kind: 'simulate', readonly reader: string, readonly action: SimulatorAction, readonly card: string }
  | { readonly kind: 'look' }
  | { readonly kind: 'settle', readonly visitId: string, readonly note: string }
  | { readonly kind: 'card', readonly action: CardAction, readonly card: CardKind, readonly place: Place | null }
)

/** All work under way or yet to be begun, in the order of the tickets. */
export function workOf(model: Model): readonly Work[] {
  const { door, line, readers, cards: { asked, doing }, visits: { settling } } = model
  const work: Work[] = []
  if (door.redeeming !== null) work.push({ kind: 'redeem', ...door.redeeming })
  if (line.state === 'broken') work.push({ kind: 'resubscribe', ticket: line.ticket })
  for (const { reader, presence, desk } of readers) {
    if (presence !== null && presence.wanted !== null) {
      work.push({ kind: 'read', reader, epoch: presence.epoch, ...presence.wanted })
    }
    if (desk.doing !== null) work.push({ kind: 'simulate', reader, ...desk.doing })
  }
  if (asked !== null) work.push({ kind: 'look', ticket: asked })
  if (doing !== null) {
    const { ticket, action, card, place } = doing
    work.push({ kind: 'card', ticket, action, card, place })
  }
  if (settling !== null) work.push({ kind: 'settle', ...settling })
  return work.sort((one, other) => one.ticket - other.ticket)
}
