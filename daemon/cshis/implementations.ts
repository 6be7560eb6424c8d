import { basic } from './basic.ts'
import { cardChanges } from './card-changes.ts'
import { sequenceNumber } from './sequence-number.ts'
import { treatmentNumber } from './treatment-number.ts'
import type { Implementations } from './call.ts'

export const implementations: Implementations = { ...basic, ...sequenceNumber, ...treatmentNumber, ...cardChanges }
