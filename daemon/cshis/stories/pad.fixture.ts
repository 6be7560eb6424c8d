import { hex } from '#protocols/bytes/hex'
import { ProfessionalCard } from '#simulator/cards/professional-card'
import { staff } from '#simulator/staff'
import { HPC_READER, own, refuses } from '../code-story.fixture.ts'
import { only, type PairStory } from '../pair-story.fixture.ts'
import type { WritingDesk } from '../writing-desk.fixture.ts'

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
const VERIFY = 10_105
/** Of a pad (PC/SC part 10 rev 2.02 §2.6.2). */
const PAD_LENGTH = 0x6403

const byNumber = (given: object) => 'id' in given ? { ...given, id: VERIFY } : given

/** Somebody enters the same again and again at the pad of every reader. */
const enters = (code: number, name: string, entry: string, more: Partial<PairStory> = {}): PairStory => (
  { code, name, of: verifies, desk: { world: 'three-cards', pad: () => entry }, input: byNumber, ...more }
)
const twice = async (desk: WritingDesk) => {
  for (const _ of ['first', 'second']) await desk.call('hpcVerifyHPCPIN')
}

/** The PIN of a professional card at the pad of its reader. */
export const padStories: readonly PairStory[] = [
  enters(0, 'the PIN is entered at the pad', '123456'),
  enters(5102, 'the PIN is wrong', '999999'),
  enters(5109, 'the person cancels the entry', 'cancelled'),
  enters(9041, 'the reader says that the PIN entered at its pad is too short', '123456', { mishap: refuses(PAD_LENGTH) }),
  enters(9043, 'the PIN is wrong for the third time', '999999', { before: twice }),
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
    code: 4050, name: 'the data centre is silent', of: only('HCA_GNFuncCall'), desk: { world: 'three-cards', pad: () => '123456' },
    before: ({ desk: { centre } }) => { centre.reachable = false }, input: byNumber,
  },
]
