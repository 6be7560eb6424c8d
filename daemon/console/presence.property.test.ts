import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nhiaChanged } from '#protocols/native-api/nhia'
import type { CardStatesShape } from '#protocols/native-api/three-cards'
import type { CardKind, Doing, Place } from './cards.ts'
import type { Message } from './message.ts'
import { answer, AT, cardStates, failure, happened, inserted, markOf, reader, removed } from './model.fixture.ts'
import { initialModel, reduce, type Model } from './model.ts'
import type { Problem } from './presence.ts'
import { view } from './view.ts'
import { textOf } from './view-text.fixture.ts'
import { workOf, type Work } from './work.ts'

const READERS = ['r1', 'r2']
const EPOCHS = [1, 2, 3, 4]
type Read = Extract<Work, { kind: 'read' }>

/** What a test says without knowing the state: it becomes a message when its turn comes. */
type Step = (model: Model, reads: readonly Read[]) => Message | undefined

const anyReader = fc.constantFrom(...READERS)
const anyEpoch = fc.constantFrom(...EPOCHS)
const constant = (message: Message): Step => () => message
const nextSeq = (model: Model, gap: boolean) => (model.seq ?? 0) + (gap ? 2 : 1)
const gap = fc.integer({ min: 0, max: 19 }).map((dice) => dice === 0)

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom<Message>(
    { type: 'admitted' }, { type: 'lineLost', at: AT }, { type: 'probed', daemon: 'silent' },
    { type: 'languageChosen', language: 'zh' }, { type: 'codeGiven', text: 'abc' }, { type: 'noticeClosed' },
  ).map(constant) },
  // A session that ends is followed by another, or the rest of the story would be about a form.
  { weight: 1, arbitrary: fc.constant<Step>((model) => ({ type: model.door.open ? 'sessionRefused' : 'admitted' })) },
  { weight: 2, arbitrary: fc.tuple(fc.option(anyEpoch), fc.option(anyEpoch)).map(([one, other]): Step => () => (
    { type: 'subscribed', state: { seq: 5, readers: [reader('r1', one), reader('r2', other)] } }
  )) },
  { weight: 1, arbitrary: fc.constant(constant({ type: 'lineUp', at: AT })) },
  { weight: 4, arbitrary: fc.tuple(anyReader, anyEpoch, gap).map(([id, epoch, skip]): Step => (model) => (
    inserted(nextSeq(model, skip), id, epoch)
  )) },
  { weight: 2, arbitrary: fc.tuple(anyReader, anyEpoch, gap).map(([id, epoch, skip]): Step => (model) => (
    removed(nextSeq(model, skip), id, epoch)
  )) },
  { weight: 1, arbitrary: fc.tuple(anyReader, fc.boolean()).map(([id, come]): Step => (model) => (
    happened(nextSeq(model, false), come
      ? { event: 'reader.added', data: { reader: id, name: 'a reader', link: 'pcsc', slot: 0, quirks: [] } }
      : { event: 'reader.removed', data: { reader: id } })
  )) },
  // The three cards are told of in any order with all else: by an event, or by an answer to any question.
  { weight: 4, arbitrary: fc.tuple(anyReader, anyEpoch, anyReader, anyEpoch, fc.boolean()).map(
    ([one, first, other, second, asked]): Step => (model) => {
      const states = markedStates({ reader: one, epoch: first }, { reader: other, epoch: second })
      const ticket = model.cards.asked ?? 0
      return asked
        ? { type: 'cardsAnswered', ticket, outcome: { states } }
        : happened(nextSeq(model, false), { event: 'cards.changed', data: states })
    },
  ) },
  { weight: 1, arbitrary: fc.constant<Step>((model) => (
    happened(nextSeq(model, false), { event: 'nhia.changed', data: nhiaChanged.examples[0]! })
  )) },
  { weight: 2, arbitrary: fc.constantFrom<CardKind>('hc', 'hpc', 'sam').map((card): Step => (model) => (
    { type: 'cardPressed', action: 'logout', card, place: model.cards.states?.[card].place ?? null }
  )) },
  { weight: 2, arbitrary: fc.boolean().map((failed): Step => ({ cards: { doing } }) => (
    doing === null ? undefined : {
      type: 'cardAnswered', answer: { ticket: doing.ticket, problem: failed ? markedProblem(doing) : null },
    }
  )) },
  // Any read ever begun may be answered at any time, with data of any epoch, or fail.
  { weight: 12, arbitrary: fc.tuple(fc.nat(), fc.nat(4), anyEpoch, fc.nat(90_000)).map(
    ([which, wrong, epoch, now]): Step => (_, reads) => {
      const read = reads.at(-1 - (which % Math.max(1, Math.min(reads.length, 6))))
      return read && answer(read, wrong === 0 ? epoch : read.epoch, now)
    },
  ) },
  { weight: 1, arbitrary: fc.nat().map((which): Step => (_, reads) => {
    const read = reads[which % Math.max(1, reads.length)]
    return read && failure(read)
  }) },
  { weight: 6, arbitrary: fc.tuple(anyReader, anyEpoch, fc.nat(4)).map(([id, epoch, dice]): Step => (model) => {
    const present = model.readers.find((row) => row.reader === id)?.presence?.epoch
    return { type: 'showPressed', reader: id, epoch: dice === 0 ? epoch : present ?? epoch }
  }) },
  { weight: 1, arbitrary: fc.tuple(anyReader, anyEpoch).map(([id, epoch]) => (
    constant({ type: 'againPressed', reader: id, epoch })
  )) },
  { weight: 1, arbitrary: anyReader.map((id) => constant({ type: 'hidePressed', reader: id })) },
  { weight: 1, arbitrary: anyReader.map((id) => (
    constant({ type: 'simulatePressed', reader: id, action: 'swap', card: 'hc.lin' })
  )) },
  { weight: 1, arbitrary: fc.nat(150_000).map((now) => constant({ type: 'ticked', now })) },
)

