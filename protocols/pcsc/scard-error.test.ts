import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scardCodeFromMessage, scardError, scardErrors, type ScardClass } from './scard-error.ts'

/** Typed by hand from the public list of return codes; the class is what a reader daemon has to do about it. */
const expected: readonly (readonly [number, string, ScardClass])[] = [
  [0x00000000, 'SCARD_S_SUCCESS', 'ok'],
  [0x80100002, 'SCARD_E_CANCELLED', 'transient'],
  [0x80100003, 'SCARD_E_INVALID_HANDLE', 'fault'],
  [0x80100004, 'SCARD_E_INVALID_PARAMETER', 'fault'],
  [0x80100009, 'SCARD_E_UNKNOWN_READER', 'readerGone'],
  [0x8010000a, 'SCARD_E_TIMEOUT', 'transient'],
  [0x8010000b, 'SCARD_E_SHARING_VIOLATION', 'busy'],
  [0x8010000c, 'SCARD_E_NO_SMARTCARD', 'cardGone'],
  [0x8010000f, 'SCARD_E_PROTO_MISMATCH', 'fault'],
  [0x80100012, 'SCARD_E_SYSTEM_CANCELLED', 'serviceGone'],
  [0x80100016, 'SCARD_E_NOT_TRANSACTED', 'cardSilent'],
  [0x80100017, 'SCARD_E_READER_UNAVAILABLE', 'readerGone'],
  [0x8010001d, 'SCARD_E_NO_SERVICE', 'serviceGone'],
  [0x8010001e, 'SCARD_E_SERVICE_STOPPED', 'serviceGone'],
  [0x8010002e, 'SCARD_E_NO_READERS_AVAILABLE', 'readerGone'],
  [0x8010002f, 'SCARD_E_COMM_DATA_LOST', 'transient'],
  [0x80100065, 'SCARD_W_UNSUPPORTED_CARD', 'cardSilent'],
  [0x80100066, 'SCARD_W_UNRESPONSIVE_CARD', 'cardSilent'],
  [0x80100067, 'SCARD_W_UNPOWERED_CARD', 'cardSilent'],
  [0x80100068, 'SCARD_W_RESET_CARD', 'cardReset'],
  [0x80100069, 'SCARD_W_REMOVED_CARD', 'cardGone'],
  [0x8010006a, 'SCARD_W_SECURITY_VIOLATION', 'fault'],
]

describe('a PC/SC return code', () => {
  it.each(expected)('%i is %s and tells %s', (value, name, kind) => {
    expect(scardError(value)).toMatchObject({ value, name, class: kind })
  })

  it('is found as signed number too', () => {
    expect(scardError(-2146434967).name).toBe('SCARD_W_REMOVED_CARD')
  })

  it('without a row is a fault named by its hex digits', () => {
    expect(scardError(0x8010ffff)).toMatchObject({ name: '0x8010ffff', class: 'fault', value: 0x8010ffff })
    expect(scardError(6)).toMatchObject({ name: '0x00000006', class: 'fault' })
    expect(scardError(0x8010ffff).provenance).toHaveProperty('unknown')
  })
})

describe('the table of PC/SC return codes', () => {
  it('has every value and every name once, in the order of the values', () => {
    const values = scardErrors.map(({ value }) => value)
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b))
    expect(new Set(scardErrors.map(({ name }) => name)).size).toBe(scardErrors.length)
  })

  it('has the codes from 80100001 to 8010001f without a gap', () => {
    const values = Array.from({ length: 0x1f }, (_, index) => 0x80100001 + index)
    expect(values.map((value) => scardError(value).name).filter((name) => !name.startsWith('SCARD_'))).toEqual([])
  })
})

describe('the text of an npm pcsclite error', () => {
  it.each([
    ['SCardTransmit error: Card was removed.(0x80100069)', 0x80100069],
    ['SCardTransmit error: Card was removed.(0xffffffff80100069)', 0x80100069],
    ['SCardConnect error: Sharing violation.(0x000000008010000B)', 0x8010000b],
    ['SCardGetStatusChange error: The service (SCardSvr) is not running.\r\n(0x8010001d)', 0x8010001d],
    ['SCardDisconnect error: Command successful.(0x00000000)', 0],
  ])('%j carries its code', (text, code) => {
    expect(scardCodeFromMessage(text)).toBe(code)
  })

  it.each([
    '', 'Device busy', 'SCardTransmit error', '(0x8010069)', '(0x1234567880100069)', '0x80100069', '(0x80100069) later',
  ])('%j carries none', (text) => {
    expect(scardCodeFromMessage(text)).toBeUndefined()
  })

  it('gives every code back, printed with 8 digits or sign-extended to 16', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.string(), (code, words) => {
      const digits = code.toString(16).padStart(8, '0')
      const extended = code >= 0x8000_0000 ? `ffffffff${digits}` : `00000000${digits}`
      expect(scardCodeFromMessage(`SCardX error: ${words}(0x${digits})`)).toBe(code)
      expect(scardCodeFromMessage(`SCardX error: ${words}(0x${extended})`)).toBe(code)
    }))
  })
})
