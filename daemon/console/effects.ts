import { CallError, connect, type NhicardClient } from '#client/index'
import { actOnCard } from './card-action.ts'
import type { Place } from './cards.ts'
import type { Stage } from '#protocols/native-api/method'
import { maskBasic } from './masked-basic.ts'
import type { Message, Send } from './message.ts'
import type { Model } from './model.ts'
import type { Problem, ReadAnswer } from './presence.ts'
import { forgetSession, judge, redeem, storedSession, storeSession, watchSession } from './session.ts'
import { texts } from './texts.ts'
import type { KeptVisits } from './visits.ts'
import { workOf, type Work } from './work.ts'

const REFRESH_MS = 3_000
const TICK_MS = 1_000

const timestamp = () => new Date().toISOString()

function problemOf(error: unknown): Problem {
  if (error instanceof CallError) return { message: error.shape.message, remedy: error.shape.remedy }
  return { message: texts['call.failed'], remedy: texts['call.failed.remedy'] }
}

/** Of this day as the PC has it. A journal that cannot be read shows nothing; the status says why. */
async function visitsOf(client: NhicardClient): Promise<KeptVisits> {
  const midnight = new Date(new Date().setHours(0, 0, 0, 0)).toISOString()
  try {
    const { visits: today } = await client.call('visit.list', { from: midnight, limit: 20 })
    return { today, pending: (await client.call('visit.pending', {})).visits }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    return { today: [], pending: [] }
  }
}

/** Everything the page does to the world outside its model: begins the work the model asks for, reports what came. */
export class Effects {
  readonly #send: Send
  #client: NhicardClient | undefined
  #begun = 0
  /** A PIN on its way from the field to the daemon, for as long as `enterPin` runs. */
  #pin: string | undefined

  constructor(send: Send) {
    this.#send = send
  }

