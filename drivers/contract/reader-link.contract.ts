import assert from 'node:assert/strict'
import { basicExchanges, readBasicAnswers } from '#protocols/nhi-card/basic-read'
import { TransferError, type LinkEvent, type ReaderLink } from '#protocols/port/reader-link'
import type { ContractCheck } from './contract.ts'

/** Two patients' cards and one that does not answer its reset, told apart by their card numbers. */
export const contractCards = { wang: '000012345678', lin: '000012345686', mute: '' } as const
export type ContractCard = keyof typeof contractCards

/** A link with one device whose slots are empty, and hands to put cards into the first. */
export interface ReaderLinkWorld {
  /** Not started. */
  readonly link: ReaderLink
  insert(card: ContractCard): void | Promise<void>
  remove(): void | Promise<void>
  /** Absent where a reader cannot be unplugged. */
  readonly unplug?: () => void | Promise<void>
  readonly plug?: () => void | Promise<void>
  /** Lets time pass, real or virtual, until the condition holds. Rejects when it does not come to hold. */
  until(condition: () => boolean): Promise<void>
}

type EventOf<Type extends LinkEvent['type']> = Extract<LinkEvent, { type: Type }>

/** How often the world looks whether a condition holds while a hand takes a card away. */
const HAND_LOOKS = 30

/** A started link and what it told. */
class Watched {
  readonly world: ReaderLinkWorld
  readonly events: LinkEvent[] = []

  constructor(world: ReaderLinkWorld) {
    this.world = world
    world.link.start((event) => this.events.push(event))
  }

  static async withReader(world: ReaderLinkWorld): Promise<Watched> {
    const watched = new Watched(world)
    await watched.first('readerAdded')
    return watched
  }

  of<Type extends LinkEvent['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type)
  }

  async first<Type extends LinkEvent['type']>(type: Type, from = 0): Promise<EventOf<Type>> {
    await this.world.until(() => this.of(type).length > from)
    const event = this.of(type)[from]
    assert.ok(event)
    return event
  }

  /** Inserts a card and waits until it is told of. */
  async inserted(card: ContractCard): Promise<EventOf<'cardInserted'>> {
    const before = this.of('cardInserted').length
    await this.world.insert(card)
    return this.first('cardInserted', before)
  }

  /** Pulls the card, and lets the moment pass that a hand needs for the next one. */
  async removed(): Promise<EventOf<'cardRemoved'>> {
    const before = this.of('cardRemoved').length
    await this.world.remove()
    const removal = await this.first('cardRemoved', before)
    let looks = 0
    await this.world.until(() => ++looks > HAND_LOOKS)
    return removal
  }

  /** A promise of the world's own time: waited for while time passes. */
  async settled<T>(work: Promise<T>): Promise<T> {
    let over = false
    const end = () => {
      over = true
    }
    work.then(end, end)
    await this.world.until(() => over)
    return work
  }

  async cardSn({ name, presence }: EventOf<'cardInserted'>): Promise<string> {
    const request = { name, presence, exchanges: basicExchanges, repeatable: true }
    const reading = readBasicAnswers(await this.settled(this.world.link.transfer(request)))
    assert.equal(reading.kind, 'read')
    return reading.kind === 'read' ? reading.basic.cardSn : ''
  }

  async failure({ name, presence }: { name: string, presence: number }): Promise<string> {
    const request = { name, presence, exchanges: basicExchanges, repeatable: false }
    const error: unknown = await this.settled(this.world.link.transfer(request)).then(() => undefined, (why: unknown) => why)
    assert.ok(error instanceof TransferError, 'a transfer fails with a TransferError')
    return error.failure
  }
}

