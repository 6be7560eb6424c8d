import { hex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { isOrderType } from '#protocols/cshis/order-writing'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { EntryContent } from '#protocols/journal/entries'
import type { OrderListRecord } from '#protocols/journal/visit-record'
import { hcFiles, type RecordIn } from '#protocols/nhi-card/contents'
import { orderMessage, orderSignature } from '#protocols/visit/order-signature'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { Place } from '../sessions/readers.ts'
import { CentreSide } from './centre-side.ts'
import { settleWrites } from './settling-writes.ts'
import type { Journaling, LoggedVisit } from './visit-log.ts'
import { codeOf, foundVisit, isRefusal, put, refusal } from './visit-record.ts'

export type Order = RecordIn<'orders'>

/** nhi-facts §3.1. */
const NOT_WRITTEN = 5033, PARAMETER = 6018

export interface OrderListOptions {
  /** Whether 處方簽章 are wanted. */
  readonly signed: boolean
  /** Where all signatures are kept before the first order is written. */
  readonly journaling?: Journaling | undefined
  /** Of the caller: the same list once more goes on where it stopped. Without a journal it has no effect. */
  readonly idempotencyKey?: string | undefined
}

/**
 * The orders of one visit on their way to a card. It knows at any moment how far they came, so that whoever lost the card
 * in between can be told.
 */
export class OrderList {
  readonly #treatmentDateTime: string
  readonly #orders: readonly Order[]
  readonly #options: OrderListOptions
  #signatures: readonly string[] = []
  #written = 0
  #begun = 0
  #place: Place | undefined

  constructor(treatmentDateTime: string, orders: readonly Order[], options: OrderListOptions) {
    this.#treatmentDateTime = treatmentDateTime
    this.#orders = orders
    this.#options = options
  }

  /** Orders that stand on the card, as it said itself. */
  get written(): number {
    return this.#written
  }

  /** Whether any order may stand on the card. */
  get isBegun(): boolean {
    return this.#begun > 0
  }

  /** Of the card they are written to, once one is begun. */
  get place(): Place | undefined {
    return this.#place
  }

  /**
   * 處方簽章 of every order that may stand on the card: of one whose answer was lost too, so that none is without. Empty where
   * none were wanted.
   */
  get signatures(): readonly string[] {
    return this.#signatures.slice(0, this.#begun)
  }

  /**
   * Writes one order after the other; the card's applet copies types 2 and 5, and a deletion (A to E) is a record of its own.
   * All signatures are made, and kept, before the first order is written. A list that is repeated is appended once more, as
   * the functions append whatever they are given (nhi-facts §2.1, 1.45); with its key it goes on where it stopped.
   * @throws NhicardError VISIT_REFUSED 5022; then 6018: an order that has no spelling or is of no kind; 5033: an order of another
   *   date and time than its visit (that 6018 is not meant is assumed: 1.18 does not list it), another institution's visit, an
   *   order the card refuses; IDEMPOTENCY_KEY_REUSED: the key stands for other orders; HPC_ABSENT: what stands of the list with
   *   this key can be read with a professional card alone; what cards and readers say; STORE_FULL, STORE_UNAVAILABLE: nothing
   *   more was written
   */
  async write(session: HealthSession): Promise<void> {
    await foundVisit(session, this.#treatmentDateTime, NOT_WRITTEN)
    if (!this.#orders.every(isSpelled)) throw refusal(PARAMETER)
    if (this.#orders.some(({ treatmentDateTime }) => treatmentDateTime !== this.#treatmentDateTime)) throw refusal(NOT_WRITTEN)
    const steps = await this.#begin(session)
    if (this.#written === this.#orders.length) return
    try {
      await this.#append(session, steps)
    } catch (error) {
      const how = isRefusal(error) ? 'refused' : this.#begun > this.#written ? 'stopped' : 'notThere'
      steps?.ended(how, codeOf(error), this.#written, this.#begun)
      throw error
    }
    steps?.ended('done', 0, this.#written, this.#begun)
    await CentreSide.of(session)?.tellOrders(this.#treatmentDateTime, this.#orders)
  }

  async #append(session: HealthSession, steps: OrderSteps | undefined): Promise<void> {
    const { reader, epoch } = session.card
    for (const record of this.#orders.slice(this.#written)) {
      steps?.begun(this.#written)
      this.#place = { reader, epoch }
      this.#begun = this.#written + 1
      try {
        await put(session, [{ how: 'append', name: 'orders', record }], NOT_WRITTEN)
      } catch (error) {
        if (isRefusal(error)) this.#begun = this.#written // the card said that it did not write it
        throw error
      }
      this.#written = this.#begun
    }
  }

  /** Signs the list and keeps it, or takes up the one with the same key. */
  async #begin(session: HealthSession): Promise<OrderSteps | undefined> {
    const { journaling, signed, idempotencyKey } = this.#options
    if (journaling === undefined) {
      this.#signatures = signed ? await signaturesOf(session, this.#orders) : []
      return undefined
    }
    const { log, door } = journaling
    const visit = log.of((await session.owner()).idCardNum, this.#treatmentDateTime)
    await settleWrites(session, log, visit)
    const earlier = idempotencyKey === undefined ? undefined : listWith(visit, idempotencyKey)
    if (earlier !== undefined) {
      this.#takeUp(earlier, session)
      return new OrderSteps(visit, earlier.part, true)
    }
    this.#signatures = signed ? await signaturesOf(session, this.#orders) : []
    const part = visit.nextPart
    visit.add('orders.intended', {
      part, door, treatmentDateTime: this.#treatmentDateTime, orders: [...this.#orders], signatures: [...this.#signatures],
      idempotencyKey: idempotencyKey ?? null,
    })
    return new OrderSteps(visit, part, false)
  }

  #takeUp({ orders, written }: OrderListRecord, { card: { reader, epoch } }: HealthSession): void {
    const same = orders.length === this.#orders.length && this.#orders.every((order, at) => spelling(order) === spelling(orders[at]?.order))
    if (!same) throw new NhicardError('IDEMPOTENCY_KEY_REUSED', {})
    if (orders.some(({ stands }) => stands === 'unknown')) throw new NhicardError('HPC_ABSENT', {})
    this.#signatures = orders.flatMap(({ signature }) => signature ?? [])
    this.#written = written
    this.#begun = written
    if (written > 0) this.#place = { reader, epoch }
  }
}

/** Keeps how far a list has come. */
class OrderSteps {
  readonly #visit: LoggedVisit
  readonly #part: number
  /** Whether the journal says that it ended: then its going on has to be durable. */
  #isEnded: boolean

  constructor(visit: LoggedVisit, part: number, isEnded: boolean) {
    this.#visit = visit
    this.#part = part
    this.#isEnded = isEnded
  }

  /** Before the next order is written. @throws NhicardError STORE_FULL, STORE_UNAVAILABLE */
  begun(written: number): void {
    const content = { part: this.#part, written }
    if (this.#isEnded) this.#visit.add('orders.begun', content)
    else if (written > 0) this.#visit.note('orders.begun', content)
    this.#isEnded = false
  }

  ended(how: EntryContent<'orders.ended'>['how'], code: number, written: number, begun: number): void {
    this.#visit.end('orders.ended', { part: this.#part, how, code, written, begun })
  }
}

function listWith(visit: LoggedVisit, idempotencyKey: string): OrderListRecord | undefined {
  return visit.record?.orders.find((list) => list.idempotencyKey === idempotencyKey)
}

async function signaturesOf(session: HealthSession, orders: readonly Order[]): Promise<string[]> {
  const signatures: string[] = []
  for (const order of orders) signatures.push(await signatureOf(session, order))
  return signatures
}

/** What the card has of it. */
function spelling(order: Order | undefined): string {
  return order === undefined ? '' : hex(hcFiles.orders.encode(order))
}

/** Whether the card has such a kind, and a place for all that is said. */
function isSpelled(order: Order): boolean {
  try {
    hcFiles.orders.encode(order)
    return isOrderType(order.orderType)
  } catch (error) {
    if (error instanceof MalformedError) return false
    throw error
  }
}

/** 處方簽章 of one order on one card, 40 characters. @throws NhicardError */
async function signatureOf(session: HealthSession, order: Order): Promise<string> {
  return hex(orderSignature(await session.institution.sign(orderMessage(order, session.cardId))))
}
