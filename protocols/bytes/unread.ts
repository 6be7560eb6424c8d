/**
 * Slots of text as they stood in the bytes of a record, by field: of text in Big5, and of any text with a byte that cannot be
 * read. They go with the value and are no part of it: neither JSON, a copy nor a comparison sees them.
 */
const slots = new WeakMap<object, Map<string, Uint8Array>>()
const none: ReadonlyMap<string, Uint8Array> = new Map()

export function keepSlot(record: object, field: string, slot: Uint8Array): void {
  const own = slots.get(record) ?? new Map<string, Uint8Array>()
  slots.set(record, own.set(field, slot.slice()))
}

/** The slots that were kept of a record, by field. Personal, as the record. */
export function slotsOf(record: object): ReadonlyMap<string, Uint8Array> {
  return slots.get(record) ?? none
}

/** A record that was put together of others, whose fields keep their names: their slots go with it. */
export function madeOf<Value extends object>(record: Value, ...sources: readonly (object | null | undefined)[]): Value {
  for (const source of sources) for (const [field, slot] of slotsOf(source ?? {})) keepSlot(record, field, slot)
  return record
}
