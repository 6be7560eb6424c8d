import type { Person } from '../people.ts'
import type { HcImage } from './hc-image.ts'

/** A health card as it was issued, which the data centre knows too. */
export interface IssuedCard {
  /** 12 bytes. */
  readonly hcId: Uint8Array
  readonly person: Person
  readonly cancelled: boolean
  readonly image: HcImage
}

/** A card at its contacts. What it is and holds is its own affair. */
export interface SimulatedCard {
  readonly atr: Uint8Array
  /** Of a health card alone. */
  readonly issued?: IssuedCard | undefined
  /** power-on or reset; loses all volatile state */
  reset(): void
  /** one command APDU in, one response APDU out; never throws; undefined = the card stays silent */
  transmit(capdu: Uint8Array): Uint8Array | undefined
}
