import { describe, expect, it } from 'vitest'
import { VirtualClock } from '#simulator/virtual-clock'
import { ChildExit } from './envelope.ts'
import { FakeChild } from './fake-child.fixture.ts'
import { NativeChild } from './native-child.ts'
import type { ChildLoss } from './native-child.machine.ts'
import { ChildLostError } from './pending-requests.ts'

class Nursery {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly children: FakeChild[] = []
  readonly losses: ChildLoss[] = []
  readonly reports: unknown[] = []
  bindingMayBeThere = true
  prepare: (child: FakeChild) => void = () => {}
  readonly supervisor = new NativeChild<string, string, string>({
    spawn: () => {
      const child = new FakeChild()
      this.children.push(child)
      this.prepare(child)
      return child
    },
    clock: this.clock,
    entropy: { bytes: (length) => new Uint8Array(length) },
    bindingMayBeThere: () => this.bindingMayBeThere,
    onReport: (report) => this.reports.push(report),
    onLoss: (loss) => this.losses.push(loss),
  })

  get last(): FakeChild {
    const child = this.children.at(-1)
    if (!child) throw new Error('no child was started')
    return child
  }

  /** A supervisor with a child that has said hello. */
  static running(): Nursery {
    const nursery = new Nursery()
    nursery.supervisor.start()
    nursery.last.say({ type: 'hello' })
    return nursery
  }

  /** How long the next start takes to come, in ms. */
  untilNextStart(): number {
    const before = this.children.length
    const from = this.clock.now()
    while (this.children.length === before) this.clock.advance(10)
    return this.clock.now() - from
  }
}

const reasonOf = (request: Promise<unknown>) => request.then(
  () => 'answered', (error: ChildLostError) => error.deadlinePassed ? 'deadline passed' : 'lost')

