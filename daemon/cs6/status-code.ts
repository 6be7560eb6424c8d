import type { NhicardError } from '#protocols/errors/nhicard-error'
import type { OwnErrorName } from '#protocols/errors/own'
import { shownBy } from '#protocols/errors/official/shown'

/** Which card a call is about: the same failure has another number for each. */
export type AboutCard = 'sam' | 'hc' | 'hpc'

type ByCard = Readonly<Record<AboutCard, number>>

/** Of a failure that names no card: the module's, the health card's, the professional card's. */
const unable: ByCard = { sam: 1300, hc: 1500, hpc: 1400 }
const broken: ByCard = { sam: 1301, hc: 1501, hpc: 1401 }
const noGood: ByCard = { sam: 1301, hc: 1502, hpc: 1402 }
const pinFailed: ByCard = { sam: 1410, hc: 1514, hpc: 1410 }

/**
 * The status code of nhi-facts §3.2 for an error of ours. The facts give numbers and a word for each: which of our errors
 * stands for which is assumed, by the nearest meaning. "Mode 1, 2, 3" are taken for: the card does not begin, the exchange
 * breaks, the card is not good enough for what is wanted.
 */
const codes = {
  READER_ABSENT: 1100, READER_UNKNOWN: 1600, READER_LOST: 1202, READER_BUSY: 1202, READER_FAILED: 1202, DEADLINE_PASSED: 1202,
  // no reader is named in 6.0: which of several is meant cannot be told
  READER_AMBIGUOUS: 1601, HPC_AMBIGUOUS: 1601, SAM_AMBIGUOUS: 1601,
  CARD_ABSENT: 1102, CARD_REMOVED: 1102, CARD_CHANGED: 1102, HPC_ABSENT: 1102,
  CARD_SILENT: 1202, CARD_UNRECOGNISED: 1103, CARD_KIND_WRONG: 1103,
  RECORD_MALFORMED: noGood, PROTECTED_PART_UNAVAILABLE: 1502,
  SESSION_LOST: broken, AUTHENTICATION_FAILED: unable,
  SAM_ABSENT: 1611, SAM_FILE_REFUSED: 1610, SAM_REFUSED: 1300, ENVIRONMENT_MIXED: 1003, IDC_UNREACHABLE: 1700,
  PIN_REQUIRED: 1511, HPC_PIN_REQUIRED: 1402, PIN_NOT_SET: 1510,
  PIN_WRONG: pinFailed, PIN_BLOCKED: pinFailed, PIN_MALFORMED: pinFailed, PIN_CANCELLED: pinFailed, PIN_TIMEOUT: pinFailed,
  PIN_PAD_ABSENT: pinFailed, PIN_SET_ALREADY: pinFailed, PINS_DIFFER: pinFailed, PIN_NOT_CHANGED: pinFailed,
  PROFESSION_REFUSED: 1403,
} as const satisfies Partial<Readonly<Record<OwnErrorName, number | ByCard>>>

/** What the module or a card said with a number of csHIS, where no counterpart of it is declared. */
const carried: Readonly<Record<number, number>> = {
  6005: 1301, 9014: 1301, 5008: 1301, // the exchange began
  9061: 1304,
  9210: 1500, 9211: 1501, 9212: 1502, 9220: 1400, 9221: 1401,
  4071: 1502, 4034: 1103, 9140: 1422,
}

/** Of everything that is a fault of this program or of its PC. */
export const OTHER = 1799

const pairs = Object.entries(codes).flatMap(([name, row]: [string, number | ByCard]) => (
  [...new Set(typeof row === 'number' ? [row] : Object.values(row))].map((code) => ({ name: name as OwnErrorName, code }))
))

/** Which errors are told as a code, by their names alone. */
export const errorsBehind: ReadonlyMap<number, readonly OwnErrorName[]> = new Map(pairs.map(({ code }) => (
  [code, pairs.filter((pair) => pair.code === code).map(({ name }) => name)]
)))

/** Codes that stand for a number of module or card. */
export const carriedCodes: readonly number[] = Object.values(carried)

/** @returns a status code of nhi-facts §3.2 */
export function statusCodeOf({ name, details }: NhicardError, about: AboutCard): number {
  const { code } = details
  if (typeof code === 'number') {
    const known = shownBy('cs6', 'csHIS', code)?.code ?? carried[code]
    if (known !== undefined) return known
  }
  if (!isKnown(name)) return OTHER
  const row: number | ByCard = codes[name]
  return typeof row === 'number' ? row : row[about]
}

function isKnown(name: OwnErrorName): name is keyof typeof codes {
  return Object.hasOwn(codes, name)
}
