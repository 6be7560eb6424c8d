import assert from 'node:assert/strict'
import type { ScannedCode, ScannerEvent, ScannerKind, ScannerLink } from '#protocols/port/scanner-link'
import type { ContractCheck } from './contract.ts'

/** A link to one scanner that is plugged in, and hands to work it. */
export interface ScannerWorld {
  /** Not started. */
  readonly link: ScannerLink
  readonly kind: ScannerKind
  /** Whether it sends AIM identifiers. */
  readonly sendsAim: boolean
  /** Reads a code and sends it. */
  scan(code: ScannedCode): void | Promise<void>
  /** Sends the beginning of a code and no more. */
  breakOff(code: ScannedCode): void | Promise<void>
  unplug(): void | Promise<void>
  plug(): void | Promise<void>
  /** Lets this much time pass, real or virtual, and everything happen that falls into it. */
  pass(ms: number): Promise<void>
  /** Lets time pass until the condition holds. Rejects when it does not come to hold. */
  until(condition: () => boolean): Promise<void>
  /** The same, within this much time where it is virtual; real time goes by however busy a machine is. */
  within(ms: number, condition: () => boolean): Promise<void>
}

type EventOf<Type extends ScannerEvent['type']> = Extract<ScannerEvent, { type: Type }>

/** How long a person leaves between two scans, in ms. */
const NEXT_SCAN = 500
const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** Codes of every kind; none contains what ends one on a serial line. */
const codes: Readonly<Record<string, ScannedCode>> = {
  'one character': { aim: ']C0', data: bytes('7') },
  'an EAN-13': { aim: ']E0', data: bytes('4712345678904') },
  'a text in UTF-8': { aim: ']Q1', data: Uint8Array.of(0xe6, 0xb8, 0xac, 0xe8, 0xa9, 0xa6) },
  'a text in Big5': { aim: ']Q1', data: Uint8Array.of(0xb4, 0xfa, 0xb8, 0xd5) },
  'NUL at both ends': { aim: ']Q1', data: Uint8Array.of(0x00, 0x41, 0x00) },
  'exactly one report of 56 bytes': { aim: ']Q1', data: bytes('a'.repeat(55) + 'b') },
  'one byte more': { aim: ']Q1', data: bytes('a'.repeat(55) + 'bc') },
  'the largest QR code': { aim: ']Q1', data: Uint8Array.from({ length: 2_953 }, (_, at) => 0x20 + (at * 7) % 0xd0) },
}
const secret = bytes('VIRTUAL-CARD-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789')

class Watched {
  readonly world: ScannerWorld
  readonly events: ScannerEvent[] = []

  constructor(world: ScannerWorld) {
    this.world = world
    world.link.start((event) => this.events.push(event))
  }

  static async ready(world: ScannerWorld): Promise<Watched> {
    const watched = new Watched(world)
    await watched.first('scannerAdded')
    return watched
  }

  of<Type extends ScannerEvent['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type)
  }

  async first<Type extends ScannerEvent['type']>(type: Type, from = 0): Promise<EventOf<Type>> {
    await this.world.until(() => this.of(type).length > from)
    const event = this.of(type)[from]
    assert.ok(event)
    return event
  }

  async scan(code: ScannedCode): Promise<EventOf<'scanned'>> {
    const before = this.of('scanned').length
    await this.world.scan(code)
    return this.first('scanned', before)
  }
}

