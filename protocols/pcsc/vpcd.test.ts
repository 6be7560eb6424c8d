import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import {
  decodeVpcdRequest, encodeVpcdFrame, encodeVpcdRequest, noBytesPending, readVpcdFrames, type VpcdRequest,
} from './vpcd.ts'

// typed by hand from the public documentation of vsmartcard
const requests: readonly (readonly [string, VpcdRequest])[] = [
  ['0001 00', { type: 'powerOff' }],
  ['0001 01', { type: 'powerOn' }],
  ['0001 02', { type: 'reset' }],
  ['0001 04', { type: 'getAtr' }],
  ['0007 00ca1100020000', { type: 'apdu', capdu: unhex('00ca1100020000') }],
]

function readAll(chunks: readonly Uint8Array[]): { payloads: string[], pending: string } {
  let pending = noBytesPending
  const payloads: string[] = []
  for (const chunk of chunks) {
    const read = readVpcdFrames(pending, chunk)
    payloads.push(...read.payloads.map(hex))
    pending = read.pending
  }
  return { payloads, pending: hex(pending) }
}

function cut(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length]
  return cuts.slice(1).map((end, index) => stream.subarray(cuts[index], end))
}

describe('a request of the virtual reader', () => {
  it.each(requests)('is framed as %s and read back', (bytes, request) => {
    expect(hex(encodeVpcdFrame(encodeVpcdRequest(request)))).toBe(hex(unhex(bytes)))
    const { payloads, pending } = readVpcdFrames(noBytesPending, unhex(bytes))
    expect(payloads.map(decodeVpcdRequest)).toEqual([request])
    expect(pending).toHaveLength(0)
  })

  it('of one byte that is no control, or of none, is refused', () => {
    for (const payload of ['', '03', '05', 'ff']) {
      expect(() => decodeVpcdRequest(unhex(payload))).toThrow(MalformedError)
    }
  })

  it('is not made from an APDU so short that it would read as a control', () => {
    for (const capdu of ['', '00']) {
      expect(() => encodeVpcdRequest({ type: 'apdu', capdu: unhex(capdu) })).toThrow(MalformedError)
    }
  })
})

describe('a stream of frames', () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 })
  const places = fc.array(fc.nat(), { maxLength: 12 })

  it('gives the same payloads however it is split or merged', () => {
    fc.assert(fc.property(payloads, places, (sent, where) => {
      const stream = Uint8Array.from(sent.flatMap((payload) => [...encodeVpcdFrame(payload)]))
      expect(readAll(cut(stream, where))).toEqual({ payloads: sent.map(hex), pending: '' })
      expect(readAll([...stream].map((byte) => Uint8Array.of(byte))).payloads).toEqual(sent.map(hex))
    }))
  })

  it('of any bytes is read the same in pieces as in one, and no byte is lost', () => {
    const stream = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), { maxLength: 600 })
    fc.assert(fc.property(stream, places, (bytes, where) => {
      const whole = readAll([Uint8Array.from(bytes)])
      expect(readAll(cut(Uint8Array.from(bytes), where))).toEqual(whole)
      const again = whole.payloads.map((payload) => hex(encodeVpcdFrame(unhex(payload)))).join('') + whole.pending
      expect(again).toBe(hex(Uint8Array.from(bytes)))
    }))
  })

  it('carries payloads of up to 65,535 bytes', () => {
    const longest = new Uint8Array(65_535).fill(0x5a)
    expect(readAll([encodeVpcdFrame(longest)]).payloads).toEqual([hex(longest)])
    expect(() => encodeVpcdFrame(new Uint8Array(65_536))).toThrow(MalformedError)
  })

  it('keeps its payloads when the chunk’s memory is used again', () => {
    const chunk = Buffer.from('0002cafe0003', 'hex')
    const { payloads: [payload], pending } = readVpcdFrames(noBytesPending, chunk)
    chunk.fill(0)
    expect(payload).toEqual(unhex('cafe'))
    expect(pending).toEqual(unhex('0003'))
  })
})
