import { describe, expect, test } from 'vitest'
import { cardFaults, HC, repaired } from '../engines/open-profile/card-faults.fixture.ts'
import { ThreeCardDesk, type Called } from '../engines/open-profile/three-card-desk.fixture.ts'

/** Every command, and cold calls through all authentications too, in the long run; otherwise one in so many of warm calls. */
const LONG = process.env['NHICARD_RIG'] === 'all'
const STRIDE = LONG ? 1 : 5
const names = Object.keys(cardFaults)
const outpatient = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const
const NOW = { treatmentDateTime: '2026-01-15T09:00:00' } as const

/** What a card must hold after each of the stories; `untouched` is 王測試 as it lies on the shelf. */
interface State {
  readonly left: unknown
  readonly last: unknown
  readonly count: unknown
  readonly fees: unknown
  /** Visits of today that stand. */
  readonly today: number
}
const untouched: State = { left: 4, last: '0002', count: 2, fees: 1_100, today: 0 }
const taken: State = { left: 3, last: '0003', count: 3, fees: 1_100, today: 1 }
const takenTwice: State = { left: 2, last: '0004', count: 4, fees: 1_100, today: 2 }
const updated: State = { ...taken, left: 6 }

interface Story {
  readonly name: string
  readonly prepare: (desk: ThreeCardDesk) => Promise<unknown>
  readonly act: (desk: ThreeCardDesk) => Promise<Called>
  /** States in which a call that failed may leave the card, as far as they show. */
  readonly between: readonly State[]
  /** Whether its last writes show in nothing but the visit itself. */
  readonly endsUnseen?: true
  /** What the same call answers once more, by the state it found: `done`, or the code of its refusal. */
  readonly again: (before: State) => { readonly answer: 'done' | number, readonly state: State }
}

const same = (one: State, other: State) => JSON.stringify(one) === JSON.stringify(other)

const stories: readonly Story[] = [
  {
    name: 'visit.takeNumber', prepare: (desk) => desk.call('card.readRegister'),
    act: (desk) => desk.call('visit.takeNumber', outpatient), between: [untouched, taken],
    again: (before) => ({ answer: 'done', state: same(before, untouched) ? taken : takenTwice }),
  },
  {
    name: 'visit.undo', prepare: (desk) => desk.call('visit.takeNumber', outpatient),
    act: (desk) => desk.call('visit.undo', NOW), endsUnseen: true,
    between: [
      taken, { ...taken, left: 4 }, { ...taken, left: 4, last: '0002' }, { ...taken, left: 4, last: '0002', count: 2 }, untouched,
    ],
    again: (before) => same(before, untouched) ? { answer: 5153, state: untouched } : { answer: 'done', state: untouched },
  },
  {
    name: 'card.updateContent', prepare: (desk) => desk.call('visit.takeNumber', outpatient),
    act: (desk) => desk.call('card.updateContent'), between: [taken, updated],
    again: (before) => same(before, taken) ? { answer: 'done', state: updated } : { answer: 9081, state: updated },
  },
]

type Read = { readonly result: Readonly<Record<string, unknown>> }

async function stateOf(desk: ThreeCardDesk): Promise<State> {
  const { register } = (await desk.call('card.readRegister') as Read).result as { register: Record<string, unknown> }
  const { treatments, lastSequence } = (await desk.call('card.readTreatments') as Read).result as {
    treatments: { visit: { treatmentDateTime: string }, signature: { signature: string } | null }[]
    lastSequence: { sequenceNumber: string }
  }
  const { years: [year], total } = (await desk.call('card.readCumulative') as Read).result as {
    years: { treatmentCount: number, outpatientFee: number }[], total: { outpatientTotal: number }
  }
  expect(year?.outpatientFee).toBe(total.outpatientTotal)
  const standing = treatments.filter(({ visit, signature }) => (
    visit.treatmentDateTime >= NOW.treatmentDateTime && signature?.signature !== '00'.repeat(128)
  ))
  return {
    left: register['treatmentCounter'], last: lastSequence.sequenceNumber, count: year?.treatmentCount,
    fees: total.outpatientTotal, today: standing.length,
  }
}

const done = (called: Called) => 'result' in called ? 'done' : Number((called.details as { code?: number }).code)

/** One story with one fault: named, at most once, nothing torn, and the same call goes on from there. */
async function tell(story: Story, strike: (desk: ThreeCardDesk) => void, about: string): Promise<void> {
  const { prepare, act, between, endsUnseen, again } = story
  const desk = new ThreeCardDesk({ world: 'one-clinic' })
  await prepare(desk)
  strike(desk)
  const called = await act(desk)
  expect(desk.hasFailed, about).toBe(true)
  if ('failed' in called) expect(called.failed, about).not.toBe('INTERNAL_FAILED')
  repaired(desk.clinic, { [HC]: 'hc.wang' })
  const before = await stateOf(desk)
  // the mark that closes an undo, or the fees it takes away, may be missing where all counts are back already
  const shown = between.map((state) => same(state, before) || (endsUnseen && same({ ...state, today: 1 }, before)))
  expect(shown, `${about}: ${JSON.stringify(before)}`).toContain(true)
  if ('result' in called) expect(same(before, between.at(-1)!), about).toBe(true)
  const { answer, state } = again(before)
  expect(done(await act(desk)), about).toBe(answer)
  expect(await stateOf(desk), about).toEqual(state)
}

async function sizeOf({ prepare, act }: Story): Promise<{ commands: number, messages: number }> {
  const desk = new ThreeCardDesk({ world: 'one-clinic' })
  await prepare(desk)
  const [commands, messages] = [desk.commands, desk.messages]
  expect(await act(desk)).toHaveProperty('result')
  return { commands: desk.commands - commands, messages: desk.messages - messages }
}

const cold = stories.map((story): Story => ({
  ...story, name: `${story.name}, from a cold start`,
  prepare: async (desk) => {
    await story.prepare(desk)
    await desk.call('auth.logout', { card: 'all' })
  },
}))

describe.each(LONG ? [...stories, ...cold] : stories)('$name', (story) => {
  test.each(names)('happens once or not at all, and goes on, when at any command %s', async (name) => {
    const { commands } = await sizeOf(story)
    for (let at = names.indexOf(name) % STRIDE; at < commands; at += STRIDE) {
      await tell(story, (desk) => desk.failAt(at, cardFaults[name]!), `${name} at command ${at}`)
    }
  }, 120_000)

  test.each(['unreachable', 9060, 9013, 9999] as const)('the same when any message to the data centre ends with %s', async (centre) => {
    const { messages } = await sizeOf(story)
    for (let at = 0; at < messages; at++) await tell(story, (desk) => desk.failAt(at, { centre }), `${centre} at message ${at}`)
  }, 60_000)
})
