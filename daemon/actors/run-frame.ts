import {
  initialTransition, transition, type AnyEventObject, type AnyMachineSnapshot, type AnyStateMachine, type EventFromLogic,
  type InputFrom, type OutputFrom, type ParameterizedObject, type SnapshotFrom, type StateMachine,
} from 'xstate'
import type { Clock } from '#protocols/port/clock'

/** Actions of a machine, by name. */
type ActionsOf<Machine> = Machine extends StateMachine<
  infer _Context, infer _Event, infer _Children, infer _Actor, infer Action, infer _Guard, infer _Delay, infer _Value,
  infer _Tag, infer _Input, infer _Output, infer _Emitted, infer _Meta, infer _Config
> ? Action : never

type ParamsOf<Action> = Action extends { readonly params: infer Params } ? Params : never

/**
 * What to do for each named action, and the event that came of it. An effect that fails says so by an event; what it
 * throws is a mistake of the program and ends the run. The signal ends when nobody waits for its event any more.
 */
export type FrameEffects<Machine> = {
  readonly [Name in ActionsOf<Machine>['type']]: (
    params: ParamsOf<Extract<ActionsOf<Machine>, { readonly type: Name }>>, signal: AbortSignal,
  ) => EventOf<Machine> | Promise<EventOf<Machine>>
}

type EventOf<Machine> = Machine extends AnyStateMachine ? EventFromLogic<Machine> : never

export interface FrameOptions<Machine extends AnyStateMachine> {
  readonly input: InputFrom<Machine>
  readonly effects: FrameEffects<Machine>
  readonly clock: Clock
  /** Milliseconds an action may take. */
  readonly patience: (action: ActionsOf<Machine>['type']) => number
  /** What happens when that is over: the machine's own event of it. */
  readonly silence: EventOf<Machine>
  /** Called with every state the machine comes to, the first one too. */
  readonly onState?: (snapshot: SnapshotFrom<Machine>) => void
}

export interface FrameRun<Machine extends AnyStateMachine> {
  readonly done: Promise<OutputFrom<Machine>>
  /** Something happened by itself, as the loss of a card. At the end nothing does any more. */
  tell(event: EventFromLogic<Machine>): void
}

type Performer = (params: unknown, signal: AbortSignal) => AnyEventObject | Promise<AnyEventObject>

/** The same of any machine, for the loop. */
interface AnyFrameOptions {
  readonly input: unknown
  readonly effects: object
  readonly clock: Clock
  readonly patience: (action: string) => number
  readonly silence: AnyEventObject
  readonly onState?: (snapshot: AnyMachineSnapshot) => void
}

/** An action under way. */
interface Turn {
  readonly stop: () => void
}

/**
 * Runs a frame machine to its end: performs what its state asks for, one thing at a time, and gives it the event that
 * came of it. An event that comes from elsewhere meanwhile, silence among them, is taken at once; where it leads on, the
 * event of the action that was under way is dropped when it comes.
 */
export function runFrame<Machine extends AnyStateMachine>(
  machine: Machine, options: FrameOptions<Machine>,
): FrameRun<Machine>
export function runFrame(
  machine: AnyStateMachine, { input, effects, clock, patience, silence, onState }: AnyFrameOptions,
): FrameRun<AnyStateMachine> {
  let settle: { readonly resolve: (output: unknown) => void, readonly reject: (error: unknown) => void }
  const done = new Promise<unknown>((resolve, reject) => { settle = { resolve, reject } })
  let snapshot: AnyMachineSnapshot
  let turn: Turn | undefined
  let over = false

  const end = (how: () => void): void => {
    over = true
    turn?.stop()
    how()
  }
  const fail = (mistake: string): void => end(() => settle.reject(new Error(mistake)))
  const begin = ({ type, params }: ParameterizedObject): void => {
    const perform: Performer | undefined = Reflect.get(effects, type)
    if (perform === undefined) return fail(`nobody performs ${type}`)
    const controller = new AbortController()
    const cancel = clock.after(patience(type), () => take(silence))
    const mine: Turn = {
      stop: () => {
        cancel()
        controller.abort()
      },
    }
    turn = mine
    const still = () => turn === mine && !over
    void Promise.resolve().then(() => perform(params, controller.signal)).then(
      (event) => { if (still()) finish(event) },
      (error: unknown) => { if (still()) end(() => settle.reject(error)) },
    )
  }
  const finish = (event: AnyEventObject): void => {
    turn?.stop()
    turn = undefined
    take(event)
  }
  const come = ([next, wanted]: readonly [AnyMachineSnapshot, readonly ParameterizedObject[]]): void => {
    snapshot = next
    onState?.(next)
    if (next.status === 'done') return end(() => settle.resolve(next.output))
    const [first, second] = wanted
    if (second !== undefined) return fail(`${second.type} wanted beside ${first?.type}`)
    if (first === undefined) {
      if (turn === undefined) fail(`${machine.id} stands still at ${JSON.stringify(next.value)}`)
      return
    }
    turn?.stop()
    begin(first)
  }
  const take = (event: AnyEventObject): void => {
    if (!over) come(transition(machine, snapshot, event))
  }

  come(initialTransition(machine, input))
  return { done, tell: take }
}
