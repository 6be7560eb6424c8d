import type { CommandApdu } from '../apdu.ts'
import type { ApduCommand, CommandMarks } from '../command.ts'
import { externalAuthenticate, internalAuthenticate, mutualAuthenticate } from './authenticate.ts'
import { readBinary, updateBinary } from './binary.ts'
import { generalAuthenticate } from './general-authenticate.ts'
import { getChallenge } from './get-challenge.ts'
import { getData } from './get-data.ts'
import { getResponse } from './get-response.ts'
import { appendRecord, readRecord, updateRecord } from './record.ts'
import {
  changeReferenceData, disableVerification, enableVerification, resetRetryCounter, verify,
} from './reference-data.ts'
import { computeDigitalSignature, verifyCertificate } from './security-operation.ts'
import { select } from './select.ts'
import { selectFile } from './select-file.ts'

export {
  appendRecord, changeReferenceData, computeDigitalSignature, disableVerification, enableVerification,
  externalAuthenticate, generalAuthenticate, getChallenge, getData, getResponse, internalAuthenticate,
  mutualAuthenticate, readBinary, readRecord, resetRetryCounter, select, selectFile, updateBinary, updateRecord, verify,
  verifyCertificate,
}

/** The catalogue: every command this project sends, or a simulated card takes. */
export const apduCommands: readonly ApduCommand<unknown, unknown>[] = [
  select, selectFile, getData, getResponse, getChallenge,
  readBinary, updateBinary, readRecord, updateRecord, appendRecord,
  verify, changeReferenceData, resetRetryCounter, enableVerification, disableVerification,
  internalAuthenticate, externalAuthenticate, mutualAuthenticate, generalAuthenticate,
  verifyCertificate, computeDigitalSignature,
]

/** The row for a received command in plain; undefined when the catalogue has none. */
export function commandFor(apdu: CommandApdu): ApduCommand<unknown, unknown> | undefined {
  return apduCommands.find((command) => command.matches(apdu))
}

/** Bits 4 and 3 of CLA: secure messaging with an authenticated header (ISO/IEC 7816-4:2005 §5.1.1, table 2). */
const SECURED = 0x0c

/**
 * Name and marks of a command for a trace line. A secured one bears the name of its plain command and shows nothing:
 * what it carries is encrypted, and its length would tell a PIN from none.
 */
export function traceRowFor(apdu: CommandApdu): CommandMarks | undefined {
  if ((apdu.cla & SECURED) !== SECURED) return commandFor(apdu)
  const plain = commandFor({ ...apdu, cla: apdu.cla & ~SECURED })
  return { name: `${plain?.name ?? 'unknown command'} (secured)`, marks: { data: 'secret', response: 'secret' } }
}
