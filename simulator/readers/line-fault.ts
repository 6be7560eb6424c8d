import { concat } from '#protocols/bytes/byte-array'
import type { SerialTwin } from './serial-twin.ts'

/**
 * What happens to one byte on a serial line.
 * - `lost`: it does not arrive
 * - `flipped`: one of its bits arrives inverted, and its parity bit with it, so that no UART notices
 * - `inserted`: another byte comes before it
 * - `gone`: the line is unplugged before it
 */
export type LineFault = {
  readonly way: 'toPc' | 'toDevice'
  /** Which byte of this way since the device was attached, from 0. */
  readonly at: number
} & (
  | { readonly fault: 'lost' | 'gone' }
  | { readonly fault: 'flipped', readonly bit: number }
  | { readonly fault: 'inserted', readonly byte: number }
)

/** Carries the bytes of one way on, damaged as it is planned; `pass` is not called for nothing. */
export type DamagedWay = (bytes: Uint8Array, pass: (damaged: Uint8Array) => void) => void

/** One way of a bad line, with its own count of bytes. `unplug` is called for `gone`, behind the bytes before it. */
export function damagedWay(faults: readonly LineFault[], way: LineFault['way'], unplug: () => void): DamagedWay {
  const own = faults.filter((fault) => fault.way === way)
  let count = 0
  let gone = false
  return (bytes, pass) => {
    if (gone) return
    const pieces: Uint8Array[] = []
    for (const byte of bytes) {
      const here = own.filter(({ at }) => at === count)
      count += 1
      gone = here.some(({ fault }) => fault === 'gone')
      if (gone) break
      pieces.push(here.reduce(altered, Uint8Array.of(byte)))
    }
    const damaged = concat(...pieces)
    if (damaged.length > 0) pass(damaged)
    if (gone) unplug()
  }
}

/** A device behind a bad line, for carriers that know of no faults. */
export function withLineFaults(twin: SerialTwin, faults: readonly LineFault[], unplug: () => void): SerialTwin {
  let toDevice = damagedWay(faults, 'toDevice', unplug)
  return {
    attach: (cable) => {
      toDevice = damagedWay(faults, 'toDevice', unplug)
      const toPc = damagedWay(faults, 'toPc', unplug)
      twin.attach({ ...cable, send: (bytes) => toPc(bytes, (damaged) => cable.send(damaged)) })
    },
    received: (bytes) => toDevice(bytes, (damaged) => twin.received(damaged)),
    settings: (settings) => twin.settings(settings),
    controlLines: (lines) => twin.controlLines(lines),
  }
}

/** The last of `bytes` is the byte the fault is about, as long as it is there. */
function altered(bytes: Uint8Array, fault: LineFault): Uint8Array {
  switch (fault.fault) {
    case 'lost': return bytes.subarray(0, -1)
    case 'inserted': return concat(Uint8Array.of(fault.byte), bytes)
    case 'flipped': return bytes.map((byte, index) => index === bytes.length - 1 ? byte ^ (1 << fault.bit) : byte)
    default: return bytes
  }
}
