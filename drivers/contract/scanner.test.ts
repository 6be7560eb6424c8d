import { describe, expect, it } from 'vitest'
import { SimulatedHidDevices } from '#simulator/scanners/hid-devices'
import { HidPosScanner } from '#simulator/scanners/hid-pos-scanner'
import { VirtualClock } from '#simulator/virtual-clock'
import { hidDevicesContract, type HidDevicesWorld } from './hid-devices.contract.ts'
import { hidWorld, serialWorld, startAt } from './scanner-world.fixture.ts'
import { scannerContract } from './scanner.contract.ts'

const usb = { idVendor: '0C2E', idProduct: '090a' }

describe.each([
  ['a HID-POS scanner', () => hidWorld({}, { givesDescriptors: true })],
  ['a HID-POS scanner where no descriptor can be had', () => hidWorld({}, { givesDescriptors: false })],
  ['a HID-POS scanner without identifiers', () => hidWorld({ shape: 'plain' }, { givesDescriptors: false })],
  ['a serial scanner', () => serialWorld({}, { place: { path: '/dev/ttyACM0' } })],
  ['a serial scanner found by its USB ids', () => serialWorld({ sendsAim: true }, { place: usb })],
  ['a fast serial scanner with prefix and suffix', () => serialWorld(
    {
      settings: { baudRate: 115_200, dataBits: 8, parity: 'even', stopBits: 1 },
      prefix: Uint8Array.of(0x02), suffix: Uint8Array.of(0x03), sendsAim: true,
    },
    { place: { path: '/dev/ttyACM0' }, baudRate: 115_200, parity: 'even', prefix: '\u0002', suffix: '\u0003' },
  )],
])('%s', (_, world) => {
  it.each(scannerContract)('$sentence', ({ run }) => run(world()))
})

function simulatedHid(givesDescriptors: boolean): HidDevicesWorld {
  const devices = new SimulatedHidDevices({ givesDescriptors })
  const scanner = new HidPosScanner()
  const clock = new VirtualClock(startAt)
  return {
    devices, ...scanner.identity, reportDescriptor: scanner.reportDescriptor,
    plug: () => devices.plug(scanner),
    unplug: () => devices.unplug(scanner),
    send: (report) => scanner.send(report),
    until: async (condition) => {
      for (let step = 0; step < 1_000; step++) {
        if (await condition()) return
        clock.advance(10)
      }
      throw new Error('it did not come to pass')
    },
  }
}

describe('simulated HID devices', () => {
  it.each(hidDevicesContract)('$sentence', async ({ run }) => {
    await run(simulatedHid(true))
    await run(simulatedHid(false))
  })
})

it('the contract of scanners is not kept by a link that says nothing', async () => {
  const [first] = scannerContract
  const silent = { ...hidWorld({}, { givesDescriptors: true }), link: { start: () => {}, close: async () => {} } }
  await expect(first?.run(silent)).rejects.toThrow()
})
