import type { OpenPcscContext, PcscContextEvent, PcscReader } from '#protocols/port/pcsc-context'
import { CM_IOCTL_GET_FEATURE_REQUEST } from '#protocols/pcsc/feature-list'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { PcscPad, type PadSkill } from './pcsc-pad.ts'
import { atrOf, dwEventState, type PcscCall, type PcscFault, type SimulatedReader } from './pcsc-reader.ts'
import type { PinPad } from './pin-pad.ts'
import { scardFailure } from './scard-failure.ts'

const SCARD_E_INVALID_HANDLE = 0x80100003
const SCARD_E_UNKNOWN_READER = 0x80100009
const SCARD_E_SHARING_VIOLATION = 0x8010000b
const SCARD_E_NO_SMARTCARD = 0x8010000c
const SCARD_E_NOT_TRANSACTED = 0x80100016
const SCARD_E_READER_UNAVAILABLE = 0x80100017
const SCARD_E_NO_SERVICE = 0x8010001d
const SCARD_W_UNPOWERED_CARD = 0x80100067
const SCARD_W_RESET_CARD = 0x80100068
const SCARD_W_REMOVED_CARD = 0x80100069
const SCARD_PROTOCOL_T1 = 2
/** SCARD_CTL_CODE of pcsc-lite. */
const SCARD_CTL_CODE = 0x42000000

interface Handle {
  readonly reader: SimulatedReader
  /** As the reader's when it was made. */
  readonly events: number
  readonly resets: number
  /** What every call with it is answered by. */
  spoilt: number | undefined
}

/**
 * A PC/SC service with its readers. Like pcsc-lite it counts events per reader, tells of a reset only through the
 * handles that were open, and may report several changes as one (`holdReports`). An empty ATR makes a mute card.
 */
export class SimulatedPcsc {
  readonly #readers = new Map<string, SimulatedReader>()
  readonly #listeners = new Set<(event: PcscContextEvent) => void>()
  #running = true
  #held = false
  readonly #handles = new Set<Handle>()

