import { describe, expect, it } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { UsbError, type UsbDevice, type UsbHost } from '#protocols/port/usb-host'
import { untilBy } from '#drivers/contract/session-link.fixture'
import { usbHostContract } from '#drivers/contract/usb-host.contract'
import { VirtualClock } from '../virtual-clock.ts'
import { SimulatedBus } from './bus.ts'
import { CcidGadget } from './ccid-gadget.ts'
import { echoModel, EchoTwin } from './echo-twin.fixture.ts'

const PATH = '1-2.4'
const ESCAPE = unhex('6b03000000000100000001 0203')
const ECHO = unhex('8303000000000100000001 0203')

async function plugged() {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const bus = new SimulatedBus(clock)
  const twin = new EchoTwin()
  const gadget = new CcidGadget(twin, echoModel)
  bus.plug(gadget, PATH)
  const devices = watch(bus)
  await undefined
  const [device] = devices.present
  if (device === undefined) throw new Error('not told of')
  return { clock, bus, twin, gadget, device, devices }
}

function watch(host: UsbHost) {
  const present: UsbDevice[] = []
  const stop = host.watch({
    attached: (device) => void present.push(device),
    detached: (device) => void present.splice(present.indexOf(device), 1),
  })
  return { present, stop }
}

async function opened() {
  const world = await plugged()
  await world.device.open()
  await world.device.claim(0)
  return world
}

async function faultOf(something: Promise<unknown>): Promise<string> {
  try {
    await something
    return 'none'
  } catch (error) {
    if (!(error instanceof UsbError)) throw error
    return error.fault
  }
}

async function exchange(device: UsbDevice): Promise<Uint8Array> {
  await device.send(0x03, ESCAPE, 0)
  return device.receive(0x82, 1024, 0)
}

describe('the simulated bus, by the contract of USB hosts:', () => {
  it.each(usbHostContract)('$sentence', async ({ run }) => {
    const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
    const bus = new SimulatedBus(clock)
    const gadget = new CcidGadget(new EchoTwin(), echoModel)
    bus.plug(gadget, PATH)
    await run({
      host: bus, device: echoModel, until: untilBy(clock),
      replug: { unplug: () => bus.unplug(PATH), plug: () => bus.plug(gadget, PATH) },
    })
    expect(clock.waiting).toBe(0)
  })
})

describe('the simulated bus', () => {
  it('refuses a claim while another program has the interfaces, and says who', async () => {
    const { bus, device } = await plugged()
    bus.hold(PATH, 'pcscd (1234)')
    await device.open()
    await expect(device.claim(0)).rejects.toThrow('claim 0, held by pcscd (1234): busy')
    expect(bus.holder(PATH)).toBe('pcscd (1234)')
    expect(await faultOf(exchange(device))).toBe('io')
    bus.release(PATH)
    await device.claim(0)
    expect(await exchange(device)).toEqual(ECHO)
  })

  it('lets nobody take interfaces that are claimed', async () => {
    const { bus } = await opened()
    expect(() => bus.hold(PATH, 'pcscd (1234)')).toThrow('claimed already')
  })

  it('refuses to open a device this user may not open, and to open one twice', async () => {
    const { bus, gadget, device, devices } = await plugged()
    await device.open()
    expect(await faultOf(device.open())).toBe('busy')
    bus.plug(gadget, '1-3', { accessible: false })
    const [, other] = devices.present
    expect(await faultOf(other!.open())).toBe('access')
  })

  it('refuses transfers without a claim, and interfaces and endpoints that are not there', async () => {
    const { device } = await plugged()
    expect(await faultOf(device.claim(0))).toBe('gone')
    await device.open()
    expect(await faultOf(device.receive(0x82, 8, 0))).toBe('io')
    expect(await faultOf(device.claim(1))).toBe('io')
    await device.claim(0)
    expect(await faultOf(device.send(0x05, ESCAPE, 0))).toBe('io')
    await device.reset()
    expect(await faultOf(device.send(0x03, ESCAPE, 0))).toBe('io')
  })

  it('pulls a device at any byte of an exchange: it ends as gone, and is whole again when it is back', async () => {
    const total = ESCAPE.length + ECHO.length
    for (let bytes = 0; bytes <= total; bytes++) {
      const { bus, gadget, device, devices } = await opened()
      bus.unplugAfter(PATH, bytes)
      expect(await faultOf(exchange(device)), `${bytes} bytes`).toBe(bytes < total ? 'gone' : 'none')
      if (bytes === total) continue
      expect(devices.present).toEqual([])
      bus.plug(gadget, PATH)
      const [back] = devices.present
      await back!.open()
      await back!.claim(0)
      expect(await exchange(back!)).toEqual(ECHO)
    }
  })

  it('sees a device leave by itself', async () => {
    const { twin, device, devices } = await opened()
    const waiting = faultOf(device.receive(0x81, 8, 0))
    await undefined
    twin.leave()
    expect(await waiting).toBe('gone')
    expect(devices.present).toEqual([])
  })

  it('lets transfers to a device whose firmware hangs wait for their time, until it is reset', async () => {
    const { clock, bus, device } = await opened()
    bus.freeze(PATH)
    const ends = [device.send(0x03, ESCAPE, 500), device.receive(0x82, 64, 500), device.clearHalt(0x82)].map(faultOf)
    await untilBy(clock)(() => clock.now() > Date.parse('2026-01-15T09:00:01+08:00'))
    expect(await Promise.all(ends.slice(0, 2))).toEqual(['timeout', 'timeout'])
    await device.reset()
    expect(await ends[2]).toBe('gone')
    await device.claim(0)
    expect(await exchange(device)).toEqual(ECHO)
    expect(clock.waiting).toBe(0)
  })

  it('enumerates a device anew: the same place, another address, another object', async () => {
    const { bus, device, devices } = await opened()
    const waiting = faultOf(device.receive(0x81, 8, 0))
    await undefined
    bus.reenumerate(PATH)
    expect(await waiting).toBe('gone')
    expect(devices.present).toHaveLength(1)
    expect(devices.present[0]).not.toBe(device)
    expect(devices.present[0]).toMatchObject({ path: PATH })
    expect(devices.present[0]?.address).not.toBe(device.address)
  })

  it('tells a watcher of each device once, however plugging and watching cross', async () => {
    const { bus, gadget, devices } = await plugged()
    const second = watch(bus)
    bus.plug(gadget, '1-3')
    await undefined
    expect(second.present.map(({ path }) => path).sort()).toEqual(['1-2.4', '1-3'])
    const third = watch(bus)
    bus.unplug('1-3')
    await undefined
    expect(third.present.map(({ path }) => path)).toEqual([PATH])
    expect(devices.present.map(({ path }) => path)).toEqual([PATH])
  })

  it('has one device at a place', async () => {
    const { bus, gadget } = await plugged()
    expect(() => bus.plug(gadget, PATH)).toThrow('something is plugged in')
    expect(() => bus.unplug('1-9')).toThrow('nothing is plugged in')
  })
})
