import { JOURNAL_SIZE } from './card-memory.ts'
import type { Eeprom } from './eeprom.ts'
import type { SimulatedCard } from './simulated-card.ts'

/** A card whose supply can be cut. */
type CuttableCard = SimulatedCard & { readonly eeprom: Eeprom }

interface Cuts<Seen> {
  readonly card: CuttableCard
  /** Brings the card from its reset to where the command is due. */
  readonly prepare: () => unknown
  /** The command that writes. @returns undefined when the card stayed silent */
  readonly act: () => unknown
  /** What stands on the card, after its reset. */
  readonly look: () => Seen
  /** Only every so many bytes; the first and the last are always cut. */
  readonly stride?: number
}

/** What stood there before, what after, and what at each cut. */
export interface AfterCuts<Seen> {
  readonly old: Seen
  readonly changed: Seen
  readonly seen: readonly Seen[]
}

const WHOLE = 0xffff

/** Everything the card keeps, its journal apart. */
export function contentOf({ eeprom }: CuttableCard): string {
  return Buffer.from(eeprom.read(JOURNAL_SIZE, WHOLE)).toString('latin1')
}

/**
 * Cuts the supply at every byte that one command writes, resets the card and looks.
 * @throws Error when the card answers although its supply failed
 */
export function cutEverywhere<Seen>({ card, prepare, act, look, stride = 1 }: Cuts<Seen>): AfterCuts<Seen> {
  const { eeprom } = card
  const memory = eeprom.read(0, WHOLE)
  const after = (cut?: number) => {
    eeprom.write(0, memory)
    card.reset()
    prepare()
    const before = eeprom.written
    if (cut !== undefined) eeprom.cutAfter(cut)
    const answer = act()
    const answered = answer !== undefined
    if (answered === (cut !== undefined)) throw new Error(`answered ${String(answer)} with a cut at ${cut}`)
    const written = eeprom.written - before
    card.reset()
    return { written, seen: look() }
  }
  card.reset()
  const old = look()
  const whole = after()
  const cuts = Array.from({ length: whole.written }, (_, at) => at)
    .filter((at) => at % stride === 0 || at === whole.written - 1)
  const seen = cuts.map((at) => after(at).seen)
  eeprom.write(0, memory)
  card.reset()
  return { old, changed: whole.seen, seen }
}
