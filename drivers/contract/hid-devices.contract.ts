import assert from 'node:assert/strict'
import { HidError, type HidDeviceInfo, type HidDevices, type HidListener } from '#protocols/port/hid-devices'
import type { ContractCheck } from './contract.ts'

/** HID devices of a system, and hands to plug one in: a scanner in HID-POS mode whose reports carry id 2. */
export interface HidDevicesWorld {
  readonly devices: HidDevices
  readonly vendorId: number
  readonly productId: number
  readonly reportDescriptor: Uint8Array
  /** Nothing is plugged in at first. */
  plug(): void | Promise<void>
  unplug(): void | Promise<void>
  /** One input report of 64 bytes, its id in front. */
  send(report: Uint8Array): void | Promise<void>
  /** Lets time pass, real or virtual, until the condition holds. Rejects when it does not come to hold. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>
}

/** What came from one opened device. */
class Heard implements HidListener {
  readonly reports: Uint8Array[] = []
  losses = 0

  report(bytes: Uint8Array): void {
    assert.equal(this.losses, 0, 'a report after the loss')
    this.reports.push(bytes)
  }

  lost(): void {
    this.losses++
  }
}

const report = (number: number) => Uint8Array.from({ length: 64 }, (_, at) => (at === 0 ? 2 : (number + at) % 256))

async function listed({ devices, vendorId, productId }: HidDevicesWorld): Promise<HidDeviceInfo | undefined> {
  return (await devices.list()).find((info) => (
    info.vendorId === vendorId && info.productId === productId && info.usagePage === 0x8c
  ))
}

async function plugged(world: HidDevicesWorld): Promise<HidDeviceInfo> {
  await world.plug()
  let info: HidDeviceInfo | undefined
  await world.until(async () => (info = await listed(world)) !== undefined)
  assert.ok(info)
  return info
}

async function opened(world: HidDevicesWorld) {
  const info = await plugged(world)
  const heard = new Heard()
  return { info, heard, device: await world.devices.open(info.path, heard) }
}

export const hidDevicesContract: readonly ContractCheck<HidDevicesWorld>[] = [
  {
    sentence: 'lists a device by its ids, usage page and usage while it is plugged in',
    run: async (world) => {
      assert.equal(await listed(world), undefined)
      assert.equal((await plugged(world)).usage, 0x02)
      await world.unplug()
      await world.until(async () => await listed(world) === undefined)
    },
  },
  {
    sentence: 'gives every input report once, in order, with its id in front',
    run: async (world) => {
      const { heard, device } = await opened(world)
      for (let number = 0; number < 20; number++) await world.send(report(number))
      await world.until(() => heard.reports.length >= 20)
      assert.deepEqual(heard.reports, Array.from({ length: 20 }, (_, number) => report(number)))
      await device.close()
    },
  },
  {
    sentence: 'gives the reports to all who have the device open, and none to who has closed it',
    run: async (world) => {
      const { info, heard, device } = await opened(world)
      const other = new Heard()
      const second = await world.devices.open(info.path, other)
      await world.send(report(1))
      await world.until(() => heard.reports.length === 1 && other.reports.length === 1)
      await device.close()
      await world.send(report(2))
      await world.until(() => other.reports.length === 2)
      assert.equal(heard.reports.length, 1)
      assert.equal(heard.losses, 0)
      await second.close()
    },
  },
  {
    sentence: 'tells once that a device is gone, and says nothing after it',
    run: async (world) => {
      const { heard, device } = await opened(world)
      await world.unplug()
      await world.until(() => heard.losses > 0)
      await device.close()
      assert.equal(heard.losses, 1)
    },
  },
  {
    sentence: 'opens a device again after it was unplugged and plugged in',
    run: async (world) => {
      const { heard, device } = await opened(world)
      await world.unplug()
      await world.until(() => heard.losses > 0)
      await device.close()
      await world.until(async () => await listed(world) === undefined)
      const again = await opened(world)
      await world.send(report(3))
      await world.until(() => again.heard.reports.length === 1)
      assert.equal(heard.reports.length, 0)
      await again.device.close()
    },
  },
  {
    sentence: 'closes a device as often as it is asked to',
    run: async (world) => {
      const { device } = await opened(world)
      await device.close()
      await device.close()
    },
  },
  {
    sentence: 'says that a device it does not list is gone',
    run: async (world) => {
      const { path } = await plugged(world)
      await world.unplug()
      await world.until(async () => await listed(world) === undefined)
      await assert.rejects(world.devices.open(path, new Heard()), (error) => (
        error instanceof HidError && error.fault === 'gone'
      ))
    },
  },
  {
    sentence: 'gives the report descriptor as the device has it, or none',
    run: async (world) => {
      const { device } = await opened(world)
      if (device.reportDescriptor !== undefined) assert.deepEqual(device.reportDescriptor, world.reportDescriptor)
      await device.close()
    },
  },
]
