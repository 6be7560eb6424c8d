import assert from 'node:assert/strict'
import { hex, unhex } from '#protocols/bytes/hex'
import { CM_IOCTL_GET_FEATURE_REQUEST, featureList } from '#protocols/pcsc/feature-list'
import { readReaderState, type ReaderState } from '#protocols/pcsc/reader-state'
import { scardError, type ScardClass } from '#protocols/pcsc/scard-error'
import type { OpenPcscContext, PcscContextEvent, PcscReader } from '#protocols/port/pcsc-context'
import type { ContractCheck } from './contract.ts'

/** Two health cards, told apart by their card numbers. */
export const contextCards = { wang: '000012345678', lin: '000012345686' } as const
export type ContextCard = keyof typeof contextCards

/** A PC/SC service with one reader to look at, whose slot is empty, and hands for cards and readers. */
export interface PcscContextWorld {
  readonly open: OpenPcscContext
  /** The reader that the hands work on; others are left alone. */
  readonly reader: string
  insert(card: ContextCard): void | Promise<void>
  remove(): void | Promise<void>
  /** As another program that connects, resets the card and goes. */
  resetByOther(): void | Promise<void>
  /** Absent where no card can be made mute. */
  readonly insertMute?: () => void | Promise<void>
  /** Absent where a reader cannot be unplugged. */
  readonly unplug?: () => void | Promise<void>
  readonly plug?: () => void | Promise<void>
  stopService(): void | Promise<void>
  startService(): void | Promise<void>
  /** Lets time pass, real or virtual, until the condition holds. Rejects when it does not come to hold. */
  until(condition: () => boolean): Promise<void>
}

// Typed by hand from nhi-facts §4.1 and §4.3.
const SELECT = unhex('00A4040010D1580000010000000000000000001100')
const BASIC = unhex('00CA1100020000')
const SCARD_PROTOCOL_T1 = 2
/** A function number that no driver knows. */
const UNKNOWN_FUNCTION = 3999
/** What services and bindings call a handle or reader that is no more. */
const VOID: readonly string[] = ['fault', 'readerGone', 'serviceGone', 'cardGone', 'cardReset']

/** An open context and what it told. */
class Context {
  readonly world: PcscContextWorld
  readonly events: PcscContextEvent[] = []
  /** What came before `open` had returned. */
  early = 0

  constructor(world: PcscContextWorld) {
    this.world = world
    world.open((event) => this.events.push(event))
    this.early = this.events.length
  }

  /** With the reader listed and its first state told. */
  static async open(world: PcscContextWorld): Promise<Context> {
    const context = new Context(world)
    await world.until(() => context.state !== undefined)
    return context
  }

  get reader(): PcscReader | undefined {
    const added = this.events.findLast((event) => event.type === 'readerAdded' && event.reader.name === this.world.reader)
    return added?.type === 'readerAdded' ? added.reader : undefined
  }

  get port(): PcscReader {
    const { reader } = this
    assert.ok(reader, 'the reader is listed')
    return reader
  }

  get states(): { readonly state: ReaderState, readonly atr: string }[] {
    return this.events.flatMap((event) => event.type === 'stateChanged' && event.name === this.world.reader
      ? [{ state: readReaderState(event.dwEventState), atr: hex(event.atr) }] : [])
  }

  get state(): ReaderState | undefined {
    return this.states.at(-1)?.state
  }

  count(type: PcscContextEvent['type']): number {
    return this.events.filter((event) => event.type === type).length
  }

  /** Inserts a card; resolves once a state with an ATR is told. */
  async inserted(card: ContextCard): Promise<void> {
    const before = this.states.length
    await this.world.insert(card)
    await this.world.until(() => this.states.slice(before).some(({ state, atr }) => state.present && atr !== ''))
  }

  async removed(): Promise<void> {
    await this.world.remove()
    await this.world.until(() => this.state?.present === false)
  }

  async connected(card: ContextCard): Promise<PcscReader> {
    await this.inserted(card)
    await this.port.connect()
    return this.port
  }
}

