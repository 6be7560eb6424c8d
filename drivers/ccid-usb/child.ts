// Entry of the child process of USB readers: owns the native binding, so that a hang or crash in it ends it alone.
import { realProcess } from '../child/real-process.ts'
import { serveReaders } from '../reader/serve.ts'
import { ccidUsbDriver } from './ccid-usb-driver.ts'
import { holderOf } from './holder.ts'
import { openUsbBinding } from './usb-binding.ts'

const surroundings = realProcess()

serveReaders({
  ...surroundings,
  loadDriver: async () => {
    const host = openUsbBinding(surroundings.clock)
    return 'bindingMissing' in host ? host : ccidUsbDriver({ host, clock: surroundings.clock, holderOf })
  },
})
