import { describe, expect, it } from 'vitest'
import { SlotPresence } from './slot-presence.ts'

const told = (happens: (presence: SlotPresence) => void): boolean[] => {
  const news: boolean[] = []
  happens(new SlotPresence((present) => news.push(present)))
  return news
}
const come = { present: true, changed: true }
const gone = { present: false, changed: true }

describe('what is known of the card in a slot', () => {
  it('is told first whether there is one, and then only what changes', () => {
    expect(told((slot) => slot.seen('absent'))).toEqual([false])
    expect(told((slot) => (slot.seen('inactive'), slot.seen('inactive'), slot.seen('absent')))).toEqual([true, false])
    expect(told((slot) => (slot.seen('absent'), slot.notified(come), slot.notified(gone))))
      .toEqual([false, true, false])
  })

  it('is the same card while it has the power we gave it', () => {
    expect(told((slot) => {
      slot.seen('inactive')
      slot.powered = true
      slot.seen('active')
    })).toEqual([true])
  })

  it('is another card when it has lost the power we gave it', () => {
    expect(told((slot) => {
      slot.seen('inactive')
      slot.powered = true
      slot.seen('inactive')
      slot.seen('inactive')
    })).toEqual([true, false, true])
  })

  it('is another card when the slot changed and has one as before, whether powered or not', () => {
    for (const powered of [false, true]) {
      expect(told((slot) => {
        slot.seen('inactive')
        slot.started()
        slot.powered = powered
        slot.notified(come)
      })).toEqual([true, false, true])
    }
  })

  it('is no other card when a reader that was just started tells of the one it has, once', () => {
    expect(told((slot) => (slot.seen('inactive'), slot.notified(come)))).toEqual([true])
    expect(told((slot) => (slot.seen('inactive'), slot.notified(come), slot.notified(come))))
      .toEqual([true, false, true])
  })

  it('does not change by a notification about another slot, nor by a reserved status', () => {
    expect(told((slot) => {
      slot.seen('inactive')
      slot.started()
      slot.notified({ present: true, changed: false })
      slot.seen('reserved')
    })).toEqual([true])
  })

  it('is not powered any more when it is gone', () => {
    const presence = new SlotPresence(() => {})
    presence.seen('inactive')
    presence.powered = true
    presence.notified(gone)
    expect([presence.present, presence.powered]).toEqual([false, false])
  })
})
