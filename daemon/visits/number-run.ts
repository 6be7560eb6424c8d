import { initialTransition, transition, type SnapshotFrom } from 'xstate'
import type { NumberStanding, numberStates } from '#protocols/journal/number-entries'
import { numberMachine, type NumberContext, type NumberEvent } from '#protocols/visit/number.machine'

/** What is done in each state of a number; each answers with what came of it. */
export interface NumberEffects {
  askCentre(context: NumberContext): Promise<NumberEvent>
  countByCard(context: NumberContext): Promise<NumberEvent>
  lookUp(context: NumberContext): Promise<NumberEvent>
  writeCard(context: NumberContext): Promise<NumberEvent>
  readCard(context: NumberContext): Promise<NumberEvent>
  takeBack(context: NumberContext): Promise<NumberEvent>
}

export type NumberSnapshot = SnapshotFrom<typeof numberMachine>
export type NumberInput = Pick<NumberContext, 'request' | 'door' | 'isKeyed' | 'since' | 'onCard' | 'byCentre'>

type State = (typeof numberStates)[number]
type Actions = ReturnType<typeof initialTransition<typeof numberMachine>>[1]

const effectNames: ReadonlySet<string> = new Set<keyof NumberEffects>([
  'askCentre', 'countByCard', 'lookUp', 'writeCard', 'readCard', 'takeBack',
])
const isEffect = (type: string): type is keyof NumberEffects => effectNames.has(type)
/** Behind these nothing may begin that is not kept: what comes next cannot be found out otherwise. */
const KEPT_OR_NOTHING: ReadonlySet<string> = new Set<State>(['asking', 'writing'])

/** Where a number stands, as it is kept. */
export function standingOf({ value, context }: NumberSnapshot): NumberStanding {
  const { goesOn, isLost, ...standing } = context
  return { state: value as State, ...standing }
}

/** @throws whatever cannot be kept */
export type Keep = (standing: NumberStanding) => void

/** Drives the machine of one number: what it says is to be kept is kept, then its effect is done, one after the other. */
export class NumberRun {
  readonly #effects: NumberEffects
  readonly #keep: Keep

  constructor(effects: NumberEffects, keep: Keep) {
    this.#effects = effects
    this.#keep = keep
  }

  /** @throws what `keep` throws, before anything was counted or written; then nothing stands */
  begin(input: NumberInput): Promise<NumberSnapshot> {
    return this.#go(...initialTransition(numberMachine, input))
  }

  /** Goes on where a number stood when its process died, or when something was missing. */
  resume({ state, ...context }: NumberStanding): Promise<NumberSnapshot> {
    const stood = numberMachine.resolveState({ value: state, context: { ...context, goesOn: false, isLost: state === 'unknown' } })
    return this.#go(...transition(numberMachine, stood, { type: 'restarted' }))
  }

  async #go(snapshot: NumberSnapshot, actions: Actions): Promise<NumberSnapshot> {
    for (;;) {
      const effect = await this.#keepAndFind(snapshot, actions)
      if (effect === undefined) return snapshot
      const event = await this.#effects[effect](snapshot.context)
      ;[snapshot, actions] = transition(numberMachine, snapshot, event)
    }
  }

  async #keepAndFind(snapshot: NumberSnapshot, actions: Actions): Promise<keyof NumberEffects | undefined> {
    let effect: keyof NumberEffects | undefined
    for (const { type } of actions) {
      if (isEffect(type)) effect = type
      else if (type === 'keep') await this.#kept(snapshot)
    }
    return effect
  }

  async #kept(snapshot: NumberSnapshot): Promise<void> {
    try {
      this.#keep(standingOf(snapshot))
    } catch (error) {
      if (!KEPT_OR_NOTHING.has(snapshot.value)) return // what was kept before leads here again
      const { given, byCentre } = snapshot.context
      // a number that nobody can be told is given back; if that fails too, what was kept before finds it out
      if (given !== null && byCentre) await this.#effects.takeBack({ ...snapshot.context, countedAt: given.treatmentDateTime })
      throw error
    }
  }
}
