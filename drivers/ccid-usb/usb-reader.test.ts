import { describe, expect, it } from 'vitest'
import { VirtualClock } from '#simulator/virtual-clock'
import { settle, within } from '../ccid/twin-desk.fixture.ts'
import { readerInterfaces } from './reader-interface.ts'
import { CONFIGURATION, ScriptedUsbDevice } from './usb-device.fixture.ts'
import { UsbReader } from './usb-reader.ts'

/** The same interface twice: the second is number 1, with endpoints 84, 85 and 06. */
const TWICE = CONFIGURATION + CONFIGURATION.slice(18).replace('09040000', '09040100')
  .replace('0705810', '0705840').replace('0705820', '0705850').replace('0705030', '0705060')

/** A device with a card in every slot; what it is told is answered by the pipe it came for. */
function device(): ScriptedUsbDevice {
  const twice = new ScriptedUsbDevice(TWICE)
  twice.sent = (endpoint, bytes) => {
    const [, , , , , slot = 0, sequence = 0] = bytes
    const place = [slot, sequence].map((one) => one.toString(16).padStart(2, '0')).join('')
    twice.give(endpoint === 0x03 ? 0x82 : 0x85, `8100000000${place}010000`)
  }
  return twice
}

describe('a device with two readers in it', () => {
  async function open() {
    const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
    const usb = device()
    const news: string[] = []
    const interfaces = readerInterfaces(usb)
    const reader = await within(clock, UsbReader.begin({
      device: usb, interfaces, clock,
      listener: {
        card: (slot, present) => void news.push(`${slot} ${present}`),
        count: () => {}, lost: () => void news.push('lost'),
      },
    }))
    return { clock, usb, news, reader }
  }

  it('is one reader whose slots are numbered through', async () => {
    const { reader, news, usb } = await open()
    expect(reader.slots.map(({ number }) => number)).toEqual([0, 1])
    expect(news).toEqual(['0 true', '1 true'])
    const sends = usb.calls.filter((call) => call.startsWith('send'))
    expect(sends.map((call) => call.slice(5, 9))).toEqual(['03 6', '06 6'])
    expect(reader.name).toBe('USB reader 08e6:3437 (usb 1-1)')
  })

  it('is lost as a whole, once, and closed as a whole', async () => {
    const { clock, reader, news, usb } = await open()
    usb.give(0x85, '99')
    usb.give(0x82, '99')
    await settle()
    await within(clock, reader.close())
    expect(news.filter((one) => one === 'lost')).toEqual(['lost'])
    expect(usb.calls.at(-1)).toBe('close')
  })

  it('that does not answer on one of them is not open', async () => {
    const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
    const usb = device()
    const answers = usb.sent
    usb.sent = (endpoint, bytes) => {
      if (endpoint === 0x03) answers(endpoint, bytes)
    }
    const begun = UsbReader.begin({
      device: usb, interfaces: readerInterfaces(usb), clock,
      listener: { card: () => {}, count: () => {}, lost: () => {} },
    })
    await expect(within(clock, begun)).rejects.toMatchObject({ name: 'SlotError' })
    expect(usb.calls.at(-1)).toBe('close')
    expect(clock.waiting).toBe(0)
  })
})
