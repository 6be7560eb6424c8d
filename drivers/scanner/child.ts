// Entry of the scanners' child process: owns the native bindings, so that a hang or a crash in them ends it alone.
import { realProcess } from '../child/real-process.ts'
import type { ScannersConfig } from './scanner-config.ts'
import { serveScanners } from './serve.ts'

const { channel, clock, entropy } = realProcess()
const config: ScannersConfig = JSON.parse(process.argv[2] ?? '{}')

serveScanners({
  channel, clock, entropy, config,
  bindings: {
    hid: async () => (await import('../hid-scanner/hid-binding.ts')).loadHidDevices(),
    serial: async () => (await import('../serial/serial-binding.ts')).loadSerialPorts(clock),
  },
})
