import { describe, expect, it } from 'vitest'
import { UsbError, type UsbDevice, type UsbHost } from '#protocols/port/usb-host'
import { SimulatedBus } from '#simulator/usb/bus'
import { CcidGadget } from '#simulator/usb/ccid-gadget'
import { echoModel, EchoTwin } from '#simulator/usb/echo-twin.fixture'
import { VirtualClock } from '#simulator/virtual-clock'
import { NativeCalls } from '../child/native-calls.ts'
import { untilBy } from '../contract/session-link.fixture.ts'
import { usbHostContract } from '../contract/usb-host.contract.ts'
import { ScriptedUsbDevice } from './usb-device.fixture.ts'
import { watchedUsbHost } from './watched-host.ts'

const PATH = '1-2.4'

describe('a watched bus, by the contract of USB hosts:', () => {
  it.each(usbHostContract)('$sentence', async ({ run }) => {
    const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
    const bus = new SimulatedBus(clock)
    const gadget = new CcidGadget(new EchoTwin(), echoModel)
    bus.plug(gadget, PATH)
    const told: string[] = []
    await run({
      host: watchedUsbHost(bus, new NativeCalls(clock, (place) => told.push(place))), device: echoModel,
      until: untilBy(clock), replug: { unplug: () => bus.unplug(PATH), plug: () => bus.plug(gadget, PATH) },
    })
    expect(told).toEqual([])
  })
})

const never = () => new Promise<never>(() => {})

/** Calls never return. */
class HangingDevice extends ScriptedUsbDevice {
  override open = never
  override strings = never
  override claim = never
  override send = never
  override receive = never
  override controlOut = never
  override controlIn = never
  override clearHalt = never
  override reset = never
  override close = never
}

const setup = { bmRequestType: 0x21, bRequest: 1, wValue: 0, wIndex: 0 }
const calls: Readonly<Record<string, (device: UsbDevice) => Promise<unknown>>> = {
  open: (device) => device.open(), strings: (device) => device.strings(), claim: (device) => device.claim(0),
  send: (device) => device.send(3, new Uint8Array(), 3_000), receive: (device) => device.receive(0x82, 64, 3_000),
  controlOut: (device) => device.controlOut(setup, new Uint8Array(), 1_000),
  controlIn: (device) => device.controlIn(setup, 8, 1_000), clearHalt: (device) => device.clearHalt(3),
  reset: (device) => device.reset(), close: (device) => device.close(),
}

describe('a call of libusb that never returns', () => {
  it.each(Object.keys(calls))('%s: fails by name, is told of, and keeps the device from being called', async (name) => {
    const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
    const told: string[] = []
    const host: UsbHost = {
      watch: ({ attached }) => {
        attached(new HangingDevice())
        return () => {}
      },
    }
    const devices: UsbDevice[] = []
    const watched = watchedUsbHost(host, new NativeCalls(clock, (place, hangs) => told.push(`${place} ${hangs}`)))
    watched.watch({ attached: (device) => devices.push(device), detached: () => {} })
    const device = devices[0]!
    const outcome = calls[name]!(device).then(() => 'over', (error: unknown) => error)
    clock.advance(13_000)
    expect(told).toEqual(['usb 1-1 true'])
    const failed = await outcome
    if (name === 'close') expect(failed).toBe('over') // never rejects
    else expect(failed).toMatchObject({ name: UsbError.name, fault: 'io' })
    await expect(device.reset()).rejects.toMatchObject({ fault: 'io' })
    expect(clock.waiting).toBe(0)
  })
})
