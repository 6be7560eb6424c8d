import { NhicardError } from '#protocols/errors/nhicard-error'
import { TransferError, type Exchange, type TransferAnswer, type TransferFailure } from '#protocols/port/reader-link'
import type { Presence } from '../actors/reader.machine.ts'
import type { Slot } from './slot.ts'

/** What a person did at the pad or could not do there; nothing of it is the card's fault. */
const ofThePad: ReadonlySet<TransferFailure> = new Set(['pinPadAbsent', 'pinTimeout', 'pinCancelled'])

/** A card during one call: every transfer is bound to the presence the call began with. */
export class PresentCard {
  readonly reader: string
  readonly epoch: number
  readonly #slot: Slot
  readonly #presence: number

  constructor(slot: Slot, { epoch, presence }: Presence) {
    this.reader = slot.reader
    this.epoch = epoch
    this.#slot = slot
    this.#presence = presence
  }

  /**
   * Commands that change nothing on the card, sent one after the other. When a card that has answered in this epoch does
   * not any more, the epoch ends: after a failed read nothing of before may be used.
   * @throws NhicardError with the reader and the step
   */
  read(exchanges: readonly Exchange[]): Promise<TransferAnswer> {
    return this.#transfer(exchanges, true)
  }

  /**
   * Commands that count on the card: never repeated by themselves.
   * @throws NhicardError as `read`
   */
  perform(exchanges: readonly Exchange[]): Promise<TransferAnswer> {
    return this.#transfer(exchanges, false)
  }

  async #transfer(exchanges: readonly Exchange[], repeatable: boolean): Promise<TransferAnswer> {
    try {
      const request = { name: this.#slot.name, presence: this.#presence, exchanges, repeatable }
      return await this.#slot.link.transfer(request)
    } catch (error) {
      if (!(error instanceof TransferError)) throw error
      if (!ofThePad.has(error.failure) && this.#slot.knows(this.epoch)) this.#renew('failed')
      throw this.#named(error)
    }
  }

  /**
   * Says which card answered. The same epoch with another card means a swap nobody saw.
   * @throws NhicardError CARD_CHANGED, and the epoch ends
   */
  identify(id: string, step: string): void {
    if (!this.#slot.identify(this.epoch, id)) this.changed(step)
  }

  /**
   * Something answered that is no NHI card, or no sound one. In an epoch in which one has answered before, it is another.
   * @throws NhicardError CARD_CHANGED, and the epoch ends
   */
  doubt(step: string): void {
    if (this.#slot.knows(this.epoch)) this.changed(step)
  }

  /** @throws NhicardError CARD_CHANGED, and the epoch ends */
  changed(step: string): never {
    this.#renew('changed')
    throw new NhicardError('CARD_CHANGED', { reader: this.reader, step })
  }

  #renew(reason: 'changed' | 'failed'): void {
    if (this.#slot.card?.epoch === this.epoch) this.#slot.renewed(reason)
  }

  #named({ failure, step, scard }: TransferError): NhicardError {
    const where = { reader: this.reader, step }
    switch (failure) {
      case 'cardRemoved': return new NhicardError('CARD_REMOVED', where)
      case 'cardChanged': return new NhicardError('CARD_CHANGED', where)
      case 'cardSilent': return new NhicardError('CARD_SILENT', where)
      case 'readerLost': return new NhicardError('READER_LOST', where)
      case 'readerBusy': return new NhicardError('READER_BUSY', { reader: this.reader })
      case 'readerFailed': return new NhicardError('READER_FAILED', { ...where, scard: scard || 'an unusable answer' })
      case 'pinPadAbsent': return new NhicardError('PIN_PAD_ABSENT', { reader: this.reader })
      case 'pinTimeout': return new NhicardError('PIN_TIMEOUT', { reader: this.reader })
      case 'pinCancelled': return new NhicardError('PIN_CANCELLED', { reader: this.reader })
      case 'deadlinePassed': return new NhicardError('DEADLINE_PASSED', { step })
    }
  }
}
