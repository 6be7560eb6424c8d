import { afterEach, describe, expect, test } from 'vitest'
import { SeededRandom } from '#simulator/seeded-random'
import { VirtualClock } from '#simulator/virtual-clock'
import { patience, siteBackoff } from './patience.ts'
import { loopbackOnly } from './contact-policy.ts'
import { Sites } from './sites.ts'
import { bundle, effects, TwoSites } from './two-sites.fixture.ts'

const open: TwoSites[] = []
async function desk(isTls = false): Promise<TwoSites> {
  const one = await TwoSites.open(isTls)
  open.push(one)
  return one
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** Lets what waits for real sockets go on until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

describe('which site is asked', () => {
  test('the first of the configuration, then the one that last answered', async () => {
    const both = await desk()
    const { one, other } = both
    await both.ask('reads')
    expect(both.arrived).toEqual([1, 0])
    one.fault = 'html'
    await both.ask('reads')
    one.fault = undefined
    both.clock.advance(siteBackoff.cap)
    await both.ask('counts')
    expect(both.arrived).toEqual([2, 2])
    other.fault = 'garbage'
    await both.ask('reads')
    expect(both.arrived).toEqual([3, 3])
  })

  test('a site that fails rests for at most 30 s, and is then connected to in the background, which asks nothing of it', async () => {
    const both = await desk(true)
    both.one.fault = 'hangsUp'
    for (let call = 0; call < 8; call += 1) {
      await both.ask('reads')
      both.clock.advance(siteBackoff.cap)
    }
    expect(both.sites.status()[0]).toMatchObject({ state: 'down', reason: 'network' })
    both.one.fault = undefined
    both.clock.advance(siteBackoff.cap)
    expect(both.sites.status()[0]).toMatchObject({ state: 'down' })
    await both.ask('reads')
    await until(() => both.sites.status()[0]?.state === 'up')
    expect(both.one.arrived).toEqual([])
    expect(both.sites.status()[0]).not.toHaveProperty('answeredAt')
  })

  test('while it rests nobody connects to it, unless nobody else is left', async () => {
    const both = await desk(true)
    both.one.fault = 'hangsUp'
    await both.ask('reads')
    const before = both.one.connections
    await both.ask('counts')
    expect(both.one.connections).toBe(before)
    both.one.fault = undefined
    both.other.fault = 'hangsUp'
    expect(await both.ask('counts')).toHaveProperty('reply')
  })

  test('a hint ends its rest at once', async () => {
    const both = await desk(true)
    both.one.fault = 'hangsUp'
    await both.ask('reads')
    both.one.fault = undefined
    both.sites.hint()
    await until(() => both.sites.status()[0]?.state === 'up')
    expect(both.arrived).toEqual([0, 1])
  })

  test('one that connects and never answers is not taken for well because it connects', async () => {
    const both = await desk(true)
    both.one.fault = 'neverAnswers'
    await both.ask('reads')
    both.sites.hint()
    both.clock.advance(siteBackoff.cap)
    await both.ask('reads')
    expect(both.sites.status()).toMatchObject([{ state: 'down', reason: 'timeout' }, { state: 'up' }])
  })
})

describe('a connection that is kept', () => {
  test('serves the next call that may be repeated', async () => {
    const both = await desk(true)
    for (const effect of ['reads', 'idempotent', 'reads'] as const) await both.ask(effect)
    expect(both.one.connections).toBe(1)
  })

  test('and has ended in the meantime costs neither the answer nor the site its name', async () => {
    const both = await desk(true)
    await both.ask('reads')
    both.one.dropConnections()
    expect(await both.ask('reads')).toHaveProperty('reply')
    expect(both.sites.status()[0]).toMatchObject({ state: 'up' })
    expect(both.other.connections).toBe(0)
  })

  test('is not used for what counts', async () => {
    const both = await desk(true)
    await both.ask('reads')
    both.one.dropConnections()
    expect(await both.ask('counts')).toHaveProperty('reply')
    expect(both.one.arrived).toHaveLength(2)
  })
})

describe('time', () => {
  test.each(effects)('%s: is over as declared, however many sites let it wait', async (effect) => {
    const both = await desk()
    both.one.fault = both.other.fault = 'neverAnswers'
    const begun = both.clock.now()
    expect(await both.ask(effect)).toEqual({ kind: 'outcomeUnknown' })
    expect(both.clock.now() - begun).toBeLessThanOrEqual(patience[effect].whole)
    expect(both.clock.waiting).toBe(0)
  })

  test('a site that lets a call that reads wait costs less than a second, and is asked no more', async () => {
    const both = await desk()
    both.one.fault = 'neverAnswers'
    const begun = both.clock.now()
    expect(await both.ask('reads')).toHaveProperty('reply')
    expect(both.clock.now() - begun).toBeLessThan(1_000)
    expect(both.clock.waiting).toBe(0)
    expect(await both.ask('reads')).toHaveProperty('reply')
    expect(both.arrived).toEqual([1, 2])
  })

  test('a slow site’s answer counts when the other, asked besides, says that the signature is taken', async () => {
    const both = await desk()
    both.one.fault = 'neverAnswers'
    both.other.reply = { statusCode: 3245 }
    both.one.reply = { statusCode: 0, tel: '0900000000' }
    const asked = both.end(both.centre.call('EmergentTel/Query', bundle, {}))
    await until(() => both.arrived[1] === 1)
    both.one.onStall = both.other.onStall = () => undefined
    await until(() => both.sites.status()[1]?.state === 'up')
    both.one.answerLate()
    expect(await asked).toEqual({ reply: { tel: '0900000000' } })
  })

  test.each(['idempotent', 'counts'] as const)('%s: nobody else is asked while a site lets it wait', async (effect) => {
    const both = await desk()
    both.one.onStall = () => undefined
    both.one.fault = 'neverAnswers'
    const asked = both.ask(effect)
    await until(() => both.one.isStalling)
    both.clock.advance(patience[effect].answer - 1)
    both.one.answerLate()
    expect(await asked).toHaveProperty('reply')
    expect(both.arrived).toEqual([1, 0])
  })

  test('an answer that comes late is nobody’s', async () => {
    const both = await desk()
    both.one.fault = 'neverAnswers'
    expect(await both.ask('counts')).toEqual({ kind: 'outcomeUnknown' })
    both.one.fault = undefined
    both.one.answerLate()
    expect(await both.ask('reads')).toEqual({ reply: { tel: '0900000000' } })
    expect(both.arrived).toEqual([1, 1])
  })

  test('closing ends what is under way and leaves nothing behind', async () => {
    const both = await desk()
    both.one.fault = 'neverAnswers'
    both.one.onStall = () => both.sites.close()
    expect(await both.ask('counts')).toEqual({ kind: 'outcomeUnknown' })
    expect(await both.ask('reads')).toEqual({ kind: 'unreachable' })
    both.sites.hint()
    expect(both.clock.waiting).toBe(0)
    expect(both.arrived).toEqual([1, 0])
  })
})

describe('the state of the sites', () => {
  test('is unknown until somebody asks, and told when it changes, not with every answer', async () => {
    const both = await desk()
    expect(both.sites.status().map(({ state }) => state)).toEqual(['unknown', 'unknown'])
    for (let call = 0; call < 3; call += 1) await both.ask('reads')
    expect(both.told).toHaveLength(1)
    const at = '2026-01-15T01:00:00.000Z'
    expect(both.told[0]?.[0]).toEqual({ origin: both.one.origin, state: 'up', since: at, answeredAt: at })
    both.one.fault = 'html'
    await both.ask('reads')
    expect(both.told).toHaveLength(3)
  })

  test.each([
    { date: 'Thu, 15 Jan 2026 01:00:00 GMT', ahead: 0, wrong: false },
    { date: 'Thu, 15 Jan 2026 00:59:59 GMT', ahead: 0, wrong: false },
    { date: 'Thu, 15 Jan 2026 01:00:30 GMT', ahead: 30_000, wrong: false },
    { date: 'Thu, 15 Jan 2026 01:05:01 GMT', ahead: 301_000, wrong: true },
    { date: 'Wed, 14 Jan 2026 23:00:00 GMT', ahead: -7_199_000, wrong: true },
  ])('tells a clock of $date', async ({ date, ahead, wrong }) => {
    const both = await desk()
    both.one.date = date
    expect(await both.ask('reads')).toHaveProperty('reply')
    expect(both.sites.status()[0]).toMatchObject({ state: 'up', clockAheadMs: ahead, clockWrong: wrong })
  })

  test('tells no clock where none is told', async () => {
    const both = await desk()
    both.one.date = 'soon'
    await both.ask('reads')
    expect(both.sites.status()[0]).not.toHaveProperty('clockAheadMs')
  })
})

describe('who may be contacted', () => {
  const options = (origin: string) => ({
    origins: [origin], clock: new VirtualClock('2026-01-15T09:00:00+08:00'), entropy: new SeededRandom(1),
  })

  test.each([
    'https://centre.example', 'http://centre.example', 'https://127.0.0.1.example', 'http://10.0.0.1', 'https://[::2]', 'ftp://127.0.0.1',
    'http://127.0.0.1/path', 'http://user@127.0.0.1', 'centre', '',
  ])('%s is refused before anything is opened', (origin) => {
    expect(() => new Sites(options(origin))).toThrow(RangeError)
  })

  test('another machine that was configured is asked over https alone', () => {
    const mayContact = (host: string) => loopbackOnly(host) || host === 'centre.example'
    expect(() => new Sites({ ...options('http://centre.example'), mayContact })).toThrow('https alone')
    expect(new Sites({ ...options('https://centre.example'), mayContact }).status()).toEqual([
      { origin: 'https://centre.example', state: 'unknown' },
    ])
  })

  test('with no sites nobody is contacted', async () => {
    const none = new Sites({ ...options(''), origins: [] })
    await expect(none.ask({ path: '/', body: {}, effect: 'reads', read: () => ({ kind: 'unreadable' }) })).rejects.toThrow('no site')
  })
})
