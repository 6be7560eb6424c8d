import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import {
  encodeSerialFrame, encodeSlotChange, nothingHeard, readSerial, readSilence, serialNak, type SerialEvent,
} from './serial-framing.ts'

const MAX = 271
/** GetSlotStatus with sequence number 1; 03 ^ 06 ^ 65 ^ 01 = 61. */
const polling = unhex('65000000000001000000')
const pollingFrame = '0306 65000000000001000000 61'

function readAll(chunks: readonly Uint8Array[], silence = false): SerialEvent[] {
  let pending = nothingHeard
  const events = chunks.flatMap((chunk) => {
    const reading = readSerial(pending, chunk, MAX)
    pending = reading.pending
    return [...reading.events]
  })
  return silence ? [...events, ...readSilence(pending, MAX).events] : events
}

function cut(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length]
  return cuts.slice(1).map((end, index) => stream.subarray(cuts[index], end))
}

const shown = (events: readonly SerialEvent[]) => events.map((event) => {
  if (event.type === 'frame') return `frame ${hex(event.message)}`
  return event.type === 'corrupted' ? event.why : event.type
})

const places = fc.array(fc.nat(), { maxLength: 12 })
/** A message whose bytes are all from `bytes`, but for the length. */
const message = (bytes: fc.Arbitrary<number>) => fc.array(bytes, { minLength: 6, maxLength: 60 })
  .map(([type = 0, ...rest]) => Uint8Array.from([type, rest.length - 5, 0, 0, 0, ...rest]))
const anyMessage = message(fc.nat(0xff))
const things: fc.Arbitrary<{ bytes: Uint8Array, event: SerialEvent }> = fc.oneof(
  anyMessage.map((one) => ({ bytes: encodeSerialFrame(one), event: { type: 'frame' as const, message: one } })),
  fc.constant({ bytes: serialNak, event: { type: 'nak' as const } }),
  fc.record({ present: fc.boolean(), changed: fc.boolean() })
    .map((slot) => ({ bytes: encodeSlotChange(slot), event: { type: 'slotChange' as const, ...slot } })),
  fc.integer({ min: 0x80, max: 0xff })
    .map((value) => ({ bytes: Uint8Array.of(value), event: { type: 'timeRequest' as const, value } })),
)

describe('a frame on the serial line', () => {
  it('is SYNC, ACK, the message and what makes all of them add up to zero', () => {
    expect(hex(encodeSerialFrame(polling))).toBe(hex(unhex(pollingFrame)))
    // the first command of libccidtwin: Escape 02; 03 ^ 06 ^ 6b ^ 01 ^ 02 = 6d
    expect(hex(encodeSerialFrame(unhex('6b010000000000000000 02')))).toBe('03066b010000000000000000026d')
    expect(hex(serialNak)).toBe('031516')
    expect(hex(encodeSlotChange({ present: true, changed: true }))).toBe('5003')
    expect(hex(encodeSlotChange({ present: false, changed: true }))).toBe('5002')
  })

  it('is not made of what is no CCID message', () => {
    for (const bytes of ['', '6500', '65010000000001000000', '6500000000000100000000']) {
      expect(() => encodeSerialFrame(unhex(bytes))).toThrow(MalformedError)
    }
  })
})

describe('what comes from a serial line', () => {
  it('is read the same however it is split or merged', () => {
    fc.assert(fc.property(fc.array(things, { maxLength: 8 }), places, (sent, at) => {
      const stream = Uint8Array.from(sent.flatMap(({ bytes }) => [...bytes]))
      const expected = sent.map(({ event }) => event)
      expect(readAll(cut(stream, at))).toEqual(expected)
      expect(readAll([...stream].map((byte) => Uint8Array.of(byte)))).toEqual(expected)
    }))
  })

  it('gives the same events however it is cut, whatever the bytes', () => {
    const byte = fc.oneof(fc.constantFrom(0x03, 0x06, 0x15, 0x16, 0x50, 0x00, 0x02), fc.nat(0xff))
    fc.assert(fc.property(fc.array(byte, { maxLength: 200 }).map((b) => Uint8Array.from(b)), places, (stream, at) => {
      expect(readAll(cut(stream, at), true)).toEqual(readAll([stream], true))
    }), { numRuns: 500 })
  })

  it.each([
    ['lrc', '0306 65000000000001000000 60'], ['control', '03 07'], ['noise', '00 01 02'], ['lrc', '03 15 17'],
    ['length', '0306 65ffff0000 0001000000'], ['noise', '50 04'], ['noise', '00 80 50'],
  ])('that is damaged is one event, %s, and the next frame is read', (why, bytes) => {
    expect(shown(readAll([unhex(bytes), unhex(pollingFrame)]))).toEqual([why, `frame ${hex(polling)}`])
  })

  it('that stops within a frame is told when the line has been silent', () => {
    const half = unhex('0306 65000000')
    expect(readAll([half])).toEqual([])
    expect(shown(readAll([half], true))).toEqual(['cutShort'])
    expect(readAll([], true)).toEqual([])
  })

  it('loses no frame but the damaged one, and invents none, unless the damage is in dwLength', () => {
    // no byte but the first is SYNC, so that a frame cannot begin within another one by chance
    const SYNC = 0x03
    const LENGTH_PLACES = [3, 4, 5, 6]
    const noSync = fc.nat(0xff).filter((byte) => byte !== SYNC)
    const plain = message(noSync).filter((one) => !encodeSerialFrame(one).includes(SYNC, 1))
    const damage = fc.record({ victim: fc.nat(), at: fc.nat(), to: noSync })
    const some = fc.array(plain, { minLength: 1, maxLength: 5 })
    fc.assert(fc.property(some, damage, places, (messages, { victim, at, to }, where) => {
      const frames = messages.map(encodeSerialFrame)
      const frame = frames[victim % frames.length] ?? new Uint8Array()
      const place = at % frame.length
      fc.pre(frame[place] !== to && !LENGTH_PLACES.includes(place))
      frame[place] = to
      const stream = Uint8Array.from(frames.flatMap((one) => [...one]))
      const read = readAll(cut(stream, where), true)
      const whole = messages.filter((_, index) => index !== victim % frames.length).map(hex)
      expect(read.flatMap((event) => event.type === 'frame' ? [hex(event.message)] : [])).toEqual(whole)
      expect(read.some(({ type }) => type !== 'frame')).toBe(true)
    }), { numRuns: 1000 })
  })

  it('with a damaged dwLength loses no frame behind it either, but when the wrong end adds up by chance', () => {
    const frame = encodeSerialFrame(unhex('00 05000000 00 00 000000 0000000000'))
    const read = (length: number) => shown(readAll([frame.with(3, length), unhex(pollingFrame)], true))
    for (const length of [0, 1, 4, 7, 9, 0xff]) expect(read(length).at(-1)).toBe(`frame ${hex(polling)}`)
    // one byte too long, and SYNC of the next frame is just the LRC that is missing
    expect(read(6)).toEqual([`frame 0006${'00'.repeat(14)}`, 'noise'])
  })

  it('cannot be told from a good frame when two bytes are damaged in the same bits: LRC sees no more', () => {
    expect(shown(readAll([unhex('0306 65000000000101000000 60')]))).toEqual(['frame 65000000000101000000'])
  })
})