/** What every link to readers must do, whatever carries its bytes. */
export const readerLinkContract: readonly ContractCheck<ReaderLinkWorld>[] = [
  {
    sentence: 'tells that it is ready, then which readers there are',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      assert.equal(watched.of('linkChanged').at(-1)?.state, 'ready')
      assert.equal(watched.of('cardInserted').length, 0)
    },
  },
  {
    sentence: 'tells of a card once, with its answer to reset, and reads it',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      const card = await watched.inserted('wang')
      assert.equal(card.mute, false)
      assert.equal(card.atr[0], 0x3b)
      assert.equal(await watched.cardSn(card), contractCards.wang)
      assert.equal(watched.of('cardInserted').length, 1)
    },
  },
  {
    sentence: 'reads the same card again and again within one presence',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      const card = await watched.inserted('wang')
      for (let time = 0; time < 5; time++) assert.equal(await watched.cardSn(card), contractCards.wang)
      assert.equal(watched.of('cardRemoved').length, 0)
    },
  },
  {
    sentence: 'tells of a removal, and refuses what is asked of the card that left',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      const card = await watched.inserted('wang')
      assert.equal((await watched.removed()).reason, 'removed')
      assert.equal(await watched.failure(card), 'cardRemoved')
    },
  },
  {
    sentence: 'gives the next card a higher presence, and answers for it alone',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      const first = await watched.inserted('wang')
      await watched.removed()
      const second = await watched.inserted('lin')
      assert.ok(second.presence > first.presence)
      assert.equal(await watched.failure(first), 'cardChanged')
      assert.equal(await watched.cardSn(second), contractCards.lin)
    },
  },
  {
    sentence: 'tells of a card that does not answer its reset as mute, and refuses transfers to it',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      const card = await watched.inserted('mute')
      assert.equal(card.mute, true)
      assert.equal(await watched.failure(card), 'cardSilent')
      await watched.removed()
      assert.equal(await watched.cardSn(await watched.inserted('wang')), contractCards.wang)
    },
  },
  {
    sentence: 'carries transfers asked for at once one after the other, each whole',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      const card = await watched.inserted('wang')
      const read = await Promise.all(Array.from({ length: 5 }, () => watched.cardSn(card)))
      assert.deepEqual(read, Array.from({ length: 5 }, () => contractCards.wang))
    },
  },
  {
    sentence: 'ends a transfer under way with a named failure when the card is pulled, and reads the next card',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      const { name, presence } = await watched.inserted('wang')
      const exchanges = Array.from({ length: 20 }, () => basicExchanges).flat()
      const under = world.link.transfer({ name, presence, exchanges, repeatable: false }).then(() => 'done', (why: unknown) => why)
      await watched.removed()
      const ended = await watched.settled(under)
      assert.ok(ended === 'done' || ended instanceof TransferError && ended.failure === 'cardRemoved', String(ended))
      assert.equal(await watched.cardSn(await watched.inserted('lin')), contractCards.lin)
    },
  },
  {
    sentence: 'takes everything back when the reader is unplugged, and reads again when it is plugged in',
    run: async (world) => {
      if (world.unplug === undefined || world.plug === undefined) return
      const watched = await Watched.withReader(world)
      const card = await watched.inserted('wang')
      await world.unplug()
      await watched.first('readerRemoved')
      assert.equal(watched.of('cardRemoved').length, 1)
      assert.equal(await watched.failure(card), 'readerLost')
      await world.plug()
      await world.until(() => watched.of('readerAdded').filter(({ name }) => name === card.name).length === 2)
      const back = await watched.first('cardInserted', 1)
      assert.ok(back.presence > card.presence)
      assert.equal(await watched.cardSn(back), contractCards.wang)
    },
  },
  {
    sentence: 'refuses readers it does not have',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      assert.equal(await watched.failure({ name: 'no such reader', presence: 1 }), 'readerLost')
    },
  },
  {
    sentence: 'counts insertions and measures commands',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      await watched.cardSn(await watched.inserted('wang'))
      await world.until(() => watched.of('measured').length > 0)
      assert.equal(watched.of('counted').filter(({ what }) => what === 'inserted').length, 1)
      // more where T=0 fetches answers by further commands
      assert.ok(watched.of('measured').flatMap(({ us }) => us).length >= basicExchanges.length)
    },
  },
  {
    sentence: 'is silent once it is closed',
    run: async (world) => {
      const watched = await Watched.withReader(world)
      await watched.settled(world.link.close())
      const told = watched.events.length
      await world.insert('wang')
      await world.until(() => true)
      assert.equal(watched.events.length, told)
    },
  },
]
