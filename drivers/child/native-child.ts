import { createActor, fromCallback, type Actor } from 'xstate'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import { actorClock } from './actor-clock.ts'
import { backoffMs } from './backoff.ts'
import type { FromChild, ToChild } from './envelope.ts'
import {
  nativeChildMachine, type ChildDelays, type ChildLifeEvent, type ChildLoss,
} from './native-child.machine.ts'
import { ChildLostError, PendingRequests } from './pending-requests.ts'

const DEADLINE_MS = 10_000
/**
 * A new child cures a hang on this side of the service or of the driver, and no other. Where it did not help, the lane is
 * left stuck for so long before the other lanes are disturbed for its sake again. In ms.
 */
const RESPITE_MS = 60_000

/** What the supervisor needs of a child process; Node's `ChildProcess` fits. */
export interface ChildPort {
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'exit', listener: (code: number | null) => void): unknown
  on(event: 'error', listener: () => void): unknown
  off(event: 'message', listener: (message: unknown) => void): unknown
  off(event: 'exit', listener: (code: number | null) => void): unknown
  off(event: 'error', listener: () => void): unknown
  send(message: object, done: (error: Error | null) => void): boolean
  /** Closes the channel, which asks the child to end. */
  disconnect(): void
  kill(signal: 'SIGKILL'): boolean
  readonly connected: boolean
}

export interface NativeChildOptions<Report> {
  readonly spawn: () => ChildPort
  readonly clock: Clock
  readonly entropy: Entropy
  readonly onReport: (report: Report) => void
  /** Called when a child is gone, before any later child reports; its pending requests fail right after. */
  readonly onLoss: (loss: ChildLoss) => void
  /** A cheap look, without a process, whether the native module may be there; asked while it was missing. */
  readonly bindingMayBeThere?: () => boolean
  /** Whether native calls may hold up all of the child while they are under way, for as long as they like; default true. */
  readonly callsBlock?: boolean
  /**
   * In ms: how long what the child still owes of a lane past its deadline may stay away before the child is replaced for
   * it, where that may as well be slow as hang. Default 0.
   */
  readonly stuckMs?: number
  readonly delays?: Partial<ChildDelays>
}

/**
 * Keeps a child process with native code running: starts it, watches it, kills it when it hangs and starts it again,
 * for ever.
 */
export class NativeChild<Request, Answer, Report> {
  readonly #options: NativeChildOptions<Report>
  readonly #life: Actor<typeof nativeChildMachine>
  readonly #pending: PendingRequests<Answer>
  /** Lanes for whose sake a child was replaced lately; the values end the respite. */
  readonly #respites = new Map<string, () => void>()
  /** Ends of the waits for what is owed of lanes past their deadline. */
  readonly #owed = new Map<string, () => void>()
  /** Lanes whose native calls hang, as the present child says. */
  readonly #hung = new Set<string>()
  #port: ChildPort | undefined
  #started = false

