import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { ccidDescriptor } from '../ccid/descriptor.ts'
import { usbConfiguration, type UsbConfiguration } from './configuration.ts'

// a CCID as CCID rev 1.1 §4 to §5.1 lays it out, typed by hand
const ccid = '09025d00010100a032' + '09040000030b000000'
  + '36211001000703000000a00f0000a00f000000002a0000002a000000fe0000000000000000000000300202000f010000ffff00000001'
  + '0705810308000a' + '07058202400000' + '07050302400000'

const byte = fc.nat(0xff)
const extra = fc.array(fc.tuple(fc.integer({ min: 6, max: 0xff }), fc.uint8Array({ maxLength: 60 })).map(
  ([type, content]) => Uint8Array.from([2 + content.length, type, ...content]),
), { maxLength: 3 })
const endpoint = fc.record({
  bEndpointAddress: byte, bmAttributes: byte, wMaxPacketSize: fc.nat(0xffff), bInterval: byte, extra,
})
const anInterface = fc.record({
  bInterfaceNumber: byte, bAlternateSetting: byte, bInterfaceClass: byte, bInterfaceSubClass: byte,
  bInterfaceProtocol: byte, iInterface: byte, extra, endpoints: fc.array(endpoint, { maxLength: 4 }),
})
const configuration: fc.Arbitrary<UsbConfiguration> = fc.record({
  bConfigurationValue: byte, iConfiguration: byte, bmAttributes: byte, bMaxPower: byte, extra,
  interfaces: fc.array(anInterface, { maxLength: 4 }),
})

describe('a configuration', () => {
  it('gives interfaces and endpoints, and class descriptors as bytes to the one they stand behind', () => {
    const { interfaces: [reader] } = usbConfiguration.decode(unhex(ccid))
    expect(reader?.bInterfaceClass).toBe(0x0b)
    expect(reader?.endpoints.map(({ bEndpointAddress }) => bEndpointAddress)).toEqual([0x81, 0x82, 0x03])
    expect(reader?.extra.map((one) => ccidDescriptor.decode(one).dwMaxCCIDMessageLength)).toEqual([271])
  })

  it('keeps class descriptors apart that stand before the interfaces, behind one, and behind an endpoint', () => {
    const bytes = '09022a00010100a032' + '03f001' + '0904000001ff000000' + '03f002' + '0705810308000a'
      + '03f003' + '04f10004'
    const { extra: own, interfaces: [one] } = usbConfiguration.decode(unhex(bytes))
    expect(own.map(hex)).toEqual(['03f001'])
    expect(one?.extra.map(hex)).toEqual(['03f002'])
    expect(one?.endpoints[0]?.extra.map(hex)).toEqual(['03f003', '04f10004'])
  })

  it('is read back as it was written, whatever is in it', () => {
    fc.assert(fc.property(configuration, (value) => {
      const bytes = usbConfiguration.encode(value)
      expect(usbConfiguration.decode(bytes)).toEqual(value)
      expect((bytes[2] ?? 0) | (bytes[3] ?? 0) << 8).toBe(bytes.length)
    }))
  })

  it('of an audio device is read though its endpoint descriptors are two bytes longer', () => {
    const bytes = '09021b00010100a032' + '090400000101020000' + '090504090002010081'
    const { interfaces: [one] } = usbConfiguration.decode(unhex(bytes))
    expect(one?.endpoints).toMatchObject([{ bEndpointAddress: 4, bmAttributes: 9, wMaxPacketSize: 512, bInterval: 1 }])
  })

  it('that counts wrong is taken for what is there', () => {
    const { interfaces } = usbConfiguration.decode(unhex('0902ffff070100a032' + '09040000090b000000'))
    expect(interfaces).toMatchObject([{ bInterfaceNumber: 0, endpoints: [] }])
  })

  it('cut off anywhere is malformed, or has fewer descriptors', () => {
    const whole = unhex(ccid)
    const ends = [9, 18, 72, 79, 86, 93]
    for (let end = 0; end < whole.length; end++) {
      const read = () => usbConfiguration.decode(whole.subarray(0, end))
      if (ends.includes(end)) expect(read).not.toThrow()
      else expect(read).toThrow(MalformedError)
    }
  })

  it('of any bytes is read or malformed', () => {
    const likely = fc.tuple(fc.constantFrom(ccid), fc.nat(), byte).map(([text, at, value]) => {
      const damaged = unhex(text)
      damaged[at % damaged.length] = value
      return damaged
    })
    let read = 0
    fc.assert(fc.property(fc.oneof(likely, fc.uint8Array({ maxLength: 40 })), (bytes) => {
      try {
        usbConfiguration.decode(bytes)
        read++
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError)
      }
    }))
    expect(read).toBeGreaterThan(0)
  })

  it('is not written with a class descriptor that hides those behind it', () => {
    const value = { bConfigurationValue: 1, iConfiguration: 0, bmAttributes: 0x80, bMaxPower: 50, interfaces: [] }
    for (const wrong of ['', '02', '04f100', '00f1']) {
      expect(() => usbConfiguration.encode({ ...value, extra: [unhex(wrong)] })).toThrow(MalformedError)
    }
  })
})
