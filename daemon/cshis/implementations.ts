import { allergyWriting } from './allergy-writing.ts'
import { basic } from './basic.ts'
import type { Implementations } from './call.ts'
import { checkUpWriting } from './check-up-writing.ts'
import { markWriting } from './mark-writing.ts'
import { orderWriting } from './order-writing.ts'
import { treatmentWriting } from './treatment-writing.ts'

export const implementations: Implementations = {
  ...basic,
  ...treatmentWriting, ...orderWriting, ...allergyWriting, ...markWriting, ...checkUpWriting,
}
