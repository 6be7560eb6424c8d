import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readReaderState } from './reader-state.ts'

const nothing = {
  present: false, mute: false, empty: false, inUse: false, exclusive: false, unavailable: false, unknown: false,
  events: 0,
}

describe('a reader state', () => {
  it.each([
    ['nothing known', 0x0000_0000, nothing],
    ['no card, changed', 0x0000_0012, { ...nothing, empty: true }],
    ['first card, changed', 0x0001_0022, { ...nothing, present: true, events: 1 }],
    ['mute card', 0x0003_0222, { ...nothing, present: true, mute: true, events: 3 }],
    ['card in shared use', 0x0001_0122, { ...nothing, present: true, inUse: true, events: 1 }],
    ['card held exclusively', 0x0001_01a0, { ...nothing, present: true, inUse: true, exclusive: true, events: 1 }],
    ['reader taken away', 0x0000_000a, { ...nothing, unavailable: true }],
    ['name not known', 0x0000_0006, { ...nothing, unknown: true }],
  ])('of %s is read', (_, dwEventState, state) => {
    expect(readReaderState(dwEventState)).toEqual(state)
  })

  it('counts events in the high word up to 65,535, given signed or unsigned', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0xffff }), (events, flags) => {
      const unsigned = events * 0x1_0000 + flags
      expect(readReaderState(unsigned).events).toBe(events)
      expect(readReaderState(unsigned | 0)).toEqual(readReaderState(unsigned))
    }))
  })
})
