import type { EngineName } from './engine.ts'

/**
 * What an engine can do with a card.
 * - `yes`: it does
 * - `no`: nobody outside NHIA could
 * - `written for`: the interface has a place for it, and no engine stands there yet
 * - `–`: it is not asked for it
 */
export type Ability = 'yes' | 'no' | 'written for' | '–'

export interface AbilityRow {
  readonly what: string
  readonly simulated: Ability
  /** With real cards, by engine. */
  readonly real: Readonly<Record<EngineName, Ability>>
}

const secret = { 'chip': 'no', 'official-cs6': 'written for', 'official-cshis': 'written for' } as const

/** What may be claimed, in one place: README shows these rows, and a test holds the two together. */
export const abilities: readonly AbilityRow[] = [
  {
    what: 'Public basic data, kind of card, presence', simulated: 'yes',
    real: { 'chip': 'yes', 'official-cs6': '–', 'official-cshis': '–' },
  },
  { what: 'Authentication of SAM, health card and professional card; PINs', simulated: 'yes', real: secret },
  { what: 'Protected content of the health card', simulated: 'yes', real: secret },
  { what: 'Signature bundles of control software 6.0', simulated: 'yes', real: { ...secret, 'official-cshis': '–' } },
  { what: 'Visit numbers, undo, update, diagnoses, fees, orders', simulated: 'yes', real: secret },
  {
    what: 'Remote API for a program that brings its own signatures (proxy)', simulated: 'yes',
    real: { 'chip': 'yes', 'official-cs6': '–', 'official-cshis': '–' },
  },
]
