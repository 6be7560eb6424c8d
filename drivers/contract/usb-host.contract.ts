import assert from 'node:assert/strict'
import { hex } from '#protocols/bytes/hex'
import { ccidDescriptor } from '#protocols/ccid/descriptor'
import { encodeCcid } from '#protocols/ccid/messages'
import { UsbError, type UsbDevice, type UsbFault, type UsbHost } from '#protocols/port/usb-host'
import { usbConfiguration } from '#protocols/usb/configuration'
import { deviceDescriptor } from '#protocols/usb/descriptors'
import type { ContractCheck } from './contract.ts'

/**
 * A host with one device plugged in that is a CCID of one interface, endpoints 81, 82 and 03, packets of 64 bytes, and
 * answers PC_to_RDR_Escape with RDR_to_PC_Escape of the same data.
 */
export interface UsbHostWorld {
  readonly host: UsbHost
  readonly device: {
    readonly idVendor: number, readonly idProduct: number, readonly bcdDevice: number
    readonly manufacturer: string, readonly product: string, readonly serialNumber: string
  }
  /** Absent where it cannot be unplugged. Plugs it into the same place. */
  readonly replug?: { unplug(): void | Promise<void>, plug(): void | Promise<void> }
  /** Lets time pass, real or virtual, until the condition holds. Rejects when it does not come to hold. */
  until(condition: () => boolean): Promise<void>
}

const BULK_IN = 0x82, BULK_OUT = 0x03, INTERRUPT_IN = 0x81
const PACKET = 64
const SOON_MS = 50, ENOUGH_MS = 5000
const TO_ENDPOINT = 0x02, CLASS_IN = 0xa1
const SET_FEATURE = 3, ENDPOINT_HALT = 0
const DEVICE_DESCRIPTOR = { bmRequestType: 0x80, bRequest: 6, wValue: 0x0100, wIndex: 0 } as const
/** Lengths around the ends of packets, and one that the device gets in several pieces. */
const LENGTHS = [0, 1, 52, 53, 54, 55, 117, 118, 119, 501, 502, 503, 4000, 20_000]

/** A host that is watched. */
class Watched {
  readonly present: UsbDevice[] = []
  readonly attached: UsbDevice[] = []
  readonly detached: UsbDevice[] = []
  readonly stop: () => void

  constructor({ host, device: { idVendor, idProduct } }: UsbHostWorld) {
    const isOurs = (device: UsbDevice) => device.idVendor === idVendor && device.idProduct === idProduct
    this.stop = host.watch({
      attached: (device) => {
        if (!isOurs(device)) return
        this.attached.push(device)
        this.present.push(device)
      },
      detached: (device) => {
        if (!isOurs(device)) return
        this.detached.push(device)
        this.present.splice(this.present.indexOf(device), 1)
      },
    })
  }
}

async function watching(
  world: UsbHostWorld, work: (watched: Watched, device: UsbDevice) => Promise<void>,
): Promise<void> {
  const watched = new Watched(world)
  try {
    await world.until(() => watched.present.length > 0)
    const [device] = watched.present
    assert.ok(device)
    await work(watched, device)
  } finally {
    watched.stop()
  }
}

async function opened(
  world: UsbHostWorld, work: (device: UsbDevice, watched: Watched) => Promise<void>,
): Promise<void> {
  await watching(world, async (watched, device) => {
    await device.open()
    try {
      await device.claim(0)
      await work(device, watched)
    } finally {
      await device.close()
    }
  })
}

const escape = (bSeq: number, length: number) => encodeCcid({
  name: 'PC_to_RDR_Escape', bSlot: 0, bSeq, abData: Uint8Array.from({ length }, (_, at) => (at * 7 + bSeq) & 0xff),
})

/** Read as a driver reads: whole messages, and what ends a message that fills its packets. */
async function answer(world: UsbHostWorld, device: UsbDevice, length = 65_556): Promise<string> {
  let bytes = ''
  await soon(world, device.receive(BULK_IN, length, ENOUGH_MS).then((one) => void (bytes = hex(one))))
  return bytes
}

