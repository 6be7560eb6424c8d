import { hex, unhex } from '#protocols/bytes/hex'
import {
  TransferError, type LinkEvent, type TransferAnswer, type TransferRequest,
} from '#protocols/port/reader-link'
import type { FromChild, ToChild } from '../child/envelope.ts'

/** A value as it crosses the process boundary in JSON: bytes are hex. */
type Wire<T> =
  T extends Uint8Array ? string
    : T extends readonly (infer Item)[] ? readonly Wire<Item>[]
      : T extends object ? { readonly [Key in keyof T]: Wire<T[Key]> }
        : T

/** Whether devices found from now on are opened, or left to another link; those that are open stay. */
export interface TakeRequest {
  readonly takeNew: boolean
  /** A child before this one had devices open: what nobody else has of those there are now stays with this link. */
  readonly keepFound: boolean
}

export type WireTransfer = Wire<TransferRequest>
export type WireRequest = WireTransfer | TakeRequest
export type WireAnswer =
  | { readonly rapdus: Wire<TransferAnswer> }
  | { readonly failure: TransferError['failure'], readonly step: string, readonly scard: string }
export type WireReport =
  | Wire<LinkEvent>
  /** Why the native module cannot be loaded, in its loader's words; the exit follows. */
  | { readonly type: 'bindingMissing', readonly why: string }
  /** Native calls to a device do not return, or have returned after all. */
  | { readonly type: 'nativeCalls', readonly place: string, readonly hang: boolean }

/** One message each way per transfer; presence numbers are the child's own. */
export type ToReaderChild = ToChild<WireRequest>
export type FromReaderChild = FromChild<WireAnswer, WireReport>

export function requestToWire(request: TransferRequest): WireTransfer {
  return { ...request, exchanges: request.exchanges.map((exchange) => ({ ...exchange, capdu: hex(exchange.capdu) })) }
}

export function requestFromWire(wire: WireTransfer): TransferRequest {
  return { ...wire, exchanges: wire.exchanges.map((exchange) => ({ ...exchange, capdu: unhex(exchange.capdu) })) }
}

/** Answers a transfer, however it ends. */
export async function answerToWire(transfer: Promise<TransferAnswer>): Promise<WireAnswer> {
  try {
    return { rapdus: (await transfer).map(hex) }
  } catch (error) {
    if (!(error instanceof TransferError)) throw error
    const { failure, step, scard } = error
    return { failure, step, scard }
  }
}

/** @throws TransferError */
export function answerFromWire(wire: WireAnswer): TransferAnswer {
  if ('failure' in wire) throw new TransferError(wire.failure, wire.step, wire.scard)
  return wire.rapdus.map(unhex)
}

export function eventToWire(event: LinkEvent): Wire<LinkEvent> {
  return event.type === 'cardInserted' ? { ...event, atr: hex(event.atr) } : event
}

export function eventFromWire(wire: Wire<LinkEvent>): LinkEvent {
  return wire.type === 'cardInserted' ? { ...wire, atr: unhex(wire.atr) } : wire
}
