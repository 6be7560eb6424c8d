import { deepEqual, equal, ok } from 'node:assert/strict'
import { ccidUsbDriver } from '#drivers/ccid-usb/ccid-usb-driver'
import { readerLinkContract, type ContractCard, type ReaderLinkWorld } from '#drivers/contract/reader-link.contract'
import { hex } from '#protocols/bytes/hex'
import { ccidDescriptor } from '#protocols/ccid/descriptor'
import type { UsbDevice } from '#protocols/port/usb-host'
import { usbConfiguration } from '#protocols/usb/configuration'
import { checksOf, type CheckGroup, type Opened } from './check-group.ts'
import type { Desk } from './desk.ts'
import { linkOf } from './driven-reader.ts'
import { realClock } from './real-time.ts'
import { until } from './until.ts'
import { libusb } from './libusb.ts'

export const QEMU_READER = { idVendor: 0x08e6, idProduct: 0x4433 } as const

/** QEMU's reader with our driver, empty at the beginning and at the end. */
async function world(desk: Desk): Promise<Opened<ReaderLinkWorld>> {
  const { link, until } = linkOf(ccidUsbDriver({ host: libusb(), clock: realClock, holderOf: async () => '' }))
  let inside = false
  let plugged = true
  const insert = async (card: ContractCard) => {
    await desk.ask(`insert ${card}`)
    inside = true
  }
  const remove = async () => {
    await desk.ask('remove')
    inside = false
  }
  const plug = async () => {
    await desk.ask('plug')
    plugged = true
  }
  const unplug = async () => {
    await desk.ask('unplug')
    plugged = false
  }
  return {
    world: { link, until, insert, remove, unplug, plug },
    close: async () => {
      await link.close()
      if (!plugged) await plug()
      if (inside) await remove()
    },
  }
}

function find(): UsbDevice | undefined {
  let found: UsbDevice | undefined
  const stop = libusb().watch({
    attached: (device) => {
      if (device.idVendor === QEMU_READER.idVendor && device.idProduct === QEMU_READER.idProduct) found = device
    },
    detached: () => {},
  })
  stop()
  return found
}

export function qemuReader(desk: Desk): CheckGroup<'qemuReader'> {
  return {
    checks: {
      'libusb reads the class descriptor of QEMU’s reader, and it is the example of the codec': () => {
        const device = find()
        ok(device)
        const [reader] = usbConfiguration.decode(device.configuration).interfaces
        deepEqual(reader?.extra.map(hex), [ccidDescriptor.examples[0].hex])
      },
      'our driver names QEMU’s reader by its texts and its serial number': async () => {
        const { world: { link }, close } = await world(desk)
        let name = ''
        link.start((event) => {
          if (event.type === 'readerAdded') name = event.name
        })
        await until('the reader', () => name !== '')
        await close()
        equal(name, 'QEMU USB CCID (1-0000:00:02.0-1)')
      },
      ...checksOf('our driver on QEMU’s reader', readerLinkContract, () => world(desk)),
    },
    close: () => {},
  }
}
