import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import {
  TransferError, type DeviceProblem, type LinkEvent, type TransferAnswer, type TransferRequest,
} from '#protocols/port/reader-link'
import { backoffMs } from '../child/backoff.ts'
import { CardSlot } from './card-slot.ts'
import { OpenError, type FoundDevice, type Reader, type ReaderDriver } from './reader.ts'
import type { Stopwatch } from './stopwatch.ts'

export interface SessionOptions {
  readonly driver: ReaderDriver
  readonly clock: Clock
  readonly entropy: Entropy
  readonly stopwatch: Stopwatch
  readonly report: (event: LinkEvent) => void
}

/** One device, from its finding to its leaving: opened, and opened again for as long as it is there. */
interface Attendance {
  readonly device: FoundDevice
  failures: number
  gone: boolean
  /** It was open when new devices were left to another link: it stays ours, also when it has to be opened again. */
  kept: boolean
  /** Why it could not be opened the last time, as it was told. */
  trouble: DeviceProblem | undefined
  reader: Reader | undefined
  /** Openings and closings, one after the other: a device is never opened while it is still open. */
  turn: Promise<void>
  slots: Map<number, CardSlot>
  stopWaiting: () => void
}

/** What runs in the child of a driver of ours: opens what its driver finds and keeps one slot per card. */
export class ReaderSession {
  readonly #options: SessionOptions
  readonly #attendances = new Map<FoundDevice, Attendance>()
  readonly #slots = new Map<string, CardSlot>()
  /** Which place has a name, and the names that more than one device goes by. */
  readonly #owners = new Map<string, string>()
  readonly #shared = new Set<string>()
  #presences = 0
  #taking = true
  #stopWatching = () => {}

  constructor(options: SessionOptions) {
    this.#options = options
  }

