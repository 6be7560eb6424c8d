import { expect, test } from 'vitest'
import { HidError } from '#protocols/port/hid-devices'
import { loadHidDevices } from './hid-binding.ts'

const devices = loadHidDevices()
const missing = 'bindingMissing' in devices

// optional, because it is native: where it must be there, in CI, its absence is a failure
const mayBeMissing = missing && process.env['CI'] === undefined
test.skipIf(mayBeMissing)('npm node-hid lists what there is, and names a path that is not there', async () => {
  if ('bindingMissing' in devices) throw new Error(devices.bindingMissing)
  for (const { path, usage } of await devices.list()) expect([typeof path, typeof usage]).toEqual(['string', 'number'])
  const opening = devices.open('/dev/hidraw-none', { report: () => {}, lost: () => {} })
  await expect(opening).rejects.toThrow(HidError)
  await expect(opening).rejects.toMatchObject({ fault: 'gone' })
})
