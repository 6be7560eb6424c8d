import type { CshisName } from '#protocols/cshis/index'
import type { PinEvent, PinInput } from '#protocols/hpc-card/pin.machine'
import type { SamIdcEvent } from '#protocols/auth/sam-idc.machine'
import type { IdcError } from '#protocols/port/idc'
import type { ShelvedCard } from '#simulator/card-shelf'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import type { CardFault, DeskOptions } from '../engines/open-profile/three-card-desk.fixture.ts'
import type { WritingDesk } from './writing-desk.fixture.ts'

/** What happens at one message or command of the call: which one is found by trying them from the first. */
export type Mishap = CardFault | { readonly centre: IdcError['failure'] }

/** A call of a function that returns the code. */
export interface CallStory {
  /** A half sentence: when the code comes. */
  readonly name: string
  readonly desk?: DeskOptions
  /** What happens before. */
  readonly before?: (desk: WritingDesk) => unknown
  readonly mishap?: Mishap
  readonly call: CshisName
  /** Of its first example when absent. */
  readonly input?: object
}

/** An outcome that stands for the code and that no function reaches, by what happens in its machine. */
export interface OutcomeStory {
  readonly name: string
  readonly pin?: { readonly input: PinInput, readonly events: readonly PinEvent[] }
  readonly sam?: readonly SamIdcEvent[]
}

export type CodeStory = CallStory | OutcomeStory
/** By official code. */
export type CodeStories = Readonly<Record<number, CodeStory>>

export const HC_READER = 'Simulated Reader 01', HPC_READER = 'Simulated Reader 02', SAM_READER = 'Simulated Reader 03'

/** A card that refuses a command with this status word. */
export const refuses = (sw: number): CardFault => () => Uint8Array.of(sw >> 8, sw & 0xff)

/** Another card in a reader. */
export const puts = (card: string, reader = HC_READER) => (desk: WritingDesk): void => desk.put(reader, card)

/** A card of a story, as `own` on the shelf. */
export const own = (make: () => SimulatedCard): ShelvedCard => ({ card: 'own', label: { zh: '', en: '' }, make })

export const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]

/** Everything that a physician may read is read: nothing is left to be authenticated. */
export async function attended(desk: WritingDesk): Promise<void> {
  await desk.prepare(physician)
  await desk.content()
}