describe('a native child', () => {
  it('that says nothing for 5 seconds is killed and started again', () => {
    const nursery = new Nursery()
    nursery.supervisor.start()
    const [first] = nursery.children
    nursery.clock.advance(4_999)
    expect(first?.killed).toBe(false)
    nursery.clock.advance(1)
    expect(first?.killed).toBe(true)
    expect(nursery.losses).toEqual(['helloMissing'])
    nursery.untilNextStart()
    expect(nursery.children).toHaveLength(2)
  })

  it('that runs and pongs is left alone', () => {
    const nursery = Nursery.running()
    nursery.last.onSent = ({ type }) => type === 'ping' && nursery.last.say({ type: 'pong' })
    nursery.clock.advance(3_600_000)
    expect(nursery.children).toHaveLength(1)
    expect(nursery.supervisor.state).toBe('running')
  })

  it('that leaves a ping unanswered for 5 seconds is killed', () => {
    const nursery = Nursery.running()
    nursery.clock.advance(2_000)
    expect(nursery.last.sent).toEqual([{ type: 'ping' }])
    nursery.clock.advance(5_000)
    expect(nursery.losses).toEqual(['hung'])
    expect(nursery.children[0]?.killed).toBe(true)
  })

  it('may leave pings unanswered while a request is under way, until the deadline of the request', async () => {
    const nursery = Nursery.running()
    const hanging = reasonOf(nursery.supervisor.request('one', 'x', 30_000))
    nursery.clock.advance(29_999)
    expect(nursery.losses).toEqual([])
    nursery.clock.advance(1)
    expect(nursery.losses).toEqual(['deadlinePassed'])
    expect(nursery.children[0]?.killed).toBe(true)
    expect(await hanging).toBe('deadline passed')
  })

  it('in which one lane hangs is killed when the others are done, and begins nothing new before that', async () => {
    const nursery = Nursery.running()
    const hanging = reasonOf(nursery.supervisor.request('one', 'x'))
    nursery.clock.advance(5_000)
    const others = ['two', 'three'].map((lane) => nursery.supervisor.request(lane, 'x'))
    nursery.clock.advance(5_000)
    expect(await hanging).toBe('deadline passed')
    expect(nursery.supervisor.state).toBe('draining')
    expect(await reasonOf(nursery.supervisor.request('two', 'y'))).toBe('lost')
    nursery.last.say({ type: 'answer', id: 2, answer: 'two' })
    expect(nursery.children[0]?.killed).toBe(false)
    nursery.last.say({ type: 'answer', id: 3, answer: 'three' })
    expect(nursery.children[0]?.killed).toBe(true)
    expect(await Promise.all(others)).toEqual(['two', 'three'])
    expect(nursery.losses).toEqual(['deadlinePassed'])
  })

  it('in which one lane hangs is killed 2 seconds after its deadline, whatever is under way in the others', async () => {
    const nursery = Nursery.running()
    const lanes = [['one', 10_000], ['two', 11_000], ['three', 30_000]] as const
    const ends = lanes.map(([lane, deadlineMs]) => reasonOf(nursery.supervisor.request(lane, 'x', deadlineMs)))
    nursery.clock.advance(11_999)
    expect(nursery.losses).toEqual([])
    nursery.clock.advance(1)
    expect(nursery.losses).toEqual(['deadlinePassed'])
    expect(await Promise.all(ends)).toEqual(['deadline passed', 'deadline passed', 'lost'])
  })

  it('is told which requests nobody waits for any more', async () => {
    const nursery = Nursery.running()
    const reasons = ['x', 'y'].map((request) => reasonOf(nursery.supervisor.request('one', request)))
    nursery.clock.advance(10_000)
    expect(await Promise.all(reasons)).toEqual(['deadline passed', 'deadline passed'])
    const abandoned = nursery.children[0]?.sent.filter(({ type }) => type === 'abandon')
    expect(abandoned).toEqual([{ type: 'abandon', id: 1 }, { type: 'abandon', id: 2 }])
  })

  it('is not replaced twice within a minute for a lane that replacing did not cure; the lane refuses at once', async () => {
    const nursery = Nursery.running()
    nursery.prepare = (child) => {
      child.onSent = ({ type, id }) => {
        if (type === 'ping') child.say({ type: 'pong' })
        if (type === 'request' && id !== stuck) child.say({ type: 'answer', id, answer: 'well' })
      }
    }
    let stuck = 1
    const hang = async () => {
      const reason = reasonOf(nursery.supervisor.request('one', 'x'))
      nursery.clock.advance(10_000)
      expect(await reason).toBe('deadline passed')
    }
    await hang() // 10 seconds
    nursery.untilNextStart()
    nursery.last.say({ type: 'hello' })
    stuck = 2
    await hang() // 20 seconds
    expect(nursery.losses).toHaveLength(1)
    expect(await reasonOf(nursery.supervisor.request('one', 'y'))).toBe('deadline passed')
    expect(await nursery.supervisor.request('two', 'y')).toBe('well')
    nursery.clock.advance(49_000) // 69 seconds
    expect(nursery.losses).toHaveLength(1)
    nursery.clock.advance(1_000)
    expect(nursery.losses).toHaveLength(2)
  })

  it('that answers after all what nobody waits for any more serves that lane again, and is not replaced', async () => {
    const nursery = Nursery.running()
    const first = reasonOf(nursery.supervisor.request('one', 'x'))
    nursery.clock.advance(10_000)
    await first
    nursery.untilNextStart()
    nursery.last.say({ type: 'hello' })
    const second = reasonOf(nursery.supervisor.request('one', 'x'))
    nursery.clock.advance(10_000)
    expect(await second).toBe('deadline passed')
    nursery.last.onSent = ({ type, id }) => {
      if (type === 'ping') nursery.last.say({ type: 'pong' })
      if (type === 'request') nursery.last.say({ type: 'answer', id, answer: 'well' })
    }
    nursery.last.say({ type: 'pong' })
    nursery.last.say({ type: 'answer', id: 2, answer: 'late' })
    nursery.clock.advance(600_000)
    expect(nursery.losses).toHaveLength(1)
    expect(await nursery.supervisor.request('one', 'y')).toBe('well')
  })

  it('has 10 seconds for a request, counted from the moment the one before it in its lane is answered', async () => {
    const nursery = Nursery.running()
    const requests = [1, 2].map((number) => nursery.supervisor.request('lane', String(number)))
    nursery.clock.advance(9_000)
    nursery.last.say({ type: 'answer', id: 1, answer: 'first' })
    nursery.clock.advance(9_000)
    nursery.last.say({ type: 'answer', id: 2, answer: 'second' })
    expect(await Promise.all(requests)).toEqual(['first', 'second'])
    const third = reasonOf(nursery.supervisor.request('lane', '3'))
    nursery.clock.advance(10_000)
    expect(await third).toBe('deadline passed')
  })

  it('that crashes fails what is pending, after the loss was told and before the next start', async () => {
    const nursery = Nursery.running()
    const pending = reasonOf(nursery.supervisor.request('lane', 'x'))
    nursery.last.exit(134)
    expect(nursery.losses).toEqual(['exited'])
    expect(await pending).toBe('lost')
    expect(await reasonOf(nursery.supervisor.request('lane', 'y'))).toBe('lost')
    expect(nursery.children).toHaveLength(1)
  })

  it('that cannot be started, at once or a moment later, is tried again', () => {
    const nursery = new Nursery()
    nursery.prepare = () => {
      throw new Error('EAGAIN')
    }
    nursery.supervisor.start()
    expect(nursery.losses).toEqual(['notStarted'])
    nursery.prepare = () => {}
    nursery.untilNextStart()
    nursery.last.emit('error', new Error('ENOENT'))
    expect(nursery.losses).toEqual(['notStarted', 'exited'])
    nursery.untilNextStart()
    expect(nursery.children).toHaveLength(3)
  })

  it('that keeps crashing is started again after 100 ms, doubled up to 2 s, for ever', () => {
    const nursery = new Nursery()
    nursery.supervisor.start()
    const waits = Array.from({ length: 12 }, () => {
      nursery.last.exit(1)
      return nursery.untilNextStart()
    })
    expect(waits).toEqual([100, 200, 400, 800, 1600, ...Array(7).fill(2000)])
  })

  it('that ran well for 10 seconds starts the backoff anew; one that did not, does not', () => {
    const nursery = Nursery.running()
    for (const [age, wait] of [[0, 100], [9_000, 200], [11_000, 100]] as const) {
      nursery.last.onSent = ({ type }) => type === 'ping' && nursery.last.say({ type: 'pong' })
      nursery.clock.advance(age)
      nursery.last.exit(1)
      expect(nursery.untilNextStart()).toBe(wait)
      nursery.last.say({ type: 'hello' })
    }
  })

  it('that asks for a successor gets it at once, but not over and over', () => {
    const nursery = Nursery.running()
    nursery.last.exit(ChildExit.successorWanted)
    expect(nursery.children).toHaveLength(2)
    nursery.last.exit(ChildExit.successorWanted)
    expect(nursery.children).toHaveLength(2)
    expect(nursery.untilNextStart()).toBe(200)
    expect(nursery.losses).toEqual(['successorWanted', 'successorWanted'])
  })

  it('without its native module is started only when a cheap look says it may be there', () => {
    const nursery = Nursery.running()
    nursery.bindingMayBeThere = false
    nursery.last.exit(ChildExit.bindingMissing)
    expect(nursery.losses).toEqual(['bindingMissing'])
    nursery.clock.advance(600_000)
    expect(nursery.children).toHaveLength(1)
    nursery.bindingMayBeThere = true
    nursery.clock.advance(10_000)
    expect(nursery.children).toHaveLength(2)
  })

  it('is started at once when a hint comes during a wait', () => {
    const nursery = Nursery.running()
    nursery.last.exit(1)
    nursery.supervisor.hint()
    expect(nursery.children).toHaveLength(2)
  })

  it('says nothing any more once it is lost', () => {
    const nursery = Nursery.running()
    const [first] = nursery.children
    first?.say({ type: 'report', report: 'before' })
    first?.exit(1)
    first?.say({ type: 'report', report: 'after' })
    expect(nursery.reports).toEqual(['before'])
  })

  it('is asked to end, and killed when it does not within 2 seconds', async () => {
    for (const obeys of [true, false]) {
      const nursery = Nursery.running()
      const pending = reasonOf(nursery.supervisor.request('lane', 'x'))
      const closed = nursery.supervisor.close()
      expect(nursery.last.connected).toBe(false)
      if (obeys) nursery.last.exit(0)
      else nursery.clock.advance(2_000)
      await closed
      expect(await pending).toBe('lost')
      expect(nursery.last.killed).toBe(true)
      expect(nursery.clock.waiting).toBe(0)
      expect(nursery.losses).toEqual(['closed'])
    }
  })

  it.each(['never started', 'waiting', 'without its module'])('can be closed when it is %s', async (how) => {
    const nursery = new Nursery()
    if (how !== 'never started') nursery.supervisor.start()
    if (how === 'waiting') nursery.last.exit(1)
    if (how === 'without its module') nursery.last.exit(ChildExit.bindingMissing)
    await nursery.supervisor.close()
    expect(nursery.clock.waiting).toBe(0)
    await nursery.supervisor.close()
  })

  it('leaves no listener, timer or request behind in 1,000 restarts of every kind', async () => {
    const nursery = Nursery.running()
    const ends: ((child: FakeChild) => void)[] = [
      (child) => child.exit(1),
      (child) => child.exit(ChildExit.successorWanted),
      (child) => child.emit('error', new Error('EPIPE')),
      () => nursery.clock.advance(20_000),
    ]
    for (let restart = 0; restart < 1_000; restart++) {
      const request = reasonOf(nursery.supervisor.request('lane', 'x'))
      ends[restart % ends.length]?.(nursery.last)
      expect(await request).not.toBe('answered')
      if (nursery.supervisor.state === 'backingOff') nursery.untilNextStart()
      nursery.last.say({ type: 'hello' })
    }
    const gone = nursery.children.slice(0, -1)
    expect(gone.length).toBeGreaterThanOrEqual(1_000)
    expect(gone.every(({ killed }) => killed)).toBe(true)
    expect(gone.map((child) => child.listenerCount('message') + child.listenerCount('exit'))).toEqual(gone.map(() => 0))
    const closed = nursery.supervisor.close()
    nursery.last.exit(0)
    await closed
    expect(nursery.clock.waiting).toBe(0)
  })
})
