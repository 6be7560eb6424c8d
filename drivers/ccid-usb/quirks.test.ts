import { describe, expect, it } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { ccidDescriptor, exchangeLevel, flagsOf } from '#protocols/ccid/descriptor'
import { readerModels } from '#simulator/readers/reader-models'
import { quirksOf, readerQuirks, type QuirkPatch } from './quirks.ts'
import { isReader, patched, readerInterfaces } from './reader-interface.ts'
import { CONFIGURATION, ScriptedUsbDevice } from './usb-device.fixture.ts'

/** A device of this class with this descriptor and these ids. */
function deviceOf(
  { idVendor, idProduct, bcdDevice = 0x0100 }: { idVendor: number, idProduct: number, bcdDevice?: number },
  bInterfaceClass: number, descriptor: string,
): ScriptedUsbDevice {
  const [before = '', after = ''] = CONFIGURATION.split(/3621.{104}/)
  const named = before.replace('030b0000', `03${bInterfaceClass.toString(16).padStart(2, '0')}0000`)
  return Object.assign(new ScriptedUsbDevice(named + descriptor + after), { idVendor, idProduct, bcdDevice })
}

const classOf = ({ interfaceClass = 0x0b }: QuirkPatch) => interfaceClass
const row = (name: string) => readerQuirks.find((one) => one.name === name)!

const each = readerQuirks.map((one) => [one.name, one] as const)

describe('every quirk', () => {
  it.each(each)('%s says why, and where that is known from', (_, quirk) => {
    const { reason, provenance: { source, assumed } } = quirk
    expect(reason).toMatch(/^\S.*: .*[^.]$/)
    expect([source, assumed].filter((mark) => mark !== undefined)).toHaveLength(1)
    expect(Object.keys(quirk.patch).length).toBeGreaterThan(0)
  })

  it.each(each)('%s makes a reader of its device', (_, quirk) => {
    const device = deviceOf(quirk.match, classOf(quirk.patch), quirk.given)
    expect(isReader(device)).toBe(true)
    const [found, ...others] = readerInterfaces(device)
    expect(others).toEqual([])
    const declared = ccidDescriptor.decode(unhex(quirk.patch.descriptor ?? quirk.given))
    expect(found?.descriptor).toEqual(patched(declared, quirk.patch))
  })

  it.each(each)('%s is needed: without it the reader is another', (_, quirk) => {
    const strange = { idVendor: 0xffff, idProduct: 0xffff }
    const [found] = readerInterfaces(deviceOf(quirk.match, classOf(quirk.patch), quirk.given))
    const [without] = readerInterfaces(deviceOf(strange, classOf(quirk.patch), quirk.given))
    expect(without).not.toEqual(found)
  })

  it('is the only one of its name and of its device', () => {
    const keys = readerQuirks.map(({ match }) => JSON.stringify(match))
    expect(new Set(keys).size).toBe(keys.length)
    expect(new Set(readerQuirks.map(({ name }) => name)).size).toBe(readerQuirks.length)
  })
})

describe('the patch', () => {
  it('takes a PIN pad away that is only claimed', () => {
    const { match, patch, given } = row('QEMU usb-ccid')
    expect(flagsOf(ccidDescriptor.decode(unhex(given)), 'bPINSupport')).toEqual(['verification'])
    expect(readerInterfaces(deviceOf(match, classOf(patch), given))[0]?.descriptor.bPINSupport).toBe(0)
  })

  it('says what the EZ100PU does not: the descriptor of its sibling', () => {
    const { patch } = row('EZ100PU')
    expect(ccidDescriptor.decode(unhex(patch.descriptor!))).toMatchObject({
      bVoltageSupport: 1, dwProtocols: 3, dwDefaultClock: 3580, dwDataRate: 9600, dwMaxDataRate: 115_200,
      bNumDataRatesSupported: 15, dwMaxIFSD: 252, dwFeatures: 0x00010130, dwMaxCCIDMessageLength: 271, bPINSupport: 0,
    })
  })

  it('may change the exchange level, fields, and whether notifications are relied on', () => {
    const descriptor = ccidDescriptor.decode(unhex(row('GemPC Pinpad').given))
    expect(exchangeLevel(patched(descriptor, { exchangeLevel: 'extendedApdu' }))).toBe('extendedApdu')
    expect(patched(descriptor, { exchangeLevel: 'shortApdu' }).dwFeatures).toBe(0x00020230)
    expect(patched(descriptor, { fields: { dwMaxIFSD: 100 } }).dwMaxIFSD).toBe(100)
  })

  it('is of one release only where the row says so', () => {
    expect(quirksOf({ idVendor: 0x08e6, idProduct: 0x4433, bcdDevice: 0x0000 })).toHaveLength(1)
    expect(quirksOf({ idVendor: 0x08e6, idProduct: 0x4433, bcdDevice: 0x0100 })).toEqual([])
  })

  it.each(['tpdu-t0', 'ez100pu', 'pin-pad'] as const)('is found for the model %s', (name) => {
    expect(quirksOf(readerModels[name])).toHaveLength(1)
  })
})

describe('an interface', () => {
  const ids = { idVendor: 0x1234, idProduct: 0x5678 }
  const given = CONFIGURATION.slice(36, 144)

  it('of a reader has its pipes and, where it tells of cards, a third', () => {
    const [found] = readerInterfaces(deviceOf(ids, 0x0b, given))
    expect(found).toMatchObject({
      bInterfaceNumber: 0, bulkIn: { endpoint: 0x82, packetSize: 64 }, bulkOut: { endpoint: 0x03, packetSize: 64 },
      interruptIn: { endpoint: 0x81, packetSize: 8 },
    })
    const silent = CONFIGURATION.replace('07058103080010', '').replace('0904000003', '0904000002')
    expect(readerInterfaces(new ScriptedUsbDevice(silent))[0]?.interruptIn).toBeUndefined()
  })

  it.each([
    ['of another class', CONFIGURATION.replace('030b0000', '03030000')],
    ['of a card with a USB plug, which speaks by control requests', CONFIGURATION.replace('030b000000', '030b000200')],
    ['that cannot be read', CONFIGURATION.slice(0, -2)],
  ])('is no reader’s when it is one %s', (_, configuration) => {
    expect(isReader(new ScriptedUsbDevice(configuration))).toBe(false)
  })

  it.each([
    ['more than one exchange level', CONFIGURATION.replace('30020100', '30020300')],
    ['no pipe to the reader', CONFIGURATION.replace('07050302400000', '')],
  ])('is a reader’s that cannot be used with %s', (_, configuration) => {
    const device = new ScriptedUsbDevice(configuration)
    expect([isReader(device), readerInterfaces(device)]).toEqual([true, []])
  })
})
