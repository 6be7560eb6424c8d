import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { ConfigError, readConfig, type Config } from './config.ts'
import { StateDirectory } from './state-directory.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function read(config: object): Config {
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-config-'))
  folders.push(folder)
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  return readConfig(new StateDirectory(folder))
}

describe('the configuration', () => {
  test('may be empty: PC/SC, USB readers when PC/SC is absent, and HID-POS scanners', () => {
    expect(read({})).toMatchObject({
      pcsc: { enabled: true }, ccidUsb: { use: 'whenPcscAbsent' }, ccidSerial: [], phoenixSerial: [],
      scanners: { hid: true, serial: [] },
    })
  })

  test('names serial readers by their line or by their adapter', () => {
    const { ccidSerial, phoenixSerial, scanners } = read({
      ccidSerial: [{ place: { path: '/dev/ttyS0' } }, { place: { path: 'COM3' }, model: 'GemCorePOSPro' }],
      phoenixSerial: [{ place: { idVendor: '0403', idProduct: '6001' }, wiring: { presence: 'none' } }],
      scanners: { hid: false, serial: [{ place: { path: '/dev/ttyACM0' }, suffix: '\r' }] },
    })
    expect(ccidSerial.map(({ model }) => model)).toEqual(['GemPCTwin', 'GemCorePOSPro'])
    expect(phoenixSerial[0]).toEqual({
      place: { idVendor: '0403', idProduct: '6001' }, model: 'phoenix', wiring: { presence: 'none' },
    })
    expect(scanners.serial).toEqual([{ place: { path: '/dev/ttyACM0' }, suffix: '\r' }])
  })

  test('names no site of the cloud unless somebody does: NHIA’s own, or one or two', () => {
    expect(read({}).cloud).toEqual({})
    for (const endpoints of ['nhia', ['https://centre.example'], ['https://one.example', 'http://127.0.0.1:6451']]) {
      expect(read({ cloud: { endpoints } }).cloud).toEqual({ endpoints })
    }
  })

  test.each<[string, object]>([
    ['cloud.endpoints', { cloud: { endpoints: 'somewhere' } }],
    ['cloud.endpoints', { cloud: { endpoints: [] } }],
    ['cloud.endpoints', { cloud: { endpoints: ['https://a.example', 'https://b.example', 'https://c.example'] } }],
    ['cloud.endpoints', { cloud: { endpoints: ['http://centre.example'] } }],
    ['cloud.endpoints', { cloud: { endpoints: ['http://127.0.0.1.example'] } }],
    ['cloud.endpoints', { cloud: { endpoints: ['https://centre.example/path'] } }],
    ['ccidUsb.use', { ccidUsb: { use: 'sometimes' } }],
    ['ccidSerial.0.place', { ccidSerial: [{ place: {} }] }],
    ['ccidSerial.0.model', { ccidSerial: [{ place: { path: 'COM1' }, model: 'Unknown' }] }],
    ['phoenixSerial.0', { phoenixSerial: [{ place: { path: 'COM1' }, colour: 'red' }] }],
    ['scanners.serial.0.suffix', { scanners: { serial: [{ place: { path: 'COM1' }, suffix: '' }] } }],
    ['scanners.serial.0.prefix', { scanners: { serial: [{ place: { path: 'COM1' }, prefix: '王' }] } }],
  ])('with a wrong %s is refused, naming the key', (key, config) => {
    expect(() => read(config)).toThrow(ConfigError)
    expect(() => read(config)).toThrow(key)
  })
})
