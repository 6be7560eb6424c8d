import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RemoteEffect } from '#protocols/cs6/remote-call'
import { answerFaults, connectionFaults, FaultySite } from './faulty-site.fixture.ts'
import { testAuthority } from './test-authority.fixture.ts'
import { effects, replyTo, TwoSites } from './two-sites.fixture.ts'

const open: { close(): Promise<void> }[] = []
const opened = <Closable extends { close(): Promise<void> }>(one: Closable): Closable => {
  open.push(one)
  return one
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const answered = (effect: RemoteEffect) => {
  const { statusCode, ...reply } = replyTo(effect) as { statusCode: number }
  expect(statusCode).toBe(0)
  return { reply }
}

const rows = effects.flatMap((effect) => answerFaults
  // a call whose reply has no fields finds none of a wrong type
  .filter((fault) => fault !== 'wrongTypes' || effect !== 'idempotent').map((fault) => ({ effect, fault })))

describe.each([{ isTls: false }, { isTls: true }])('with TLS $isTls', ({ isTls }) => {
  test.each(rows)('$effect, of a site that $fault: asked of the other only when that is safe', async ({ effect, fault }) => {
    const desk = opened(await TwoSites.open(isTls))
    desk.one.elsewhere = desk.other.origin
    desk.one.fault = fault
    const ending = await desk.ask(effect)
    if (effect === 'counts') {
      expect(ending).toEqual({ kind: 'outcomeUnknown' })
      expect(desk.arrived).toEqual([1, 0])
    } else {
      expect(ending).toEqual(answered(effect))
      expect(desk.arrived).toEqual([1, 1])
    }
    expect(desk.sites.status()[0]).toMatchObject({ state: 'down' })
    // and the next is asked of the other at once
    desk.other.fault = undefined
    expect(await desk.ask('counts')).toEqual(answered('counts'))
    expect(desk.one.arrived).toHaveLength(1)
  })
})

describe('a site that cannot be reached', () => {
  test.each(effects.flatMap((effect) => connectionFaults.map((fault) => ({ effect, fault }))))(
    '$effect: one that $fault is passed over, and the other answers', async ({ effect, fault }) => {
      const desk = opened(await TwoSites.open(true))
      desk.one.fault = fault
      expect(await desk.ask(effect)).toEqual(answered(effect))
      expect(desk.arrived).toEqual([0, 1])
      const reason = fault === 'hangsUp' ? 'network' : 'timeout'
      expect(desk.sites.status()).toMatchObject([{ state: 'down', reason }, { state: 'up' }])
    })

  test.each(effects)('%s: where nobody listens the other is asked', async (effect) => {
    const desk = opened(await TwoSites.open())
    await desk.one.close()
    expect(await desk.ask(effect)).toEqual(answered(effect))
    expect(desk.sites.status()).toMatchObject([{ state: 'down', reason: 'refused' }, { state: 'up' }])
  })

  test.each(effects)('%s: nobody at all is unreachable, and nothing was sent', async (effect) => {
    const desk = opened(await TwoSites.open(true))
    desk.one.fault = desk.other.fault = 'neverShakesHands'
    expect(await desk.ask(effect)).toEqual({ kind: 'unreachable' })
    expect(desk.arrived).toEqual([0, 0])
    expect(desk.clock.waiting).toBe(0)
  })

  test('a slow line gets its answer all the same when there is no other', async () => {
    const desk = opened(await TwoSites.open(true))
    desk.other.fault = 'hangsUp'
    desk.one.fault = 'neverShakesHands'
    desk.one.onOver = desk.other.onOver = () => undefined
    desk.one.onStall = () => {
      desk.one.fault = undefined
      setImmediate(() => desk.clock.step())
    }
    expect(await desk.ask('counts')).toEqual(answered('counts'))
    expect(desk.arrived).toEqual([1, 0])
  })
})

describe('a certificate', () => {
  let authority: Awaited<ReturnType<typeof testAuthority>>
  let stranger: Awaited<ReturnType<typeof testAuthority>>
  beforeEach(async () => {
    authority = await testAuthority()
    stranger = await testAuthority()
  })

  const cases = [
    { name: 'of another address', issue: () => authority.issue(100, '127.0.0.2') },
    { name: 'that ended yesterday', issue: () => authority.issue(-1) },
    { name: 'that begins next year', issue: () => authority.issue(800) },
    { name: 'of an authority that nobody knows', issue: () => stranger.issue() },
  ]

  test.each(cases)('$name is not believed: not a byte is sent, even where the environment says to look away', async ({ issue }) => {
    const lookAway = `NODE_TLS_REJECT_${'UNAUTHORIZED'}` // in two, as nobody may write it
    process.env[lookAway] = '0'
    try {
      const one = await new FaultySite(await issue()).open()
      const desk = opened(new TwoSites(one, await new FaultySite(await authority.issue()).open(), authority.certificate))
      for (const effect of effects) expect(await desk.ask(effect)).toEqual(answered(effect))
      expect(desk.arrived).toEqual([0, effects.length])
      expect(desk.sites.status()[0]).toMatchObject({ state: 'down', reason: 'certificate' })
    } finally {
      delete process.env[lookAway]
    }
  })

  test('of a test centre is believed only when its authority was given', async () => {
    const site = async () => new FaultySite(await authority.issue()).open()
    const desk = opened(new TwoSites(await site(), await site()))
    expect(await desk.ask('reads')).toEqual({ kind: 'unreachable' })
    expect(desk.arrived).toEqual([0, 0])
  })
})
