import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { FolderImage } from './folder-image.ts'
import { VolatileDisk } from './volatile-disk.ts'
import type { Operation } from './operation-log.ts'
import { badWeathers, randomWeather, type Weather } from './weather.ts'

const SECTOR = 512
const handle = 1n
const opened: Operation[] = [
  { kind: 'open', handle: 2n, path: '', flags: 0, mode: 0o700 },
  { kind: 'open', handle, path: 'a', flags: 0o102, mode: 0o600 }, // O_CREAT | O_RDWR
  { kind: 'sync', handle: 2n },
]
const write = fc.tuple(fc.nat(3000), fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 1, max: 255 }))
  .map(([offset, length, byte]): Operation => ({ kind: 'write', handle, offset, data: Buffer.alloc(length, byte) }))
const truncate = fc.nat(4000).map((size): Operation => ({ kind: 'truncate', handle, size }))
const sync = fc.constant<Operation>({ kind: 'sync', handle })
const operations = fc.array(fc.oneof({ weight: 6, arbitrary: write }, truncate, sync), { maxLength: 12 })
const anyWeather = fc.oneof(fc.constantFrom(...badWeathers), fc.nat().map(randomWeather))

const everything = badWeathers.find(({ name }) => name === 'everything')!
const nothing = badWeathers.find(({ name }) => name.startsWith('nothing'))!

/** File `a` after a cut. */
function left(given: readonly Operation[], weather: Weather): Buffer {
  const disk = new VolatileDisk(new FolderImage(new Map()))
  for (const operation of [...opened, ...given]) disk.apply(operation)
  return disk.imageAfterCut(weather).file('a')!
}

/** The same written plainly, as a program sees it. */
function seen(given: readonly Operation[]): Buffer {
  return given.reduce((content, operation) => {
    if (operation.kind === 'truncate') return Buffer.concat([content], operation.size)
    if (operation.kind !== 'write') return content
    const { offset, data } = operation
    const grown = Buffer.concat([content], Math.max(content.length, offset + data.length))
    data.copy(grown, offset)
    return grown
  }, Buffer.alloc(0))
}

const lastSync = (given: readonly Operation[]) => given.findLastIndex(({ kind }) => kind === 'sync') + 1

describe('a disk that loses its power', () => {
  test('holds what the program saw when everything reached it, and what was synced when nothing else did', () => {
    fc.assert(fc.property(operations, (given) => {
      expect(left(given, everything).equals(seen(given))).toBe(true)
      expect(left(given, nothing).equals(seen(given.slice(0, lastSync(given))))).toBe(true)
    }))
  })

  test('holds what was synced whatever the weather', () => {
    fc.assert(fc.property(operations, anyWeather, (given, weather) => {
      expect(left([...given, { kind: 'sync', handle }], weather).equals(seen(given))).toBe(true)
    }))
  })

  test('holds each sector as it was at one moment since the last sync, of writes alone', () => {
    fc.assert(fc.property(fc.array(write, { maxLength: 8 }), fc.nat().map((seed) => randomWeather(2 * seed)), (writes, weather) => {
      const before: Operation[] = [{ kind: 'write', handle, offset: 0, data: Buffer.alloc(4500, 255) }, { kind: 'sync', handle }]
      const found = left([...before, ...writes], weather)
      const moments = Array.from({ length: writes.length + 1 }, (_, count) => seen([...before, ...writes.slice(0, count)]))
      for (let at = 0; at < 4500; at += SECTOR) {
        const sector = found.subarray(at, at + SECTOR)
        expect(moments.some((moment) => moment.subarray(at, at + SECTOR).equals(sector))).toBe(true)
      }
    }))
  })
})