async function echoes(world: UsbHostWorld, device: UsbDevice, bSeq: number, length: number): Promise<void> {
  const command = escape(bSeq, length)
  const expected = command.slice()
  expected[0] = 0x83
  const sent = device.send(BULK_OUT, command, ENOUGH_MS)
  assert.equal(await answer(world, device), hex(expected), `${length} bytes`)
  await sent
}

/** Lets the time pass in which something ends. */
async function soon<T>(world: UsbHostWorld, something: Promise<T>): Promise<T> {
  let ended = false
  const end = () => void (ended = true)
  something.then(end, end)
  await world.until(() => ended)
  return something
}

async function fails(world: UsbHostWorld, fault: UsbFault, something: Promise<unknown>): Promise<void> {
  await assert.rejects(soon(world, something), (error) => {
    assert.ok(error instanceof UsbError, String(error))
    assert.equal(error.fault, fault)
    return true
  })
}

export const usbHostContract: readonly ContractCheck<UsbHostWorld>[] = [
  {
    sentence: 'what is plugged in is reported, and can be told without opening it',
    run: (world) => watching(world, async (_, device) => {
      assert.match(device.path, /^\d+-\d+(\.\d+)*$/)
      assert.ok(device.address > 0)
      assert.equal(device.bcdDevice, world.device.bcdDevice)
      const { interfaces: [reader, ...others] } = usbConfiguration.decode(device.configuration)
      assert.equal(others.length, 0)
      assert.equal(reader?.bInterfaceClass, 0x0b)
      assert.deepEqual(reader.endpoints.map(({ bEndpointAddress }) => bEndpointAddress), [0x81, 0x82, 0x03])
      assert.deepEqual(reader.extra.map((one) => ccidDescriptor.decode(one).bDescriptorType), [0x21])
    }),
  },
  {
    sentence: 'the texts of a device are there once it is open',
    run: (world) => opened(world, async (device) => {
      const { manufacturer, product, serialNumber } = world.device
      assert.deepEqual(await device.strings(), { manufacturer, product, serialNumber })
    }),
  },
  {
    sentence: 'a second watcher is told the same, with the same object, and one that has ended is told nothing',
    run: (world) => watching(world, async (_, device) => {
      await watching(world, async (__, again) => assert.equal(again, device))
      const ended = new Watched(world)
      ended.stop()
      const before = ended.attached.length // it may have been told at once
      await watching(world, async () => assert.equal(ended.attached.length, before))
    }),
  },
  {
    sentence: 'messages of every length come back whole, those that fill their packets too',
    run: (world) => opened(world, async (device) => {
      for (const [bSeq, length] of LENGTHS.entries()) await echoes(world, device, bSeq, length)
    }),
  },
  {
    sentence: 'a message is read packet by packet by one who asks for a packet only',
    run: (world) => opened(world, async (device) => {
      const command = escape(1, 3 * PACKET)
      await device.send(BULK_OUT, command, ENOUGH_MS)
      const pieces = []
      while (pieces.join('').length < 2 * command.length) pieces.push(await answer(world, device, PACKET))
      assert.deepEqual(pieces.map((piece) => piece.length / 2), [PACKET, PACKET, PACKET, 10])
      assert.equal(pieces.join('').slice(2), hex(command).slice(2))
    }),
  },
  {
    sentence: 'nothing within the time given is a timeout, and what comes later is not lost',
    run: (world) => opened(world, async (device) => {
      await fails(world, 'timeout', device.receive(BULK_IN, 100, SOON_MS))
      await fails(world, 'timeout', device.receive(BULK_IN, 100, SOON_MS))
      await echoes(world, device, 2, 20)
    }),
  },
  {
    sentence: 'a receive without a time waits for what comes',
    run: (world) => opened(world, async (device) => {
      const waiting = device.receive(BULK_IN, 65_556, 0)
      await fails(world, 'timeout', device.receive(INTERRUPT_IN, 8, SOON_MS))
      await device.send(BULK_OUT, escape(3, 5), ENOUGH_MS)
      assert.equal(hex(await soon(world, waiting)), '83050000000003000000' + '030a11181f')
    }),
  },
  {
    sentence: 'a close ends what waits as gone, and the device can be opened again',
    run: (world) => watching(world, async (_, device) => {
      for (let round = 0; round < 3; round++) {
        await device.open()
        await device.claim(0)
        await echoes(world, device, round, 10)
        const waiting = [device.receive(INTERRUPT_IN, 8, 0), device.receive(BULK_IN, 100, ENOUGH_MS)]
        const ends = waiting.map((one) => fails(world, 'gone', one))
        await device.close()
        await Promise.all(ends)
      }
      await device.close()
      await fails(world, 'gone', device.send(BULK_OUT, escape(0, 1), ENOUGH_MS))
      await fails(world, 'gone', device.claim(0))
    }),
  },
  {
    sentence: 'a control request brings what the device says, cut to what was asked for',
    run: (world) => opened(world, async (device) => {
      const whole = await device.controlIn(DEVICE_DESCRIPTOR, 255, ENOUGH_MS)
      assert.equal(deviceDescriptor.decode(whole).idVendor, world.device.idVendor)
      assert.equal(hex(await device.controlIn(DEVICE_DESCRIPTOR, 8, ENOUGH_MS)), hex(whole.slice(0, 8)))
    }),
  },
  {
    sentence: 'a control request the device refuses is a stall, and nothing is left of it',
    run: (world) => opened(world, async (device) => {
      const setup = { bmRequestType: CLASS_IN, bRequest: 0x7f, wValue: 0, wIndex: 0 }
      await fails(world, 'stall', device.controlIn(setup, 4, ENOUGH_MS))
      await echoes(world, device, 4, 30)
    }),
  },
  {
    sentence: 'a halted endpoint is a stall until the halt is cleared',
    run: (world) => opened(world, async (device) => {
      for (const endpoint of [BULK_OUT, BULK_IN]) {
        const setup = { bmRequestType: TO_ENDPOINT, bRequest: SET_FEATURE, wValue: ENDPOINT_HALT, wIndex: endpoint }
        await device.controlOut(setup, new Uint8Array(), ENOUGH_MS)
        const transfer = () => endpoint === BULK_IN
          ? device.receive(BULK_IN, 100, ENOUGH_MS) : device.send(BULK_OUT, escape(5, 1), ENOUGH_MS)
        await fails(world, 'stall', transfer())
        await fails(world, 'stall', transfer())
        await device.clearHalt(endpoint)
        await echoes(world, device, 6, 40)
      }
    }),
  },
  {
    sentence: 'more than was asked for is an overflow, and a reset leaves nothing of it',
    run: (world) => opened(world, async (device) => {
      await device.send(BULK_OUT, escape(7, 30), ENOUGH_MS)
      await fails(world, 'overflow', device.receive(BULK_IN, 8, ENOUGH_MS))
      await device.reset()
      await device.claim(0)
      await echoes(world, device, 8, 50)
    }),
  },
  {
    sentence: 'a device that was reset has its address still and forgets what it had to say',
    run: (world) => opened(world, async (device, watched) => {
      const { address, path } = device
      await device.send(BULK_OUT, escape(9, 30), ENOUGH_MS)
      await device.reset()
      await device.claim(0)
      assert.deepEqual([device.address, device.path], [address, path])
      assert.deepEqual(watched.detached, [])
      await echoes(world, device, 10, 31)
    }),
  },
  {
    sentence: 'a device that is unplugged is reported, ends what waits as gone, and comes back as another',
    run: async (world) => {
      const { replug } = world
      if (replug === undefined) return
      await watching(world, async (watched, device) => {
        await device.open()
        await device.claim(0)
        const ends = [device.receive(INTERRUPT_IN, 8, 0), device.receive(BULK_IN, 100, ENOUGH_MS)]
          .map((one) => fails(world, 'gone', one))
        await replug.unplug()
        await Promise.all(ends)
        await world.until(() => watched.detached.includes(device))
        await fails(world, 'gone', device.send(BULK_OUT, escape(0, 1), ENOUGH_MS))
        await fails(world, 'gone', device.controlIn(DEVICE_DESCRIPTOR, 18, ENOUGH_MS))
        await device.close()
        await fails(world, 'gone', device.open())

        await replug.plug()
        await world.until(() => watched.present.length > 0)
        const [back] = watched.present
        assert.ok(back)
        assert.notEqual(back, device)
        assert.equal(back.path, device.path)
        await back.open()
        await back.claim(0)
        await echoes(world, back, 11, 12)
        await back.close()
      })
    },
  },
]
