import { describe, expect, it } from 'vitest'
import { VirtualClock } from '#simulator/virtual-clock'
import { HungCallError, NativeCalls } from './native-calls.ts'

function desk() {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const told: string[] = []
  const calls = new NativeCalls(clock, (place, hangs) => told.push(`${place} ${hangs ? 'hangs' : 'returned'}`))
  /** How a call stands: its value, what it threw, or nothing yet. */
  const outcomes: string[] = []
  let end: (value: string) => void = () => {}
  const begin = (place: string, ms = 0) => {
    const index = outcomes.push('') - 1
    calls.run({
      place, ms, begin: () => new Promise<string>((resolve) => (end = resolve)), late: (value) => told.push(`late ${value}`),
    }).then((value) => (outcomes[index] = value), (error: Error) => (outcomes[index] = error.name))
    return end
  }
  const wait = async (ms: number) => {
    clock.advance(ms)
    for (let turn = 0; turn < 10; turn++) await undefined
  }
  return { clock, calls, told, outcomes, begin, wait }
}

describe('a native call', () => {
  it('that returns in its time is nobody\'s hang, and leaves no timer', async () => {
    const { clock, told, outcomes, begin, wait } = desk()
    const end = begin('usb 1-1', 3_000)
    await wait(12_999)
    end('opened')
    await wait(0)
    expect([outcomes, told, clock.waiting]).toEqual([['opened'], [], 0])
  })

  it('that does not is told of once, fails, and keeps its place from being called, and no other', async () => {
    const { told, outcomes, begin, wait } = desk()
    for (let call = 0; call < 3; call++) begin('usb 1-1')
    await wait(10_000)
    begin('usb 1-1')
    begin('usb 1-2')('opened')
    await wait(0)
    const name = HungCallError.name
    expect([outcomes, told]).toEqual([[name, name, name, name, 'opened'], ['usb 1-1 hangs']])
  })

  it('that returns after all is told of when it is the last, and what it brought is given back', async () => {
    const { told, begin, wait } = desk()
    const ends = [begin('usb 1-1'), begin('usb 1-1')]
    await wait(10_000)
    for (const end of ends) {
      expect(told.at(-1)).not.toBe('usb 1-1 returned')
      end('handle')
      await wait(0)
    }
    expect(told).toEqual(['usb 1-1 hangs', 'late handle', 'usb 1-1 returned', 'late handle'])
    const end = begin('usb 1-1')
    end('again')
    await wait(0)
    await wait(60_000)
    expect(told).toHaveLength(4)
  })

  it('that throws, at once or later, throws to its caller', async () => {
    const { clock, calls } = desk()
    const failing = () => {
      throw new RangeError('of libusb')
    }
    await expect(calls.run({ place: 'usb 1-1', begin: failing })).rejects.toThrow('of libusb')
    await expect(calls.run({ place: 'usb 1-1', begin: async () => failing() })).rejects.toThrow('of libusb')
    expect(clock.waiting).toBe(0)
  })

  it('that slept with the PC has its whole time again when that wakes up', async () => {
    let time = 0
    let ring = () => {}
    const told: string[] = []
    const calls = new NativeCalls({
      now: () => time,
      after: (_, callback) => {
        ring = callback
        return () => {}
      },
    }, (place) => told.push(place))
    const call = calls.run({ place: 'usb 1-1', begin: () => new Promise(() => {}) })
    time += 3_600_000
    ring()
    expect(told).toEqual([])
    time += 10_000
    ring()
    await expect(call).rejects.toThrow(HungCallError)
    expect(told).toEqual(['usb 1-1'])
  })
})