export const scannerContract: readonly ContractCheck<ScannerWorld>[] = [
  {
    sentence: 'tells how it is, and of a scanner with its kind before its first code',
    run: async (world) => {
      const watched = await Watched.ready(world)
      await watched.scan({ data: bytes('4711'), aim: ']C0' })
      const [{ state } = { state: undefined }] = watched.of('linkChanged').slice(-1)
      assert.equal(state, 'ready')
      assert.equal(watched.of('scannerAdded')[0]?.kind, world.kind)
      const types = watched.events.map(({ type }) => type)
      assert.ok(types.indexOf('scannerAdded') < types.indexOf('scanned'))
    },
  },
  ...Object.entries(codes).map(([what, code]): ContractCheck<ScannerWorld> => ({
    sentence: `gives the bytes of a code as they are: ${what}`,
    run: async (world) => {
      const watched = await Watched.ready(world)
      const event = await watched.scan(code)
      assert.deepEqual([...event.code.data], [...code.data])
      assert.equal(event.code.aim, world.sendsAim ? code.aim : undefined)
      assert.equal(event.name, watched.of('scannerAdded')[0]?.name)
    },
  })),
  {
    sentence: 'gives codes one after the other in their order, the same code twice among them',
    run: async (world) => {
      const watched = await Watched.ready(world)
      const texts = ['first', 'second', 'second', 'third']
      for (const text of texts) {
        await watched.scan({ data: bytes(text), aim: ']Q1' })
        await world.pass(NEXT_SCAN)
      }
      assert.deepEqual(watched.of('scanned').map(({ code }) => String.fromCharCode(...code.data)), texts)
      assert.deepEqual(watched.of('scanDropped'), [])
    },
  },
  {
    sentence: 'drops a code that breaks off, says so once, and gives the next one',
    run: async (world) => {
      const watched = await Watched.ready(world)
      await world.breakOff({ data: secret, aim: ']Q1' })
      assert.equal((await watched.first('scanDropped')).why, 'incomplete')
      await world.pass(NEXT_SCAN)
      const event = await watched.scan({ data: bytes('next'), aim: ']Q1' })
      assert.deepEqual([...event.code.data], [...bytes('next')])
      assert.equal(watched.of('scanned').length, 1)
      assert.equal(watched.of('scanDropped').length, 1)
    },
  },
  {
    sentence: 'drops a code of more than 4,096 bytes, and gives the next one',
    run: async (world) => {
      const watched = await Watched.ready(world)
      await world.scan({ data: Uint8Array.from({ length: 4_097 }, (_, at) => 0x30 + (at * 7) % 0x40), aim: ']Q1' })
      assert.equal((await watched.first('scanDropped')).why, 'tooLong')
      await world.pass(5_000)
      await watched.scan({ data: bytes('next'), aim: ']Q1' })
      assert.equal(watched.of('scanned').length, 1)
    },
  },
  {
    sentence: 'takes a scanner that is pulled away, and has it again within 3 seconds of its return',
    run: async (world) => {
      const watched = await Watched.ready(world)
      await world.unplug()
      assert.equal((await watched.first('scannerRemoved')).name, watched.of('scannerAdded')[0]?.name)
      await world.pass(10_000)
      await world.plug()
      await world.within(3_000, () => watched.of('scannerAdded').length === 2)
      await watched.scan({ data: bytes('again'), aim: ']Q1' })
    },
  },
  {
    sentence: 'forgets what came before a scanner was pulled away in the middle of a code',
    run: async (world) => {
      const watched = await Watched.ready(world)
      await world.breakOff({ data: secret, aim: ']Q1' })
      await world.unplug()
      await watched.first('scannerRemoved')
      await world.plug()
      await watched.first('scannerAdded', 1)
      const event = await watched.scan({ data: bytes('whole'), aim: ']Q1' })
      assert.deepEqual([...event.code.data], [...bytes('whole')])
    },
  },
  {
    sentence: 'names a scanner that comes back as before',
    run: async (world) => {
      const watched = await Watched.ready(world)
      await world.unplug()
      await watched.first('scannerRemoved')
      await world.plug()
      const again = await watched.first('scannerAdded', 1)
      assert.equal(again.name, watched.of('scannerAdded')[0]?.name)
    },
  },
  {
    sentence: 'shows nothing of a code anywhere but in its own event',
    run: async (world) => {
      const watched = await Watched.ready(world)
      await watched.scan({ data: secret, aim: ']Q1' })
      await world.pass(NEXT_SCAN)
      await world.breakOff({ data: secret, aim: ']Q1' })
      await watched.first('scanDropped')
      const others = JSON.stringify(watched.events.filter(({ type }) => type !== 'scanned'))
      assert.ok(!others.includes('VIRTUAL-CARD'))
    },
  },
  {
    sentence: 'says nothing after it is closed, and can be closed twice',
    run: async (world) => {
      const watched = await Watched.ready(world)
      await world.link.close()
      const told = watched.events.length
      await world.scan({ data: secret, aim: ']Q1' })
      await world.pass(NEXT_SCAN)
      await world.link.close()
      assert.equal(watched.events.length, told)
    },
  },
]
