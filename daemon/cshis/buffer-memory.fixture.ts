import { bracketedSlots } from '#protocols/cshis/bracketed-code'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'

/** The longest a 16-bit length cell can tell. */
const LONGEST = 0x7fff
const MARK = new TextEncoder().encode('[XXXXXXX]')

/**
 * The memory of a HIS before a call, as long as its length cells say: blank, or with the mark in every diagnosis slot that has
 * room for it (nhi-facts §2.0).
 * @param room by buffer; what is no length has no memory
 */
export function memoryOf(name: CshisName, room: Readonly<Record<string, number>>, isMarked = false): Record<string, Uint8Array> {
  const { output, icd10 = output }: CshisFunction = cshisFunctions[name]
  return Object.fromEntries(Object.entries(room).map(([buffer, cell]) => {
    const memory = new Uint8Array(cell >= 0 && cell <= LONGEST ? Math.floor(cell) : 0)
    const slots = isMarked ? bracketedSlots(icd10[buffer]?.parts ?? []) : []
    for (const slot of slots) if (slot + MARK.length <= memory.length) memory.set(MARK, slot)
    return [buffer, memory]
  }))
}
