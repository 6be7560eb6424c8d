import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu } from '#protocols/iso7816/apdu'
import { commandPipeline } from '#protocols/iso7816/pipeline'
import { describeStatusWord } from '#protocols/iso7816/status-word'
import {
  TransferError, type Exchange, type LinkEvent, type ReaderLink, type TransferAnswer, type TransferRequest,
} from '#protocols/port/reader-link'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import type { Clinic } from '../clinic.ts'

/**
 * The clinic's readers as a link of the daemon, in the same process and at the bytes. Between two commands others get
 * their turn, as on a real line: a card may be pulled at any of them.
 */
export class InProcessLink implements ReaderLink {
  readonly kind = 'simulated'
  readonly #clinic: Clinic
  readonly #readers = new Set<string>()
  readonly #presences = new Map<string, number>()
  readonly #tails = new Map<string, Promise<unknown>>()
  readonly #stopwatch: () => number
  #lastPresence = 0
  #report: (event: LinkEvent) => void = () => {}

  /** @param stopwatch microseconds, evenly passing; by default no command takes any time */
  constructor(clinic: Clinic, stopwatch: () => number = () => 0) {
    this.#clinic = clinic
    this.#stopwatch = stopwatch
  }

  start(listener: (event: LinkEvent) => void): void {
    this.#report = listener
    listener({ type: 'linkChanged', state: 'ready' })
    this.#clinic.attach({
      readerAdded: (name) => {
        this.#readers.add(name)
        listener({ type: 'readerAdded', name })
      },
      readerRemoved: (name) => {
        this.#readers.delete(name)
        if (this.#presences.delete(name)) listener({ type: 'cardRemoved', name, reason: 'removed' })
        listener({ type: 'counted', name, what: 'readerLost' })
        listener({ type: 'readerRemoved', name })
      },
      inserted: (name, card) => this.#insert(name, card),
      removed: (name) => {
        this.#presences.delete(name)
        listener({ type: 'cardRemoved', name, reason: 'removed' })
      },
      reset: (name) => {
        const card = this.#clinic.cardIn(name)
        listener({ type: 'cardRemoved', name, reason: 'reset' })
        if (card !== undefined) this.#insert(name, card)
      },
    })
  }

  transfer(request: TransferRequest): Promise<TransferAnswer> {
    const result = (this.#tails.get(request.name) ?? Promise.resolve()).then(() => this.#run(request))
    this.#tails.set(request.name, result.catch(() => {}))
    return result
  }

  async close(): Promise<void> {
    this.#clinic.detach()
    this.#report = () => {}
  }

  #insert(name: string, card: SimulatedCard): void {
    this.#lastPresence += 1
    this.#presences.set(name, this.#lastPresence)
    card.reset()
    const mute = card.atr.length === 0
    this.#report({ type: 'counted', name, what: 'inserted' })
    if (mute) this.#report({ type: 'counted', name, what: 'muteCard' })
    this.#report({
      type: 'cardInserted', name, presence: this.#lastPresence, atr: card.atr, mute,
    })
  }

  async #run({ name, presence, exchanges }: TransferRequest): Promise<TransferAnswer> {
    const answers: Uint8Array[] = []
    for (const exchange of exchanges) {
      await Promise.resolve()
      const before = this.#stopwatch()
      const answer = this.#exchange(name, presence, exchange)
      this.#report({ type: 'measured', name, us: [Math.round(this.#stopwatch() - before)] })
      answers.push(answer)
      const { class: kind } = describeStatusWord(decodeResponseApdu(answer).sw)
      if (kind === 'refused' && !exchange.mayBeRefused) break
    }
    await Promise.resolve()
    this.#check(name, presence, exchanges.at(-1)?.step ?? 'transfer')
    return answers
  }

  #exchange(name: string, presence: number, { step, capdu, pinEntry }: Exchange): Uint8Array {
    // the clinic's readers have no pad, and a command whose PIN nobody entered is not the card's to judge
    if (pinEntry !== undefined) throw new TransferError('pinPadAbsent', step)
    const pipeline = commandPipeline(decodeCommandApdu(capdu))
    let next = pipeline.next()
    while (!next.done) {
      const card = this.#check(name, presence, step)
      const answer = card.transmit(encodeCommandApdu(next.value))
      if (answer === undefined) throw new TransferError('cardSilent', step)
      if (answer.length < 2) throw new TransferError('readerFailed', step, 'an answer without a status word')
      next = pipeline.next(decodeResponseApdu(answer))
    }
    return encodeResponseApdu(next.value)
  }

  #check(name: string, presence: number, step: string): SimulatedCard {
    if (!this.#readers.has(name)) throw new TransferError('readerLost', step)
    const current = this.#presences.get(name)
    const card = this.#clinic.cardIn(name)
    if (current === undefined || card === undefined) throw new TransferError('cardRemoved', step)
    if (current !== presence) throw new TransferError('cardChanged', step)
    return card
  }
}
