import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { configurationBytes } from './configuration-bytes.ts'
import { usbError } from './usb-failure.ts'

const end = { extra: new Uint8Array() }

describe('what libusb gives', () => {
  it('is put together to the configuration the device gave', () => {
    // HID 1.11 appendix E: keyboard and mouse, each with a HID descriptor between interface and endpoint
    const hid = (length: number) => unhex(`09210101000122${length.toString(16)}00`)
    const common = { bAlternateSetting: 0, bInterfaceClass: 3, bInterfaceSubClass: 1, iInterface: 0 }
    const endpoint = (bEndpointAddress: number) =>
      ({ bEndpointAddress, bmAttributes: 3, wMaxPacketSize: 8, bInterval: 10, ...end })
    expect(hex(configurationBytes({
      bConfigurationValue: 1, iConfiguration: 0, bmAttributes: 0xa0, bMaxPower: 50, ...end,
      interfaces: [
        [{ ...common, bInterfaceNumber: 0, bInterfaceProtocol: 1, extra: hid(63), endpoints: [endpoint(0x81)] }],
        [{ ...common, bInterfaceNumber: 1, bInterfaceProtocol: 2, extra: hid(50), endpoints: [endpoint(0x82)] }],
      ],
    }))).toBe('09023b00020100a032' + '090400000103010100' + '092101010001223f00' + '0705810308000a'
      + '090401000103010200' + '092101010001223200' + '0705820308000a')
  })

  it('keeps several class descriptors in their order, and refuses what is none', () => {
    const configuration = (extra: string) => ({
      bConfigurationValue: 1, iConfiguration: 0, bmAttributes: 0x80, bMaxPower: 0, interfaces: [], extra: unhex(extra),
    })
    expect(hex(configurationBytes(configuration('0224' + '0325ff')))).toBe('09020e0000010080000224' + '0325ff')
    for (const broken of ['00', '0524', '01']) {
      expect(() => configurationBytes(configuration(broken))).toThrow('bLength')
    }
  })

  it.each([
    [-3, 'access'], [-4, 'gone'], [-6, 'busy'], [-7, 'timeout'], [-8, 'overflow'], [-9, 'stall'], [-1, 'io'],
    [-99, 'io'],
    [2, 'timeout'], [3, 'gone'], [4, 'stall'], [5, 'gone'], [6, 'overflow'], [1, 'io'],
  ])('as error %i is called %s', (errno, fault) => {
    const error = Object.assign(new Error('x'), { errno })
    expect(usbError('receive', error)).toMatchObject({ fault, message: `receive: ${fault}` })
  })

  it('that is no error of libusb is io', () => {
    expect(usbError('open', new TypeError('not a function')).fault).toBe('io')
    expect(usbError('open', 'text').fault).toBe('io')
  })
})
