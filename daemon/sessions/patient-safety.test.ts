import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { ResultOf } from '#protocols/native-api/registry'
import { InProcessLink } from '#simulator/attachments/in-process'
import { FaultyCard } from '#simulator/cards/faulty-card'
import { HealthCard } from '#simulator/cards/health-card'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { Clinic } from '#simulator/clinic'
import { people } from '#simulator/people'
import { VirtualClock } from '#simulator/virtual-clock'
import { cardHandlers } from '../handlers/card.ts'
import { openLog } from '../log.ts'
import { StateDirectory } from '../state-directory.ts'
import { EpochCounter, FromCard } from './epoch.ts'
import { EventStream } from './event-stream.ts'
import { Readers } from './readers.ts'

const READER = 'Simulated Reader 01'
const [ann, ben, cut] = people(42, 3)
if (ann === undefined || ben === undefined || cut === undefined) throw new Error('three people are needed')
const bornOf = { ann: ann.cardSn, ben: ben.cardSn }

let folder: string
let state: StateDirectory
let epochs: EpochCounter
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhicardd-epoch-'))
  state = new StateDirectory(folder)
  epochs = new EpochCounter(state, 0, 0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Calls back before every command it answers. */
class WatchedCard implements SimulatedCard {
  readonly atr: Uint8Array
  readonly #inner: SimulatedCard
  readonly #before: () => void

  constructor(inner: SimulatedCard, before: () => void) {
    this.#inner = inner
    this.#before = before
    this.atr = inner.atr
  }

  reset(): void {
    this.#inner.reset()
  }

  transmit(capdu: Uint8Array): Uint8Array | undefined {
    const answer = this.#inner.transmit(capdu)
    this.#before()
    return answer
  }
}

const steps = {
  remove: (clinic: Clinic) => void clinic.remove(READER),
  insertAnn: (clinic: Clinic) => void clinic.insert(READER, 'ann'),
  insertBen: (clinic: Clinic) => void clinic.insert(READER, 'ben'),
  insertBroken: (clinic: Clinic) => void clinic.insert(READER, 'broken'),
  reset: (clinic: Clinic) => clinic.resetCard(READER),
  unplug: (clinic: Clinic) => clinic.removeReader(READER),
  plug: (clinic: Clinic) => clinic.addReader(READER),
  wait: () => {},
}
type Step = keyof typeof steps
const names = Object.keys(steps) as Step[]

/** A clinic with a daemon's readers on it; `during` is called at every command a card answers. */
function desk(during: (command: number) => void) {
  let command = 0
  const watch = (make: () => SimulatedCard) => () => new WatchedCard(make(), () => during(command++))
  const label = { zh: '', en: '' }
  const clinic = new Clinic('one-clinic', 1, [
    { card: 'ann', label, make: watch(() => new HealthCard(ann!)) },
    { card: 'ben', label, make: watch(() => new HealthCard(ben!)) },
    { card: 'broken', label, make: watch(() => new FaultyCard(new HealthCard(cut!), 'short-block')) },
  ])
  clinic.remove(READER)
  clinic.insert(READER, 'ann')
  const events = new EventStream(new VirtualClock('2026-01-15T09:00:00+08:00'))
  const readers = new Readers({ epochs, events, log: openLog('silent') })
  readers.attach(new InProcessLink(clinic))
  const reader = readers.list().find(({ name }) => name === READER)!.reader
  const handlers = cardHandlers(readers, { isOpen: () => false, onlyHealthCard: async () => undefined })
  const read = async (): Promise<ResultOf<'card.readBasic'> | string> => {
    try {
      const sealed = await handlers['card.readBasic']({ reader }, {})
      return sealed instanceof FromCard ? readers.open(sealed, 'card.readBasic') : 'not sealed'
    } catch (error) {
      if (error instanceof NhicardError) return error.name
      throw error
    }
  }
  const present = () => clinic.cards().find(({ readerName }) => readerName === READER)?.card
  const epoch = () => readers.list().find((status) => status.reader === reader)?.card?.epoch
  return { clinic, readers, read, present, epoch, events }
}

function* sequences(length: number): Generator<Step[]> {
  if (length === 0) return yield []
  for (const rest of sequences(length - 1)) for (const name of names) yield [...rest, name]
}

describe('nothing of an earlier card', () => {
  test.each([1, 2, 3])('is returned by a read while every sequence of %i events happens between its commands', async (length) => {
    let answered = 0
    for (const sequence of sequences(length)) {
      for (let start = 0; start < 5; start++) {
        let armed = false
        const { clinic, read, present, epoch } = desk((command) => {
          const step = armed ? sequence[command - start] : undefined
          if (step !== undefined) steps[step](clinic)
        })
        armed = true
        const result = await read()
        const about = `${sequence.join(' ')} from command ${start}`
        if (typeof result === 'string') {
          expect(result, about).toMatch(/^(CARD|READER|RECORD)_[A-Z]+$/)
        } else {
          answered += 1
          const key = present() as keyof typeof bornOf
          expect(result.basic.cardSn, about).toBe(bornOf[key])
          expect(result.epoch, about).toBe(epoch())
        }
        armed = false
        const after = await read()
        if (typeof after !== 'string') {
          expect(after.basic.cardSn, about).toBe(bornOf[present() as keyof typeof bornOf])
          expect(after.epoch, about).toBe(epoch())
        } else {
          expect(['ann', 'ben'], `${about}: ${after}`).not.toContain(present())
        }
      }
    }
    expect(answered).toBeGreaterThan(0)
  })

  test('is returned when the value was read in time but is opened after an event that ends the card’s stay', async () => {
    const harmless: readonly Step[] = ['wait', 'plug', 'insertAnn', 'insertBen', 'insertBroken'] // the reader is occupied
    for (const name of names.filter((step) => step !== 'plug')) {
      const { clinic, readers, epoch, present } = desk(() => {})
      const before = epoch()
      const reader = readers.list()[0]!.reader
      const sealed = await readers.withCard(reader, {}, async (card) => card.epoch)
      steps[name](clinic)
      if (harmless.includes(name)) expect(readers.open(sealed, 'x')).toBe(before)
      else expect(() => readers.open(sealed, 'x'), name).toThrow(NhicardError)
      expect(epoch() === undefined, name).toBe(present() === undefined)
    }
  })

  test('is held by readers.list or by a slot: it shows a card exactly when one is there, after every sequence', () => {
    for (const sequence of sequences(3)) {
      const { clinic, epoch, present } = desk(() => {})
      for (const name of sequence) {
        steps[name](clinic)
        expect(epoch() === undefined, sequence.join(' ')).toBe(present() === undefined)
      }
    }
  })

  test('is returned for a call that waited while the card was changed, even by the card that came', async () => {
    const { clinic, readers, epoch } = desk(() => {})
    const reader = readers.list()[0]!.reader
    let release = () => {}
    const first = readers.withCard(reader, {}, () => new Promise<void>((resolve) => (release = resolve)))
    const second = readers.withCard(reader, {}, async (card) => card.epoch)
    const third = second.catch((error: NhicardError) => error.name)
    await Promise.resolve()
    clinic.remove(READER)
    clinic.insert(READER, 'ben')
    release()
    await first
    expect(await third).toBe('CARD_CHANGED')
    expect(epoch()).toBeDefined()
  })

  test('is usable after a failed read: the epoch of a card that had answered ends', async () => {
    for (const [key, name] of [['fault.silent', 'CARD_SILENT'], ['fault.no-status', 'READER_FAILED'], ['mute', 'CARD_SILENT']]) {
      const { clinic, readers, read, epoch, events } = desk(() => {})
      const reasons: string[] = []
      events.listen(({ event, data }) => {
        if (event === 'card.removed') reasons.push(data.reason)
      })
      const { epoch: before } = await read() as ResultOf<'card.readBasic'>
      const sealed = await readers.withCard(readers.list()[0]!.reader, {}, async (card) => card.epoch)
      clinic.swap(READER, key!)
      expect(await read()).toBe(name)
      expect(epoch()).not.toBe(before)
      expect(() => readers.open(sealed, 'x')).toThrow(NhicardError)
      expect(await read()).toBe(name) // a card that never answered is not renewed over and over
      expect(reasons).toEqual(['failed'])
    }
  })

  test('is returned when the cards are swapped within one poll, at whatever command', async () => {
    for (let at = 0; at < 12; at++) {
      let armed = true
      const { clinic, read, epoch } = desk((command) => {
        if (armed && command === at) clinic.swap(READER, 'ben')
      })
      const ownerOf = new Map<number, string>()
      const results = [await read(), await read()]
      armed = false
      clinic.swap(READER, 'ben') // at the latest now; nobody can know before the next read
      results.push(await read(), await read())
      for (const result of results) {
        if (typeof result === 'string') {
          expect(result).toMatch(/^CARD_(CHANGED|UNRECOGNISED)$/)
          continue
        }
        const owner = ownerOf.get(result.epoch) ?? result.basic.cardSn
        expect(result.basic.cardSn, `two patients in one epoch, swap at ${at}`).toBe(owner)
        ownerOf.set(result.epoch, owner)
      }
      expect(results.at(-1), `swap at ${at}`).toMatchObject({ epoch: epoch(), basic: { cardSn: bornOf.ben, name: ben.name } })
    }
  })

  test('outlives a swap to a card that is no NHI card, or a broken one: the epoch ends and the next read says what it is', async () => {
    for (const [key, name] of [['hpc', 'CARD_UNRECOGNISED'], ['fault.garbage', 'CARD_UNRECOGNISED'], ['broken', 'RECORD_MALFORMED']]) {
      const { clinic, read, epoch } = desk(() => {})
      const { epoch: before } = await read() as ResultOf<'card.readBasic'>
      clinic.swap(READER, key!)
      expect(await read()).toBe('CARD_CHANGED')
      expect(epoch()).not.toBe(before)
      expect(await read()).toBe(name)
    }
  })

  test('is told of by an event: every epoch that began is ended before another begins in the same reader', async () => {
    for (const sequence of sequences(3)) {
      const { clinic, events } = desk(() => {})
      let open: number | undefined = 1
      let lastSeq = events.seq
      events.listen((event) => {
        expect(event.seq).toBe(lastSeq + 1)
        lastSeq = event.seq
        if (event.event === 'card.inserted') {
          expect(open).toBeUndefined()
          open = event.data.epoch
        }
        if (event.event === 'card.removed') open = undefined
        if (event.event === 'reader.removed') expect(open).toBeUndefined()
      })
      for (const name of sequence) steps[name](clinic)
    }
  })
})

describe('an epoch', () => {
  const fresh = () => new StateDirectory(mkdtempSync(join(folder, 'epoch-')))

  test('is never given twice, however often the daemon is killed and started again', () => {
    const own = fresh()
    const given = new Set<number>()
    for (let start = 0; start < 20; start++) {
      const counter = new EpochCounter(own, 0, 0)
      for (let count = 0; count < 150 * start; count++) {
        const next = counter.next()
        expect(given.has(next)).toBe(false)
        given.add(next)
      }
    }
  })

  test('is none of the earlier ones when the file is damaged, shortened in any way, or gone beside a token', () => {
    const own = fresh()
    const given = [new EpochCounter(own, 0, 0).next()]
    own.writeDurably('token', 'x')
    const sound = own.read('epoch')!
    const damages = ['', 'garbage', '-5', '1e9', '\0\0\0', '5 0000000000000000\n', ...[...sound].map((_, end) => sound.slice(0, end))]
    damages.forEach((damage, index) => {
      own.writeDurably('epoch', damage)
      const next = new EpochCounter(own, 0, 10_000 * index).next() // the clock is dead as well
      for (const earlier of given) expect(Math.abs(next - earlier), JSON.stringify(damage)).toBeGreaterThan(1_000)
      given.push(next)
    })
    own.remove('epoch')
    expect(given).not.toContain(new EpochCounter(own, 0, 10_000_000).next())
  })

  test('is not given when it cannot be reserved on disk, nor twice afterwards; the card waits and is read once it can', async () => {
    const own = fresh()
    const counter = new EpochCounter(own, 0, 0)
    const given = Array.from({ length: 1_000 }, () => counter.next())
    mkdirSync(own.file('epoch.new')) // the draft of the next reservation cannot be written
    expect(() => counter.next()).toThrow()
    expect(() => counter.next()).toThrow()
    const clinic = new Clinic('one-clinic')
    const events = new EventStream(new VirtualClock('2026-01-15T09:00:00+08:00'))
    const readers = new Readers({ epochs: counter, events, log: openLog('silent') })
    readers.attach(new InProcessLink(clinic))
    const read = () => readers.withCard('r1', {}, async (card) => card.epoch)
    await expect(read()).rejects.toMatchObject({ name: 'STATE_UNWRITABLE' })
    expect(readers.list()[0]!.card).toBeNull()
    rmSync(own.file('epoch.new'), { recursive: true })
    const sealed = await read()
    expect(given).not.toContain(sealed.epoch)
    expect(new EpochCounter(own, 0, 0).next()).toBeGreaterThan(sealed.epoch)
  })
})
