import { afterEach, describe, expect, test } from 'vitest'
import type { NumberedEvent, ResultOf } from '#protocols/native-api/registry'
import { siteBackoff } from '#drivers/cloud/patience'
import { startCloud, type Cloud } from '#simulator/cloud/cloud'
import type { Config } from '../config.ts'
import { startTestDaemon, type TestDaemon } from '../daemon.fixture.ts'
import { slowLink } from '../slow-link.fixture.ts'
import { nhiaNews } from './nhia-status.ts'

type Status = ResultOf<'system.status'>
type NhiaChange = Extract<NumberedEvent, { event: 'nhia.changed' }>

const AT = '2026-01-15T01:00:00.000Z'
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function started(options: Parameters<typeof startTestDaemon>[0]): Promise<TestDaemon> {
  const running = await startTestDaemon(options)
  open.push(running)
  return running
}

async function statusOf({ rpc }: TestDaemon): Promise<Status> {
  return (await rpc('system.status') as { result: Status }).result
}

/** A clinic, NHIA's two sites on sockets of this machine, and whoever listens. */
class Desk {
  readonly running: TestDaemon
  readonly events: NhiaChange[] = []
  readonly #cloud: () => Cloud | undefined

  private constructor(running: TestDaemon, cloud: () => Cloud | undefined) {
    this.running = running
    this.#cloud = cloud
  }

  static async open(): Promise<Desk> {
    let cloud: Cloud | undefined
    const running = await started({
      cloud: async (clock, entropy) => (cloud = await startCloud({ clock, entropy, ports: [0, 0] })),
    })
    const desk = new Desk(running, () => cloud)
    await running.client().subscribe({
      state: () => {},
      event: (event) => {
        if (event.event === 'nhia.changed') desk.events.push(event)
      },
    })
    return desk
  }

  get cloud(): Cloud {
    const cloud = this.#cloud()
    if (cloud === undefined) throw new Error('nobody has asked for the cloud yet')
    return cloud
  }

  /** Something that has to be asked of NHIA. */
  ask(): Promise<unknown> {
    return this.running.rpc('sam.verify')
  }

  async nhia(): Promise<NonNullable<Status['nhia']>> {
    const { nhia } = await statusOf(this.running)
    if (nhia === null) throw new Error('there is a cloud')
    return nhia
  }

  /** Once the events that are on their way have come. */
  async told(count: number): Promise<NhiaChange['data'][]> {
    await expect.poll(() => this.events.length).toBeGreaterThanOrEqual(count)
    await this.running.client().call('system.status', {})
    return this.events.map(({ data }) => data)
  }
}

describe('NHIA in the status', () => {
  test('is null where no cloud is configured, also after something was asked of the data centre', async () => {
    const running = await started({})
    await running.rpc('sam.verify')
    expect(await statusOf(running)).toMatchObject({ nhia: null, sam: { kind: 'cloud', state: 2, problem: null } })
  })

  test('names the sites somebody configured before anybody asks them', async () => {
    const endpoints = ['https://one.example', 'https://other.example']
    const running = await started({ config: { cloud: { endpoints } } as Partial<Config> })
    expect((await statusOf(running)).nhia).toEqual({
      sites: endpoints.map((origin) => ({ origin, state: 'unknown' })), clock: 'unknown',
    })
  })

  test('has no site before the simulated cloud is wanted, which asking for the status does not do', async () => {
    const desk = await Desk.open()
    expect(await desk.nhia()).toEqual({ sites: [], clock: 'unknown' })
    expect(() => desk.cloud).toThrow()
    expect((await statusOf(desk.running)).sam).toBeNull()
  })

  test('is null when the simulated cloud does not start: the data centre alone stands in', async () => {
    const running = await started({ cloud: () => Promise.reject(new Error('no SQLite')) })
    await running.rpc('sam.verify')
    expect(await statusOf(running)).toMatchObject({ nhia: null, sam: { state: 2 } })
  })

  test('shows a site that goes down and comes up again, and what became of the module', async () => {
    const desk = await Desk.open()
    await desk.ask()
    const [one, other] = desk.cloud.origins
    expect(await statusOf(desk.running)).toMatchObject({
      nhia: {
        sites: [{ origin: one, state: 'up', since: AT, answeredAt: AT, clockAheadMs: 0 }, { origin: other, state: 'unknown' }],
        clock: 'right',
      },
      sam: { kind: 'cloud', state: 2, problem: null },
    })

    await desk.cloud.control.stopSite(1)
    desk.running.clock.advance(60_000)
    await desk.ask()
    const later = new Date(Date.parse(AT) + 60_000).toISOString()
    expect((await desk.nhia()).sites).toEqual([
      { origin: one, state: 'down', reason: 'refused', since: later, answeredAt: AT, clockAheadMs: 0 },
      { origin: other, state: 'up', since: later, answeredAt: later, clockAheadMs: 0 },
    ])

    await desk.cloud.control.startSite(1)
    desk.running.clock.advance(siteBackoff.cap)
    await desk.ask()
    await expect.poll(async () => (await desk.nhia()).sites.map(({ state }) => state)).toEqual(['up', 'up'])
    expect((await desk.nhia()).sites[0]).not.toHaveProperty('reason')
  })

  test('shows that nobody answers, and the module with its problem', async () => {
    const desk = await Desk.open()
    await desk.ask()
    for (const site of [1, 2]) await desk.cloud.control.stopSite(site)
    await desk.ask()
    expect(await statusOf(desk.running)).toMatchObject({
      nhia: { sites: [{ state: 'down', reason: 'refused' }, { state: 'down', reason: 'refused' }] },
      sam: { state: 1, problem: 'IDC_UNREACHABLE' },
    })
  })

  test.each([[299_000, 'right'], [600_000, 'wrong']] as const)(
    'of a site whose clock is ahead by %d ms the clock is %s, which the next right answer ends', async (ms, clock) => {
      const desk = await Desk.open()
      await desk.ask()
      desk.cloud.control.plan({ fault: 'wrongClock', ms, times: 2 })
      await desk.ask()
      expect(await desk.nhia()).toMatchObject({ clock, sites: [{ state: 'up', clockAheadMs: ms }, {}] })
      await desk.ask()
      expect(await desk.nhia()).toMatchObject({ clock: 'right', sites: [{ clockAheadMs: 0 }, {}] })
    })
})

