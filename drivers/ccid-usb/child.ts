// Entry of the child process of USB readers: owns the native binding, so that a hang or crash in it ends it alone.
import { realProcess } from '../child/real-process.ts'
import { serveReaders } from '../reader/serve.ts'
import { ccidUsbDriver } from './ccid-usb-driver.ts'
import { holderOf } from './holder.ts'
import { openUsbBinding } from './usb-binding.ts'
import { watchedUsbHost } from './watched-host.ts'

const surroundings = realProcess()

serveReaders({
  ...surroundings,
  loadDriver: async (calls) => {
    const { clock } = surroundings
    const host = openUsbBinding(clock)
    return 'bindingMissing' in host ? host : ccidUsbDriver({ host: watchedUsbHost(host, calls), clock, holderOf })
  },
})
