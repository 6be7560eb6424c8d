import type { Codec } from '#protocols/bytes/codec'
import type { CardObject } from './card-object.ts'
import { cardId } from './card-id.ts'
import { cardTermination } from './card-termination.ts'
import { publicBasic } from './public-basic.ts'

/** Every data object of the health card that this project knows how to read. */
export const hcContents: readonly CardObject<Codec<unknown>>[] = [cardId, publicBasic, cardTermination]
