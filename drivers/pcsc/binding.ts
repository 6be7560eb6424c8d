import { createRequire } from 'node:module'
import type pcscliteModule from 'pcsclite'
import type { CardReader, PCSCLite } from 'pcsclite'
import type { Clock } from '#protocols/port/clock'
import type { OpenPcscContext, PcscContextEvent, PcscReader, ScardFailure } from '#protocols/port/pcsc-context'
import { scardCodeFromMessage, scardError, type ScardClass } from '#protocols/pcsc/scard-error'

/** Room for the longest response APDU: 65,536 data bytes, SW1 and SW2. */
const ANSWER_ROOM = 65_538
/** Room for what a driver answers: some features of 6 bytes each (libccid wants room for six), or a short response APDU. */
const CONTROL_ROOM = 512
/** CLA FF is none of ISO/IEC 7816-4: where a service sends this after all, a card refuses it and stays as it is. */
const NO_COMMAND = Buffer.of(0xff, 0x00, 0x00, 0x00)
/** What tells of the connection, and not of what it was asked for. */
const VOID: readonly ScardClass[] = ['cardGone', 'cardReset', 'readerGone', 'serviceGone', 'busy']
const SCARD_E_INVALID_HANDLE = 0x80100003
const SCARD_F_UNKNOWN_ERROR = 0x80100014
const NO_CONNECTION: readonly number[] = [SCARD_E_INVALID_HANDLE, SCARD_F_UNKNOWN_ERROR]
const SCARD_E_READER_UNAVAILABLE = 0x80100017
/** How long after a change of the list it is looked at again, in ms. */
const LOOK_AGAIN_MS = 500
/** How long what threads have to tell may take to be told, in ms. */
const LOOK_SETTLED_MS = 100
/** The binding frees a reader's native half on the next turn after `end`; this many are kept from the collector. */
const RETIRED_READERS = 8

/** Why the native module cannot be used: not installed, built for another Node, or libpcsclite is not there. */
export interface BindingMissing { readonly bindingMissing: string }

/** Loads npm `pcsclite`. Never throws. */
export function loadBinding(clock: Clock): OpenPcscContext | BindingMissing {
  let pcsclite: typeof pcscliteModule
  try {
    pcsclite = createRequire(import.meta.url)('pcsclite')
  } catch (error) {
    return { bindingMissing: error instanceof Error ? error.message.split('\n', 1)[0] ?? '' : String(error) }
  }
  return (listener) => {
    try {
      watch(pcsclite(), clock, listener)
    } catch (error) {
      throw scardFailure(error)
    }
  }
}

/**
 * The native objects that connect and transmit, beside those that watch. The binding's status callback runs on the event
 * loop and waits for the mutex that a call of the same object holds: with one object for both, a call that hangs while
 * its reader changes would stop this process, and with it all readers. One that never watched must not be collected,
 * because its destructor joins a thread that was never started; so they are kept for ever, and used again.
 */
const connectors: CardReader[] = []
const spareConnectors = new Set<CardReader>()

function takeConnector(watcher: CardReader): CardReader {
  const spare = [...spareConnectors].find(({ name }) => name === watcher.name)
  if (spare !== undefined) {
    spareConnectors.delete(spare)
    return spare
  }
  const made = new watcher.constructor(watcher.name)
  connectors.push(made)
  return made
}

function watch(context: PCSCLite, clock: Clock, listener: (event: PcscContextEvent) => void): void {
  const retired: CardReader[] = []
  let failed = false
  const report = (event: PcscContextEvent) => {
    if (!failed) listener(event)
  }
  const fail = (error: unknown) => {
    report({ type: 'failed', failure: scardFailure(error) })
    failed = true
  }

  const lookAgainSoon = followList(context, clock)
  context.on('error', fail)
  context.on('reader', (native) => {
    const { name } = native
    const port = new ReaderPort(takeConnector(native))
    native.on('status', ({ state, atr = new Uint8Array() }) =>
      report({ type: 'stateChanged', name, dwEventState: state >>> 0, atr: Uint8Array.from(atr) }))
    native.on('error', fail)
    native.on('end', () => {
      if (retired.push(native) > RETIRED_READERS) retired.shift()
      report({ type: 'readerRemoved', name })
      void port.retire()
      lookAgainSoon()
    })
    report({ type: 'readerAdded', reader: port })
  })
}

/**
 * The module looks at the list of readers and then waits for a change of it. What changes between look and wait is not
 * told (two readers on a hub, the slots of one device), nor is a reader that was unplugged and plugged in between: its
 * watch ends, and the list is the same. So some time after each change the list is looked at once more.
 * @returns to be called when a watch ended
 */
function followList(context: PCSCLite, clock: Clock): () => void {
  let changed: Parameters<PCSCLite['start']>[0] = () => {}
  let stopWaiting = () => {}
  const take = (error: Error | null | undefined, names: Uint8Array) => {
    const listed = error ? [] : readerNames(names)
    const dropped = Object.entries(context.readers).filter(([name]) => !listed.includes(name))
    changed(error, names)
    if (error) return
    // A reader whose thread ends in the very moment it is closed never says so, and would stay for ever.
    clock.after(LOOK_SETTLED_MS, () => {
      for (const [name, native] of dropped) if (context.readers[name] === native) native.emit('_end')
    })
    lookAgainSoon()
  }
  const lookAgainSoon = () => {
    if (process.platform === 'darwin') return // there the module looks every second
    stopWaiting()
    stopWaiting = clock.after(LOOK_AGAIN_MS, () => lookOnce(context, clock, (names) => {
      const watched = Object.keys(context.readers)
      const listed = readerNames(names)
      const differs = listed.some((name) => !watched.includes(name)) || watched.some((name) => !listed.includes(name))
      if (differs) take(undefined, names)
    }))
  }
  const start = context.start
  context.start = (listener) => {
    changed = listener
    start.call(context, take)
  }
  return lookAgainSoon
}

