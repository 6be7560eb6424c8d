// Entry of the child process of serial CCID readers: owns the native binding, so that a hang in it ends it alone.
import { realProcess } from '../child/real-process.ts'
import { serveReaders } from '../reader/serve.ts'
import { loadSerialPorts } from '../serial/serial-binding.ts'
import { WatchedPorts } from '../serial/watched-ports.ts'
import { ccidSerialDriver, type CcidSerialDriverOptions } from './ccid-serial-driver.ts'

const surroundings = realProcess()
const { readers }: Pick<CcidSerialDriverOptions, 'readers'> = JSON.parse(process.argv[2] ?? '{"readers":[]}')

serveReaders({
  ...surroundings,
  loadDriver: async (calls) => {
    const { clock } = surroundings
    const ports = loadSerialPorts(clock)
    if ('bindingMissing' in ports) return ports
    return ccidSerialDriver({ ports: new WatchedPorts(ports, calls), clock, readers })
  },
})
