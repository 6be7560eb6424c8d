import { hex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { isOrderType } from '#protocols/cshis/order-writing'
import { hcFiles, type RecordIn } from '#protocols/nhi-card/contents'
import { orderMessage, orderSignature } from '#protocols/visit/order-signature'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { Place } from '../sessions/readers.ts'
import { CentreSide } from './centre-side.ts'
import { foundVisit, put, refusal } from './visit-record.ts'

export type Order = RecordIn<'orders'>

/** nhi-facts §3.1. */
const NOT_WRITTEN = 5033, PARAMETER = 6018

/**
 * The orders of one visit on their way to a card. It knows at any moment how far they came, so that whoever lost the card
 * in between can be told.
 */
export class OrderList {
  readonly #treatmentDateTime: string
  readonly #orders: readonly Order[]
  readonly #isSigned: boolean
  #signatures: readonly string[] = []
  #written = 0
  #begun = 0
  #place: Place | undefined

  constructor(treatmentDateTime: string, orders: readonly Order[], { signed }: { readonly signed: boolean }) {
    this.#treatmentDateTime = treatmentDateTime
    this.#orders = orders
    this.#isSigned = signed
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
   * All signatures are made before the first order is written.
   * @throws NhicardError VISIT_REFUSED 5022; then 6018: an order that has no spelling or is of no kind; 5033: an order of another
   *   date and time than its visit (that 6018 is not meant is assumed: 1.18 does not list it), another institution's visit, an
   *   order the card refuses; what cards and readers say
   */
  async write(session: HealthSession): Promise<void> {
    await foundVisit(session, this.#treatmentDateTime, NOT_WRITTEN)
    if (!this.#orders.every(isSpelled)) throw refusal(PARAMETER)
    if (this.#orders.some(({ treatmentDateTime }) => treatmentDateTime !== this.#treatmentDateTime)) throw refusal(NOT_WRITTEN)
    const signatures: string[] = []
    if (this.#isSigned) for (const order of this.#orders) signatures.push(await signatureOf(session, order))
    this.#signatures = signatures
    const { reader, epoch } = session.card
    for (const record of this.#orders) {
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
    await CentreSide.of(session)?.tellOrders(this.#treatmentDateTime, this.#orders)
  }
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

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'VISIT_REFUSED'
}

/** 處方簽章 of one order on one card, 40 characters. @throws NhicardError */
async function signatureOf(session: HealthSession, order: Order): Promise<string> {
  return hex(orderSignature(await session.institution.sign(orderMessage(order, session.cardId))))
}
