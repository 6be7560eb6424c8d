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
  #port: ChildPort | undefined
  #started = false

  constructor(options: NativeChildOptions<Report>) {
    const { clock, entropy, bindingMayBeThere = () => true, delays = {}, onLoss } = options
    this.#options = options
    this.#pending = new PendingRequests(clock, () => this.#tell({ type: 'deadlinePassed' }))
    this.#life = createActor(nativeChildMachine.provide({
      actors: { childProcess: fromCallback<ChildLifeEvent>(({ sendBack }) => this.#run(sendBack)) },
      actions: {
        ping: () => this.#send({ type: 'ping' }),
        sayFarewell: () => this.#farewell(),
        reportLoss: (_, { loss }) => {
          onLoss(loss)
          this.#pending.failAll()
        },
      },
      guards: { bindingMayBeThere, requestsPending: () => this.#pending.size > 0 },
      delays: { ...delays, backoff: ({ context }) => backoffMs(context.failures, entropy) },
    }), { clock: actorClock(clock) })
  }

  /** The names of the states the life machine is in, for the console and for tests. */
  get state(): string {
    const { value } = this.#life.getSnapshot()
    return typeof value === 'string' ? value : Object.keys(value.alive)[0] ?? 'starting'
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
    if (this.#port === undefined) throw new ChildLostError(false)
    return this.#pending.add(lane, deadlineMs, (id) => this.#send({ type: 'request', id, request }))
  }

  /** Something changed outside that cuts a wait short. */
  hint(): void {
    this.#tell({ type: 'hinted' })
  }

  /** Asks the child to end and kills it when it does not. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#lives) return resolve()
      this.#life.subscribe({ complete: resolve })
      this.#tell({ type: 'closed' })
    })
  }

  get #lives(): boolean {
    return this.#started && this.#life.getSnapshot().status === 'active'
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
