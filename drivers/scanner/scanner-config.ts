import type { SerialSettings } from '#protocols/port/serial-ports'
import type { PublishedLayout } from '#protocols/scanner/layouts'
import { usualFraming, type LineFraming } from '#protocols/scanner/serial-line'
import type { SerialPlace } from '../serial/serial-place.ts'

/** A scanner on a serial line. What is left out is as most makers ship their scanners. */
export interface SerialScannerConfig {
  readonly place: SerialPlace
  /** What a person calls it; the place when absent. */
  readonly name?: string | undefined
  /** bits per second; 9600 when absent */
  readonly baudRate?: number | undefined
  /** 8 when absent */
  readonly dataBits?: 7 | 8 | undefined
  /** none when absent */
  readonly parity?: 'none' | 'even' | 'odd' | undefined
  /** 1 when absent */
  readonly stopBits?: 1 | 2 | undefined
  /** Before each code: up to 16 characters U+0000 to U+00FF, each of which is a byte; nothing when absent. */
  readonly prefix?: string | undefined
  /** Behind each code, spelled the same and not empty; one of CR LF, CR, LF and TAB when absent. */
  readonly suffix?: string | undefined
  /** `suffix` when absent. With `silence` a code may contain its suffix, and need not have one. */
  readonly end?: 'suffix' | 'silence' | undefined
  /** Whether an AIM identifier is looked for; true when absent. */
  readonly aim?: boolean | undefined
  /** Milliseconds of silence that end or spoil a code; 100 when absent. */
  readonly silence?: number | undefined
}

/** What the child of the scanners is told at its start. What is not named is not loaded. */
export interface ScannersConfig {
  /** Scanners in HID-POS mode, all there are. */
  readonly hid?: {
    /** How their reports are laid out, where neither the system nor the maker's manual tells, or tells wrongly. */
    readonly layout?: PublishedLayout['name'] | undefined
  }
  readonly serial?: readonly SerialScannerConfig[]
}

export function settingsOf(config: SerialScannerConfig): SerialSettings {
  const { baudRate = 9_600, dataBits = 8, parity = 'none', stopBits = 1 } = config
  return { baudRate, dataBits, parity, stopBits }
}

export function framingOf(config: SerialScannerConfig): LineFraming {
  const { prefix = '', suffix = '', end = usualFraming.end, aim = usualFraming.aim } = config
  const suffixes = suffix === '' ? usualFraming.suffixes : [bytesOf(suffix)]
  return { prefix: bytesOf(prefix), suffixes, end, aim, limit: usualFraming.limit }
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
