import { hex, unhex } from '#protocols/bytes/hex'
import type { ScannerEvent } from '#protocols/port/scanner-link'
import type { FromChild, ToChild } from '../child/envelope.ts'

type Scanned = Extract<ScannerEvent, { type: 'scanned' }>

/** An event as it crosses the process boundary in JSON: bytes are hex. */
type WireEvent =
  | Exclude<ScannerEvent, Scanned>
  | { readonly type: 'scanned', readonly name: string, readonly data: string, readonly aim?: string }

export type WireReport =
  | WireEvent
  /** Why a native module cannot be loaded, in its loader's words; the exit follows. */
  | { readonly type: 'bindingMissing', readonly why: string }
  /** Native calls to a device do not return, or have returned after all. */
  | { readonly type: 'nativeCalls', readonly place: string, readonly hang: boolean }

/** A scanner is never asked for anything: what it scans comes by itself. */
export type ToScannerChild = ToChild<never>
export type FromScannerChild = FromChild<never, WireReport>

export function eventToWire(event: ScannerEvent): WireEvent {
  if (event.type !== 'scanned') return event
  const { name, code: { data, ...aim } } = event
  return { type: 'scanned', name, data: hex(data), ...aim }
}

export function eventFromWire(wire: WireEvent): ScannerEvent {
  if (wire.type !== 'scanned') return wire
  const { name, data, ...rest } = wire
  return { type: 'scanned', name, code: { data: unhex(data), ...('aim' in rest ? { aim: rest.aim } : {}) } }
}
