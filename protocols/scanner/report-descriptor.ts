import { MalformedError } from '../bytes/malformed.ts'

/** Longest input report that is believed, in bytes; a descriptor can ask for 2^64 bits with nine of its own. */
const MAX_REPORT = 4_096
const FIELD = 'report descriptor'

/** What one Input item of a report descriptor declares: `count` fields of `size` bits, one behind the other. */
export interface InputField {
  /** Report ID; 0 where the device does not number its reports. */
  readonly reportId: number
  /** Bits from the beginning of the report, behind its id. */
  readonly at: number
  readonly size: number
  readonly count: number
  /** Padding. */
  readonly constant: boolean
  /** Page and usage (page << 16 | usage) of the fields in their order; the last one stands for all that follow it. */
  readonly usages: readonly number[]
}

interface Globals {
  readonly usagePage: number
  readonly reportSize: number
  readonly reportCount: number
  readonly reportId: number
}

/** Usages one after the other; `extended` ones bring their page. */
interface UsageRange {
  readonly from: number
  readonly to: number
  readonly extended: boolean
}

interface Item {
  readonly type: number
  readonly tag: number
  readonly size: number
  readonly value: number
}

const Main = { type: 0, input: 0x8, collection: 0xa, endCollection: 0xc } as const
const Global = {
  type: 1, usagePage: 0x0, reportSize: 0x7, reportId: 0x8, reportCount: 0x9, push: 0xa, pop: 0xb,
} as const
const Local = { type: 2, usage: 0x0, usageMinimum: 0x1, usageMaximum: 0x2 } as const
const LONG_ITEM = 0xfe
const CONSTANT = 0x01

/**
 * The input fields of a report descriptor, in its order (HID 1.11 §6.2.2). Output and feature reports, units and
 * logical ranges are passed over: what a scanner sends is bytes.
 * @throws MalformedError cut short, collections or a stack that do not add up, report id 0, or a report longer than
 * 4,096 bytes
 */
export function inputFields(descriptor: Uint8Array): readonly InputField[] {
  const fields: InputField[] = []
  const lengths = new Map<number, number>()
  const stack: Globals[] = []
  let globals: Globals = { usagePage: 0, reportSize: 0, reportCount: 0, reportId: 0 }
  let usages: UsageRange[] = []
  let minimum: Item | undefined
  let depth = 0

  const input = (flags: number): void => {
    const { usagePage, reportSize: size, reportCount: count, reportId } = globals
    const at = lengths.get(reportId) ?? 0
    const room = MAX_REPORT * 8
    if (count > room || at + size * count > room) malformed(`a report longer than ${MAX_REPORT} bytes`)
    lengths.set(reportId, at + size * count)
    const constant = (flags & CONSTANT) !== 0
    fields.push({ reportId, at, size, count, constant, usages: spelledOut(usages, usagePage, count) })
  }

  for (const item of itemsOf(descriptor)) {
    const { type, tag, value } = item
    if (type === Global.type) {
      if (tag === Global.usagePage) globals = { ...globals, usagePage: value & 0xffff }
      if (tag === Global.reportSize) globals = { ...globals, reportSize: value }
      if (tag === Global.reportCount) globals = { ...globals, reportCount: value }
      if (tag === Global.reportId) {
        if (value === 0 || value > 0xff) malformed('a report id is 1 to 255')
        globals = { ...globals, reportId: value }
      }
      if (tag === Global.push) stack.push(globals)
      if (tag === Global.pop) globals = stack.pop() ?? malformed('Pop without Push')
    }
    if (type === Local.type) {
      if (tag === Local.usage) usages.push({ from: value, to: value, extended: item.size === 4 })
      if (tag === Local.usageMinimum) minimum = item
      if (tag === Local.usageMaximum && minimum !== undefined) {
        usages.push({ from: minimum.value, to: value, extended: minimum.size === 4 })
        minimum = undefined
      }
    }
    if (type === Main.type) {
      if (tag === Main.input) input(value)
      if (tag === Main.collection) depth++
      if (tag === Main.endCollection && --depth < 0) malformed('End Collection without Collection')
      usages = []
      minimum = undefined
    }
  }
  if (depth > 0) malformed('a collection does not end')
  return fields
}

/** HID 1.11 §6.2.2.2 short items, §6.2.2.3 long items, which no one has defined yet. */
function* itemsOf(descriptor: Uint8Array): Generator<Item> {
  for (let at = 0; at < descriptor.length;) {
    const prefix = descriptor[at] ?? 0
    if (prefix === LONG_ITEM) {
      at += 3 + (descriptor[at + 1] ?? malformed('cut short'))
      if (at > descriptor.length) malformed('cut short')
      continue
    }
    const size = [0, 1, 2, 4][prefix & 0x03] ?? 0
    const data = descriptor.subarray(at + 1, at + 1 + size)
    if (data.length < size) malformed('cut short')
    const value = data.reduceRight((high, byte) => high * 256 + byte, 0)
    yield { type: (prefix >> 2) & 0x03, tag: prefix >> 4, size, value }
    at += 1 + size
  }
}

/** Usages get the page that holds at the main item (HID 1.11 §6.2.2.8); no more of them than there are fields. */
function spelledOut(ranges: readonly UsageRange[], page: number, count: number): number[] {
  const usages: number[] = []
  for (const { from, to, extended } of ranges) {
    for (let usage = from; usage <= to && usages.length < count; usage++) {
      usages.push(extended ? usage : usageOf(page, usage & 0xffff))
    }
  }
  return usages
}

/** A usage with its page, as 32 bits without sign. */
export function usageOf(page: number, usage: number): number {
  return page * 0x1_0000 + usage
}

function malformed(why: string): never {
  throw new MalformedError(FIELD, why)
}
