import * as z from 'zod'

/** A time as the card has it: the clinic's own, without an offset. */
export const ClinicTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/).describe('YYYY-MM-DDTHH:mm:ss')

/** An ID or an institution's code. */
export const PersonalCode = z.string().regex(/^[0-9A-Z]{1,10}$/)
