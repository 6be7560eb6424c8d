import { usbHostContract, type UsbHostWorld } from '#drivers/contract/usb-host.contract'
import { echoModel } from '#simulator/usb/echo-twin.fixture'
import { checksOf, type CheckGroup, type Opened } from './check-group.ts'
import { libusb } from './libusb.ts'
import { Twin } from './twin.ts'
import { until } from './until.ts'

async function world(): Promise<Opened<UsbHostWorld>> {
  const twin = await Twin.make({ kind: 'echo' })
  await twin.plug()
  return {
    world: {
      host: libusb(), device: echoModel, replug: { unplug: () => twin.unplug(), plug: () => twin.plug() },
      until: (condition) => until('the condition of the contract', condition),
    },
    close: () => twin.unplug(),
  }
}

export function usbHost(): CheckGroup<'usbHost'> {
  return {
    checks: checksOf('libusb on a device over USB/IP', usbHostContract, world),
    close: () => {},
  }
}