/** Looks not yet over: the collector must leave them alone while a thread runs in them. */
const looks = new Set<PCSCLite>()

function lookOnce(context: PCSCLite, clock: Clock, seen: (names: Uint8Array) => void): void {
  let look: PCSCLite
  try {
    look = new context.constructor()
  } catch {
    return // there is no service any more, which the watch tells itself
  }
  looks.add(look)
  let first = true
  look.start((error, names) => {
    if (!first) return
    first = false
    if (!error) seen(names)
    // Only a thread that has come to its wait can be cancelled, and close() blocks until it has ended.
    clock.after(LOOK_SETTLED_MS, () => {
      look.close()
      clock.after(LOOK_SETTLED_MS, () => looks.delete(look))
    })
  })
}

class ReaderPort implements PcscReader {
  readonly name: string
  readonly #connector: CardReader
  #protocol = 0
  #retired = false
  /** The last call, for when it is over. */
  #call: Promise<unknown> = Promise.resolve()

  constructor(connector: CardReader) {
    this.name = connector.name
    this.#connector = connector
  }

  connect(): Promise<number> {
    return this.#begin((native, resolve, reject) => {
      const options = {
        share_mode: native.SCARD_SHARE_SHARED,
        protocol: native.SCARD_PROTOCOL_T0 | native.SCARD_PROTOCOL_T1,
      }
      native.connect(options, (error, active) => {
        if (error) return reject(scardFailure(error))
        this.#protocol = active
        resolve(active)
      })
    })
  }

  transmit(capdu: Uint8Array): Promise<Uint8Array> {
    return this.#begin((native, resolve, reject) => {
      native.transmit(Buffer.from(capdu), ANSWER_ROOM, this.#protocol, (error, rapdu) => {
        if (error) reject(scardFailure(error))
        else resolve(rapdu)
      })
    })
  }

  /**
   * The module has no SCardStatus. A command in the protocol that the card does not speak is refused by the service
   * (SCARD_E_PROTO_MISMATCH), and before that it looks at the connection.
   */
  probe(): Promise<void> {
    return this.#begin((native, resolve, reject) => {
      const { SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1 } = native
      const other = this.#protocol === SCARD_PROTOCOL_T0 ? SCARD_PROTOCOL_T1 : SCARD_PROTOCOL_T0
      native.transmit(NO_COMMAND, ANSWER_ROOM, other, (error) => {
        if (!error) return resolve()
        const failure = scardFailure(error)
        const isVoid = NO_CONNECTION.includes(failure.scard) || VOID.includes(scardError(failure.scard).class)
        if (isVoid) reject(failure)
        else resolve()
      })
    })
  }

  ctlCode(code: number): number {
    return this.#connector.SCARD_CTL_CODE(code) >>> 0
  }

  control(dwControlCode: number, input: Uint8Array): Promise<Uint8Array> {
    return this.#begin((native, resolve, reject) => {
      const data = Buffer.from(input)
      native.control(data, dwControlCode, CONTROL_ROOM, (error, answer) => {
        data.fill(0) // and so the collector leaves it alone while a thread reads it
        if (error) reject(scardFailure(error))
        else resolve(Uint8Array.from(answer))
      })
    })
  }

  async disconnect(): Promise<void> {
    if (!this.#retired) await this.#giveBack()
  }

  /** The reader is gone. Its connector may serve the next reader of this name, once no call hangs in it. */
  async retire(): Promise<void> {
    this.#retired = true
    await this.#call.catch(() => {})
    await this.#giveBack()
    spareConnectors.add(this.#connector)
  }

  #begin<T>(
    call: (native: CardReader, resolve: (value: T) => void, reject: (failure: ScardFailure) => void) => void,
  ): Promise<T> {
    if (this.#retired) return Promise.reject(scard(SCARD_E_READER_UNAVAILABLE, 'the reader is gone'))
    const done = new Promise<T>((resolve, reject) => call(this.#connector, resolve, reject))
    this.#call = done
    return done
  }

  #giveBack(): Promise<void> {
    const native = this.#connector
    const done = new Promise<void>((resolve) => {
      native.disconnect(native.SCARD_LEAVE_CARD, () => {
        // A handle that cannot be given back would make every later connect() a silent nothing.
        native.connected = false
        resolve()
      })
    })
    this.#call = done
    return done
  }
}

function scardFailure(error: unknown): ScardFailure {
  const text = error instanceof Error ? error.message : String(error)
  return scard(scardCodeFromMessage(text) ?? SCARD_F_UNKNOWN_ERROR, text)
}

function scard(code: number, text: string): ScardFailure {
  return Object.assign(new Error(text), { scard: code })
}

/** From names that each end in NUL, with another NUL behind the last. */
function readerNames(names: Uint8Array): string[] {
  return new TextDecoder().decode(names).split('\0').filter((name) => name !== '')
}