/** A professional card and a SAM card that tell, by marks, where they were. */
function markedStates(hpc: Place, sam: Place): CardStatesShape {
  const mark = (place: Place) => markOf(place.reader, place.epoch, 'states')
  return {
    ...cardStates,
    sam: { ...cardStates.sam, kind: 'card', place: sam, samId: mark(sam), hospitalName: mark(sam) },
    hpc: { ...cardStates.hpc, place: hpc, state: 2, pin: 'unverified', validTo: mark(hpc) },
  }
}

function markedProblem({ place }: Doing): Problem {
  const text = place === null ? 'of no card' : markOf(place.reader, place.epoch, 'states')
  return { message: { zh: text, en: text }, remedy: { zh: text, en: text } }
}

/** Which card is where, told apart from the reducer: the few rules a person would write down. */
class Presences {
  #present = new Map<string, number>()
  #seq: number | null = null
  #connected = false

  has(id: string, epoch: number): boolean {
    return this.#present.get(id) === epoch
  }

  take(message: Message): void {
    switch (message.type) {
      case 'admitted': case 'lineUp': case 'lineLost': case 'sessionRefused':
        this.#connected = message.type === 'lineUp' || (message.type === 'sessionRefused' && this.#connected)
        return this.#forget()
      case 'subscribed': {
        if (!this.#connected) return
        this.#seq = message.state.seq
        const { readers } = message.state
        this.#present = new Map(readers.flatMap(({ reader: id, card }) => (card ? [[id, card.epoch]] : [])))
        return
      }
      case 'happened': {
        if (this.#seq === null) return
        const { event } = message
        if (event.seq !== this.#seq + 1) return this.#forget()
        this.#seq = event.seq
        const id = 'reader' in event.data ? event.data.reader : ''
        const late = event.event === 'card.removed' && event.data.epoch < (this.#present.get(id) ?? 0)
        if (event.event === 'card.inserted') this.#present.set(id, event.data.epoch)
        else if (!late) this.#present.delete(id)
      }
    }
  }

  #forget(): void {
    this.#seq = null
    this.#present = new Map()
  }
}

/** Plays the steps and looks at the page after each one. */
function play(
  steps: readonly Step[], look: (page: string, model: Model, present: Presences, message: Message) => void,
): void {
  let model = reduce(initialModel('en'), { type: 'admitted' })
  const present = new Presences()
  const reads: Read[] = []
  const opening: readonly Step[] = [
    constant({ type: 'lineUp', at: AT }),
    constant({ type: 'subscribed', state: { seq: 5, readers: [reader('r1', 1), reader('r2', null)] } }),
  ]
  for (const step of [...opening, ...steps]) {
    const message = step(model, reads)
    if (message === undefined) continue
    model = reduce(model, message)
    present.take(message)
    const known = reads.at(-1)?.ticket ?? 0
    for (const work of workOf(model)) if (work.kind === 'read' && work.ticket > known) reads.push(work)
    look(textOf(view(model, () => {}, () => {})), model, present, message)
  }
}

const pairs = READERS.flatMap((id) => EPOCHS.map((epoch) => ({ id, epoch })))
const forms = ['masked', 'full', 'states'] as const
const marks = (id: string, epoch: number) => forms.map((form) => markOf(id, epoch, form))
const story = fc.array(anyStep, { maxLength: 60, size: 'max' })

/** Two hundred stories of up to sixty steps; on a machine with much else to do they take longer than one test. */
const STORIES_MS = 60_000

describe('after any order of messages', () => {
  test('neither the page nor the model holds anything of a card that is not present', () => {
    let seen = 0
    fc.assert(fc.property(story, (steps) => {
      play(steps, (page, model, present) => {
        const kept = JSON.stringify(model)
        for (const { id, epoch } of pairs) {
          for (const mark of marks(id, epoch)) {
            if (page.includes(mark)) seen += 1
            if (!present.has(id, epoch)) expect([page, kept].some((text) => text.includes(mark))).toBe(false)
          }
        }
      })
    }), { numRuns: 200 })
    expect(seen).toBeGreaterThan(0) // the stories do show cards: the law is not kept by showing nothing
  }, STORIES_MS)

  test('full data appear only as the answer to a Show that was not taken back', () => {
    let seen = 0
    fc.assert(fc.property(story, (steps) => {
      const asked = new Set<string>()
      const shown = new Set<string>()
      play(steps, (page, _, __, message) => {
        if (message.type === 'showPressed') asked.add(message.reader)
        if (message.type === 'hidePressed') asked.delete(message.reader)
        for (const { id, epoch } of pairs) {
          const mark = markOf(id, epoch, 'full')
          const is = page.includes(mark)
          if (is && !shown.has(mark)) {
            seen += 1
            expect([message.type, asked.has(id)]).toStrictEqual(['readAnswered', true])
          }
          if (is) shown.add(mark)
          else shown.delete(mark)
        }
      })
    }), { numRuns: 200 })
    expect(seen).toBeGreaterThan(0)
  }, STORIES_MS)

  test('the list of events and what is said aloud hold nothing of any card', () => {
    fc.assert(fc.property(story, (steps) => {
      play(steps, (_, { entries, announcement }) => {
        const kept = JSON.stringify([entries, announcement])
        expect(pairs.some(({ id, epoch }) => marks(id, epoch).some((mark) => kept.includes(mark)))).toBe(false)
      })
    }))
  })
})