  readonly open: OpenPcscContext = (listener) => {
    if (!this.#running) throw scardFailure(SCARD_E_NO_SERVICE)
    queueMicrotask(() => {
      if (!this.#running) return
      this.#listeners.add(listener)
      for (const reader of this.#readers.values()) this.#introduce(reader, listener)
    })
  }

  /** Handles open now, over all readers and contexts. */
  get openHandles(): number {
    return this.#handles.size
  }

  startService(): void {
    this.#running = true
  }

  stopService(): void {
    this.#running = false
    const failed: PcscContextEvent = { type: 'failed', failure: scardFailure(SCARD_E_NO_SERVICE) }
    const listeners = [...this.#listeners]
    this.#listeners.clear()
    this.#handles.clear()
    for (const { pad } of this.#readers.values()) pad.fail(SCARD_E_NO_SERVICE)
    for (const listener of listeners) listener(failed)
  }

  /** @param pad its keys, where it has some, and what they can be asked for; default: everything */
  plug(name: string, pad?: PinPad, skill?: PadSkill): void {
    const reader: SimulatedReader = {
      name, card: undefined, events: 0, resets: 0, taken: false, dazed: false, reported: undefined,
      faults: { connect: [], transmit: [], probe: [], control: [] }, stall: undefined, pad: new PcscPad(pad, skill),
    }
    this.#readers.set(name, reader)
    for (const listener of this.#listeners) this.#introduce(reader, listener)
  }

  unplug(name: string): void {
    this.#readers.get(name)?.pad.fail(SCARD_E_READER_UNAVAILABLE)
    this.#readers.delete(name)
    for (const listener of this.#listeners) listener({ type: 'readerRemoved', name })
  }

  insert(name: string, card: SimulatedCard): void {
    const reader = this.#reader(name)
    if (reader.card) throw new Error(`${name}: a card is in it already`)
    card.reset()
    reader.card = card
    reader.events++
    this.#report(reader)
  }

  /** A card pushed in slowly: it does not answer its reset, and would answer the next, which a connection brings. */
  insertSlowly(name: string, card: SimulatedCard): void {
    this.#reader(name).dazed = true
    this.insert(name, card)
  }

  remove(name: string): void {
    const reader = this.#reader(name)
    reader.dazed = false
    if (!reader.card) throw new Error(`${name}: there is no card in it`)
    reader.card = undefined
    reader.taken = false
    reader.events++
    reader.pad.fail(SCARD_E_NOT_TRANSACTED)
    this.#report(reader)
  }

  /** One card out, another in, between two looks of the program: one report, and a counter that grew by two. */
  swap(name: string, card: SimulatedCard): void {
    this.holdReports()
    this.remove(name)
    this.insert(name, card)
    this.releaseReports()
  }

  /** One card out, another in, between two polls of the service itself: nobody is told, and handles stay good. */
  swapUnseen(name: string, card: SimulatedCard): void {
    const reader = this.#reader(name)
    card.reset()
    reader.card = card
    reader.pad.fail(SCARD_E_NOT_TRANSACTED)
  }

  resetByOther(name: string): void {
    const reader = this.#reader(name)
    reader.card?.reset()
    reader.resets++
  }

  takeByOther(name: string): void {
    this.#reader(name).taken = true
  }

  giveBackByOther(name: string): void {
    this.#reader(name).taken = false
  }

  /**
   * The driver of this reader stops answering. Calls to it hang, whoever makes them and also those of later contexts, and
   * changes of its slot are not reported, because the service looks at the slot through the same driver (pcscd does so).
   */
  stall(name: string): void {
    let end = () => {}
    const over = new Promise<void>((resolve) => (end = resolve))
    this.#reader(name).stall = { over, end }
  }

  /** The driver answers again: calls that hung go on where they were. */
  recover(name: string): void {
    const reader = this.#reader(name)
    reader.stall?.end()
    reader.stall = undefined
    this.#report(reader)
  }

  /** Every call with a handle open now fails with this code, as after the PC slept; a new connection is good. */
  spoilHandles(name: string, code: number): void {
    for (const handle of this.#handles) if (handle.reader === this.#reader(name)) handle.spoilt = code
  }

  /** From now on changes are not reported; those of one reader become one. */
  holdReports(): void {
    this.#held = true
  }

  releaseReports(): void {
    this.#held = false
    for (const reader of this.#readers.values()) this.#report(reader)
  }

  /** The next call of this kind on this reader fails; further ones queue behind it. */
  failNext(name: string, call: PcscCall, fault: PcscFault): void {
    this.#reader(name).faults[call].push(fault)
  }

  forgetFaults(name: string): void {
    const { faults } = this.#reader(name)
    for (const queued of Object.values(faults)) queued.length = 0
  }

  #reader(name: string): SimulatedReader {
    const reader = this.#readers.get(name)
    if (!reader) throw new Error(`${name}: no such reader`)
    return reader
  }

  #introduce(reader: SimulatedReader, listener: (event: PcscContextEvent) => void): void {
    listener({ type: 'readerAdded', reader: this.#portOf(reader) })
    reader.reported = dwEventState(reader)
    listener({ type: 'stateChanged', name: reader.name, dwEventState: reader.reported, atr: atrOf(reader) })
  }

  #report(reader: SimulatedReader): void {
    const state = dwEventState(reader)
    if (this.#held || reader.stall !== undefined || reader.reported === state) return
    reader.reported = state
    for (const listener of this.#listeners) {
      listener({ type: 'stateChanged', name: reader.name, dwEventState: state, atr: atrOf(reader) })
    }
  }

  #portOf(reader: SimulatedReader): PcscReader {
    let handle: Handle | undefined
    const meet = async (call: PcscCall) => {
      await undefined // every call takes its time; anything may happen meanwhile
      const fault = reader.faults[call].shift()
      if (fault === 'hang') await new Promise(() => {})
      while (reader.stall !== undefined) await reader.stall.over
      while (reader.pad.entry !== undefined) await reader.pad.entry // one call at a time to a driver
      if (typeof fault === 'number') throw scardFailure(fault)
      if (!this.#running) throw scardFailure(SCARD_E_NO_SERVICE)
    }
    const plugged = () => this.#readers.get(reader.name) === reader
    const mustBeOpen = (opened: Handle | undefined): Handle => {
      if (!opened) throw scardFailure(SCARD_E_INVALID_HANDLE)
      if (!plugged()) throw scardFailure(SCARD_E_READER_UNAVAILABLE)
      if (opened.spoilt !== undefined) throw scardFailure(opened.spoilt)
      return opened
    }
    const cardOf = (opened: Handle | undefined): SimulatedCard => {
      const { events, resets } = mustBeOpen(opened)
      if (!reader.card || events !== reader.events) throw scardFailure(SCARD_W_REMOVED_CARD)
      if (resets !== reader.resets) throw scardFailure(SCARD_W_RESET_CARD)
      return reader.card
    }
    return {
      name: reader.name,
      connect: async () => {
        await meet('connect')
        if (!plugged()) throw scardFailure(SCARD_E_UNKNOWN_READER)
        if (!reader.card) throw scardFailure(SCARD_E_NO_SMARTCARD)
        if (reader.taken) throw scardFailure(SCARD_E_SHARING_VIOLATION)
        if (reader.card.atr.length === 0) throw scardFailure(SCARD_W_UNPOWERED_CARD)
        if (reader.dazed) {
          reader.dazed = false
          reader.card.reset()
          this.#report(reader)
        }
        if (handle) this.#handles.delete(handle)
        handle = { reader, events: reader.events, resets: reader.resets, spoilt: undefined }
        this.#handles.add(handle)
        return SCARD_PROTOCOL_T1
      },
      disconnect: async () => {
        await undefined
        if (handle) this.#handles.delete(handle)
        handle = undefined
      },
      transmit: async (capdu) => {
        await meet('transmit')
        const card = cardOf(handle)
        const rapdu = card.transmit(capdu)
        await undefined // the answer is on its way back; the card may leave now
        if (!rapdu) throw scardFailure(SCARD_E_NOT_TRANSACTED)
        return rapdu
      },
      probe: async () => {
        await meet('probe')
        cardOf(handle)
      },
      ctlCode: (code) => SCARD_CTL_CODE + code,
      control: async (dwControlCode, input) => {
        await meet('control')
        mustBeOpen(handle)
        // no look at whether the card of the handle is the one that is there: pcscd takes none
        const isList = dwControlCode === SCARD_CTL_CODE + CM_IOCTL_GET_FEATURE_REQUEST
        return isList ? reader.pad.features : reader.pad.control(dwControlCode, input, reader.card)
      },
    }
  }
}
