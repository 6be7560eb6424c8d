import { describe, expect, it } from 'vitest'
import { Desk, OK, ScriptedDevice } from './desk.fixture.ts'

describe('the session of a reader driver', () => {
  it('gives two devices that call themselves the same different names', async () => {
    const desk = new Desk()
    desk.found(new ScriptedDevice('usb 1-1'))
    desk.found(new ScriptedDevice('usb 1-2'))
    await desk.settle()
    const names = desk.events.flatMap((event) => event.type === 'readerAdded' ? [event.name] : [])
    expect(names).toEqual(['Scripted Reader', 'Scripted Reader at usb 1-2'])
  })

  it('gives readers that share a name the same names again when they come back in another order', async () => {
    const desk = new Desk()
    const places = ['usb 1-1', 'usb 1-2', 'usb 1-3']
    const come = async (order: readonly string[]) => {
      const from = desk.events.length
      const devices = order.map((place) => new ScriptedDevice(place))
      for (const device of devices) {
        desk.found(device)
        await desk.settle()
      }
      const names = desk.events.slice(from).flatMap((event) => event.type === 'readerAdded' ? [event.name] : [])
      for (const device of devices) desk.gone(device)
      await desk.settle()
      return new Map(order.map((place, index) => [place, names[index]]))
    }
    const first = await come(places)
    expect(new Set(first.values()).size).toBe(3)
    for (const order of [[2, 1, 0], [1, 2, 0], [1], [2, 0]]) {
      for (const [place, name] of await come(order.map((index) => places[index]!))) expect(name).toBe(first.get(place))
    }
  })

  it('knows a reader again that was plugged into another socket', async () => {
    const desk = new Desk()
    const device = new ScriptedDevice('usb 1-1')
    desk.found(device)
    await desk.settle()
    desk.gone(device)
    desk.found(new ScriptedDevice('usb 1-2'))
    await desk.settle()
    expect(desk.events.at(-1)).toMatchObject({ type: 'readerAdded', name: 'Scripted Reader' })
  })

  it('names and numbers the slots of a device with several, and works them apart', async () => {
    const device = new ScriptedDevice('usb 1-1', 'Dual', 2)
    const desk = await Desk.with(device, false)
    device.listener?.card(1, true)
    await desk.settle()
    expect(desk.events.slice(1)).toMatchObject([
      { name: 'Dual slot 0', slot: 0 }, { name: 'Dual slot 1', slot: 1 }, { type: 'cardInserted', name: 'Dual slot 1' },
    ])
    expect(await desk.transfer({ name: 'Dual slot 1' })).toEqual([OK])
    expect(await desk.failure(desk.transfer({ name: 'Dual slot 0' }))).toBe('connect cardRemoved')
  })

  it('says who has a device, tries again without end, and says when that is over', async () => {
    const device = new ScriptedDevice()
    device.problem = { why: 'held', holder: 'pcscd (812)' }
    const desk = await Desk.with(device, false)
    expect(desk.events.at(-1)).toEqual({ type: 'deviceProblem', device: 'usb 1-1', problem: device.problem })
    for (let round = 0; round < 20; round++) await desk.wait(2_000)
    device.problem = undefined
    await desk.wait(2_000)
    expect(desk.story.slice(-2)).toEqual(['solved', 'readerAdded'])
  })

  it('says a problem once, however often it tries, and says it anew when it is another one', async () => {
    const device = new ScriptedDevice()
    device.problem = { why: 'held', holder: 'pcscd (812)' }
    const desk = await Desk.with(device, false)
    for (let round = 0; round < 20; round++) await desk.wait(2_000)
    expect(desk.story).toEqual(['ready', 'held'])
    device.problem = { why: 'held', holder: 'pcscd (900)' }
    await desk.wait(2_000)
    device.problem = { why: 'denied', holder: '' }
    await desk.wait(2_000)
    expect(desk.story).toEqual(['ready', 'held', 'held', 'denied'])
  })

  it('opens a device that was lost but is still there again within 2 seconds', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    device.listener?.lost()
    await desk.settle()
    expect(desk.story.slice(-2)).toEqual(['removed', 'readerRemoved'])
    expect(await desk.failure(desk.transfer())).toBe('connect readerLost')
    await desk.wait(2_000)
    device.listener?.card(0, true)
    await desk.settle()
    expect(await desk.transfer()).toEqual([OK])
    expect(desk.counts.readerLost).toBe(1)
  })

  it('takes everything back when a device is unplugged, and leaves no timer behind', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    desk.gone(device)
    await desk.settle()
    expect(desk.story.slice(-2)).toEqual(['removed', 'readerRemoved'])
    expect(device.closed).toBe(1)
    const held = new ScriptedDevice('usb 1-3')
    held.problem = { why: 'denied', holder: '' }
    desk.found(held)
    await desk.settle()
    desk.gone(held)
    expect(desk.story.slice(-2)).toEqual(['denied', 'solved'])
    expect(desk.clock.waiting).toBe(0)
  })

  it('closes a device that was unplugged while it was opened', async () => {
    const device = new ScriptedDevice()
    const desk = new Desk()
    desk.found(device)
    await undefined // the opening begins
    desk.gone(device)
    await desk.settle()
    expect(device.closed).toBe(1)
    expect(desk.story).toEqual(['ready'])
  })

  it('opens a device once, although it is told to leave it and to take it while it is being opened', async () => {
    const device = new ScriptedDevice()
    const open = device.open.bind(device)
    let openings = 0
    device.open = async (listener) => {
      openings++
      await new Promise<void>((resolve) => desk.clock.after(1_000, resolve))
      return open(listener)
    }
    const desk = new Desk()
    desk.found(device)
    await desk.settle()
    desk.session.takeNew(false)
    desk.session.takeNew(true)
    await desk.wait(1_000)
    await desk.wait(10_000)
    expect([openings, device.closed]).toEqual([1, 0])
    expect(desk.story).toEqual(['ready', 'standingBy', 'ready', 'readerAdded'])
  })

  it('opens a device that was lost only when it is closed', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    const { listener } = device
    let closed = () => {}
    const open = device.open.bind(device)
    device.open = async (told) => {
      const reader = await open(told)
      return { ...reader, close: () => new Promise<void>((resolve) => (closed = resolve)).then(() => reader.close()) }
    }
    listener?.lost()
    await desk.wait(100)
    device.listener?.lost()
    await desk.wait(10_000)
    expect(desk.story.at(-1)).toBe('readerRemoved')
    closed()
    await desk.settle()
    expect(desk.story.at(-1)).toBe('readerAdded')
  })

  it('hears what a reader tells before its opening has ended', async () => {
    const device = new ScriptedDevice()
    const open = device.open.bind(device)
    device.open = async (listener) => {
      listener.card(0, true)
      return open(listener)
    }
    const desk = await Desk.with(device, false)
    expect(desk.story).toEqual(['ready', 'readerAdded', 'card 1'])
  })

  it('leaves new devices alone when told so, keeps what it has, and takes all when told again', async () => {
    const device = new ScriptedDevice()
    const held = new ScriptedDevice('usb 1-2')
    held.problem = { why: 'held', holder: '' }
    const desk = await Desk.with(device)
    desk.found(held)
    await desk.settle()
    desk.session.takeNew(false)
    expect(desk.story.slice(-3)).toEqual(['held', 'standingBy', 'solved'])
    held.problem = undefined
    desk.found(new ScriptedDevice('usb 1-3'))
    await desk.wait(60_000)
    expect(desk.story.filter((what) => what === 'readerAdded')).toHaveLength(1)
    expect(await desk.transfer()).toEqual([OK])
    desk.session.takeNew(true)
    await desk.settle()
    expect(desk.story.filter((what) => what === 'readerAdded')).toHaveLength(3)
  })

  it('opens a device that it kept again when that is lost, for as long as nobody else has it', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    desk.session.takeNew(false)
    device.problem = { why: 'silent', holder: '' }
    device.listener?.lost()
    await desk.wait(2_000)
    device.problem = undefined
    await desk.wait(2_000)
    expect(desk.story.slice(-4)).toEqual(['readerRemoved', 'silent', 'solved', 'readerAdded'])
    device.problem = { why: 'held', holder: 'pcscd (812)' }
    device.listener?.lost()
    await desk.wait(2_000)
    device.problem = undefined
    await desk.wait(60_000)
    expect(desk.story.at(-1)).toBe('readerRemoved')
    expect(desk.clock.waiting).toBe(0)
    desk.session.takeNew(true)
    await desk.settle()
    expect(desk.story.slice(-2)).toEqual(['ready', 'readerAdded'])
  })

  it('gives everything back when it is closed', async () => {
    const device = new ScriptedDevice()
    const desk = await Desk.with(device)
    await desk.session.close()
    expect(device.closed).toBe(1)
    expect(await desk.failure(desk.transfer())).toBe('connect readerLost')
  })

  it('has given back what it was just opening when it is closed', async () => {
    const device = new ScriptedDevice()
    const open = device.open.bind(device)
    device.open = async (listener) => {
      await new Promise<void>((resolve) => desk.clock.after(1_000, resolve))
      return open(listener)
    }
    const desk = new Desk()
    desk.found(device)
    await desk.settle()
    let over = false
    void desk.session.close().then(() => (over = true))
    await desk.settle()
    expect(over).toBe(false)
    await desk.wait(1_000)
    expect([over, device.closed]).toEqual([true, 1])
  })
})
