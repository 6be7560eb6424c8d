import type { AtrParameters } from '#protocols/iso7816/atr-parameters'
import { baudRate, defaultRate, lineAtBaud, type Line, type Rate } from '#protocols/iso7816/timing'
import type { Pacing } from './half-duplex.ts'

/** Speeds that every UART and adapter makes exactly; the others they make more or less well, and none says how well. */
const EXACT = [9_600, 19_200, 38_400, 57_600, 115_200]
/** ISO/IEC 7816-3:2006 §11.4.4; from leading edge to leading edge, so without the character heard it is the rest. */
const BLOCK_GUARD_ETU = 22
const HEARD_ETU = 10
const CHARACTER_ETU = 12
/** Spells the least guard time there is. */
const LEAST = 255

/** The line to the card at a rate, by what it does after a reset. */
export function lineAt(rate: Rate, resetBaud: number): Line {
  return { ...rate, clockHz: lineAtBaud(defaultRate, resetBaud).clockHz }
}

/** The speed for a rate of the card; undefined when it is none that every adapter makes exactly, or above `most`. */
export function speedFor(rate: Rate, resetBaud: number, most: number): number | undefined {
  const wanted = Math.round(baudRate(lineAt(rate, resetBaud)))
  return [resetBaud, ...EXACT.filter((speed) => speed <= most)].find((speed) => speed === wanted)
}

/**
 * How to send to a card. Two stop bits make the 12 elementary time units that most cards want; a card that wants N more
 * is sent one byte at a time, which on a slow PC may exceed what a card with a short CWT waits.
 */
export function pacingFor({ n }: Pick<AtrParameters, 'n'>, line: Line): Pacing {
  const etuMs = 1000 / baudRate(line)
  return {
    turnaroundMs: (BLOCK_GUARD_ETU - HEARD_ETU) * etuMs,
    gapMs: n === LEAST ? 0 : n * etuMs,
    characterMs: CHARACTER_ETU * etuMs,
  }
}