  /** Starts with the one-time code of the link, or with the session of an earlier visit. */
  start(code: string | null): void {
    const stored = storedSession()
    if (code !== null) this.#send({ type: 'codeGiven', text: code })
    else if (stored !== null) this.#open(stored)
    watchSession((secret) => {
      if (this.#client === undefined) this.#open(secret)
    })
    setInterval(() => this.#send({ type: 'ticked', now: Date.now() }), TICK_MS)
    setInterval(() => void this.#refresh(this.#client), REFRESH_MS)
  }

  /** Leaves the daemon: nothing may be kept by a page that is put away. */
  stop(): void {
    this.#client?.close()
    this.#client = undefined
    this.#send({ type: 'lineLost', at: timestamp() })
  }

  /** Takes a PIN to the daemon: the model decides whether, knowing of the card alone. */
  enterPin(card: 'hc' | 'hpc', place: Place, pin: string): void {
    this.#pin = pin
    try {
      this.#send({ type: 'cardPressed', action: 'verifyPin', card, place }) // begins the work before it returns
    } finally {
      this.#pin = undefined
    }
  }

  /** Begins every piece of work that is new in this state. */
  perform(model: Model): void {
    for (const work of workOf(model)) {
      if (work.ticket <= this.#begun) continue
      this.#begun = work.ticket
      void this.#begin(work)
    }
  }

  #begin(work: Work): Promise<void> {
    switch (work.kind) {
      case 'redeem': return this.#redeem(work)
      case 'resubscribe': return this.#subscribe(this.#client)
      case 'read': return this.#read(work)
      case 'simulate': return this.#simulate(work)
      case 'look': return this.#look(work)
      case 'settle': return this.#settle(work)
      case 'card': return this.#act(work, this.#pin)
    }
  }

  async #redeem({ code, ticket }: Extract<Work, { kind: 'redeem' }>): Promise<void> {
    const answer = await redeem(code)
    if ('session' in answer) {
      storeSession(answer.session)
      this.#open(answer.session)
      return
    }
    this.#send({ type: 'codeFailed', ticket, problem: answer.verdict === 'refused' ? 'codeRefused' : 'unanswered' })
    // A bad code says nothing about the session this browser has: that one is tried as if no code had come.
    const stored = storedSession()
    if (this.#client === undefined && stored !== null) this.#open(stored)
  }

  #open(secret: string): void {
    this.#client?.close()
    const client = connect({ url: `ws://${location.host}/rpc`, session: secret, name: 'nhicardd/console' })
    this.#client = client
    this.#send({ type: 'admitted' })
    client.watch((state) => {
      if (client !== this.#client) return
      if (state === 'connected') this.#send({ type: 'lineUp', at: timestamp() })
      if (state === 'lost') {
        this.#send({ type: 'lineLost', at: timestamp() })
        void this.#findOut(client, secret)
      }
    })
    void this.#subscribe(client)
  }

  /** Why the line is down: the session is not valid any more, or the daemon is not there. */
  async #findOut(client: NhicardClient, secret: string): Promise<void> {
    const verdict = await judge(secret)
    if (client !== this.#client) return
    if (verdict !== 'refused') {
      this.#send({ type: 'probed', daemon: verdict === 'valid' ? 'answering' : 'silent' })
      return
    }
    this.#client = undefined
    client.close()
    forgetSession(secret)
    const newer = storedSession()
    if (newer === null) this.#send({ type: 'sessionRefused' })
    else this.#open(newer)
  }

  async #subscribe(client: NhicardClient | undefined): Promise<void> {
    const tell = (message: Message): void => {
      if (client === this.#client) this.#send(message)
    }
    await client?.subscribe({
      state: (state) => {
        tell({ type: 'subscribed', state })
        void this.#refresh(client)
      },
      event: (event) => {
        tell({ type: 'happened', event })
        void this.#refresh(client)
      },
    }).catch(() => {}) // the line ended first; the client subscribes again by itself
  }

  /** Status and health, and in simulation where the cards are: asked after every event and every few seconds. */
  async #refresh(client: NhicardClient | undefined): Promise<void> {
    if (client?.state !== 'connected') return
    try {
      const status = await client.call('system.status', {})
      const { readers } = await client.call('readers.health', {})
      const cards = status.simulation ? (await client.call('simulator.state', {})).cards : []
      const visits = await visitsOf(client)
      if (client !== this.#client) return
      this.#send({ type: 'visitsTold', visits })
      this.#send({ type: 'statusTold', status })
      this.#send({ type: 'healthTold', readers })
      this.#send({ type: 'simulatorTold', cards })
    } catch {
      // The line says so itself, and the next round asks again.
    }
  }

  async #read({ reader, epoch, ticket, full }: Extract<Work, { kind: 'read' }>): Promise<void> {
    const answer = await this.#readOutcome(reader, epoch, full)
    this.#send({ type: 'readAnswered', answer: { reader, ticket, ...answer } })
  }

  /** The full data leave this function only when somebody asked for them. */
  async #readOutcome(reader: string, epoch: number, full: boolean): Promise<Pick<ReadAnswer, 'epoch' | 'outcome'>> {
    try {
      const read = await this.#connected().call('card.readBasic', { reader })
      const masked = maskBasic(read.basic)
      return { epoch: read.epoch, outcome: full ? { masked, full: read.basic, now: Date.now() } : { masked } }
    } catch (error) {
      return { epoch, outcome: { problem: problemOf(error) } }
    }
  }

  async #simulate({ reader, action, card, ticket }: Extract<Work, { kind: 'simulate' }>): Promise<void> {
    let problem: Problem | null = null
    try {
      const client = this.#connected()
      if (action === 'remove') await client.call('simulator.remove', { reader })
      else await client.call(`simulator.${action}`, { reader, card })
      await this.#refresh(client)
    } catch (error) {
      problem = problemOf(error)
    }
    this.#send({ type: 'simulated', ticket, reader, problem })
  }

  async #look({ ticket }: Extract<Work, { kind: 'look' }>): Promise<void> {
    try {
      const states = await this.#connected().call('card.status', {})
      this.#send({ type: 'cardsAnswered', ticket, outcome: { states } })
    } catch (error) {
      this.#send({ type: 'cardsAnswered', ticket, outcome: { problem: problemOf(error) } })
    }
  }

  /** What waits is asked anew before the answer is told, so that the page does not show a visit as waiting that was settled. */
  async #settle({ visitId, note, ticket }: Extract<Work, { kind: 'settle' }>): Promise<void> {
    let problem: Problem | null = null
    try {
      const client = this.#connected()
      await client.call('visit.settle', { visitId, note })
      await this.#refresh(client)
    } catch (error) {
      problem = problemOf(error)
    }
    this.#send({ type: 'settleAnswered', ticket, problem })
  }

  async #act(work: Extract<Work, { kind: 'card' }>, pin: string | undefined): Promise<void> {
    const { ticket } = work
    let problem: Problem | null = null
    try {
      const onProgress = (stage: Stage) => this.#send({ type: 'cardProgressed', ticket, stage })
      await actOnCard(this.#connected(), work, pin, { onProgress })
    } catch (error) {
      problem = problemOf(error)
    }
    this.#send({ type: 'cardAnswered', answer: { ticket, problem } })
  }

  #connected(): NhicardClient {
    if (this.#client === undefined) throw new Error('not connected')
    return this.#client
  }
}
