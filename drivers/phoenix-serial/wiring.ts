import type { Provenance } from '#protocols/provenance'
import type { StatusLines } from '#protocols/port/serial-ports'

/**
 * How a card's contacts hang on the signals of RS-232. I/O hangs on both data lines, so everything sent comes back;
 * the clock is a crystal of the reader; there is no switch for the power.
 */
export interface Wiring {
  /** The signal of the PC that RST follows, and its state while the card is held in reset. */
  readonly reset: { readonly signal: 'rts' | 'dtr', readonly asserted: boolean }
  /** The signal that tells of a card, and its state while one is there; `none` where the switch is not wired. */
  readonly presence: { readonly signal: keyof StatusLines, readonly asserted: boolean } | 'none'
  /** Whether everything sent comes back. */
  readonly echo: boolean
  /** Bits per second a card speaks after its reset: the clock of the reader divided by 372. */
  readonly baudRate: number
}

export interface PhoenixModel {
  /** What a person calls it. */
  readonly name: string
  readonly wiring: Wiring
  readonly provenance: Provenance
}

export type PhoenixModelName = 'phoenix' | 'smartmouse'

/**
 * These readers were built by many hands after two drawings, which differ in the reset alone. The switch of the card is
 * wired in every way there is, or not at all, so that a configuration may say otherwise.
 */
export const phoenixModels: Readonly<Record<PhoenixModelName, PhoenixModel>> = {
  phoenix: {
    name: 'Phoenix',
    wiring: {
      reset: { signal: 'rts', asserted: true }, presence: { signal: 'cts', asserted: false }, echo: true,
      baudRate: 9_600,
    },
    provenance: { assumed: 'as OpenCT drives it (src/ifd/ifd-smph.c; OSCam resets alike): makers publish no drawing' },
  },
  smartmouse: {
    name: 'Smartmouse',
    wiring: {
      reset: { signal: 'rts', asserted: false }, presence: { signal: 'cts', asserted: false }, echo: true,
      baudRate: 9_600,
    },
    provenance: { assumed: 'as OpenCT drives it (src/ifd/ifd-smph.c): a Phoenix with the reset the other way round' },
  },
}
