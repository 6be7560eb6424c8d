import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import {
  commandCase, decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu,
  type CommandApdu, type CommandCase,
} from './apdu.ts'

const header = { cla: 0x00, ins: 0xca, p1: 0x11, p2: 0x00 }
const zeros = (length: number) => new Uint8Array(length)

// typed by hand from the figures of ISO/IEC 7816-3:2006 §12.1.3
const vectors: readonly { readonly is: CommandCase, readonly apdu: CommandApdu, readonly bytes: string }[] = [
  { is: '1', apdu: header, bytes: '00ca1100' },
  { is: '2S', apdu: { ...header, le: 8 }, bytes: '00ca1100 08' },
  { is: '2S', apdu: { ...header, le: 256 }, bytes: '00ca1100 00' },
  { is: '3S', apdu: { ...header, data: unhex('0000') }, bytes: '00ca1100 02 0000' },
  { is: '3S', apdu: { ...header, data: zeros(255) }, bytes: `00ca1100 ff ${'00'.repeat(255)}` },
  { is: '4S', apdu: { ...header, data: unhex('0000'), le: 256 }, bytes: '00ca1100 02 0000 00' },
  { is: '4S', apdu: { ...header, data: unhex('a1b2c3'), le: 16 }, bytes: '00ca1100 03 a1b2c3 10' },
  { is: '2E', apdu: { ...header, le: 257 }, bytes: '00ca1100 00 0101' },
  { is: '2E', apdu: { ...header, le: 65_536 }, bytes: '00ca1100 00 0000' },
  { is: '2E', apdu: { ...header, le: 8, extended: true }, bytes: '00ca1100 00 0008' },
  { is: '3E', apdu: { ...header, data: zeros(256) }, bytes: `00ca1100 00 0100 ${'00'.repeat(256)}` },
  { is: '3E', apdu: { ...header, data: unhex('a1'), extended: true }, bytes: '00ca1100 00 0001 a1' },
  { is: '4E', apdu: { ...header, data: zeros(256), le: 1 }, bytes: `00ca1100 00 0100 ${'00'.repeat(256)} 0001` },
  { is: '4E', apdu: { ...header, data: unhex('a1'), le: 65_536 }, bytes: '00ca1100 00 0001 a1 0000' },
  { is: '4E', apdu: { ...header, data: unhex('a1'), le: 256, extended: true }, bytes: '00ca1100 00 0001 a1 0100' },
]

const byte = fc.integer({ min: 0, max: 0xff })
const canonical = fc.record(
  {
    cla: byte, ins: byte, p1: byte, p2: byte,
    data: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.constantFrom(1, 255, 256, 65_535).map(zeros)),
    le: fc.oneof(fc.integer({ min: 1, max: 65_536 }), fc.constantFrom(1, 255, 256, 257, 65_535, 65_536)),
    extended: fc.constant(true),
  },
  { requiredKeys: ['cla', 'ins', 'p1', 'p2'] },
).map(({ extended, ...apdu }): CommandApdu => {
  // the flag is canonical only where it changes the bytes
  const says = extended === true && commandCase(apdu).endsWith('S')
  return says ? { ...apdu, extended } : apdu
})