async function numberOf(reader: PcscReader): Promise<string> {
  assert.equal(hex(await reader.transmit(SELECT)), '9000')
  const rapdu = await reader.transmit(BASIC)
  assert.equal(hex(rapdu.subarray(-2)), '9000')
  return new TextDecoder('latin1').decode(rapdu.subarray(0, 12))
}

async function failure(call: Promise<unknown>): Promise<ScardClass> {
  const error: unknown = await call.then(() => undefined, (why: unknown) => why)
  assert.ok(error instanceof Error && 'scard' in error && typeof error.scard === 'number', `a ScardFailure, not ${error}`)
  return scardError(error.scard).class
}

/** What every PC/SC service must do, whoever speaks to it for us. */
export const pcscContextContract: readonly ContractCheck<PcscContextWorld>[] = [
  {
    sentence: 'tells of readers only after open has returned, and of the state of each',
    run: async (world) => {
      const context = await Context.open(world)
      assert.equal(context.early, 0)
      assert.equal(context.port.name, world.reader)
      assert.equal(context.state?.present, false)
      assert.equal(context.states[0]?.atr, '')
    },
  },
  {
    sentence: 'tells of an insertion with the answer to reset and a higher count, and of the removal',
    run: async (world) => {
      const context = await Context.open(world)
      const empty = context.state?.events ?? 0
      await context.inserted('wang')
      assert.match(context.states.at(-1)?.atr ?? '', /^3b/)
      assert.equal(context.state?.events, empty + 1)
      assert.equal(context.state?.mute, false)
      await context.removed()
      assert.equal(context.state?.events, empty + 2)
    },
  },
  {
    sentence: 'connects to a card and carries commands to it, as often as it is connected to',
    run: async (world) => {
      const context = await Context.open(world)
      await context.inserted('wang')
      for (let time = 0; time < 3; time++) {
        assert.equal(await context.port.connect(), SCARD_PROTOCOL_T1)
        assert.equal(await numberOf(context.port), contextCards.wang)
        assert.equal(await numberOf(context.port), contextCards.wang)
        await context.port.disconnect()
      }
    },
  },
  {
    sentence: 'refuses to connect to an empty slot, and connects when a card has come',
    run: async (world) => {
      const context = await Context.open(world)
      assert.equal(await failure(context.port.connect()), 'cardGone')
      assert.equal(await numberOf(await context.connected('wang')), contextCards.wang)
    },
  },
  {
    sentence: 'refuses commands when nothing is connected, and disconnects although nothing is',
    run: async (world) => {
      const context = await Context.open(world)
      await context.port.disconnect()
      const reader = await context.connected('wang')
      await reader.disconnect()
      await reader.disconnect()
      assert.equal(await failure(reader.transmit(BASIC)), 'fault')
    },
  },
  {
    sentence: 'answers nothing through a connection to a card that was removed, although another is there',
    run: async (world) => {
      const context = await Context.open(world)
      const reader = await context.connected('wang')
      assert.equal(await numberOf(reader), contextCards.wang)
      await context.removed()
      assert.equal(await failure(reader.transmit(BASIC)), 'cardGone')
      await context.inserted('lin')
      assert.equal(await failure(reader.transmit(BASIC)), 'cardGone')
      await reader.disconnect()
      await reader.connect()
      assert.equal(await numberOf(reader), contextCards.lin)
    },
  },
  {
    sentence: 'tells the connection of a reset by another program, and a new connection is good',
    run: async (world) => {
      const context = await Context.open(world)
      const reader = await context.connected('wang')
      assert.equal(await numberOf(reader), contextCards.wang)
      await world.resetByOther()
      assert.equal(await failure(reader.transmit(BASIC)), 'cardReset')
      await reader.disconnect()
      await reader.connect()
      assert.equal(await numberOf(reader), contextCards.wang)
    },
  },
  {
    sentence: 'tells by a probe whether the card of a connection is still there as it was',
    run: async (world) => {
      const context = await Context.open(world)
      assert.equal(await failure(context.port.probe()), 'fault')
      const reader = await context.connected('wang')
      await reader.probe()
      assert.equal(await numberOf(reader), contextCards.wang)
      await reader.probe()
      await world.resetByOther()
      assert.equal(await failure(reader.probe()), 'cardReset')
      await reader.disconnect()
      await reader.connect()
      await reader.probe()
      await context.removed()
      assert.equal(await failure(reader.probe()), 'cardGone')
      await context.inserted('lin')
      assert.equal(await failure(reader.probe()), 'cardGone')
    },
  },
  {
    sentence: 'hands control requests to the driver, which refuses what it does not know, and the card is left alone',
    run: async (world) => {
      const context = await Context.open(world)
      const asks = () => context.port.control(context.port.ctlCode(CM_IOCTL_GET_FEATURE_REQUEST), new Uint8Array())
      assert.equal(await failure(asks()), 'fault')
      const reader = await context.connected('wang')
      const unknown = () => reader.control(reader.ctlCode(UNKNOWN_FUNCTION), Uint8Array.of(1, 2, 3))
      for (let time = 0; time < 2; time++) {
        const features: Uint8Array | 'refused' = await asks().catch(() => 'refused')
        if (features === 'refused') assert.equal(await failure(asks()), 'fault')
        else featureList.decode(features)
        assert.equal(await failure(unknown()), 'fault')
        assert.equal(await numberOf(reader), contextCards.wang)
      }
    },
  },
  {
    sentence: 'serves two contexts at once, each told of everything and connected by itself',
    run: async (world) => {
      const [one, other] = [await Context.open(world), await Context.open(world)]
      await one.connected('wang')
      await world.until(() => other.states.at(-1)?.atr === one.states.at(-1)?.atr)
      await other.port.connect()
      for (const { port } of [one, other, one]) assert.equal(await numberOf(port), contextCards.wang)
      await one.port.disconnect()
      assert.equal(await numberOf(other.port), contextCards.wang)
    },
  },
  {
    sentence: 'tells of a card without an answer to reset as mute, and does not connect to it',
    run: async (world) => {
      if (world.insertMute === undefined) return
      const context = await Context.open(world)
      await world.insertMute()
      await world.until(() => context.state?.present === true)
      assert.equal(context.state?.mute, true)
      assert.equal(await failure(context.port.connect()), 'cardSilent')
      await context.removed()
      assert.equal(await numberOf(await context.connected('wang')), contextCards.wang)
    },
  },
  {
    sentence: 'tells of a reader that is unplugged, refuses its calls, and hands out a new one when it is back',
    run: async (world) => {
      if (world.unplug === undefined || world.plug === undefined) return
      const context = await Context.open(world)
      const old = await context.connected('wang')
      await world.unplug()
      await world.until(() => context.count('readerRemoved') === 1)
      assert.ok(VOID.includes(await failure(old.transmit(BASIC))))
      assert.ok(VOID.includes(await failure(old.connect())))
      await old.disconnect()
      await world.plug()
      await world.until(() => context.port !== old && context.state?.present === false)
      assert.equal(await numberOf(await context.connected('lin')), contextCards.lin)
      assert.ok(VOID.includes(await failure(old.transmit(BASIC))))
    },
  },
  {
    sentence: 'fails once when the service ends, is silent afterwards, and can be opened anew when it runs again',
    run: async (world) => {
      const context = await Context.open(world)
      const reader = await context.connected('wang')
      await world.stopService()
      await world.until(() => context.events.at(-1)?.type === 'failed')
      assert.ok(VOID.includes(await failure(reader.transmit(BASIC))))
      await reader.disconnect()
      assert.throws(() => world.open(() => {}), (error: { scard: number }) => scardError(error.scard).class === 'serviceGone')
      await world.startService()
      await Context.open(world)
      assert.equal(context.count('failed'), 1)
      assert.equal(context.events.at(-1)?.type, 'failed')
    },
  },
]
