import { equal } from '#protocols/bytes/byte-array'
import type { ScannedCode, ScannerEvent } from '#protocols/port/scanner-link'
import { drained } from './program-clock.fixture.ts'
import type { ScanWorld } from './scan-world.fixture.ts'

/** How long a person leaves between two scans, and what is waited for before the first one, in ms. */
const NEXT_SCAN_MS = 500, FIRST_MS = 5_000
/** After everything, in ms: how long nothing must come any more, and how long the quietest moment is looked for. */
const QUIET_MS = 2_430
/** Longest that anything takes before it is given up, in ms. */
const PATIENCE_MS = 30_000

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const codeOf = (text: string): ScannedCode => ({ data: bytes(text), aim: ']Q1' })

/** One code that a scanner sent, what was told until the next one, and whether the scanner was told of before. */
interface Scan {
  readonly code: ScannedCode
  readonly wasThere: boolean
  readonly told: ScannerEvent[]
}

/** The scans of a morning at a counter: what was sent, what was told, and everything that must never be. */
export class ScanDesk {
  readonly world: ScanWorld
  /** Everything that was other than it must be, in English. */
  readonly allWrong: string[] = []
  readonly #scans: Scan[] = []
  #events: ScannerEvent[] = []
  #isThere = false
  #isClosed = false

  constructor(world: ScanWorld) {
    this.world = world
  }

  /** One report; three reports; and one again. Scanned whether or not anybody listens. */
  async story(): Promise<void> {
    this.world.link.start((event) => this.#told(event))
    await this.passes(FIRST_MS, () => this.#isThere)
    for (const text of ['TEST-1', `TEST-2-${'x'.repeat(120)}`, 'TEST-3']) {
      this.#begin(codeOf(text))
      await this.passes(NEXT_SCAN_MS)
    }
  }

  /**
   * After the recovery: a code of a scanner that was told of has come, or the end of it was told, by a drop of its own
   * or by the removal of the scanner.
   * @param isDamage whether one code may come as another, or not at all, and nothing tells
   */
  judge(isDamage: boolean): void {
    const ends = this.#scans.map(({ told }) => told.filter(({ type }) => type === 'scanDropped').length)
    const removed = this.#scans.findLastIndex(({ told }) => told.some(({ type }) => type === 'scannerRemoved'))
    let excused = isDamage ? 1 : 0
    for (const [index, { code, wasThere, told }] of this.#scans.entries()) {
      const codes = told.flatMap((event) => event.type === 'scanned' ? [event.code] : [])
      const [first] = codes
      if (codes.length === 1 && first !== undefined && isSame(first, code)) continue
      if (excused-- > 0) continue
      if (codes.length > 0) this.wrong(`scan ${index} comes as ${codes.length} others`)
      else if (wasThere && index > removed && ends[index] === 0) this.wrong(`scan ${index} is lost without a word`)
    }
  }

  /** The scanner is plugged in again if it is out. @returns ms until a code is read; Infinity when none ever is */
  async recovery(): Promise<number> {
    const { world, world: { clock } } = this
    const from = clock.now()
    if (world.isOut()) world.plug()
    while (clock.now() - from < PATIENCE_MS) {
      await this.passes(PATIENCE_MS, () => this.#isThere)
      const code = codeOf(`TEST-4-${this.#scans.length}`)
      const told = this.#begin(code)
      const isRead = () => told.some((event) => event.type === 'scanned' && isSame(event.code, code))
      if (await this.passes(NEXT_SCAN_MS, isRead)) return clock.now() - from
    }
    return Infinity
  }

  /** The least the programs wait for while nothing happens. */
  async quietest(): Promise<number> {
    let least = Infinity
    await this.passes(QUIET_MS, () => {
      least = Math.min(least, this.world.waiting())
      return false
    })
    return least
  }

  async close(): Promise<void> {
    let over = false
    void this.world.link.close().then(() => (over = true))
    if (!await this.passes(PATIENCE_MS, () => over)) this.wrong('the link does not end')
    this.#isClosed = true
    if (this.world.waiting() > 0) this.wrong(`${this.world.waiting()} timers are left`)
    if (await this.world.isHeld()) this.wrong('the scanner is not given back')
    this.world.scan(codeOf('TEST-5'))
    await this.passes(QUIET_MS)
  }

  /** @returns whether the condition came to hold */
  async passes(ms: number, condition = () => false): Promise<boolean> {
    const { clock } = this.world
    const end = clock.now() + ms
    for (;;) {
      await drained()
      if (condition()) return true
      if (clock.now() >= end) return false
      clock.moveOn(end)
    }
  }

  wrong(what: string): void {
    this.allWrong.push(what)
  }

  #begin(code: ScannedCode): readonly ScannerEvent[] {
    const told = this.#events = []
    this.#scans.push({ code, wasThere: this.#isThere, told })
    if (!this.world.isOut()) this.world.scan(code)
    return told
  }

  #told(event: ScannerEvent): void {
    if (this.#isClosed) this.wrong(`${event.type} after the end`)
    this.#events.push(event)
    if (event.type === 'scannerAdded') {
      if (this.#isThere) this.wrong('a scanner is added twice')
      this.#isThere = true
    } else if (event.type === 'scannerRemoved') {
      if (!this.#isThere) this.wrong('a scanner leaves that is not there')
      this.#isThere = false
    } else if ('name' in event && !this.#isThere) this.wrong(`${event.type} of a scanner that is not there`)
  }
}

function isSame(one: ScannedCode, other: ScannedCode): boolean {
  return one.aim === other.aim && equal(one.data, other.data)
}
