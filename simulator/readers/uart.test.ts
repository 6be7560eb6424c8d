import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SerialSettings } from '#protocols/port/serial-ports'
import { characterMs, DeviceUart, heard } from './uart.ts'

const even: SerialSettings = { baudRate: 9600, dataBits: 8, parity: 'even', stopBits: 2 }
const settings: fc.Arbitrary<SerialSettings> = fc.record({
  baudRate: fc.constantFrom(1200, 9600, 19_200, 115_200),
  dataBits: fc.constantFrom<7 | 8>(7, 8),
  parity: fc.constantFrom<'none' | 'even' | 'odd'>('none', 'even', 'odd'),
  stopBits: fc.constantFrom<1 | 2>(1, 2),
})
const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 })
const said = (text: number[], sender: SerialSettings, receiver: SerialSettings) =>
  heard(Uint8Array.from(text), sender, receiver).map(({ byte, sound }) => [byte, sound])

describe('a receiver', () => {
  it('takes everything from a sender with its own settings, whatever the stop bits', () => {
    fc.assert(fc.property(settings, bytes, fc.constantFrom<1 | 2>(1, 2), (own, data, stopBits) => {
      const expected = [...data].map((byte) => ({ byte: own.dataBits === 7 ? byte & 0x7f : byte, sound: true }))
      expect(heard(data, { ...own, stopBits }, own)).toEqual(expected)
    }))
  })

  it('takes everything from a sender that is up to 3 % off', () => {
    fc.assert(fc.property(settings, bytes, fc.double({ min: 0.97, max: 1.03, noNaN: true }), (own, data, off) => {
      const sender: SerialSettings = { ...own, baudRate: own.baudRate * off, stopBits: 2 }
      expect(heard(data, sender, own)).toEqual(heard(data, own, own))
    }))
  })

  it('finds every character with the other parity unsound, and its data unharmed', () => {
    fc.assert(fc.property(bytes, (data) => {
      expect(heard(data, even, { ...even, parity: 'odd' })).toEqual([...data].map((byte) => ({ byte, sound: false })))
    }))
  })

  it('takes a parity bit for a stop bit, and a stop bit for a parity bit', () => {
    // ones: 57 has five, so its even parity bit is 1, which is what a stop bit is; 55 has four
    expect(said([0x57, 0x55], even, { ...even, parity: 'none' })).toEqual([[0x57, true], [0x55, false]])
    expect(said([0x57, 0x55], { ...even, parity: 'none' }, even)).toEqual([[0x57, true], [0x55, false]])
  })

  it('reads nonsense at another speed', () => {
    // twelve times too fast: a start bit alone lasts longer than a whole character
    expect(said([0xfe], even, { ...even, baudRate: 115_200 })).toEqual([[0x00, false]])
    // a third as fast: 30 is on the line 0 00001100 0 11, and every third of these bits is looked at
    expect(said([0x30], even, { ...even, baudRate: 3200 })).toEqual([[0xfc, false]])
    fc.assert(fc.property(bytes, (data) => {
      const understood = heard(data, even, { ...even, baudRate: 19_200 }).filter(({ sound }) => sound)
      expect(understood.map(({ byte }) => byte)).not.toEqual([...data])
    }))
  })
})

describe('a character', () => {
  it.each([
    [even, 1.25], [{ ...even, parity: 'none', stopBits: 1 } as const, 10_000 / 9600],
    [{ ...even, baudRate: 115_200, parity: 'none' } as const, 11_000 / 115_200],
  ])('at %j takes %d ms', (own, ms) => expect(characterMs(own)).toBeCloseTo(ms, 9))
})

describe('the UART of a device', () => {
  it('drops what came unsound, while the PC takes it as it came', () => {
    const uart = new DeviceUart(even)
    uart.pc = { ...even, parity: 'none' }
    expect([...uart.fromPc(Uint8Array.of(0x57, 0x55))]).toEqual([0x57])
    expect([...uart.toPc(Uint8Array.of(0x57, 0x55))]).toEqual([0x57, 0x55])
  })

  it('agrees with a PC that nobody tells about', () => {
    const uart = new DeviceUart(even)
    expect([...uart.fromPc(uart.toPc(Uint8Array.of(0, 0xff)))]).toEqual([0, 0xff])
  })
})
