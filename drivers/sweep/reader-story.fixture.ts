import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import type { SweepDesk } from './sweep-desk.fixture.ts'

/** What happens at a reader in a clinic. */
export interface ReaderStory {
  /** Slots that get cards. */
  readonly slots: readonly number[]
  readonly tell: (desk: SweepDesk) => Promise<void>
}

/** Each begins before the link is started, and waits for the news it needs, though not for ever. */
const oneSlot = {
  'a card is in the reader from the beginning, is written to and read': {
    slots: [0],
    tell: async (desk) => {
      desk.world.hands.insert(0, 'wang')
      desk.start()
      await desk.card(0)
      await desk.write(0)
      await desk.read(0)
    },
  },
  'a card is inserted, read and removed, and another one inserted and read': {
    slots: [0],
    tell: async (desk) => {
      desk.start()
      await desk.reader()
      await desk.insert(0, 'wang')
      await desk.read(0)
      await desk.remove(0)
      await desk.insert(0, 'lin')
      await desk.read(0)
    },
  },
  'a mute card is inserted, then a good one': {
    slots: [0],
    tell: async (desk) => {
      desk.start()
      await desk.reader()
      await desk.insert(0, 'mute')
      await desk.read(0)
      await desk.remove(0)
      await desk.insert(0, 'wang')
      await desk.read(0)
    },
  },
} as const satisfies Record<string, ReaderStory>

const twoSlots = {
  'two slots are read at once, then one is written to while the other is read': {
    slots: [0, 1],
    tell: async (desk) => {
      desk.world.hands.insert(0, 'wang')
      desk.start()
      await desk.reader()
      desk.world.hands.insert(1, 'lin')
      await desk.card(0, 1)
      await Promise.all([desk.read(0), desk.read(1)])
      await Promise.all([desk.write(0), desk.read(1)])
    },
  },
} as const satisfies Record<string, ReaderStory>

const atPad = {
  'a PIN is entered, and the card is written to': {
    slots: [0],
    tell: async (desk) => {
      desk.world.hands.insert(0, 'wang')
      desk.start()
      await desk.card(0)
      await desk.enterPin(0, 'enters')
      await desk.write(0)
    },
  },
  'a PIN is cancelled, then not entered in time, then entered': {
    slots: [0],
    tell: async (desk) => {
      desk.world.hands.insert(0, 'wang')
      desk.start()
      await desk.card(0)
      await desk.enterPin(0, 'cancels')
      await desk.enterPin(0, 'leaves')
      await desk.enterPin(0, 'enters')
    },
  },
} as const satisfies Record<string, ReaderStory>

const atChangingPad = {
  'a PIN is changed, then the change is cancelled, then not entered in time': {
    slots: [0],
    tell: async (desk) => {
      desk.world.hands.insert(0, 'wang')
      desk.start()
      await desk.card(0)
      await desk.changePin(0, 'enters')
      await desk.changePin(0, 'cancels')
      await desk.changePin(0, 'leaves')
    },
  },
} as const satisfies Record<string, ReaderStory>

export type TitledStory = readonly [title: string, story: ReaderStory]

/** The stories that can be told at a reader with so many slots. */
export function storiesFor(slots: number): readonly TitledStory[] {
  return Object.entries<ReaderStory>(slots > 1 ? { ...oneSlot, ...twoSlots } : oneSlot)
}

/** Those that need a reader's keys, at which PINs can be changed too. */
export const storiesAtPad: readonly TitledStory[] = Object.entries<ReaderStory>({ ...atPad, ...atChangingPad })

/** Those at keys where PINs are verified and not changed. */
export const storiesAtVerifyingPad: readonly TitledStory[] = Object.entries<ReaderStory>(atPad)

const MODIFICATION = 0x02

/** Those that can be told at a reader that says this of itself. */
export function storiesAt(
  { bMaxSlotIndex, bPINSupport }: Pick<CcidDescriptor, 'bMaxSlotIndex' | 'bPINSupport'>,
): readonly TitledStory[] {
  const atKeys = (bPINSupport & MODIFICATION) === 0 ? storiesAtVerifyingPad : storiesAtPad
  return [...storiesFor(bMaxSlotIndex + 1), ...bPINSupport > 0 ? atKeys : []]
}
