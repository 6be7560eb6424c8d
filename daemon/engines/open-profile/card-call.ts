import type { Wanted } from '#protocols/auth/needs'
import type { CardStatesShape } from '#protocols/native-api/three-cards'
import type { Caller } from '../../handlers/handler.ts'
import type { Readers } from '../../sessions/readers.ts'
import type { StepOptions } from './steps.ts'

export interface ThreeCardsOptions extends StepOptions {
  readonly readers: Readers
  /** Told after anything about the three cards changed. */
  readonly changed: (states: CardStatesShape) => void
}

/** What a call wants of the cards. */
export interface CardCall {
  /** Of the health card; undefined for the only one. */
  readonly reader: string | undefined
  readonly wanted: Wanted
  /** Wanted besides, where it can be had without anybody doing anything. */
  readonly optional?: Wanted | undefined
  readonly caller: Caller
}
