import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { CcidGadget } from './ccid-gadget.ts'
import { echoModel, EchoTwin } from './echo-twin.fixture.ts'
import { HubPort } from './hub-port.ts'
import { shown } from './transfer.fixture.ts'

function plugged(model: Partial<typeof echoModel> = {}) {
  const twin = new EchoTwin()
  const gadget = new CcidGadget(twin, { ...echoModel, ...model })
  const port = new HubPort(gadget, () => {})
  const ask = (setup: string) => shown(port.control(unhex(setup), new Uint8Array()))
  return { twin, gadget, port, ask }
}

// the descriptors of the echo reader, typed by hand from USB 2.0 §9.6 and CCID rev 1.1 §5.1
const DEVICE = '1201000200000040' + 'e608373400020102' + '0301'
const CONFIGURATION = '09025d000101008032' + '09040000030b000000'
  + '36211001000703000000a00f0000a00f000000002a0000002a000000fe00000000000000000000003002020012000100ffff00000001'
  + '07058103080010' + '07058202400000' + '07050302400000'

describe('a gadget at the port of a hub', () => {
  it.each([
    ['its device descriptor', '8006000100001200', DEVICE],
    ['its device descriptor, as far as a host wants it', '8006000100000800', DEVICE.slice(0, 16)],
    ['its configuration with all that is in it', '800600020000ff00', CONFIGURATION],
    ['its languages', '800600030000ff00', '04030904'],
    ['its manufacturer', '800601030904ff00', '1403530069006d0075006c006100740065006400'],
    ['its serial number', '800603030904ff00', '080345002d003100'],
    ['a text in a language it does not have', '800601030404ff00', 'stall'],
    ['a text it does not have', '800604030904ff00', 'stall'],
    ['a second configuration', '800601020000ff00', 'stall'],
    ['a device qualifier, which full-speed devices have not', '8006000600000a00', 'stall'],
    ['its status', '8000000000000200', '0000'],
    ['to accept an address', '0005070000000000', ''],
    ['to wake the host, which it does not do', '0003010000000000', 'stall'],
    ['its configuration value before it is configured', '8008000000000100', '00'],
    ['to take a configuration it has not', '0009020000000000', 'stall'],
    ['the status of its interface', '8100000000000200', '0000'],
    ['the setting of its interface', '810a000000000100', '00'],
    ['the setting of an interface it has not', '810a000001000100', 'stall'],
    ['to take a setting it has not', '010b010000000000', 'stall'],
    ['the status of an endpoint', '8200000082000200', '0000'],
    ['the status of an endpoint it has not', '8200000085000200', 'stall'],
    ['a request of no kind', '830c000000000200', 'stall'],
  ])('is asked for %s', (_, setup, answer) => {
    expect(plugged().ask(setup)).toBe(answer)
  })

  it('has no texts where its maker gave it none', () => {
    const { gadget, ask } = plugged({ manufacturer: '', serialNumber: '' } as object)
    expect(hex(gadget.deviceDescriptor.slice(14, 17))).toBe('000100')
    expect(ask('800601030904ff00')).toBe(hex(Uint8Array.from([24, 3, ...'Echo Reader'].flatMap(
      (one) => typeof one === 'number' ? [one] : [one.charCodeAt(0), 0]))))
  })

  it('keeps its configuration, and begins anew with each', () => {
    const { twin, port, ask } = plugged()
    const before = twin.resets
    expect(ask('0009010000000000')).toBe('')
    expect(ask('8008000000000100')).toBe('01')
    expect(twin.resets).toBe(before + 1)
    port.reset()
    expect(ask('8008000000000100')).toBe('01')
    expect(ask('0009000000000000')).toBe('')
    expect(ask('8008000000000100')).toBe('00')
  })

  it.each([
    ['CLEAR_FEATURE', '0201000082000000'], ['SET_INTERFACE', '010b000000000000'],
    ['SET_CONFIGURATION', '0009010000000000'],
  ])('halts an endpoint when told, also for a transfer that waits, until %s', (_, clear) => {
    const { twin, port, ask } = plugged()
    const ends: string[] = []
    const receive = () => port.in(2, 64, (result) => ends.push(shown(result)))
    receive()
    expect(ask('0203000082000000')).toBe('')
    expect(ask('8200000082000200')).toBe('0100')
    receive()
    expect(ends).toEqual(['stall', 'stall'])
    expect(ask(clear)).toBe('')
    expect(ask('8200000082000200')).toBe('0000')
    receive()
    twin.say(unhex('8100000000000000 0000'))
    expect(ends).toEqual(['stall', 'stall', '81000000000000000000'])
  })

  it('serves transfers that wait on an endpoint in their order, and leaves out those taken back', () => {
    const { twin, port } = plugged()
    const ends: string[] = []
    const cancels = ['first', 'second', 'third'].map((name) =>
      port.in(2, 64, (result) => ends.push(`${name} ${result.length}`)))
    cancels[1]?.()
    twin.say(new Uint8Array(10))
    cancels[0]?.()
    twin.say(new Uint8Array(11))
    expect(ends).toEqual(['first 10', 'third 11'])
  })

  it('gives up the one that waits at the gadget when it is taken back, and serves the next', () => {
    const { twin, port } = plugged()
    const ends: number[] = []
    const cancel = port.in(2, 64, () => ends.push(0))
    port.in(2, 64, ({ length }) => ends.push(length))
    cancel()
    twin.say(new Uint8Array(12))
    expect(ends).toEqual([12])
  })
})
