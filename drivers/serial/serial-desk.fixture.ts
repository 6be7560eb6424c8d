import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import { VirtualClock } from '#simulator/virtual-clock'
import { SlotError, type Reader, type ReaderListener, type ReaderSlot } from '../reader/reader.ts'

/** Small beside every waiting time there is. */
const STEP_MS = 4
/** Longer than any patience. */
const LONGEST_MS = 600_000

export const PATH = '/dev/ttyS0'

/** Simulated lines and one reader of a driver, on virtual time. */
export class SerialDesk {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly ports = new SimulatedSerialPorts({ clock: this.clock })
  /** What the reader told: `card`, `no card`, `lost`, and what was counted; of another slot than the first `card 1`. */
  readonly news: string[] = []
  reader: Reader | undefined

  readonly listener: ReaderListener = {
    card: (slot, present) => this.news.push(`${present ? 'card' : 'no card'}${slot === 0 ? '' : ` ${slot}`}`),
    count: (_, what) => this.news.push(what),
    lost: () => this.news.push('lost'),
  }

  get slot(): ReaderSlot {
    return this.slotAt(0)
  }

  slotAt(number: number): ReaderSlot {
    const slot = this.reader?.slots[number]
    if (slot === undefined) throw new Error('there is no such slot, or it is not open')
    return slot
  }

  /** Lets time pass until a call ends. */
  async ends<T>(call: Promise<T>): Promise<T> {
    let over = false
    const watched = call.finally(() => (over = true))
    watched.catch(() => {})
    for (let ms = 0; !over; ms += STEP_MS) {
      if (ms > LONGEST_MS) throw new Error('it does not end')
      await this.wait(STEP_MS)
    }
    return watched
  }

  /** How a call failed: `cardAbsent`. */
  async fault(call: Promise<unknown>): Promise<string> {
    const error = await this.ends(call).then(() => new Error('it did not fail'), (reason: unknown) => reason)
    if (!(error instanceof SlotError)) throw error
    return error.fault
  }

  async wait(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.clock.advance(STEP_MS)
      for (let turn = 0; turn < 20; turn++) await undefined
    }
  }
}
