import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { lineOpened, readLine, readSilence, usualFraming, type LineEvent, type LineFraming } from './serial-line.ts'

const quiet = { bytes: new Uint8Array(), state: 'reading' } as const
const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

type Chunks = readonly (Uint8Array | 'silence')[]

function read(chunks: Chunks, framing: LineFraming, from: typeof lineOpened = quiet): LineEvent[] {
  let pending = from
  return chunks.flatMap((chunk) => {
    const reading = chunk === 'silence' ? readSilence(pending, framing) : readLine(pending, chunk, framing)
    pending = reading.pending
    return [...reading.events]
  })
}

const said = (events: readonly LineEvent[]) => events
  .map((event) => event.type === 'scanned' ? `${event.code.aim ?? ''} ${hex(event.code.data)}`.trim() : event.why)
const words = (events: readonly LineEvent[]) => events.map((event) => (
  event.type === 'scanned' ? `${event.code.aim ?? ''}|${String.fromCharCode(...event.code.data)}` : event.why))

function cut(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length]
  return cuts.slice(1).map((end, index) => stream.subarray(cuts[index], end))
}

const framings: Record<string, LineFraming> = {
  usual: usualFraming,
  'CR LF alone': { ...usualFraming, suffixes: [ascii('\r\n')] },
  'STX and ETX': { ...usualFraming, prefix: unhex('02'), suffixes: [unhex('03')] },
  'a long prefix': { ...usualFraming, prefix: ascii('<<'), limit: 20 },
  silence: { ...usualFraming, end: 'silence', suffixes: [ascii('\r')], limit: 20 },
  'prefix and silence': { ...usualFraming, end: 'silence', prefix: unhex('02'), suffixes: [ascii('\r\n')] },
  'a short limit': { ...usualFraming, limit: 5 },
}

describe('what comes from a serial scanner', () => {
  it('is a code before each of the usual suffixes', () => {
    expect(words(read([ascii('one\r\ntwo\rthree\nfour\t')], usualFraming))).toEqual(['|one', '|two', '|three', '|four'])
  })

  it('keeps every byte of a code: UTF-8, Big5 and binary', () => {
    // 「測」 in UTF-8, in Big5, and what is neither
    expect(said(read([unhex('e6b8ac 0d b4fa 0d 00ff8001 0d')], usualFraming))).toEqual(['e6b8ac', 'b4fa', '00ff8001'])
  })

  it('has a listed AIM identifier taken off, another one left in the code', () => {
    expect(words(read([ascii(']Q1abc\r]C1def\r]?9ghi\r]Q\r')], usualFraming)))
      .toEqual([']Q1|abc', ']C1|def', '|]?9ghi', '|]Q'])
    expect(words(read([ascii(']Q1abc\r')], { ...usualFraming, aim: false }))).toEqual(['|]Q1abc'])
  })

  it('is dropped when nothing stands behind the identifier', () => {
    expect(words(read([ascii(']Q1\r')], usualFraming))).toEqual(['malformed'])
  })

  it('may contain the usual suffixes where others are configured', () => {
    expect(words(read([unhex('02'), ascii('a\r\nb\tc'), unhex('03'), unhex('02'), ascii('d'), unhex('03')],
      framings['STX and ETX']!))).toEqual(['|a\r\nb\tc', '|d'])
  })

  it('is noise without its prefix, told once', () => {
    expect(words(read([ascii('xxyy\r<a<<one\rzz<<two\r')], framings['a long prefix']!)))
      .toEqual(['malformed', '|one', 'malformed', '|two'])
  })

  it('without its suffix is dropped when the line falls silent', () => {
    expect(words(read([ascii('abc'), 'silence', ascii('def\r')], usualFraming))).toEqual(['incomplete', '|def'])
    expect(words(read([ascii('xx<<ab'), 'silence'], framings['a long prefix']!))).toEqual(['malformed', 'incomplete'])
  })

  it('ends with the silence where that is configured, its suffix taken off', () => {
    const two: Chunks = [ascii('a\rb'), ascii('c'), 'silence', ascii(']Q1d\r'), 'silence', 'silence']
    expect(words(read(two, framings.silence!)))
      .toEqual(['|a\rbc', ']Q1|d'])
    expect(words(read([unhex('ff02'), ascii('ab\r\n'), 'silence'], framings['prefix and silence']!)))
      .toEqual(['malformed', '|ab'])
    expect(words(read([ascii('ab'), 'silence'], framings['prefix and silence']!))).toEqual(['malformed'])
  })

  it('is too long by one byte, and is given up with its suffix', () => {
    const five = framings['a short limit']!
    expect(words(read([ascii('abcde\rabcdef\rxyz\r')], five))).toEqual(['|abcde', 'tooLong', '|xyz'])
    expect(words(read([ascii('abcdefghij'), 'silence', ascii('xyz\r')], five))).toEqual(['tooLong', '|xyz'])
    expect(words(read([ascii('x'.repeat(21)), 'silence', ascii('abc'), 'silence'], framings.silence!)))
      .toEqual(['tooLong', '|abc'])
  })

  it('is dropped when the line was opened in the middle of it', () => {
    expect(words(read([ascii('cd'), ascii('ef\r'), 'silence', ascii('abc\r')], usualFraming, lineOpened)))
      .toEqual(['incomplete', '|abc'])
    expect(words(read(['silence', ascii('abc\r')], usualFraming, lineOpened))).toEqual(['|abc'])
  })

  describe.each(Object.entries(framings))('with %s', (_, framing) => {
    const letters = fc.constantFrom(...ascii('ab]Q1<\r\n\t'), 0x02, 0x03, 0x00, 0xff)
    const streams = fc.array(letters, { maxLength: 80 }).map((bytes) => Uint8Array.from(bytes))
    const places = fc.array(fc.nat(), { maxLength: 12 })

    it('gives the same however it is split or merged', () => {
      fc.assert(fc.property(streams, places, (stream, at) => {
        const whole = said(read([stream, 'silence'], framing))
        expect(said(read([...cut(stream, at), 'silence'], framing))).toEqual(whole)
        expect(said(read([...[...stream].map((byte) => Uint8Array.of(byte)), 'silence'], framing))).toEqual(whole)
      }), { numRuns: 300 })
    })

    it('gives the next code whole after any noise and a silence', () => {
      const next = Uint8Array.of(...framing.prefix, ...ascii('next'), ...framing.suffixes[0] ?? [])
      fc.assert(fc.property(streams, places, (stream, at) => {
        expect(words(read([...cut(stream, at), 'silence', next, 'silence'], framing)).at(-1)).toBe('|next')
      }))
    })

    it('keeps no more of a line without end than its limit', () => {
      let pending: typeof lineOpened = quiet
      for (let chunk = 0; chunk < 100; chunk++) pending = readLine(pending, ascii('x'.repeat(100)), framing).pending
      expect(pending.bytes.length).toBeLessThanOrEqual(framing.limit + framing.prefix.length + 2)
    })
  })
})
