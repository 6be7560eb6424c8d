/** What a change of a PIN asks for, beside the new one, and where in the command each PIN goes (CCID rev 1.1 §6.1.12). */
export interface PinChange {
  /** Where the block of the current PIN begins in the data of the command, in bytes, 0 to 255; absent: it is not asked for. */
  readonly oldAt?: number
  /** The same of the new one. */
  readonly newAt: number
  /** Whether the new one is asked for twice; when the two differ, the card is sent nothing. */
  readonly confirm: boolean
}

/**
 * How a PIN is entered at the reader's own pad and put into a command APDU there (CCID rev 1.1 §6.1.11; the fields of
 * PC/SC part 10 are the same). The template's data hold the place of the PIN, filled up with `padding`.
 */
export interface PinEntry {
  /** Digits, 1 to 16. */
  readonly min: number
  /** Digits, `min` to 16. */
  readonly max: number
  /** How a digit is written: one ASCII character, one BCD half byte, or one byte of its value. */
  readonly format: 'ascii' | 'bcd' | 'binary'
  /** Where the PIN begins in the data of the command, in bytes from Lc on; 0 is the first data byte, or that of its block. */
  readonly offset: number
  /** Bytes the PIN has room for, filled up; 0 when the command grows with the PIN. */
  readonly length: number
  /**
   * Half byte of the data into which the reader writes how many digits were entered, 0 to 3: 1 for a PIN block of ISO
   * 9564-1 format 2. Absent where the command does not count them.
   */
  readonly countAt?: number
  /** Seconds the person has for each entry; 0 leaves it to the reader. */
  readonly timeoutS: number
  /** A PIN is changed: entries as this says, all of them within `min` and `max`. Absent: one PIN is entered and verified. */
  readonly change?: PinChange | undefined
}

/** How often the person is asked: 1 to 3 times. */
export function entriesOf({ change }: Pick<PinEntry, 'change'>): number {
  if (change === undefined) return 1
  return 1 + (change.oldAt === undefined ? 0 : 1) + (change.confirm ? 1 : 0)
}
