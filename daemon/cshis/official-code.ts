import type { NhicardError } from '#protocols/errors/nhicard-error'
import type { OwnErrorName } from '#protocols/errors/own'

/** Errors that carry the official code they stand for. */
const CARRYING: readonly OwnErrorName[] = ['SAM_FILE_REFUSED', 'SAM_REFUSED', 'AUTHENTICATION_FAILED', 'VISIT_REFUSED', 'UPDATE_REFUSED']

/**
 * The code of nhi-facts §3.1 that a HIS knows for an error of ours. What is missing has none: the caller's own mistake, or
 * a fault of this program, and is told as what it is.
 */
const codes: ReadonlyMap<string, number> = new Map(Object.entries({
  READER_ABSENT: 4000, READER_LOST: 4000, READER_FAILED: 4000, READER_BUSY: 4000, CARD_SILENT: 4000, DEADLINE_PASSED: 4000,
  CARD_ABSENT: 4013, CARD_REMOVED: 4013, CARD_CHANGED: 4013,
  CARD_UNRECOGNISED: 4033,
  RECORD_MALFORMED: 4043, SESSION_LOST: 4043,
  PROTECTED_PART_UNAVAILABLE: 4029,
  SAM_ABSENT: 4012, SAM_REFUSED: 4051, IDC_UNREACHABLE: 4061, AUTHENTICATION_FAILED: 4029, SAM_FILE_REFUSED: 9200,
  ENVIRONMENT_MIXED: 9203,
  VISIT_UNCERTAIN: 5007,
  PIN_REQUIRED: 5102, PIN_WRONG: 5102, PIN_BLOCKED: 9043, PIN_MALFORMED: 9041, PIN_CANCELLED: 5109, PIN_TIMEOUT: 4000,
  PIN_PAD_ABSENT: 4000, PINS_DIFFER: 5107, PIN_NOT_CHANGED: 5108,
  HPC_ABSENT: 4014, HPC_PIN_REQUIRED: 4042, PROFESSION_REFUSED: 9100,
} satisfies Partial<Readonly<Record<OwnErrorName, number>>>))

/** Where the module and the data centre did not come to terms: 4050 to whoever only wants a card (nhi-facts §2.0, "SAM"). */
const OF_CENTRE: readonly number[] = [4051, 4061, 6005, 6006, 6007, 6008, 9001, 9002, 9003, 9004, 9013, 9014, 9015]
const NOT_AUTHENTICATED = 4050
const NO_RIGHT = 4029
/** Of a card that is of another kind than was wanted. */
const kinds: Readonly<Record<string, number>> = { HC: 4033, HPC: 4034, SAM: 4032 }

/**
 * @param returns what the function says it returns: trouble with the data centre that it does not name is 4050, or where
 *   it does not name that either, as hisGetRegisterBasic2, 4029
 * @returns undefined where a HIS knows no code for it
 */
export function officialCodeOf({ name, details }: NhicardError, returns: readonly number[] = []): number | undefined {
  const code = plainCodeOf(name, details)
  if (code === undefined || !OF_CENTRE.includes(code) || returns.includes(code)) return code
  return [NOT_AUTHENTICATED, NO_RIGHT].find((other) => returns.includes(other)) ?? code
}

function plainCodeOf(name: string, details: NhicardError['details']): number | undefined {
  if (name === 'CARD_KIND_WRONG') return kinds[String(details['wanted'])] ?? kinds['HC']
  // a status word stands there as text and is no code, even where its digits look like one
  const carried = CARRYING.some((one) => one === name) ? details['code'] : undefined
  return typeof carried === 'number' && carried >= 1000 && carried <= 99_999 ? carried : codes.get(name)
}
