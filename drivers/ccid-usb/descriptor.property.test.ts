import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { ccidDescriptor, type CcidDescriptor } from '#protocols/ccid/descriptor'
import { usbConfiguration, type UsbEndpoint } from '#protocols/usb/configuration'
import { readerModels, readerOf } from '#simulator/readers/reader-models'
import { CcidGadget } from '#simulator/usb/ccid-gadget'
import type { UsbGadget } from '#simulator/usb/gadget'
import { atrs, PlainCard } from '../ccid/plain-card.fixture.ts'
import { isFailure, UsbDesk } from './usb-desk.fixture.ts'

interface Said {
  /** Fields of the class descriptor in place of the true ones. */
  readonly fields?: Partial<CcidDescriptor>
  readonly endpoints?: (endpoints: readonly UsbEndpoint[]) => readonly UsbEndpoint[]
}

/** A sound reader that says something else of itself, and how it was opened. */
async function reader({ fields = {}, endpoints = (all) => all }: Said): Promise<{ desk: UsbDesk, opened: string }> {
  const desk = new UsbDesk()
  const twin = readerOf('short-apdu', { clock: desk.clock, slots: [new PlainCard(atrs.t1)] })
  const gadget = new CcidGadget(twin, readerModels['short-apdu'])
  const configuration = usbConfiguration.decode(gadget.configurationDescriptor)
  const [one] = configuration.interfaces
  if (one === undefined) throw new Error('the model has no interface')
  const saying: UsbGadget = {
    deviceDescriptor: gadget.deviceDescriptor, strings: gadget.strings,
    configurationDescriptor: usbConfiguration.encode({
      ...configuration, interfaces: [{
        ...one, extra: [ccidDescriptor.encode({ ...twin.descriptor, ...fields })], endpoints: endpoints(one.endpoints),
      }],
    }),
    plugged: (leave) => gadget.plugged(leave), control: (setup) => gadget.control(setup),
    out: (endpoint, data) => gadget.out(endpoint, data),
    in: (endpoint, length, done) => gadget.in(endpoint, length, done), reset: () => gadget.reset(),
  }
  desk.bus.plug(saying, '1-1')
  return { desk, opened: await desk.open() }
}

const byte = fc.constantFrom(0, 1, 2, 3, 15, 16, 0x7f, 0xfe, 0xff)
const double = fc.oneof(fc.constantFrom(0, 1, 9, 10, 11, 16, 17, 20, 255, 271, 0xffff, 0x7fff_ffff, 0xffff_ffff), fc.nat())
const anything = fc.record({
  bMaxSlotIndex: byte, bVoltageSupport: byte, dwProtocols: double, dwDefaultClock: double, dwMaximumClock: double,
  bNumClockSupported: byte, dwDataRate: double, dwMaxDataRate: double, bNumDataRatesSupported: byte, dwMaxIFSD: double,
  dwMechanical: double, dwFeatures: fc.oneof(double, fc.constantFrom(0x10000, 0x20000, 0x40000, 0x203fe, 0x400b2)),
  dwMaxCCIDMessageLength: double, bPINSupport: byte, bMaxCCIDBusySlots: byte,
}, { requiredKeys: [] })

/** A device that is nothing is a named problem; everything else is a reader that reads, or fails by name, and closes. */
async function endsByName({ desk, opened }: { desk: UsbDesk, opened: string }): Promise<void> {
  expect(['open', 'unsuitable', 'silent']).toContain(opened)
  if (opened === 'open') {
    const [atr, answer] = await desk.read(['00b0000002'])
    expect(isFailure(atr) || (atr === hex(atrs.t1) && (isFailure(answer) || answer === '00079000'))).toBe(true)
    await desk.close()
  }
  await desk.wait(100) // the simulated reader has timers of its own
  expect(desk.clock.waiting).toBe(0)
}

describe('what a reader says of itself', () => {
  it('may be anything at all: it is refused by name, or reads, or fails by name', async () => {
    await fc.assert(fc.asyncProperty(anything, async (fields) => endsByName(await reader({ fields }))), { numRuns: 300 })
  }, 60_000)

  it.each<readonly [string, Said]>([
    ['messages with no room for a command', { fields: { dwMaxCCIDMessageLength: 10 } }],
    ['messages shorter than their header', { fields: { dwMaxCCIDMessageLength: 0 } }],
    ['256 slots', { fields: { bMaxSlotIndex: 255 } }],
    ['no protocol', { fields: { dwProtocols: 0 } }],
    ['two exchange levels', { fields: { dwFeatures: 0x030000 } }],
    ['no endpoints', { endpoints: () => [] }],
    ['interrupt pipes in place of bulk ones', { endpoints: (all) => all.map((one) => ({ ...one, bmAttributes: 3 })) }],
    ['bulk pipes that both lead out', {
      endpoints: (all) => all.map((one) => ({ ...one, bEndpointAddress: one.bEndpointAddress & 0x7f })),
    }],
    ['packets of no bytes', { endpoints: (all) => all.map((one) => ({ ...one, wMaxPacketSize: 0 })) }],
    ['pipes numbered 0', {
      endpoints: (all) => all.map((one) => ({ ...one, bEndpointAddress: one.bEndpointAddress & 0x80 })),
    }],
  ])('is refused as unsuitable with %s', async (_, said) => {
    expect((await reader(said)).opened).toBe('unsuitable')
  })

  it.each<readonly [string, Said]>([
    ['blocks of 0 bytes', { fields: { dwMaxIFSD: 0 } }],
    ['no slot that may be busy', { fields: { bMaxCCIDBusySlots: 0 } }],
    ['no voltage', { fields: { bVoltageSupport: 0 } }],
    ['a clock of 0', { fields: { dwDefaultClock: 0, dwMaximumClock: 0 } }],
    ['a clock no card stands', { fields: { dwDefaultClock: 0xffff_ffff } }],
    ['messages of 4 GB', { fields: { dwMaxCCIDMessageLength: 0xffff_ffff, dwFeatures: 0x0004_00b2 } }],
    ['more slots than answer', { fields: { bMaxSlotIndex: 15 } }],
    ['no interrupt pipe', { endpoints: (all) => all.filter(({ bmAttributes }) => bmAttributes !== 3) }],
  ])('is taken for a slip with %s, and the card is read', async (_, said) => {
    const { desk, opened } = await reader(said)
    expect(opened).toBe('open')
    expect(await desk.read(['00b0000002'])).toEqual([hex(atrs.t1), '00079000'])
  })
})
