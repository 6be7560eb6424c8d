import { expect, test } from 'vitest'
import { VirtualClock } from '#simulator/virtual-clock'
import { serveParent, type ParentChannel } from './child-side.ts'

function channel() {
  let close = () => {}
  let ended = 0
  let tell: (message: object) => void = () => {}
  const sent: object[] = []
  const side: ParentChannel = {
    send: (message) => void sent.push(message),
    onMessage: (listener) => (tell = listener),
    onClosed: (listener) => (close = listener),
    end: () => (ended += 1),
  }
  return { side, sent, tell: (message: object) => tell(message), close: () => close(), ended: () => ended }
}

test.each([
  ['is done', async () => {}],
  ['fails', async () => Promise.reject(new Error('native'))],
])('a child whose parent is gone ends when giving back its cards %s', async (_, close) => {
  const { side, close: lose, ended } = channel()
  serveParent(side, new VirtualClock('2026-01-15T09:00:00+08:00'), () => ({ answer: async () => {}, close }))
  lose()
  await expect.poll(ended).toBe(1)
})

test('a child whose parent is gone ends after a second although a native call hangs', async () => {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const { side, close: lose, ended } = channel()
  serveParent(side, clock, () => ({ answer: async () => {}, close: () => new Promise(() => {}) }))
  lose()
  clock.advance(999)
  await Promise.resolve()
  expect(ended()).toBe(0)
  clock.advance(1)
  await expect.poll(ended).toBe(1)
})

test('a child that wants a successor says why and leaves its end to the parent', () => {
  const { side, sent, ended } = channel()
  serveParent(side, new VirtualClock('2026-01-15T09:00:00+08:00'), (parent) => {
    parent.leave(75)
    return { answer: async () => {}, close: async () => {} }
  })
  expect([sent, ended()]).toEqual([[{ type: 'hello' }, { type: 'leaving', code: 75 }], 0])
})

test('a request that nobody waits for any more is told so, and is answered all the same', async () => {
  const { side, sent, tell } = channel()
  serveParent<string, string, never>(side, new VirtualClock('2026-01-15T09:00:00+08:00'), () => ({
    answer: (request, abandoned) => new Promise((resolve) => {
      abandoned.addEventListener('abort', () => resolve(`${request} abandoned`))
    }),
    close: async () => {},
  }))
  tell({ type: 'request', id: 1, request: 'one' })
  tell({ type: 'request', id: 2, request: 'two' })
  tell({ type: 'abandon', id: 2 })
  tell({ type: 'abandon', id: 7 })
  await expect.poll(() => sent).toEqual([{ type: 'hello' }, { type: 'answer', id: 2, answer: 'two abandoned' }])
})
