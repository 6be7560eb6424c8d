import type * as z from 'zod'
import { cardOrderTypes } from '../codes/order-types.ts'
import type { RecordIn } from '../nhi-card/contents.ts'
import type { JournalEntry } from '../port/journal.ts'
import type { NumberDoor, NumberStanding } from './number-entries.ts'
import type { OrdersIntended, TreatmentIntended, TreatmentRecord, writeEnds } from './write-entries.ts'
import { pendingOf, type Pending } from './pending.ts'

export type Door = z.output<typeof NumberDoor>

/** What became of a write; `underWay`: it was begun, and nothing was kept of its end. */
export type WriteState = (typeof writeEnds)[number] | 'underWay'

export interface Write {
  readonly part: number
  readonly door: Door
  readonly state: WriteState
  /** Official code, 0 for none. */
  readonly code: number
  /** Milliseconds since 1970: of the intention, and of what was last kept of it. */
  readonly at: number
  readonly since: number
  /** Whether a person has looked after it. */
  readonly isSettled: boolean
}

export interface TreatmentVersion extends Write, Pick<TreatmentIntended, 'afterCheck' | 'diagnoses' | 'fees' | 'hpcIdNo'> {
  readonly missing: readonly z.output<typeof TreatmentRecord>[]
  /** Whether diagnoses were written before. */
  readonly isCorrection: boolean
}

export interface OrderRecord {
  readonly order: RecordIn<'orders'>
  /** 處方簽章; null where none was wanted. */
  readonly signature: string | null
  readonly stands: 'onCard' | 'unknown' | 'notOnCard'
  /** 醫令類別 of what it takes back; null for an order that takes nothing back. */
  readonly deletes: string | null
}

export interface OrderListRecord extends Write, Pick<OrdersIntended, 'idempotencyKey'> {
  readonly orders: readonly OrderRecord[]
  /** Orders that surely stand on the card: the first ones. */
  readonly written: number
}

export interface NumberRecord extends Omit<NumberStanding, 'since' | 'onCard'> {
  /** Milliseconds since 1970, of what was last kept of it. */
  readonly since: number
  readonly isTold: boolean
  readonly isSettled: boolean
}

/** All that a journal knows of a visit, or of an update of a card that belongs to none. */
export interface VisitRecord {
  readonly visitId: string
  readonly patientId: string
  /** Milliseconds since 1970, of the first and the last entry. */
  readonly begunAt: number
  readonly changedAt: number
  /** `YYYY-MM-DDTHH:mm:ss`; null as long as no number is known, and of an update. */
  readonly treatmentDateTime: string | null
  /** null for a visit that was taken before this journal, and of an update. */
  readonly number: NumberRecord | null
  /** All versions, the first one first. */
  readonly treatments: readonly TreatmentVersion[]
  readonly orders: readonly OrderListRecord[]
  readonly undo: Write | null
  readonly update: (Write & { readonly validity: RecordIn<'validity'> }) | null
  readonly decisions: readonly { readonly at: number, readonly note: string }[]
  readonly pending: Pending | null
}

type WithoutSequence<Entry> = Entry extends JournalEntry ? Omit<Entry, 'sequence'> : never
/** An entry, wherever it stands among all of them. */
export type VisitEntry = WithoutSequence<JournalEntry>

export type Folded = Omit<VisitRecord, 'pending'>

const begin = (at: number) => ({ state: 'underWay', code: 0, at, since: at, isSettled: false } as const)

const deletes = new Map(cardOrderTypes.rows.map(({ code, deletes: type }) => [code, type ?? null] as const))

/** How an order at a place of a list stands. */
function standing(at: number, { written, begun }: { readonly written: number, readonly begun: number }): OrderRecord['stands'] {
  if (at < written) return 'onCard'
  return at < begun ? 'unknown' : 'notOnCard'
}

function restanding(orders: readonly OrderRecord[], written: number, begun: number): OrderRecord[] {
  return orders.map((one, at) => ({ ...one, stands: standing(at, { written, begun }) }))
}

/** The newest write with this number; what ended without having begun changes nothing. */
function changed<Kind extends Write>(writes: readonly Kind[], part: number, change: (write: Kind) => Kind): readonly Kind[] {
  const at = writes.findLastIndex((write) => write.part === part)
  return writes.map((write, index) => index === at ? change(write) : write)
}

