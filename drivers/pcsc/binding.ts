import { createRequire } from 'node:module'
import type pcscliteModule from 'pcsclite'
import type { CardReader, PCSCLite } from 'pcsclite'
import type { Clock } from '#protocols/port/clock'
import type { OpenPcscContext, PcscContextEvent, PcscReader, ScardFailure } from '#protocols/port/pcsc-context'
import { scardCodeFromMessage } from '#protocols/pcsc/scard-error'

/** Room for the longest response APDU: 65,536 data bytes, SW1 and SW2. */
const ANSWER_ROOM = 65_538
const SCARD_F_UNKNOWN_ERROR = 0x80100014
const SCARD_E_UNKNOWN_READER = 0x80100009
/** How long a reader may be listed without being watched before the context counts as broken. */
const REWATCH_MS = 1_000
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

function watch(context: PCSCLite, clock: Clock, listener: (event: PcscContextEvent) => void): void {
  const retired: CardReader[] = []
  let listed: readonly string[] = []
  let failed = false
  const report = (event: PcscContextEvent) => {
    if (!failed) listener(event)
  }
  const fail = (error: unknown) => {
    report({ type: 'failed', failure: scardFailure(error) })
    failed = true
  }

  // The module compares lists of names but does not show them. Unplugged and plugged again within one look, a reader
  // ends and is never watched again; only the list tells.
  const start = context.start
  context.start = (changed) => start.call(context, (error, names) => {
    if (!error) listed = new TextDecoder().decode(names).split('\0')
    const dropped = Object.entries(context.readers).filter(([name]) => !listed.includes(name))
    changed(error, names)
    // A reader whose thread ends in the very moment it is closed never says so, and would be listed for ever.
    clock.after(REWATCH_MS, () => {
      if (dropped.some(([name, native]) => context.readers[name] === native)) {
        fail(scard(SCARD_E_UNKNOWN_READER, 'a reader did not end'))
      }
    })
  })
  context.on('error', fail)
  context.on('reader', (native) => {
    const { name } = native
    native.on('status', ({ state, atr = new Uint8Array() }) =>
      report({ type: 'stateChanged', name, dwEventState: state >>> 0, atr: Uint8Array.from(atr) }))
    native.on('error', fail)
    native.on('end', () => {
      if (retired.push(native) > RETIRED_READERS) retired.shift()
      report({ type: 'readerRemoved', name })
      clock.after(REWATCH_MS, () => {
        if (listed.includes(name) && !(name in context.readers)) fail(scard(SCARD_E_UNKNOWN_READER, 'reader missed'))
      })
    })
    report({ type: 'readerAdded', reader: portOf(native) })
  })
}

function portOf(native: CardReader): PcscReader {
  let protocol = 0
  return {
    name: native.name,
    connect: () => new Promise((resolve, reject) => {
      const options = {
        share_mode: native.SCARD_SHARE_SHARED,
        protocol: native.SCARD_PROTOCOL_T0 | native.SCARD_PROTOCOL_T1,
      }
      native.connect(options, (error, active) => {
        if (error) return reject(scardFailure(error))
        protocol = active
        resolve(active)
      })
    }),
    disconnect: () => new Promise((resolve) => {
      native.disconnect(native.SCARD_LEAVE_CARD, () => {
        // A handle that cannot be given back would make every later connect() a silent nothing.
        native.connected = false
        resolve()
      })
    }),
    transmit: (capdu) => new Promise((resolve, reject) => {
      native.transmit(Buffer.from(capdu), ANSWER_ROOM, protocol, (error, rapdu) => {
        if (error) reject(scardFailure(error))
        else resolve(rapdu)
      })
    }),
  }
}

function scardFailure(error: unknown): ScardFailure {
  const text = error instanceof Error ? error.message : String(error)
  return scard(scardCodeFromMessage(text) ?? SCARD_F_UNKNOWN_ERROR, text)
}

function scard(code: number, text: string): ScardFailure {
  return Object.assign(new Error(text), { scard: code })
}
