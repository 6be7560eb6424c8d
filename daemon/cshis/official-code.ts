import type { NhicardError } from '#protocols/errors/nhicard-error'
import type { OwnErrorName } from '#protocols/errors/own'

/** Errors that carry the official code they stand for. */
const CARRYING: readonly OwnErrorName[] = ['SAM_FILE_REFUSED', 'SAM_REFUSED', 'AUTHENTICATION_FAILED', 'VISIT_REFUSED', 'UPDATE_REFUSED']

/**
 * The code of nhi-facts §3.1 that a HIS knows for an error of ours. What is missing has none: the caller's own mistake, or
 * a fault of this program, and is told as what it is.
 */
const codes: Partial<Readonly<Record<OwnErrorName, number>>> = {
  READER_ABSENT: 4000, READER_LOST: 4000, READER_FAILED: 4000, READER_BUSY: 4000, CARD_SILENT: 4000, DEADLINE_PASSED: 4000,
  CARD_ABSENT: 4013, CARD_REMOVED: 4013, CARD_CHANGED: 4013,
  CARD_UNRECOGNISED: 4033, CARD_KIND_WRONG: 4033,
  RECORD_MALFORMED: 4043, SESSION_LOST: 4043,
  PROTECTED_PART_UNAVAILABLE: 4029,
  SAM_ABSENT: 4012, SAM_REFUSED: 4051, IDC_UNREACHABLE: 4061, AUTHENTICATION_FAILED: 4029, SAM_FILE_REFUSED: 9200,
  ENVIRONMENT_MIXED: 9203,
  PIN_REQUIRED: 5102, PIN_WRONG: 5102, PIN_BLOCKED: 9043, PIN_MALFORMED: 9041, PIN_CANCELLED: 5109, PIN_TIMEOUT: 4000,
  PIN_PAD_ABSENT: 4000,
  HPC_ABSENT: 4014, HPC_PIN_REQUIRED: 4042, PROFESSION_REFUSED: 9100,
}

/** undefined where a HIS knows no code for it. */
export function officialCodeOf({ name, details }: NhicardError): number | undefined {
  const carried = CARRYING.includes(name) ? Number(details['code']) : NaN
  return Number.isInteger(carried) && carried >= 1000 && carried <= 99_999 ? carried : codes[name]
}
