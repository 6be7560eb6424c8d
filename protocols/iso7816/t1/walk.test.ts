import { createActor, getNextSnapshot, type AnyStateMachine, type EventFromLogic, type SnapshotFrom } from 'xstate'
import { describe, expect, it } from 'vitest'
import type { T1CardEvent, T1CardInput } from './card-context.ts'
import { t1CardMachine } from './card.machine.ts'
import { lineEventTypes, type LineEvent } from './frame-event.ts'
import type { T1HostEvent, T1HostInput } from './host-context.ts'
import { t1HostMachine } from './host.machine.ts'

const line: readonly LineEvent[] = [
  ...([0, 1] as const).flatMap((ns) => [true, false].map((more) => ({ type: 'I' as const, ns, more, length: 1 }))),
  ...([0, 1] as const).map((nr) => ({ type: 'R' as const, nr, error: 0 as const })),
  { type: 'S(RESYNCH request)' }, { type: 'S(RESYNCH response)' },
  { type: 'S(ABORT request)' }, { type: 'S(ABORT response)' },
  { type: 'S(IFS request)', value: 2 }, { type: 'S(IFS response)', value: 2 },
  { type: 'S(WTX request)', value: 2 }, { type: 'S(WTX response)', value: 2 },
  { type: 'invalid', fault: 2 }, { type: 'timedOut' },
]
const hostEvents: readonly T1HostEvent[] = [
  ...line, { type: 'begin', length: 3 }, { type: 'abort' }, { type: 'withdraw' },
]
const cardEvents: readonly T1CardEvent[] = [
  ...line,
  { type: 'answer', length: 3 }, { type: 'extend', multiplier: 2 }, { type: 'announce', ifsc: 2 }, { type: 'abort' },
]

interface State {
  readonly value: string
  readonly context: Record<string, unknown>
}

/** Everything the machine can come to, breadth first. Lengths that only grow count as none or some. */
function walk<Machine extends AnyStateMachine>(
  machine: Machine, input: object, events: readonly EventFromLogic<Machine>[],
): SnapshotFrom<Machine>[] {
  const key = ({ value, context }: State) => JSON.stringify([value, {
    ...context, answered: Math.min(1, Number(context['answered'])), received: Math.min(1, Number(context['received'])),
  }])
  const start = createActor(machine as AnyStateMachine, { input }).getSnapshot() as SnapshotFrom<Machine>
  const seen = new Map<string, SnapshotFrom<Machine>>([[key(start as State), start]])
  for (const from of seen.values()) {
    for (const event of events) {
      const next = getNextSnapshot(machine, from, event)
      const name = key(next as State)
      if (!seen.has(name)) seen.set(name, next)
    }
  }
  return [...seen.values()]
}

const hostInput: T1HostInput = { ifsc: 2, ifsd: 2, repeatInDoubt: false }
const cardInput: T1CardInput = { ifsc: 2 }
const hostStates = walk(t1HostMachine, hostInput, hostEvents)
const cardStates = walk(t1CardMachine, cardInput, cardEvents)

describe('the walk of the T=1 host', () => {
  it('comes to every state', () => {
    const reached = new Set(hostStates.map(({ value }) => value))
    const transient = ['restarting']
    expect([...reached, ...transient].sort()).toEqual(Object.keys(t1HostMachine.states).sort())
  })

  it('finds in every state a consequence of every kind of block, of damage and of silence', () => {
    for (const state of hostStates) {
      const taken = line.map((event) => t1HostMachine.getTransitionData(state, event)?.length)
      expect(taken, state.value).toEqual(line.map(() => 1))
    }
  })

  const alone = ['I', 'R', 'S(RESYNCH response)', 'S(ABORT request)', 'invalid', 'timedOut'] as const
  it.each(alone.map((type) => [type, line.findLast((event) => event.type === type)!] as const))(
    'ends every exchange when nothing but %s comes, whatever came before', (_, event) => {
      for (const state of hostStates) {
        let now = state
        for (let step = 0; step < 20 && now.value !== 'idle' && now.value !== 'failed'; step++) {
          now = getNextSnapshot(t1HostMachine, now, event)
        }
        expect(['idle', 'failed'], JSON.stringify(state.value)).toContain(now.value)
      }
    })

  it('finds a context that JSON carries unchanged', () => {
    for (const { context } of hostStates) expect(JSON.parse(JSON.stringify(context))).toEqual(context)
  })

  it('can go on from what JSON carried', () => {
    for (const state of hostStates.filter((_, index) => index % 17 === 0)) {
      const { value, context } = JSON.parse(JSON.stringify({ value: state.value, context: state.context }))
      const restored = t1HostMachine.resolveState({ value, context })
      const after = (from: typeof state) => getNextSnapshot(t1HostMachine, from, { type: 'timedOut' })
      expect([after(restored).value, after(restored).context]).toEqual([after(state).value, after(state).context])
    }
  })
})

describe('the walk of the T=1 card', () => {
  it('comes to every state', () => {
    expect([...new Set(cardStates.map(({ value }) => value))].sort()).toEqual(Object.keys(t1CardMachine.states).sort())
  })

  it('finds in every state a consequence of every kind of block, of damage and of silence', () => {
    for (const state of cardStates) {
      const taken = line.map((event) => t1CardMachine.getTransitionData(state, event)?.length)
      expect(taken, state.value).toEqual(line.map(() => 1))
    }
  })

  it('can be brought back to the beginning from everywhere', () => {
    for (const state of cardStates) {
      const { value, context } = getNextSnapshot(t1CardMachine, state, { type: 'S(RESYNCH request)' })
      expect(value).toBe('listening')
      expect(context).toMatchObject({ ns: 0, nr: 0, received: 0, total: null, vain: 0, ifsc: 2, ifsd: 32 })
    }
  })

  it('never sends more than three blocks in vain', () => {
    expect(Math.max(...cardStates.map(({ context }) => context.vain))).toBe(3)
  })

  it('finds a context that JSON carries unchanged', () => {
    for (const { context } of cardStates) expect(JSON.parse(JSON.stringify(context))).toEqual(context)
  })
})

describe('both machines', () => {
  it('know every event of the line by name in every state', () => {
    for (const machine of [t1HostMachine, t1CardMachine]) {
      for (const state of Object.values(machine.states)) {
        if (state.always !== undefined) continue
        for (const type of lineEventTypes) expect(state.transitions.has(type), `${state.key} ${type}`).toBe(true)
      }
    }
  })
})
