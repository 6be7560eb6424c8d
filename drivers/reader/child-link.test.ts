import { describe, expect, it } from 'vitest'
import { CALLS, ChildDesk, type Call } from './child-desk.fixture.ts'
import { READ } from './desk.fixture.ts'

const [ONE, OTHER] = ['usb 1-1', 'usb 1-2'] as const

/** What has a call made at a reader that works. */
const provoke: Readonly<Record<Call, (desk: ChildDesk) => void>> = {
  list: () => {},
  open: (desk) => desk.listeners.get(ONE)?.lost(),
  powerOn: (desk) => {
    desk.listeners.get(ONE)?.card(0, false)
    desk.listeners.get(ONE)?.card(0, true)
  },
  powerOff: (desk) => desk.listeners.get(ONE)?.card(0, false),
  transmit: (desk) => void desk.read(ONE),
  close: (desk) => desk.listeners.get(ONE)?.lost(),
}
const hang = (desk: ChildDesk, what: Call) => desk.hanging.add(`${what === 'list' ? 'bus' : ONE} ${what}`)

describe('a native call that never returns', () => {
  it.each(CALLS)('%s: is found out with nobody waiting for it, and all readers are back within 2 seconds', async (what) => {
    const desk = await ChildDesk.started()
    hang(desk, what)
    provoke[what](desk)
    for (let ms = 0; !desk.storyOf(OTHER).includes('readerRemoved'); ms += 50) {
      expect(await desk.read(OTHER), `after ${ms} ms`).toBe('ok')
      expect(ms).toBeLessThan(15_000)
      await desk.wait(50)
    }
    desk.hanging.clear()
    await desk.wait(2_000)
    expect([await desk.read(ONE), await desk.read(OTHER)]).toEqual(['ok', 'ok'])
    expect(desk.children).toHaveLength(2)
  })

  it.each(CALLS)('%s: disturbs the other reader once a minute at most when a new child does not help', async (what) => {
    const desk = await ChildDesk.started()
    hang(desk, what)
    for (let second = 0; second < 300; second++) {
      provoke[what](desk)
      await desk.wait(1_000)
    }
    expect(desk.children.length).toBeLessThanOrEqual(6)
    expect(desk.children.length).toBeGreaterThan(2)
    expect(desk.storyOf(OTHER).filter((told) => told === 'readerRemoved')).toHaveLength(desk.children.length - 1)
    await desk.wait(3_000)
    expect(await desk.read(OTHER)).toBe('ok')
    desk.hanging.clear()
    await desk.wait(65_000)
    expect(await desk.read(ONE)).toBe('ok')
  })

  it('makes its reader a named problem while it is left hanging', async () => {
    const desk = await ChildDesk.started()
    hang(desk, 'open')
    provoke.open(desk)
    await desk.wait(40_000)
    expect(desk.storyOf(ONE).at(-1)).toBe('failing')
    expect(await desk.read(ONE)).toBe('readerLost')
  })
})

describe('a card, or a person at the pad, that is slow', () => {
  it('is waited for, and disturbs nobody', async () => {
    const desk = await ChildDesk.started()
    desk.slowMs = 100_000
    const pinEntry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 90 } as const
    const outcomes: string[] = []
    void desk.read(ONE, { ...READ, pinEntry }).then((outcome) => outcomes.push(outcome))
    void desk.read(ONE).then((outcome) => outcomes.push(outcome))
    await desk.wait(99_000)
    expect(outcomes).toEqual([])
    await desk.wait(102_000)
    expect(outcomes).toEqual(['ok', 'ok'])
    expect(desk.children).toHaveLength(1)
  })
})

describe('a child that answers no ping', () => {
  it('is replaced within seconds, also while somebody waits for a card', async () => {
    const desk = await ChildDesk.started()
    desk.slowMs = 60_000
    const read = desk.read(ONE)
    const [first] = desk.children
    if (first !== undefined) first.onSent = () => {}
    await desk.wait(8_000)
    expect(desk.children).toHaveLength(2)
    expect(await read).toBe('readerLost')
  })
})

describe('readers that were kept when new ones were left to another link', () => {
  it('are kept by the next child too, but for those another program has by then', async () => {
    const desk = await ChildDesk.started()
    desk.link.takeNew(false)
    await desk.settle()
    desk.held.add(OTHER)
    desk.children[0]?.exit(1)
    await desk.wait(3_000)
    expect(await desk.read(ONE)).toBe('ok')
    expect(desk.storyOf(OTHER).at(-1)).toBe('readerRemoved')
    desk.held.clear()
    await desk.wait(60_000)
    expect(desk.storyOf(OTHER).at(-1)).toBe('readerRemoved')
    expect(desk.events.filter((event) => event.type === 'linkChanged').at(-1)).toMatchObject({ state: 'standingBy' })
  })
})
