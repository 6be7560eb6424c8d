import { basic } from './basic.ts'
import type { Implementations } from './call.ts'

export const implementations: Implementations = { ...basic }
