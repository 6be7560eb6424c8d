import { cardsNeeded, needs, type Wanted } from './needs.ts'
import type { Outcome } from './outcome.ts'
import { roleAuthenticationOutcomes } from './role-authentication-outcomes.ts'
import type { ThreeCard, ThreeCardSnapshot } from './three-card.machine.ts'

const listed = { source: 'nhi-facts §3.1; §2.0 (sets C and H)' }

/** What a person has to set right before any step helps. */
export const obstacles = {
  samMissing: {
    code: 4012, provenance: listed, message: { zh: '未插入安全模組', en: 'No security module is inserted.' },
  },
  hcMissing: {
    code: 4013, provenance: listed, message: { zh: '未插入健保卡', en: 'No health card is inserted.' },
  },
  hpcMissing: {
    code: 4014, provenance: listed, message: { zh: '未插入醫事人員卡', en: 'No professional card is inserted.' },
  },
  samForeign: {
    code: 4032, provenance: listed,
    message: { zh: '插入的卡片不是安全模組', en: 'The card in the place of the security module is none.' },
  },
  hcForeign: {
    code: 4033, provenance: listed,
    message: { zh: '插入的卡片不是健保卡', en: 'The card in the place of the health card is none.' },
  },
  hpcForeign: roleAuthenticationOutcomes.hpcForeign,
  hcPinLocked: {
    code: 9043, provenance: { assumed: 'nhi-facts §3.1 has the code as a PIN that is locked, without saying of which card' },
    message: { zh: '健保卡 PIN 碼已鎖定，須更新卡片內容', en: 'The PIN of the health card is locked; an update of the card opens it.' },
  },
  hpcPinLocked: {
    code: 5122, provenance: { source: 'nhi-facts §3.1; §2.1 (4.4)' },
    message: { zh: '醫事人員卡已鎖定，須先解鎖', en: 'The professional card is locked and has to be unlocked first.' },
  },
  nobodyMay: {
    code: 4029, provenance: { source: 'nhi-facts §3.1' },
    message: { zh: '卡片不提供此資料', en: 'The card gives nobody this right.' },
  },
} as const satisfies Record<string, Outcome>

export type Obstacle = keyof typeof obstacles

const missing = { sam: 'samMissing', hc: 'hcMissing', hpc: 'hpcMissing' } as const satisfies Record<ThreeCard, Obstacle>
const foreign = { sam: 'samForeign', hc: 'hcForeign', hpc: 'hpcForeign' } as const satisfies Record<ThreeCard, Obstacle>

/** What stands in the way of the missing steps and no step removes; null when nothing does. */
export function obstacleTo(snapshot: ThreeCardSnapshot, wanted: Wanted): Obstacle | null {
  const right = 'read' in wanted ? wanted.read : 'update' in wanted ? wanted.update : undefined
  if (right === 'never') return 'nobodyMay'
  const { value } = snapshot
  const steps = needs(snapshot, wanted)
  for (const card of cardsNeeded(steps)) {
    if (value[card] === 'absent') return missing[card]
    if (value[card] === 'foreign') return foreign[card]
  }
  const { hc, hpc } = value
  if (steps.includes('verifyHcPin') && typeof hc !== 'string' && hc.present.pin === 'blocked') return 'hcPinLocked'
  if (steps.includes('verifyHpcPin') && typeof hpc !== 'string' && hpc.present.pin === 'blocked') return 'hpcPinLocked'
  return null
}