const settled = <Kind extends { readonly isSettled: boolean }>(one: Kind): Kind => ({ ...one, isSettled: true })

/** Whoever writes to a visit, or undoes it, knows its number. */
function told(record: Folded): Folded {
  return record.number === null ? record : { ...record, number: { ...record.number, isTold: true } }
}

/** The record with what one more entry says. */
function grown(record: Folded, one: VisitEntry): Folded {
  const { at } = one
  switch (one.kind) {
    case 'number.standing': {
      const { since, onCard, ...content } = one.content
      return {
        ...record, number: { ...content, since: at, isTold: false, isSettled: false },
        treatmentDateTime: content.given?.treatmentDateTime ?? record.treatmentDateTime,
      }
    }
    case 'number.told':
      return told(record)
    case 'treatment.intended': {
      const { treatmentDateTime, ...content } = one.content
      const isCorrection = content.diagnoses !== null && record.treatments.some((before) => (
        before.diagnoses !== null && before.state !== 'refused' && before.state !== 'notThere'
      ))
      const version = { ...content, ...begin(at), missing: [], isCorrection }
      return { ...told(record), treatmentDateTime, treatments: [...record.treatments, version] }
    }
    case 'treatment.ended': {
      const { part, how, code, missing } = one.content
      const end = { state: how, code, missing, since: at, isSettled: false }
      return { ...record, treatments: changed(record.treatments, part, (write) => ({ ...write, ...end })) }
    }
    case 'orders.intended': {
      const { treatmentDateTime, orders, signatures, ...content } = one.content
      const list = orders.map((order, index): OrderRecord => ({
        order, signature: signatures[index] ?? null, stands: 'unknown', deletes: deletes.get(order.orderType) ?? null,
      }))
      return { ...told(record), treatmentDateTime, orders: [...record.orders, { ...content, ...begin(at), orders: list, written: 0 }] }
    }
    case 'orders.begun': {
      const { part, written } = one.content
      // how far it went behind that is not said: a note may be lost with the power
      return {
        ...record, orders: changed(record.orders, part, (list) => ({
          ...list, state: 'underWay', since: at, isSettled: false, written, orders: restanding(list.orders, written, list.orders.length),
        })),
      }
    }
    case 'orders.ended': {
      const { part, how, code, written, begun, signatures } = one.content
      return {
        ...record, orders: changed(record.orders, part, (list) => ({
          ...list, state: how, code, since: at, isSettled: false, written,
          orders: restanding(list.orders, written, begun).map((order, index) => (
            { ...order, signature: signatures?.[index] ?? order.signature }
          )),
        })),
      }
    }
    case 'undo.intended': {
      const { part, door, treatmentDateTime } = one.content
      return { ...told(record), treatmentDateTime, undo: { part, door, ...begin(at) } }
    }
    case 'undo.ended':
      return record.undo === null ? record : { ...record, undo: { ...record.undo, ...endOf(one.content, at) } }
    case 'update.intended':
      return { ...record, update: { ...one.content, ...begin(at) } }
    case 'update.ended':
      return record.update === null ? record : { ...record, update: { ...record.update, ...endOf(one.content, at) } }
    case 'visit.settled': {
      const { number, treatments, orders, undo, update, decisions } = record
      return {
        ...record, number: number === null ? null : settled(number), treatments: treatments.map(settled), orders: orders.map(settled),
        undo: undo === null ? null : settled(undo), update: update === null ? null : settled(update),
        decisions: [...decisions, { at, note: one.content.note }],
      }
    }
  }
}

function endOf({ how, code }: { readonly how: Write['state'], readonly code: number }, at: number) {
  return { state: how, code, since: at, isSettled: false }
}

/**
 * What all entries of a visit say together, in their order. It never fails, whatever of them is missing: after a crash the
 * last ones are.
 * @returns undefined for no entries
 */
export function visitRecord(entries: readonly VisitEntry[]): VisitRecord | undefined {
  const [first] = entries
  if (first === undefined) return undefined
  const { visitId, patientId, at } = first
  const folded = entries.reduce<Folded>((record, entry) => ({ ...grown(record, entry), changedAt: entry.at }), {
    visitId, patientId, begunAt: at, changedAt: at, treatmentDateTime: null, number: null, treatments: [], orders: [], undo: null,
    update: null, decisions: [],
  })
  return { ...folded, pending: pendingOf(folded) }
}
