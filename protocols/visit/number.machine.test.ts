import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { initialTransition, transition } from 'xstate'
import { exampleSignature } from './example-signatures.ts'
import { numberMachine, type NumberEvent, type NumberGiven } from './number.machine.ts'

const given: NumberGiven = {
  treatmentDateTime: '2026-01-15T09:00:00', sequenceNumber: '0003', hospitalId: '9900000013', signature: exampleSignature,
  samId: 'TESTSAM00001', isSameDay: false, treatmentNumber: null,
}
const input = {
  request: { treatmentItem: '01', babyTreatment: '', afterCheck: '1', withTreatmentNumber: true }, door: 'native', isKeyed: false,
  since: '2026-01-15T08:55:00', onCard: [],
} as const

/** What each effect can answer with. */
const answers: Readonly<Record<string, readonly NumberEvent[]>> = {
  askCentre: [
    { type: 'counted', given, isNext: true }, { type: 'counted', given, isNext: false }, { type: 'refused', code: 5012 },
    { type: 'unreachable' }, { type: 'replyLost' },
  ],
  countByCard: [{ type: 'decided', given }, { type: 'refused', code: 9095 }, { type: 'refused', code: null }],
  lookUp: [
    { type: 'found', countedAt: given.treatmentDateTime }, { type: 'absent', isSure: true }, { type: 'absent', isSure: false },
    { type: 'unclear' }, { type: 'missing', what: 'card' }, { type: 'missing', what: 'centre' },
  ],
  writeCard: [
    { type: 'stands', given, isSigned: true }, { type: 'stands', given, isSigned: false }, { type: 'notOnCard' }, { type: 'cardLost' },
  ],
  readCard: [
    { type: 'stands', given, isSigned: true }, { type: 'stillToWrite' }, { type: 'notOnCard' }, { type: 'unclear' },
    { type: 'missing', what: 'card' },
  ],
  takeBack: [{ type: 'takenBack' }, { type: 'notTakenBack', owedNumber: null }, { type: 'missing', what: 'centre' }],
}

interface Walk {
  readonly states: readonly string[]
  /** Effects and `keep`, in their order; `crash` where the process died. */
  readonly done: readonly string[]
}

/**
 * All walks of so many steps: each effect answers anything it can, and before each answer, and with what waits, the process
 * may die. What a crash leaves is the last state that was kept.
 */
function walks(byCentre: boolean, depth: number): readonly Walk[] {
  const found: Walk[] = []
  type Step = ReturnType<typeof initialTransition<typeof numberMachine>>
  const go = ([snapshot, actions]: Step, kept: Step[0] | undefined, walk: Walk, left: number): void => {
    const done = [...walk.done]
    let last = kept
    let effect: string | undefined
    for (const { type } of actions) {
      if (!(type in answers) && type !== 'keep') continue
      done.push(type)
      if (type === 'keep') last = snapshot
      else effect = type
    }
    const now: Walk = { states: [...walk.states, String(snapshot.value)], done }
    found.push(now)
    if (left === 0 || snapshot.status === 'done') return
    const crashed = (): void => {
      if (last === undefined) return
      go(transition(numberMachine, last, { type: 'restarted' }), last, { ...now, done: [...done, 'crash'] }, left - 1)
    }
    if (effect === undefined) {
      if (snapshot.can({ type: 'presented' })) go(transition(numberMachine, snapshot, { type: 'presented' }), last, now, left - 1)
      return crashed()
    }
    crashed()
    for (const event of answers[effect] ?? []) go(transition(numberMachine, snapshot, event), last, now, left - 1)
  }
  go(initialTransition(numberMachine, { input: { ...input, byCentre } } as never), undefined, { states: [], done: [] }, depth)
  return found
}

const all = [...walks(true, 7), ...walks(false, 7)]
const effectsOf = ({ done }: Walk, effect: string) => done.flatMap((one, at) => one === effect ? [at] : [])

describe('the number of a visit, on every walk of seven steps with the process dying anywhere', () => {
  test('is asked for at the centre once at most', () => {
    expect(all.length).toBeGreaterThan(1_000)
    expect(all.filter((walk) => effectsOf(walk, 'askCentre').length > 1)).toEqual([])
  })

  test('is asked for, and written to the card, only behind what was kept for it', () => {
    const unkept = all.filter((walk) => ['askCentre', 'writeCard'].some((effect) => (
      effectsOf(walk, effect).some((at) => walk.done[at - 1] !== 'keep')
    )))
    expect(unkept).toEqual([])
  })

  test('is written to the card again only once the card was read', () => {
    for (const walk of all) {
      const [, ...again] = effectsOf(walk, 'writeCard')
      for (const at of again) expect(walk.done.slice(0, at).findLast((one) => one === 'readCard' || one === 'writeCard')).toBe('readCard')
    }
  })

  test('is never taken back at the centre once it is taken', () => {
    for (const { states } of all) {
      const at = states.indexOf('taken')
      if (at >= 0) expect(states.slice(at).every((state) => state === 'taken')).toBe(true)
    }
  })

  test('ends as taken, as none or with a person whatever happens, once nothing is missing any more', () => {
    const helpful: Readonly<Record<string, NumberEvent>> = {
      askCentre: { type: 'counted', given, isNext: true }, countByCard: { type: 'decided', given },
      lookUp: { type: 'absent', isSure: true }, writeCard: { type: 'stands', given, isSigned: true },
      readCard: { type: 'stands', given, isSigned: true }, takeBack: { type: 'takenBack' },
    }
    const anything = fc.array(fc.nat({ max: 5 }), { maxLength: 12 })
    fc.assert(fc.property(fc.boolean(), anything, (byCentre, choices) => {
      let [snapshot, actions] = initialTransition(numberMachine, { input: { ...input, byCentre } } as never)
      const effectOf = () => actions.map(({ type }) => type).find((type) => type in answers)
      for (const choice of choices) {
        const effect = effectOf()
        const event = effect === undefined ? { type: 'presented' } as const : answers[effect]?.[choice % (answers[effect]?.length ?? 1)]
        if (event !== undefined) [snapshot, actions] = transition(numberMachine, snapshot, event)
      }
      for (let step = 0; step < 9 && !['taken', 'none', 'forPerson'].includes(snapshot.value); step++) {
        const effect = effectOf()
        const event = effect === undefined ? { type: 'presented' } as const : helpful[effect]
        if (event !== undefined) [snapshot, actions] = transition(numberMachine, snapshot, event)
      }
      expect(['taken', 'none', 'forPerson']).toContain(snapshot.value)
      expect(snapshot.context.waitsFor).toBe(snapshot.value === 'forPerson' ? 'person' : null)
    }))
  })
})
