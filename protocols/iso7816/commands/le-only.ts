import { MalformedError } from '../../bytes/malformed.ts'
import type { CommandDeclaration } from '../command.ts'

export interface LeOnlyArgs {
  /** 1 to 256 bytes; more in extended form. */
  readonly le: number
  readonly extended?: boolean
}

/** P1 and P2 of commands that carry nothing but Le. */
export const leOnly = { p1: 0x00, p2: 0x00 } as const

/** The header of commands that carry nothing but Le (case 2). */
export const leOnlyHeader: CommandDeclaration<LeOnlyArgs, unknown>['header'] = {
  encode: (lengths) => ({ ...leOnly, ...lengths }),
  decode: ({ data, le, extended }) => {
    if (data !== undefined && data.length > 0) throw new MalformedError('Lc', 'this command has no data field')
    if (le === undefined) throw new MalformedError('Le', 'missing')
    return extended === undefined ? { le } : { le, extended }
  },
}