describe('the event nhia.changed', () => {
  test('does not come for an answer alone, a clock that goes on, or a second clock that is wrong', () => {
    const told: NhiaChange['data'][] = []
    const news = nhiaNews((status) => told.push(status))
    const site = { origin: 'http://127.0.0.1:1', state: 'up', since: AT, clockAheadMs: 400_000, clockWrong: true } as const
    news([site, { ...site, clockAheadMs: 0, clockWrong: false }])
    news([{ ...site, answeredAt: AT, clockAheadMs: 401_000 }, site])
    expect(told).toHaveLength(1)
    news([{ ...site, state: 'down', reason: 'timeout' }, site])
    news([{ ...site, state: 'down', reason: 'certificate' }, site])
    expect(told.map(({ sites: [first] }) => first?.reason)).toEqual([undefined, 'timeout', 'certificate'])
  })

  test('comes once for each change that shows, with the status as it is then', async () => {
    const desk = await Desk.open()
    for (let call = 0; call < 3; call += 1) await desk.ask()
    expect(await desk.told(1)).toMatchObject([{ sites: [{ state: 'up' }, { state: 'unknown' }], clock: 'right' }])
    await desk.cloud.control.stopSite(1)
    for (let call = 0; call < 3; call += 1) await desk.ask()
    expect((await desk.told(3)).slice(1)).toMatchObject([
      { sites: [{ state: 'down', reason: 'refused' }, { state: 'unknown' }] },
      { sites: [{ state: 'down', reason: 'refused' }, { state: 'up' }] },
    ])
    expect((await desk.told(3)).at(-1)).toEqual(await desk.nhia())
  })

  test('tells a clock that is wrong, and right again', async () => {
    const desk = await Desk.open()
    await desk.ask()
    desk.cloud.control.plan({ fault: 'wrongClock', ms: 600_000 })
    await desk.ask()
    await desk.ask()
    expect((await desk.told(3)).map(({ clock }) => clock)).toEqual(['right', 'wrong', 'right'])
  })

  test('has nothing of anybody in it, nor has the status', async () => {
    const desk = await Desk.open()
    await desk.ask()
    const samStatus = await desk.running.rpc('sam.status') as { result: ResultOf<'sam.status'> }
    await desk.running.rpc('card.readRegister')
    await desk.cloud.control.stopSite(1)
    await desk.ask()
    const basic = await desk.running.rpc('card.readBasic') as { result: ResultOf<'card.readBasic'> }
    const { samId, hospitalId, hospitalName } = samStatus.result
    const personal = [...Object.values(basic.result.basic), samId, hospitalId, hospitalName]
      .filter((value) => typeof value === 'string' && value.length > 2)
    expect(personal.length).toBeGreaterThan(5)
    const shown = JSON.stringify([await desk.told(3), await statusOf(desk.running)])
    expect(personal.filter((value) => shown.includes(String(value)))).toEqual([])
  })
})

test('calls whose turn at a reader has not come are counted, without the one that has it', async () => {
  let release = () => {}
  const blocked = new Promise<void>((resolve) => (release = resolve))
  const running = await started({ links: [slowLink(blocked)] })
  const client = running.client()
  const reads = [1, 2, 3].map(() => client.call('card.readBasic', { reader: 'r1' }))
  const waiting = async () => (await statusOf(running)).queue.waiting
  await expect.poll(waiting).toBe(2)
  release()
  await Promise.allSettled(reads)
  expect(await waiting()).toBe(0)
})
