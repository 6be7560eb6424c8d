import { unhex } from '#protocols/bytes/hex'
import type { Provenance } from '#protocols/provenance'

/** What the maker of a reader put into PC_to_RDR_Escape. */
export interface EscapeCommand {
  /** All of abData, in hex; its first bytes when more follows. */
  readonly command: string
  /** Bytes that follow, whatever they are. Default 0. */
  readonly more?: number
  readonly answer: Uint8Array
  /** From now on card movements are told on the interrupt pipe. */
  readonly startsNotifications?: true
  readonly provenance: Provenance
}

/** Text a host shows and nobody reads anything from; not that of any real firmware. */
const FIRMWARE = new TextEncoder().encode('nhicardd-twin')

/** The commands libccidtwin sends to readers with a GemCore chip before it uses them. */
export const gemCoreEscapes: readonly EscapeCommand[] = [
  {
    command: '02', answer: FIRMWARE,
    provenance: { source: 'seen from libccidtwin 1.5.2 (Debian 12): asks for the firmware, takes any text' },
  },
  {
    command: '010101', answer: unhex(''), startsNotifications: true,
    provenance: { assumed: 'libccidtwin 1.5.2 sends it to switch card notifications on; what a reader answers is taken '
      + 'to be empty' },
  },
  {
    command: '6a', answer: unhex(''),
    provenance: { assumed: 'libccidtwin 1.5.2 asks for features by it and takes an empty answer; real readers may '
      + 'answer more' },
  },
]

/** And to one with keys and a display, which it does not use when this fails. */
export const pinPadEscapes: readonly EscapeCommand[] = [
  ...gemCoreEscapes,
  {
    command: 'b2a0004d4c', more: 160, answer: unhex(''),
    provenance: { source: 'libccid 1.5.2, ccid_open_hack_post: loads ten texts of 16 characters for the display; takes '
      + 'any answer' },
  },
]
