import { authenticationErrors } from './cshis/authentication.ts'
import { cardErrors } from './cshis/cards.ts'
import { certificateErrors } from './cshis/certificate.ts'
import { cloudSamErrors } from './cshis/cloud-sam.ts'
import { dataCentreErrors } from './cshis/data-centre.ts'
import { pinErrors } from './cshis/pin.ts'
import { professionalCardErrors } from './cshis/professional-card.ts'
import { readerErrors } from './cshis/reader.ts'
import { undoErrors } from './cshis/undo.ts'
import { updateErrors } from './cshis/update.ts'
import { visitErrors } from './cshis/visit.ts'
import { writingErrors } from './cshis/writing.ts'
import { cardStatuses } from './cs6/cards.ts'
import { consoleStatuses } from './cs6/console.ts'
import { insuranceStatuses } from './cs6/insurance.ts'
import { linkStatuses } from './cs6/link.ts'
import { offlineStatuses } from './cs6/offline-store.ts'
import { readerStatuses } from './cs6/reader.ts'
import { signatureStatuses } from './cs6/signature.ts'
import { tokenStatuses } from './cs6/token.ts'
import { virtualCardStatuses } from './cs6/virtual-card.ts'
import { visitStatuses } from './cs6/visit.ts'
import { claimErrors } from './eiiapi.ts'
import { webComponentErrors } from './nhiicc.ts'
import type { Edition, OfficialError, OfficialFamily } from './official-error.ts'
import { uploadErrors } from './upload.ts'

export type { Edition, OfficialError, OfficialFamily } from './official-error.ts'

/**
 * Every official code (nhi-facts §3), by subject. These are many texts: who wants them imports this module when the first
 * is wanted, never at the start of the service.
 */
export const officialFamilies: readonly OfficialFamily[] = [
  readerErrors, cardErrors, authenticationErrors, dataCentreErrors, visitErrors, writingErrors, pinErrors, undoErrors,
  updateErrors, professionalCardErrors, cloudSamErrors, certificateErrors,
  consoleStatuses, tokenStatuses, offlineStatuses, readerStatuses, cardStatuses, virtualCardStatuses, linkStatuses,
  visitStatuses, insuranceStatuses, signatureStatuses,
  webComponentErrors, uploadErrors, claimErrors,
]

/** All of one edition, in the order of their families. */
export const officialErrorsOf = (edition: Edition): readonly OfficialError[] =>
  officialFamilies.filter((one) => one.edition === edition).flatMap(({ errors }) => errors)

const byKey = new Map(officialFamilies.flatMap(({ edition, errors }) => errors.map((error) => [`${edition} ${error.code}`, error])))

/** The row of a code; a number alone is not enough, since editions use the same numbers for different things. */
export const officialError = (edition: Edition, code: number): OfficialError | undefined => byKey.get(`${edition} ${code}`)

/** All rows as one list. */
export const officialErrors: readonly OfficialError[] = officialFamilies.flatMap(({ errors }) => errors)
