import { hex } from '#protocols/bytes/hex'
import { hpcIdOf, ProfessionalCard } from '#simulator/cards/professional-card'
import { staff } from '#simulator/staff'
import { HPC_READER, own, refuses } from '../code-story.fixture.ts'
import { only, type PairStory } from '../pair-story.fixture.ts'
import type { WritingDesk } from '../writing-desk.fixture.ts'
import { inTurn } from './pin.fixture.ts'

const [doctor] = staff
function cardOf(change: Partial<NonNullable<typeof doctor>> = {}): ProfessionalCard {
  if (doctor === undefined) throw new Error('nobody works here')
  return new ProfessionalCard({ ...doctor, ...change })
}
const retired = own(() => cardOf({ validTo: '2025-12-31' }))
/** GET DATA of the card information, and no such data (ISO/IEC 7816-4). */
const CARD_INFO = '00cadf32'
const nameless = own(() => {
  const card = cardOf()
  return {
    atr: card.atr, reset: () => card.reset(),
    transmit: (capdu) => hex(capdu).startsWith(CARD_INFO) ? Uint8Array.of(0x6a, 0x88) : card.transmit(capdu),
  }
})

/** The PIN of a professional card is verified by these; a function of certificates does so by its number. */
const verifies = only('hpcVerifyHPCPIN', 'HCA_GNFuncCall')
const ofHpc = only('hpcVerifyHPCPIN', 'hpcInputHPCPIN', 'hpcUnlockHPC', 'HCA_GNFuncCall')
const ofHc = only('csInputHCPIN', 'csDisableHCPIN')
const changesHpc = only('hpcInputHPCPIN')
const VERIFY = 10_105
/** Of a pad (PC/SC part 10 rev 2.02 §2.6.2). */
const PAD_LENGTH = 0x6403
/** ISO/IEC 7816-4: the card’s memory did not take it. */
const MEMORY_FAILURE = 0x6581

const byNumber = (given: object) => 'id' in given ? { ...given, id: VERIFY } : given

/** Somebody enters the same again and again at the pad of every reader. */
const enters = (code: number, name: string, entry: string, more: Partial<PairStory> = {}): PairStory => (
  { code, name, of: verifies, desk: { world: 'three-cards', pad: () => entry }, input: byNumber, ...more }
)
/** A new PIN of a professional card, and the second entry of it. */
const changes = (code: number, name: string, again: string, more: Partial<PairStory> = {}): PairStory => (
  { code, name, of: changesHpc, desk: { world: 'three-cards', pad: inTurn('123456', '246810', again) }, ...more }
)
const twice = async (desk: WritingDesk) => {
  for (const _ of ['first', 'second']) await desk.call('hpcVerifyHPCPIN')
}

/** The PIN of a professional card at the pad of its reader. */
export const padStories: readonly PairStory[] = [
  enters(5102, 'the PIN is wrong', '999999'),
  enters(5109, 'the person cancels the entry', 'cancelled', { of: ofHpc }),
  {
    code: 5109, name: 'the patient cancels the entry', of: only('csVerifyHCPIN', 'csDisableHCPIN'),
    desk: { world: 'pin-card', pad: () => 'cancelled' },
  },
  enters(9041, 'the reader says that the PIN entered at its pad is too short', '123456', { of: ofHpc, mishap: refuses(PAD_LENGTH) }),
  {
    code: 9041, name: 'the reader says that the PIN entered at its pad is too short', of: ofHc,
    desk: { world: 'pin-card', pad: () => '1234' }, mishap: refuses(PAD_LENGTH),
  },
  changes(5107, 'the two entries of a new PIN differ', '246811'),
  changes(5108, 'the card does not take a new PIN', '246810', { mishap: refuses(MEMORY_FAILURE) }),
  enters(9043, 'the PIN is wrong for the third time', '999999', { before: twice }),
  enters(9043, 'the PIN was wrong three times before', '999999', {
    of: changesHpc, before: async (desk) => {
      await twice(desk)
      await desk.call('hpcVerifyHPCPIN')
    },
  }),
  {
    code: 9140, name: 'the professional card is past its validity', of: ofHpc,
    desk: { world: 'one-clinic', cards: [retired], pad: () => '123456' },
    before: ({ desk: { clinic } }) => clinic.insert(HPC_READER, 'own'), input: byNumber,
  },
  {
    code: 5056, name: 'the professional card does not say whose it is', of: ofHpc,
    desk: { world: 'one-clinic', cards: [nameless], pad: () => '123456' },
    before: ({ desk: { clinic } }) => clinic.insert(HPC_READER, 'own'), input: byNumber,
  },
  {
    code: 9043, name: 'the PIN was wrong three times before', of: ofHc, desk: { world: 'pin-card', pad: () => '9999' },
    before: async (desk) => {
      for (const _ of ['first', 'second', 'third']) await desk.call('csVerifyHCPIN')
    },
  },
  {
    code: 4029, name: 'the professional card takes no part in the authentication with a SAM card', of: ofHpc,
    desk: { world: 'dedicated-reader', pad: () => '123456' }, mishap: refuses(0x6a80), input: byNumber,
  },
  {
    code: 4034, name: 'a card of another kind is in the place of the professional card', of: only('HCA_GNFuncCall'),
    desk: { world: 'one-clinic' }, before: ({ desk: { clinic } }) => clinic.insert(HPC_READER, 'hpc'), input: byNumber,
  },
  {
    code: 9130, name: 'the professional card is suspended', of: ofHpc, desk: { world: 'three-cards', pad: () => '123456' },
    before: ({ desk: { centre } }) => doctor && centre.suspend(hpcIdOf(doctor.serialNumber)), input: byNumber,
  },
  {
    code: 4050, name: 'the data centre is silent', of: only('HCA_GNFuncCall'), desk: { world: 'three-cards', pad: () => '123456' },
    before: ({ desk: { centre } }) => { centre.reachable = false }, input: byNumber,
  },
]
