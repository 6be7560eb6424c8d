import type { CardFile } from './card-file.ts'
import { professions, type ProfessionName } from './profession.ts'

/** What a session of a health card has reached (docs/open-profile.md §3). */
export interface SecurityStatus {
  /** Mutually authenticated with a SAM; secure messaging is on. */
  readonly sam: boolean
  /** The PIN was verified, or the card has none. */
  readonly pin: boolean
  /** A professional card proved itself, its PIN verified. */
  readonly hpc: ProfessionName | null
  /** The data centre proved itself. */
  readonly idc: boolean
}

/** The status after power-on. @param pinSet whether the patient protects the card by a PIN */
export function initialStatus(pinSet: boolean): SecurityStatus {
  return { sam: false, pin: !pinSet, hpc: null, idc: false }
}

/** How a file is seen: whole, with only drug orders, as blanks, or not at all. */
export type View = 'full' | 'drugOrders' | 'blank' | 'refused'

type Access = Pick<CardFile, 'access'>

/** What a session sees of a file. The card decides by it, and the daemon foretells by it. */
export function viewOf({ access: { read, pharmacist = 'refused' } }: Access, status: SecurityStatus): View {
  switch (read) {
    case 'always': return 'full'
    case 'sam': return status.sam ? 'full' : 'refused'
    case 'samAndPin': return status.sam && status.pin ? 'full' : 'refused'
    case 'never': return 'refused'
    case 'hpc': {
      if (!status.sam || !status.pin || status.hpc === null) return 'refused'
      const { read: reading } = professions[status.hpc].rights
      if (reading === 'none') return 'refused'
      return reading === 'all' ? 'full' : pharmacist
    }
  }
}

/** Whether a session may change a file. */
export function mayUpdate({ access: { update } }: Access, status: SecurityStatus): boolean {
  switch (update) {
    case 'sam': return status.sam
    case 'idc': return status.sam && status.idc
    case 'hpc': return status.sam && status.hpc !== null && professions[status.hpc].rights.writeAllergies
    case 'never': return false
  }
}
