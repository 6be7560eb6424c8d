import {
  getNextSnapshot, initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine, type EventFromLogic,
  type InputFrom, type OutputFrom, type SnapshotFrom,
} from 'xstate'
import { getSimplePaths } from 'xstate/graph'
import { expect } from 'vitest'

export interface FrameWalk<Machine extends AnyStateMachine> {
  /** One for every simple path: where it ends. */
  readonly ends: readonly SnapshotFrom<Machine>[]
  readonly paths: number
  /** Every snapshot that some path comes through. */
  readonly snapshots: readonly SnapshotFrom<Machine>[]
}

/** Every simple path of a frame machine under the given events. */
export function walkFrame<Machine extends AnyStateMachine>(
  machine: Machine, input: InputFrom<Machine>, events: readonly EventFromLogic<Machine>[],
): FrameWalk<Machine> {
  const paths = getSimplePaths(machine, { input, events: [...events] } as Parameters<typeof getSimplePaths<Machine>>[1])
  const snapshots = new Map(paths.map(({ state }) => [keyOf(state), state as SnapshotFrom<Machine>]))
  const ends = paths.map(({ state }) => state as SnapshotFrom<Machine>)
    .filter(({ status }: AnyMachineSnapshot) => status === 'done')
  return { ends, paths: paths.length, snapshots: [...snapshots.values()] }
}

function keyOf({ value, context }: AnyMachineSnapshot): string {
  return JSON.stringify([value, context])
}

/** What has to hold of every frame machine, whatever it is about. */
export function expectSoundFrame<Machine extends AnyStateMachine>(
  machine: Machine, walks: readonly FrameWalk<Machine>[], { events, silence, transient = [] }: {
    readonly events: readonly EventFromLogic<Machine>[], readonly silence: EventFromLogic<Machine>,
    readonly transient?: readonly string[],
  },
): void {
  const snapshots = walks.flatMap((walk) => walk.snapshots as readonly AnyMachineSnapshot[])
  // comes to every state
  const reached = [...new Set(snapshots.map(({ value }) => String(value))), ...transient]
  expect(reached.sort()).toEqual(Object.keys(machine.states).sort())
  // waits and calls nobody by itself
  expect(JSON.stringify(machine.config)).not.toMatch(/"(?:invoke|after)":/)
  for (const snapshot of snapshots) {
    const { value, context, status } = snapshot
    // JSON carries its context, and it goes on from there
    const carried = JSON.parse(JSON.stringify({ value, context }))
    expect(carried.context).toEqual(context)
    if (status !== 'active') continue
    const restored = machine.resolveState(carried)
    for (const event of events) {
      const after = (from: AnyMachineSnapshot) => keyOf(getNextSnapshot(machine as AnyStateMachine, from, event))
      expect(after(restored), `${String(value)} ${event.type}`).toBe(after(snapshot))
    }
    // ends when nobody says anything
    expect(getNextSnapshot(machine as AnyStateMachine, snapshot, silence).status, String(value)).toBe('done')
  }
}

/** Whatever a machine holds of bytes in hex, it holds no more at its end. */
export function expectForgotten(ends: readonly AnyMachineSnapshot[], bytes: readonly string[]): void {
  for (const { context } of ends) for (const name of bytes) expect(context[name], name).toBe('')
}

/** Tells a machine one event after the other, until it ends: what it asked for, `name params`, and what came of it. */
export function playFrame<Machine extends AnyStateMachine>(
  machine: Machine, input: InputFrom<Machine>, events: readonly EventFromLogic<Machine>[],
): { readonly asked: readonly string[], readonly output: OutputFrom<Machine> | undefined } {
  const asked: string[] = []
  let [snapshot, actions] = initialTransition(machine as AnyStateMachine, input)
  const note = () => asked.push(...actions.map(({ type, params }) => `${type} ${JSON.stringify(params ?? {})}`))
  note()
  for (const event of events) {
    if (snapshot.status !== 'active') break
    [snapshot, actions] = transition(machine as AnyStateMachine, snapshot, event)
    note()
  }
  return { asked, output: snapshot.output as OutputFrom<Machine> | undefined }
}