describe('a command APDU', () => {
  it.each(vectors)('of case $is is written and read as $bytes', ({ is, apdu, bytes }) => {
    expect(commandCase(apdu)).toBe(is)
    expect(hex(encodeCommandApdu(apdu))).toBe(hex(unhex(bytes)))
    expect(decodeCommandApdu(unhex(bytes))).toEqual(apdu)
  })

  it('of the NHI clients has two data bytes and no Le field', () => {
    expect(decodeCommandApdu(unhex('00 CA 11 00 02 00 00'))).toEqual({ ...header, data: unhex('0000') })
    expect(commandCase(decodeCommandApdu(unhex('00 CA 11 00 02 00 00')))).toBe('3S')
  })

  it('is read back as it was written, in all seven cases', () => {
    fc.assert(fc.property(canonical, (apdu) => {
      expect(plain(decodeCommandApdu(encodeCommandApdu(apdu)))).toEqual(plain(apdu))
    }), { numRuns: 500 })
    const listed = new Set<CommandCase>(vectors.map(({ is }) => is))
    expect([...listed].sort()).toEqual(['1', '2E', '2S', '3E', '3S', '4E', '4S'])
  })

  it('is written in short form whenever data and Le fit it', () => {
    fc.assert(fc.property(canonical, (apdu) => {
      const fits = (apdu.data?.length ?? 0) <= 255 && (apdu.le ?? 0) <= 256
      expect(commandCase(apdu).endsWith('E')).toBe(!fits || apdu.extended === true)
    }))
  })

  it('takes empty data as no data', () => {
    expect(hex(encodeCommandApdu({ ...header, data: zeros(0) }))).toBe('00ca1100')
    expect(hex(encodeCommandApdu({ ...header, data: zeros(0), le: 8 }))).toBe('00ca110008')
  })

  it('is either read into what is written as the same bytes, or refused', () => {
    const outcome = { read: 0, refused: 0 }
    const length = fc.oneof(byte.map((lc) => [lc]), fc.tuple(fc.constant(0), fc.constantFrom(0, 1), byte))
    const likely = fc.tuple(fc.uint8Array({ minLength: 4, maxLength: 4 }), length, fc.integer({ min: -1, max: 3 }))
      .map(([head, field, surplus]) => {
        const announced = field.length === 1 ? field[0] ?? 0 : ((field[1] ?? 0) << 8) | (field[2] ?? 0)
        return Uint8Array.from([...head, ...field, ...zeros(Math.max(0, announced + surplus))])
      })
    fc.assert(fc.property(fc.oneof(likely, fc.uint8Array({ maxLength: 12 })), (bytes) => {
      const apdu = readOrRefused(bytes)
      outcome[apdu ? 'read' : 'refused']++
      if (apdu) expect(hex(encodeCommandApdu(apdu))).toBe(hex(bytes))
    }), { numRuns: 2000 })
    expect(Math.min(outcome.read, outcome.refused)).toBeGreaterThan(200)
  })

  it.each([
    ['', 'command APDU'], ['00ca11', 'command APDU'], ['00ca1100 0000', 'Lc'], ['00ca1100 02 00', 'Lc'],
    ['00ca1100 02 0000 0000', 'Lc'], ['00ca1100 00 0000 01', 'Lc'], ['00ca1100 00 0002 00', 'Lc'],
    ['00ca1100 00 0001 a1 00', 'Lc'], ['00ca1100 00 0001 a1 000000', 'Lc'],
  ])('of inconsistent lengths (%s) is refused at %s', (bytes, field) => {
    expect(() => decodeCommandApdu(unhex(bytes))).toThrow(expect.objectContaining({ name: 'MalformedError', field }))
  })

  it.each([
    ['CLA', { ...header, cla: 256 }], ['P1', { ...header, p1: -1 }], ['P2', { ...header, p2: 0.5 }],
    ['Le', { ...header, le: 0 }], ['Le', { ...header, le: 65_537 }], ['Lc', { ...header, data: zeros(65_536) }],
  ])('with a %s out of range is not written', (field, apdu) => {
    expect(() => encodeCommandApdu(apdu)).toThrow(expect.objectContaining({ name: 'MalformedError', field }))
  })

  it('keeps its data when the buffer it was read from is used again', () => {
    const buffer = Buffer.from('00ca1100020000', 'hex')
    const apdu = decodeCommandApdu(buffer)
    buffer.fill(0xff)
    expect(apdu.data).toEqual(unhex('0000'))
  })
})

describe('a response APDU', () => {
  it('is data and then the status word', () => {
    expect(decodeResponseApdu(unhex('cafe 6a82'))).toEqual({ data: unhex('cafe'), sw: 0x6a82 })
    expect(hex(encodeResponseApdu({ data: unhex('cafe'), sw: 0x9000 }))).toBe('cafe9000')
  })

  it('is read back as it was written', () => {
    const response = fc.record({ data: fc.uint8Array({ maxLength: 300 }), sw: fc.integer({ min: 0, max: 0xffff }) })
    fc.assert(fc.property(response, (apdu) => {
      expect(decodeResponseApdu(encodeResponseApdu(apdu))).toEqual(apdu)
    }))
  })

  it('carries up to 65,536 bytes and never less than its status word', () => {
    expect(decodeResponseApdu(zeros(65_538)).data).toHaveLength(65_536)
    for (const length of [0, 1, 65_539]) expect(() => decodeResponseApdu(zeros(length))).toThrow(MalformedError)
    expect(() => encodeResponseApdu({ data: zeros(65_537), sw: 0x9000 })).toThrow(MalformedError)
    expect(() => encodeResponseApdu({ data: zeros(0), sw: 0x1_0000 })).toThrow(MalformedError)
  })
})

/** Data as hex: comparing 65,535 elements one by one takes the test runner milliseconds. */
function plain({ data, ...rest }: CommandApdu): object {
  return data ? { ...rest, data: hex(data) } : rest
}

function readOrRefused(bytes: Uint8Array): CommandApdu | undefined {
  try {
    return decodeCommandApdu(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedError)
    return undefined
  }
}
