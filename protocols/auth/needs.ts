import type { ReadRight, UpdateRight } from '../nhi-card/right.ts'
import type { ThreeCard, ThreeCardSnapshot } from './three-card.machine.ts'

/** One thing to do, each by a machine of its own; `identify` asks a card what it is. */
export const authenticationSteps = [
  'identifySam', 'identifyHc', 'identifyHpc', 'authenticateSam', 'authenticateHc', 'verifyHcPin', 'authenticateHpc',
  'verifyHpcPin', 'proveHpc', 'proveIdc',
] as const

export type AuthenticationStep = (typeof authenticationSteps)[number]

/** What somebody wants: a right of a file of the health card (`protocols/nhi-card/right.ts`), or what a card itself does. */
export type Wanted =
  | { readonly read: ReadRight }
  | { readonly update: UpdateRight }
  /** SAM: with the data centre; HPC: with its PIN verified. */
  | { readonly card: 'sam' | 'hpc' }

/** What each step wants before it. A mutual authentication ends what a card was shown before, so PINs come after it. */
const before: Readonly<Record<AuthenticationStep, readonly AuthenticationStep[]>> = {
  identifySam: [], identifyHc: [], identifyHpc: [],
  authenticateSam: ['identifySam'],
  authenticateHc: ['identifyHc', 'authenticateSam'],
  verifyHcPin: ['authenticateHc'],
  authenticateHpc: ['identifyHpc', 'authenticateSam'],
  verifyHpcPin: ['authenticateHpc'],
  proveHpc: ['authenticateHc', 'verifyHpcPin'],
  proveIdc: ['authenticateHc'],
}

const readGoals: Readonly<Record<ReadRight, readonly AuthenticationStep[]>> = {
  always: [], never: [], sam: ['authenticateHc'], samAndPin: ['authenticateHc', 'verifyHcPin'],
  hpc: ['verifyHcPin', 'proveHpc'],
}

const updateGoals: Readonly<Record<UpdateRight, readonly AuthenticationStep[]>> = {
  never: [], sam: ['authenticateHc'], hpc: ['proveHpc'], idc: ['proveIdc'],
}

function goalsOf(wanted: Wanted): readonly AuthenticationStep[] {
  if ('read' in wanted) return readGoals[wanted.read]
  if ('update' in wanted) return updateGoals[wanted.update]
  return wanted.card === 'sam' ? ['authenticateSam'] : ['verifyHpcPin']
}

const NOTHING: readonly AuthenticationStep[] = []

/** Whether what the step leads to stands already. */
function stands(step: AuthenticationStep, { value: { sam, hc, hpc }, context }: ThreeCardSnapshot): boolean {
  switch (step) {
    case 'identifySam': return typeof sam !== 'string'
    case 'identifyHc': return typeof hc !== 'string'
    case 'identifyHpc': return typeof hpc !== 'string'
    case 'authenticateSam': return typeof sam !== 'string' && sam.present === 'authenticated'
    case 'authenticateHc': return typeof hc !== 'string' && hc.present.session === 'open'
    case 'verifyHcPin': return typeof hc !== 'string'
      && (hc.present.pin === 'notSet' || (hc.present.session === 'open' && hc.present.pin === 'verified'))
    case 'authenticateHpc': return typeof hpc !== 'string' && hpc.present.session === 'open'
    case 'verifyHpcPin': return typeof hpc !== 'string'
      && hpc.present.session === 'open' && hpc.present.pin === 'verified'
    case 'proveHpc': return context.profession !== null
    case 'proveIdc': return typeof hc !== 'string' && hc.present.centre === 'proved'
  }
}

/**
 * The steps that are still missing for what is wanted, in the order to do them; none when nothing is missing, and for
 * what nobody may do. Whether they can be done at all `obstacleTo` says.
 */
export function needs(snapshot: ThreeCardSnapshot, wanted: Wanted): readonly AuthenticationStep[] {
  const goals = goalsOf(wanted)
  if (goals.every((step) => stands(step, snapshot))) return NOTHING
  const missing = new Set<AuthenticationStep>()
  const want = (step: AuthenticationStep): void => {
    if (stands(step, snapshot)) return
    missing.add(step)
    before[step].forEach(want)
  }
  goals.forEach(want)
  return authenticationSteps.filter((step) => missing.has(step))
}

/** The cards that the missing steps use. */
export function cardsNeeded(steps: readonly AuthenticationStep[]): readonly ThreeCard[] {
  const uses = (card: string) => steps.some((step) => step.endsWith(card) || step.endsWith(`${card}Pin`))
  const hc = uses('Hc') || steps.includes('proveHpc') || steps.includes('proveIdc')
  return [
    ...uses('Sam') ? ['sam' as const] : [], ...hc ? ['hc' as const] : [], ...uses('Hpc') ? ['hpc' as const] : [],
  ]
}
