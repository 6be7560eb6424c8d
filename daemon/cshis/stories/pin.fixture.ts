import type { PinInput } from '#protocols/hpc-card/pin.machine'
import { refuses, type CallStory, type CodeStories } from '../code-story.fixture.ts'

/** Somebody enters the same again and again at the pad of the reader with a card that has a PIN. */
const enters = (entry: string, name: string, before?: CallStory['before']): CallStory => (
  { name, desk: { world: 'pin-card', pad: () => entry }, call: 'csVerifyHCPIN', ...before === undefined ? {} : { before } }
)

const typed = (card: PinInput['card'], operation: PinInput['operation']) => ({ card, operation, entry: 'typed' }) as const
const PIN_WANTED = { type: 'answered', sw: 0x63c3 } as const
/** Of a pad (PC/SC part 10 rev 2.02 §2.6.2). */
const PAD_LENGTH = 0x6403
/** ISO/IEC 7816-4: the card’s memory did not take it. */
const MEMORY_FAILURE = 0x6581
const FITS = { type: 'entered', verdict: 'fits' } as const

/** What somebody enters at the pad in turn, and again and again. */
export function inTurn(...entries: readonly string[]): () => string {
  let at = 0
  return () => entries[at++ % entries.length] ?? ''
}

/** Codes of PINs, at pads of simulated readers where nothing else is said (docs/open-profile.md §7). */
export const pinStories: CodeStories = {
  5102: enters('9999', 'the PIN is wrong'),
  9041: { ...enters('1234', 'the reader says that the PIN entered at its pad is too short'), mishap: refuses(PAD_LENGTH) },
  9043: enters('9999', 'the PIN is wrong for the third time', async (desk) => {
    for (const _ of ['first', 'second']) await desk.call('csVerifyHCPIN')
  }),
  5108: {
    name: 'the card does not take a new PIN',
    desk: { world: 'pin-card', pad: inTurn('1234', '2468', '2468') }, mishap: refuses(MEMORY_FAILURE), call: 'csInputHCPIN',
  },
  5110: {
    // no reader of the simulated clinic is one device with two slots and one pad, and no link tells which slots share a pad
    name: 'a professional card is in the way of the reader’s one pad',
    pin: { input: { card: 'hc', operation: 'change', entry: 'pad', hpcInTheWay: true }, events: [] },
  },
  6019: {
    name: 'no digit is typed', pin: { input: typed('hc', 'verify'), events: [PIN_WANTED, { type: 'entered', verdict: 'blank' }] },
  },
  9039: {
    name: 'the PIN of a professional card is typed wrong',
    pin: { input: typed('hpc', 'verify'), events: [PIN_WANTED, FITS, { type: 'answered', sw: 0x63c2 }] },
  },
}
