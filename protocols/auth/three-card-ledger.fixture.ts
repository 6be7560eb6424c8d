import type { SecurityStatus } from '../nhi-card/access.ts'
import type { ProfessionName } from '../nhi-card/profession.ts'
import type { ThreeCard, ThreeCardEvent } from './three-card.machine.ts'

/**
 * What the events justify, kept apart from the machine and in another manner: a set of facts, and for every event which
 * facts it wants, ends and gives.
 */
export type Ledger = ReadonlySet<string>

interface Entry {
  readonly wants: readonly string[]
  /** Facts that begin so. */
  readonly ends: readonly string[]
  readonly gives: readonly string[]
}

/** Followed by the profession. */
const ROLE = 'hc.role '
const shown = ['hc.sam', 'hc.pin', 'hc.role', 'hc.idc', 'hpc.sam', 'hpc.pin']
const endOfSession: Readonly<Record<ThreeCard, readonly string[]>> = {
  sam: ['sam.idc', ...shown],
  hc: ['hc.sam', 'hc.pin', 'hc.role', 'hc.idc'],
  hpc: ['hpc.sam', 'hpc.pin', 'hc.role'],
}

function entryOf(event: ThreeCardEvent): Entry {
  switch (event.type) {
    case 'samAuthenticated': return { wants: ['sam.is'], ends: [], gives: ['sam.idc'] }
    case 'hcAuthenticated':
      return { wants: ['hc.is', 'sam.idc'], ends: ['hc.pin', 'hc.role', 'hc.idc'], gives: ['hc.sam'] }
    case 'hpcAuthenticated': return { wants: ['hpc.is', 'sam.idc'], ends: ['hpc.pin', 'hc.role'], gives: ['hpc.sam'] }
    case 'hcPinFound': {
      const gives = { verified: ['hc.pin'], notSet: ['hc.none'] }[String(event.pin)] ?? []
      return { wants: ['hc.is'], ends: ['hc.pin', 'hc.none'], gives }
    }
    case 'hpcPinFound':
      return event.pin === 'verified'
        ? { wants: ['hpc.is'], ends: [], gives: ['hpc.pin'] }
        : { wants: ['hpc.is'], ends: ['hpc.pin', 'hc.role'], gives: [] }
    case 'hpcProved':
      return { wants: ['hc.sam', 'hpc.sam', 'hpc.pin'], ends: ['hc.role'], gives: [`${ROLE}${event.profession}`] }
    case 'idcProved': return { wants: ['hc.sam'], ends: [], gives: ['hc.idc'] }
    case 'loggedOut': return { wants: [], ends: endOfSession.hpc, gives: [] }
  }
  const [, card = 'sam', what] = /^(sam|hc|hpc)(\w+)$/.exec(event.type) ?? []
  const ends = endOfSession[card as ThreeCard]
  switch (what) {
    case 'Inserted': case 'Reset': return { wants: [], ends: [...ends, `${card}.`], gives: [`${card}.new`] }
    case 'Removed': case 'Lost': return { wants: [], ends: [...ends, `${card}.`], gives: [] }
    case 'Identified': {
      const gives = 'as' in event && event.as === card ? [`${card}.is`] : []
      return { wants: [`${card}.new`], ends: [`${card}.new`], gives }
    }
    default: return { wants: [], ends, gives: [] }
  }
}

export function ledgerAfter(ledger: Ledger, event: ThreeCardEvent): Ledger {
  const { wants, ends, gives } = entryOf(event)
  if (!wants.every((fact) => ledger.has(fact))) return ledger
  return new Set([...[...ledger].filter((fact) => !ends.some((end) => fact.startsWith(end))), ...gives])
}

/** The most that a session of the health card may have reached. */
export function justified(ledger: Ledger): SecurityStatus {
  const role = [...ledger].find((fact) => fact.startsWith(ROLE))?.slice(ROLE.length) as ProfessionName | undefined
  const pin = ledger.has('hc.pin') || ledger.has('hc.none')
  return { sam: ledger.has('hc.sam'), pin, hpc: role ?? null, idc: ledger.has('hc.idc') }
}