  constructor(options: NativeChildOptions<Report>) {
    const { clock, entropy, bindingMayBeThere = () => true, callsBlock = true, stuckMs = 0, delays = {}, onLoss } = options
    this.#options = options
    this.#pending = new PendingRequests(clock, {
      stuck: (lane, abandoned) => {
        for (const id of abandoned) this.#send({ type: 'abandon', id })
        if (stuckMs === 0) return this.#replaceFor(lane)
        this.#owed.set(lane, clock.after(stuckMs, () => {
          this.#owed.delete(lane)
          this.#replaceFor(lane)
        }))
      },
      recovered: (lane) => this.#forgive(lane),
      answered: (lane) => {
        this.#endRespite(lane)
        if (this.#pending.size === 0 && this.#draining) this.#tell({ type: 'drained' })
      },
    })
    this.#life = createActor(nativeChildMachine.provide({
      actors: { childProcess: fromCallback<ChildLifeEvent>(({ sendBack }) => this.#run(sendBack)) },
      actions: {
        ping: () => this.#send({ type: 'ping' }),
        sayFarewell: () => this.#farewell(),
        reportLoss: (_, { loss }) => {
          this.#hung.clear()
          for (const lane of this.#owed.keys()) this.#forgive(lane)
          onLoss(loss)
          this.#pending.failAll()
        },
      },
      guards: {
        bindingMayBeThere,
        requestsPending: () => this.#pending.size > 0,
        callMayBlock: () => callsBlock && this.#pending.size > 0,
      },
      delays: { ...delays, backoff: ({ context }) => backoffMs(context.failures, entropy) },
    }), { clock: actorClock(clock) })
  }

  /** The names of the states the life machine is in, for the console and for tests. */
  get state(): string {
    const { value } = this.#life.getSnapshot()
    if (typeof value === 'string') return value
    return typeof value.alive === 'string' ? value.alive : 'running'
  }

  start(): void {
    this.#started = true
    this.#life.start()
  }

  /**
   * @param lane requests of one lane are carried out in their order; the deadline counts from the first place in it
   * @throws ChildLostError
   */
  async request(lane: string, request: Request, deadlineMs = DEADLINE_MS): Promise<Answer> {
    if (this.#port === undefined || this.#draining) throw new ChildLostError(false)
    return this.#pending.add(lane, deadlineMs, (id) => this.#send({ type: 'request', id, request }))
  }

  /**
   * The child says that native calls to a place hang, or that they have returned after all. For the sake of one place it
   * is replaced once in a minute, as for a lane.
   */
  nativeCalls(place: string, hang: boolean): void {
    const lane = `native calls: ${place}`
    if (!hang) return void this.#hung.delete(lane)
    this.#hung.add(lane)
    this.#replaceFor(lane)
  }

  /** Something changed outside that cuts a wait short. */
  hint(): void {
    this.#tell({ type: 'hinted' })
  }

  /** Asks the child to end and kills it when it does not. */
  close(): Promise<void> {
    for (const lane of this.#respites.keys()) this.#endRespite(lane)
    return new Promise((resolve) => {
      if (!this.#lives) return resolve()
      this.#life.subscribe({ complete: resolve })
      this.#tell({ type: 'closed' })
    })
  }

  get #lives(): boolean {
    return this.#started && this.#life.getSnapshot().status === 'active'
  }

  /** The child is about to be killed: nothing new is begun in it. */
  get #draining(): boolean {
    return this.#lives && this.#life.getSnapshot().matches({ alive: 'draining' })
  }

  #replaceFor(lane: string): void {
    if (this.#respites.has(lane)) return
    this.#respites.set(lane, this.#options.clock.after(RESPITE_MS, () => {
      this.#respites.delete(lane)
      if (this.#pending.isStuck(lane) || this.#hung.has(lane)) this.#replaceFor(lane)
    }))
    this.#tell({ type: 'deadlinePassed' })
  }

  #forgive(lane: string): void {
    this.#owed.get(lane)?.()
    this.#owed.delete(lane)
  }

  #endRespite(lane: string): void {
    this.#respites.get(lane)?.()
    this.#respites.delete(lane)
  }

  #tell(event: ChildLifeEvent): void {
    if (this.#lives) this.#life.send(event)
  }

  /** One child process from its start until `childProcess` is stopped. */
  #run(sendBack: (event: ChildLifeEvent) => void): () => void {
    const port = this.#options.spawn()
    const onMessage = (message: unknown) => this.#receive(message as FromChild<Answer, Report>, sendBack)
    const onExit = (code: number | null) => sendBack({ type: 'exited', code })
    const onError = () => sendBack({ type: 'exited', code: null })
    port.on('message', onMessage)
    port.on('exit', onExit)
    port.on('error', onError)
    this.#port = port
    return () => {
      this.#port = undefined
      port.off('message', onMessage)
      port.off('exit', onExit)
      port.off('error', onError)
      port.on('error', ignore) // a dying process may still complain, and an unheard 'error' would end this one
      port.kill('SIGKILL')
    }
  }

  #receive(message: FromChild<Answer, Report>, sendBack: (event: ChildLifeEvent) => void): void {
    switch (message.type) {
      case 'answer': return this.#pending.settle(message.id, message.answer)
      case 'report': return this.#options.onReport(message.report)
      case 'leaving': return sendBack({ type: 'exited', code: message.code }) // and is killed: its exit may hang
      default: sendBack(message)
    }
  }

  #send(message: ToChild<Request>): void {
    this.#port?.send(message, ignore) // what cannot be sent is noticed by its deadline or by the exit
  }

  #farewell(): void {
    if (this.#port?.connected) this.#port.disconnect()
  }
}

function ignore(): void {}
