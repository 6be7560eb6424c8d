import { atrParameters, type AtrParameters } from './atr-parameters.ts'

/** F and D in use: one elementary time unit lasts F/D clock cycles (ISO/IEC 7816-3:2006 §7.1). */
export interface Rate {
  /** Clock rate conversion integer. */
  readonly fi: number
  /** Baud rate adjustment integer. */
  readonly di: number
}

/** What a card speaks from its reset on, and what PPS without PPS1 leaves in force (§8.1). */
export const defaultRate: Rate = { fi: 372, di: 1 }

/** The rate that TA1 or PPS1 spells; undefined when one of its halves is reserved (§8.3, tables 7 and 8). */
export function rateOfTa1(ta1: number): Rate | undefined {
  const { fi, di } = atrParameters({
    convention: 'direct', first: { ta: ta1 }, further: [], historical: new Uint8Array(),
  })
  return fi === undefined || di === undefined ? undefined : { fi, di }
}

/**
 * The TA1 or PPS1 that spells a rate; undefined when none does. 372 has two spellings, which differ in the highest
 * clock alone; the one of the default rate, 1x, is given.
 */
export function ta1OfRate({ fi, di }: Rate): number | undefined {
  const codes = Array.from({ length: 0x100 }, (_, code) => (code + 0x10) & 0xff)
  return codes.find((code) => {
    const rate = rateOfTa1(code)
    return rate?.fi === fi && rate.di === di
  })
}

/** The line between reader and card: the rate in use and the clock given to the card. */
export interface Line extends Rate {
  /** Hertz. */
  readonly clockHz: number
}

/** The line of a reader whose baud rate is known and whose clock is not, as behind a plain serial port. */
export function lineAtBaud(rate: Rate, baud: number): Line {
  return { ...rate, clockHz: baud * rate.fi / rate.di }
}

/** Bits per second: one per elementary time unit. */
export function baudRate({ fi, di, clockHz }: Line): number {
  return clockHz * di / fi
}

/** A stretch of time on the line. */
export interface Duration {
  /** Elementary time units; not always whole, because some waiting times are defined in clock cycles. */
  readonly etu: number
  /** The same in microseconds, rounded up. */
  readonly us: number
}

/** Times of T=0 (ISO/IEC 7816-3:2006 §10.2), from leading edge to leading edge. */
export interface T0Timing {
  /** Least between two characters the host sends. */
  readonly gt: Duration
  /** Work waiting time: most before any character of the card. */
  readonly wt: Duration
}

/** Times of T=1 (ISO/IEC 7816-3:2006 §11.2, §11.4), from leading edge to leading edge. */
export interface T1Timing {
  /** Least between two characters of a block. */
  readonly cgt: Duration
  /** Character waiting time: most between two characters of a block. */
  readonly cwt: Duration
  /** Block waiting time: most before the card's block; S(WTX) multiplies it. Undefined when BWI is reserved. */
  readonly bwt: Duration | undefined
  /** Block guard time: least between blocks of opposite directions. */
  readonly bgt: Duration
}

export interface LineTiming {
  readonly etu: Duration
  /** Present when the card offers T=0; its WI may not be the reserved 0. */
  readonly t0?: T0Timing
  /** Present when the card offers T=1. */
  readonly t1?: T1Timing
}

/** What N = 255 stands for: the least there is (§8.3). */
const LEAST = 255
const CHARACTER_ETU = 12
const SHORT_CHARACTER_ETU = 11
const BLOCK_GUARD_ETU = 22
/** WT and BWT are counted in steps of this many times F cycles. */
const STEP = 960

/**
 * How long to wait and how long to leave between, for a card on a line.
 *
 * Extra guard time N is counted in elementary time units; the rule for a card that also names T=15, which counts it at
 * the rate of TA1, is not applied (§8.3): at equal rates both say the same, and PPS brings the card to the rate of TA1.
 */
export function lineTiming(parameters: AtrParameters, line: Line): LineTiming {
  const { n, wi, t1 } = parameters
  const duration = (etu: number): Duration => ({ etu, us: Math.ceil(roundedOff(etu * 1e6 / baudRate(line))) })
  const cycles = (count: number) => count * line.di / line.fi
  const guard = (least: number) => n === LEAST ? least : CHARACTER_ETU + n
  return {
    etu: duration(1),
    ...(wi === undefined ? {} : {
      // WT follows Fi of TA1 even while the default rate is in use (§10.2)
      t0: { gt: duration(guard(CHARACTER_ETU)), wt: duration(cycles(wi * STEP * (parameters.fi ?? line.fi))) },
    }),
    ...(t1 === undefined ? {} : {
      t1: {
        cgt: duration(guard(SHORT_CHARACTER_ETU)),
        cwt: duration(SHORT_CHARACTER_ETU + 2 ** t1.cwi),
        // BWT follows Fd, whatever rate is in use (§11.4.3)
        bwt: t1.bwi === undefined
          ? undefined
          : duration(SHORT_CHARACTER_ETU + cycles(2 ** t1.bwi * STEP * defaultRate.fi)),
        bgt: duration(BLOCK_GUARD_ETU),
      },
    }),
  }
}

/** Takes away what binary fractions add in the last places, so that a whole number is not rounded up to the next. */
function roundedOff(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
