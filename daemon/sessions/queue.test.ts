import { describe, expect, test } from 'vitest'
import { CallQueue } from './queue.ts'

describe('the calls for one reader', () => {
  test('run one at a time in the order they came, also after one that failed', async () => {
    const queue = new CallQueue('r1')
    const trace: string[] = []
    const call = (name: string, fails = false) => queue.run(async () => {
      trace.push(`${name} begins`)
      await Promise.resolve()
      trace.push(`${name} ends`)
      if (fails) throw new Error(name)
    })
    await Promise.allSettled([call('a'), call('b', true), call('c')])
    expect(trace).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  test('wait from the moment they are asked for until their turn comes, or the one before them fails', async () => {
    const queue = new CallQueue('r1')
    const seen: number[] = []
    let release = () => {}
    const first = queue.run(() => new Promise<void>((resolve) => (release = resolve)))
    const rest = ['b', 'c'].map((name) => queue.run(async () => {
      seen.push(queue.waiting)
      throw new Error(name)
    }))
    expect(queue.waiting).toBe(2)
    await Promise.resolve() // the first has begun
    release()
    await Promise.allSettled([first, ...rest])
    expect([...seen, queue.waiting]).toEqual([1, 0, 0])
  })

  test('are at most 64 waiting; the next is told that the reader is busy, and there is room again later', async () => {
    const queue = new CallQueue('r1')
    let release = () => {}
    const first = queue.run(() => new Promise<void>((resolve) => (release = resolve)))
    const rest = Array.from({ length: 63 }, () => queue.run(async () => {}))
    await expect(queue.run(async () => {})).rejects.toMatchObject({ name: 'READER_BUSY', details: { reader: 'r1' } })
    release()
    await Promise.all([first, ...rest])
    await expect(queue.run(async () => 'room')).resolves.toBe('room')
  })
})
