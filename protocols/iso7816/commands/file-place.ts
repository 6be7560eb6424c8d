import { MalformedError } from '../../bytes/malformed.ts'
import type { CommandParameters } from '../command.ts'

/** Short identifiers are 1 to 30; 0 stands for the current file (ISO/IEC 7816-4:2005 §5.3.1.1). */
const MAX_SFI = 30
const BY_SFI = 0x80

/** A place in a transparent file. */
export interface BinaryPlace {
  /** 1 to 30; 0 means the file that SELECT made current. */
  readonly sfi: number
  /** Bytes from the beginning: to 255 with a short identifier, to 32,767 in the current file. */
  readonly offset: number
}

/** A record of a linear or cyclic file. */
export interface RecordPlace {
  /** 1 to 30; 0 means the file that SELECT made current. */
  readonly sfi: number
  /** 1 to 254; of a cyclic file record 1 is the newest. */
  readonly record: number
}

type Header = Pick<CommandParameters, 'p1' | 'p2'>

/** P1-P2 of READ BINARY and UPDATE BINARY (ISO/IEC 7816-4:2005 §7.2.2). */
export const binaryPlace = {
  encode({ sfi, offset }: BinaryPlace): Header {
    inRange('SFI', sfi, 0, MAX_SFI)
    inRange('offset', offset, 0, sfi === 0 ? 0x7fff : 0xff)
    return sfi === 0 ? { p1: offset >> 8, p2: offset & 0xff } : { p1: BY_SFI | sfi, p2: offset }
  },
  decode({ p1, p2 }: Header): BinaryPlace {
    if (p1 < BY_SFI) return { sfi: 0, offset: (p1 << 8) | p2 }
    inRange('P1', p1 & 0x7f, 1, MAX_SFI)
    return { sfi: p1 & 0x7f, offset: p2 }
  },
}

/** P2 of the record commands: short identifier in the upper five bits, what P1 means in the lower three (§7.3.2). */
export const recordPlace = {
  encode({ sfi, record }: RecordPlace, use: number): Header {
    inRange('SFI', sfi, 0, MAX_SFI)
    inRange('record', record, 1, 0xfe)
    return { p1: record, p2: (sfi << 3) | use }
  },
  decode({ p1, p2 }: Header): RecordPlace & { readonly use: number } {
    inRange('P1', p1, 1, 0xfe)
    inRange('P2', p2 >> 3, 0, MAX_SFI)
    return { sfi: p2 >> 3, record: p1, use: p2 & 0x07 }
  },
}

function inRange(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return
  throw new MalformedError(field, `not an integer from ${min} to ${max}`)
}
