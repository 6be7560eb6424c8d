import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { ccidDescriptor, ccidFlags, exchangeLevel, flagsOf, type CcidDescriptor } from './descriptor.ts'

const [{ hex: qemuBytes, value: qemu }, apdu] = ccidDescriptor.examples

describe('the class descriptor', () => {
  it.each(ccidDescriptor.examples)('is read and written: $hex', ({ hex: bytes, value }) => {
    expect(bytes).toHaveLength(2 * 54)
    expect(ccidDescriptor.decode(unhex(bytes))).toEqual(value)
    expect(hex(ccidDescriptor.encode(value))).toBe(bytes)
  })

  it('is read back as it was written, whatever its numbers', () => {
    const fields = Object.fromEntries(Object.entries(ccidDescriptor.sizes)
      .map(([name, size]) => [name, fc.nat(2 ** Math.min(31, 8 * size) - 1)]))
    fc.assert(fc.property(fc.record(fields), (numbers) => {
      const descriptor: CcidDescriptor = { ...qemu, ...numbers, bLength: 54, bDescriptorType: 0x21 }
      expect(ccidDescriptor.decode(ccidDescriptor.encode(descriptor))).toEqual(descriptor)
    }))
  })

  it('of another length or type is refused', () => {
    const bytes = unhex(qemuBytes)
    expect(() => ccidDescriptor.decode(bytes.subarray(1))).toThrow(MalformedError)
    expect(() => ccidDescriptor.decode(Uint8Array.from([...bytes, 0]))).toThrow(MalformedError)
    expect(() => ccidDescriptor.decode(bytes.with(1, 0xff))).toThrow(/bDescriptorType/)
    expect(() => ccidDescriptor.encode({ ...qemu, bLength: 53 })).toThrow(/bLength/)
  })
})

describe('what a descriptor announces', () => {
  it('of the QEMU reader: TPDU level, T=0, does all but NAD and clock stop by itself, verifies PINs', () => {
    expect(exchangeLevel(qemu)).toBe('tpdu')
    expect(flagsOf(qemu, 'dwFeatures')).toEqual([
      'automaticParameters', 'automaticActivation', 'automaticVoltage', 'automaticClock', 'automaticBaudRate',
      'automaticNegotiation', 'automaticPps', 'automaticIfsd', 'tpdu',
    ])
    expect(flagsOf(qemu, 'dwProtocols')).toEqual(['T=0'])
    expect(flagsOf(qemu, 'bPINSupport')).toEqual(['verification'])
    expect(flagsOf(qemu, 'bVoltageSupport')).toEqual(['5V', '3V', '1.8V'])
    expect(flagsOf(qemu, 'dwMechanical')).toEqual([])
  })

  it('of a reader that takes short APDUs', () => {
    expect(apdu && exchangeLevel(apdu.value)).toBe('shortApdu')
    expect(apdu && flagsOf(apdu.value, 'dwFeatures')).toEqual([
      'automaticClock', 'automaticBaudRate', 'otherNad', 'shortApdu',
    ])
    expect(apdu && flagsOf(apdu.value, 'dwProtocols')).toEqual(['T=0', 'T=1'])
  })

  it.each([[0, 'character'], [0x10230, 'tpdu'], [0x20230, 'shortApdu'], [0x40840, 'extendedApdu']] as const)(
    'by dwFeatures %i is level %s', (dwFeatures, level) => expect(exchangeLevel({ dwFeatures })).toBe(level))

  it('is no level when two are announced', () => {
    for (const dwFeatures of [0x30000, 0x60000, 0x70000]) {
      expect(() => exchangeLevel({ dwFeatures })).toThrow(MalformedError)
    }
  })

  it('has one name for each bit', () => {
    for (const { field, bit, name } of ccidFlags) expect(flagsOf({ ...zero, [field]: bit }, field)).toEqual([name])
  })
  const zero = { dwFeatures: 0, dwMechanical: 0, bPINSupport: 0, dwProtocols: 0, bVoltageSupport: 0 }
})
