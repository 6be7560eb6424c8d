import type { Codec } from '../bytes/codec.ts'
import { profileObject } from '../auth/profile-object.ts'
import type { CardObject } from '../nhi-card/card-object.ts'
import { samIdentity } from './identity.ts'

/** Every data object of a simulated security module but its certificate, which GET DATA 7F21 answers. */
export const samContents: readonly CardObject<Codec<unknown>>[] = [profileObject, samIdentity]
