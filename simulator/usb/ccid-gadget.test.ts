import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { ccidDescriptor } from '#protocols/ccid/descriptor'
import { usbConfiguration } from '#protocols/usb/configuration'
import { deviceDescriptor } from '#protocols/usb/descriptors'
import { readerModels, readerOf, type ReaderModel, type ReaderModelName } from '../readers/reader-models.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { CcidGadget, type CcidGadgetModel } from './ccid-gadget.ts'
import { echoModel, EchoTwin } from './echo-twin.fixture.ts'
import { HubPort } from './hub-port.ts'
import { shown } from './transfer.fixture.ts'

function plugged(model: Partial<CcidGadgetModel> = {}, longest?: number) {
  const twin = new EchoTwin(longest)
  const gadget = new CcidGadget(twin, { ...echoModel, ...model })
  const port = new HubPort(gadget, () => {})
  const transfers: string[] = []
  const receive = (length: number) => port.in(2, length, (data) => transfers.push(shown(data)))
  return { twin, gadget, port, transfers, receive }
}

const message = (dwLength: number, type = 0x6f) => Uint8Array.from([
  type, dwLength & 0xff, dwLength >> 8, 0, 0, 0, 1, 0, 0, 0, ...Array.from({ length: dwLength }, (_, at) => at & 0xff),
])

describe('a CCID gadget', () => {
  it('ends an answer that does not fill its last packet with that packet', () => {
    const { twin, receive, transfers } = plugged()
    twin.say(message(60, 0x80))
    receive(1024)
    expect(transfers).toEqual([hex(message(60, 0x80))])
  })

  it('ends an answer that fills its packets with a packet of no bytes', () => {
    const { twin, receive, transfers } = plugged()
    twin.say(message(118, 0x80))
    for (const length of [64, 64, 64]) receive(length)
    expect(transfers.map((one) => one.length / 2)).toEqual([64, 64, 0])
    twin.say(message(118, 0x80))
    receive(1024)
    expect(transfers.at(-1)).toBe(hex(message(118, 0x80)))
  })

  it('gives answers and interrupts to whoever waited before they came', () => {
    const { twin, port, receive, transfers } = plugged()
    receive(1024)
    port.in(1, 8, (data) => transfers.push(`interrupt ${shown(data)}`))
    twin.notify(unhex('5003'))
    twin.say(message(1, 0x80))
    expect(transfers).toEqual(['interrupt 5003', hex(message(1, 0x80))])
  })

  it('sends more than was asked for, as devices do, and the host sees an overflow', () => {
    const { twin, receive, transfers } = plugged()
    twin.say(message(20, 0x80))
    receive(10)
    expect(transfers).toEqual(['overflow'])
  })

  it('puts a command together from the transfers it comes in, cut at any packets', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
    fc.assert(fc.property(fc.nat(400), counts, (dwLength, packets) => {
      const { twin, port } = plugged()
      const whole = message(dwLength)
      let at = 0
      for (const count of packets) {
        if (at + count * 64 >= whole.length) break
        expect(port.out(3, whole.subarray(at, at += count * 64))).toBe('ok')
      }
      expect(port.out(3, whole.subarray(at))).toBe('ok')
      port.out(3, new Uint8Array()) // what some hosts send behind a full packet
      expect(twin.commands.map(hex)).toEqual([hex(whole)])
    }))
  })

  it('takes what a short packet ends for the whole command, though it announces more', () => {
    const { twin, port } = plugged()
    port.out(3, message(100).subarray(0, 64))
    port.out(3, message(100).subarray(64, 80))
    port.out(3, message(2))
    expect(twin.commands.map(({ length }) => length)).toEqual([80, 12])
  })

  it('halts its endpoint when a command grows longer than it takes', () => {
    const { twin, port } = plugged({}, 271)
    const announced = message(60_000)
    expect(port.out(3, announced.subarray(0, 256))).toBe('ok')
    expect(port.out(3, announced.subarray(256, 512))).toBe('stall')
    expect(port.out(3, message(1))).toBe('stall')
    expect(twin.commands).toEqual([])
  })

  it('passes the control request ABORT on, and forgets half a command at a reset', () => {
    const { twin, port } = plugged()
    expect(port.control(unhex('2101021300000000'), new Uint8Array())).toEqual(new Uint8Array())
    expect(twin.aborts).toEqual([{ bSlot: 2, bSeq: 0x13 }])
    port.out(3, message(100).subarray(0, 64))
    port.reset()
    port.out(3, message(3))
    expect(twin.commands.map(hex)).toEqual([hex(message(3))])
  })

  it('tells its clock frequencies and data rates, when it has lists of them', () => {
    const lists = { clocks: [4000, 8000], dataRates: [10_753] }
    const ask = (setup: string, model = {}) => plugged(model).port.control(unhex(setup), new Uint8Array())
    expect(ask('a102000000000800', lists)).toEqual(unhex('a00f0000401f0000'))
    expect(ask('a102000000000400', lists)).toEqual(unhex('a00f0000'))
    expect(ask('a103000000000400', lists)).toEqual(unhex('012a0000'))
    for (const setup of ['a102000000000800', 'a103000000000400', 'a17f000000000400']) expect(ask(setup)).toBe('stall')
  })

  it.each([
    ['before its endpoints', {}, [1, 0]],
    ['behind its last endpoint, as some readers have it', { announcedLast: true }, [0, 1]],
    ['nowhere, as readers that are nearly CCIDs have it', { announced: false }, [0, 0]],
  ])('has its class descriptor %s', (_, model, [before, behind]) => {
    const { interfaces: [one] } = usbConfiguration.decode(plugged(model).gadget.configurationDescriptor)
    expect([one?.extra.length, one?.endpoints.at(-1)?.extra.length]).toEqual([before, behind])
  })

  it('has the interface class and the endpoints of its model', () => {
    const endpoints = { bulkOut: 0x01, bulkIn: 0x82, interruptIn: 0x83 }
    const { twin, gadget, port } = plugged({ bInterfaceClass: 0, endpoints })
    const { interfaces: [one] } = usbConfiguration.decode(gadget.configurationDescriptor)
    expect(one?.bInterfaceClass).toBe(0)
    expect(one?.endpoints.map(({ bEndpointAddress }) => bEndpointAddress)).toEqual([0x83, 0x82, 0x01])
    expect(port.out(1, message(0))).toBe('ok')
    expect(port.out(3, message(0))).toBe('absent')
    expect(twin.commands).toHaveLength(1)
  })

  it.each(Object.keys(readerModels) as ReaderModelName[])('is what the model %s says, to a host', (name) => {
    const model: ReaderModel = readerModels[name]
    const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
    const gadget = new CcidGadget(readerOf(name, { clock }), model)
    const { idVendor, idProduct, bcdDevice } = deviceDescriptor.decode(gadget.deviceDescriptor)
    expect({ idVendor, idProduct, bcdDevice }).toEqual({
      idVendor: model.idVendor, idProduct: model.idProduct, bcdDevice: model.bcdDevice,
    })
    expect(gadget.strings).toEqual([model.manufacturer, model.product])
    const { interfaces: [one] } = usbConfiguration.decode(gadget.configurationDescriptor)
    expect(one?.bInterfaceClass).toBe(model.bInterfaceClass)
    expect(one?.extra.map(ccidDescriptor.decode)).toEqual(model.announced ? [model.descriptor] : [])
  })
})