  start(): void {
    this.#options.report({ type: 'linkChanged', state: 'ready' })
    this.#stopWatching = this.#options.driver.watch({
      found: (device) => {
        const attendance: Attendance = {
          device, failures: 0, gone: false, kept: false, trouble: undefined, reader: undefined,
          turn: Promise.resolve(), slots: new Map(), stopWaiting: () => {},
        }
        this.#attendances.set(device, attendance)
        if (this.#taking) this.#open(attendance)
      },
      gone: (device) => this.#leave(device),
    })
  }

  /** @throws TransferError */
  async transfer(request: TransferRequest, abandoned?: AbortSignal): Promise<TransferAnswer> {
    const slot = this.#slots.get(request.name)
    if (slot === undefined) throw new TransferError('readerLost', 'connect')
    return slot.transfer(request, abandoned)
  }

  /**
   * Whether devices that are not open are opened, or left to another link; those that are open stay.
   * @param keepFound those found so far stay too, unless another program has them
   */
  takeNew(take: boolean, keepFound = false): void {
    if (take === this.#taking) return
    this.#taking = take
    this.#options.report({ type: 'linkChanged', state: take ? 'ready' : 'standingBy' })
    for (const attendance of this.#attendances.values()) {
      attendance.kept = !take && (keepFound || attendance.reader !== undefined)
      if (attendance.kept || attendance.reader !== undefined) continue
      attendance.stopWaiting()
      this.#settled(attendance)
      if (take) this.#open(attendance)
    }
  }

  /** Takes the power from all cards and gives all devices back. */
  async close(): Promise<void> {
    this.#stopWatching()
    const open = [...this.#attendances.values()]
    this.#attendances.clear()
    await Promise.all(open.map(async (attendance) => {
      attendance.gone = true
      attendance.stopWaiting()
      for (const slot of attendance.slots.values()) void slot.close()
      await attendance.reader?.close()
      await attendance.turn
    }))
  }

  #leave(device: FoundDevice): void {
    const attendance = this.#attendances.get(device)
    if (attendance === undefined) return
    this.#attendances.delete(device)
    attendance.gone = true
    attendance.stopWaiting()
    this.#settled(attendance)
    this.#release(attendance)
  }

  #isOurs({ gone, kept }: Attendance): boolean {
    return !gone && (this.#taking || kept)
  }

  #open(attendance: Attendance): void {
    attendance.turn = attendance.turn.then(() => this.#tryToOpen(attendance))
  }

  async #tryToOpen(attendance: Attendance): Promise<void> {
    if (!this.#isOurs(attendance) || attendance.reader !== undefined) return
    const { device } = attendance
    /** What the reader told before its slots could be named. */
    const early: (() => void)[] = []
    let slots: Map<number, CardSlot> | undefined
    const tell = (news: () => void) => slots === undefined ? void early.push(news) : news()
    let reader: Reader
    try {
      reader = await device.open({
        card: (slot, present) => tell(() => slots?.get(slot)?.card(present)),
        count: (slot, what) => tell(() => slots?.get(slot)?.count(what)),
        lost: () => tell(() => attendance.slots === slots && this.#lost(attendance)),
      })
    } catch (error) {
      if (!(error instanceof OpenError)) throw error
      if (this.#isOurs(attendance)) this.#failed(attendance, error)
      return
    }
    if (!this.#isOurs(attendance)) return reader.close()
    attendance.reader = reader
    this.#settled(attendance)
    attendance.slots = slots = this.#add(reader, attendance.device.id)
    for (const news of early) news()
  }

  #add(reader: Reader, place: string): Map<number, CardSlot> {
    const { clock, stopwatch, report } = this.#options
    return new Map(reader.slots.map((slot) => {
      const called = reader.slots.length === 1 ? reader.name : `${reader.name} slot ${slot.number}`
      const name = this.#freeName(called, place)
      const nextPresence = () => ++this.#presences
      const cardSlot = new CardSlot({ name, slot, clock, stopwatch, nextPresence, report })
      this.#slots.set(name, cardSlot)
      report({ type: 'readerAdded', name, slot: slot.number, quirks: reader.quirks })
      return [slot.number, cardSlot]
    }))
  }

  /**
   * Two devices may call themselves the same, serial number included. Once that was seen, a name stays with the place that
   * had it first and the others are named by theirs: coming back in another order must not make one reader the other.
   */
  #freeName(name: string, place: string): string {
    const owner = this.#owners.get(name)
    if (owner !== undefined && owner !== place && this.#slots.has(name)) this.#shared.add(name)
    if (owner !== undefined && owner !== place && this.#shared.has(name)) return `${name} at ${place}`
    this.#owners.set(name, place)
    return name
  }

  /** The device is there, but what we had of it cannot be trusted. */
  #lost(attendance: Attendance): void {
    this.#release(attendance)
    if (this.#isOurs(attendance)) this.#again(attendance)
  }

  #release(attendance: Attendance): void {
    for (const cardSlot of attendance.slots.values()) {
      cardSlot.lost()
      for (const [name, known] of this.#slots) {
        if (known !== cardSlot) continue
        this.#slots.delete(name)
        this.#options.report({ type: 'readerRemoved', name })
      }
    }
    attendance.slots = new Map()
    const { reader } = attendance
    attendance.reader = undefined
    attendance.turn = attendance.turn.then(() => reader?.close())
  }

  #failed(attendance: Attendance, { problem }: OpenError): void {
    // the other link has got it after all
    if (!this.#taking && problem.why === 'held') {
      attendance.kept = false
      return this.#settled(attendance)
    }
    const { trouble } = attendance
    attendance.trouble = problem
    if (trouble?.why !== problem.why || trouble.holder !== problem.holder) {
      this.#options.report({ type: 'deviceProblem', device: attendance.device.id, problem })
    }
    this.#again(attendance)
  }

  #settled(attendance: Attendance): void {
    attendance.failures = 0
    if (attendance.trouble === undefined) return
    attendance.trouble = undefined
    this.#options.report({ type: 'deviceProblem', device: attendance.device.id, problem: null })
  }

  #again(attendance: Attendance): void {
    attendance.failures++
    const { clock, entropy } = this.#options
    attendance.stopWaiting()
    attendance.stopWaiting = clock.after(backoffMs(attendance.failures, entropy), () => this.#open(attendance))
  }
}
