import type { Transaction } from './card-memory.ts'

/** The files of a card as its applet sees them, wherever they are kept: on the card itself, or at the data centre. */
export interface RecordFiles {
  /** @param number from 1 on; of a cyclic file 1 is the newest. @returns undefined when there is no such file or record */
  read(sfi: number, number: number): Uint8Array | undefined
  /** @throws RangeError for a record that is not there, or another length */
  update(transaction: Transaction, sfi: number, number: number, record: Uint8Array): void
  /** The record becomes number 1, and the oldest is gone. @throws RangeError as `update` */
  append(transaction: Transaction, sfi: number, record: Uint8Array): void
}
