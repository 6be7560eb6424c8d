import type { CshisFunction } from '#protocols/cshis/function'
import { testSamFolder } from '#simulator/cloud/test-centre'
import type { DeskOptions } from '../../engines/open-profile/three-card-desk.fixture.ts'
import { HC_READER, HPC_READER, physician, puts, refuses } from '../code-story.fixture.ts'
import { only, soundExample, type PairStory } from '../pair-story.fixture.ts'
import type { WritingDesk } from '../writing-desk.fixture.ts'

const noSam: DeskOptions = { world: 'three-cards', samFolder: { ...testSamFolder, names: () => [] } }
const threeCards: DeskOptions = { world: 'three-cards' }

const needsSam = ({ needs: { sam, online } }: CshisFunction) => sam === true || online === true
const needsHpc = ({ needs: { hpc } }: CshisFunction) => hpc === true
const ofPad = only('hpcVerifyHPCPIN', 'hpcInputHPCPIN', 'hpcUnlockHPC')
/** What any professional card tells, and its PIN. */
const ofProfessional = (declared: CshisFunction) => ofPad(declared) || only(
  'hpcGetHPCStatus', 'hpcGetHPCSN', 'hpcGetHPCSSN', 'hpcGetHPCCNAME', 'hpcGetHPCENAME', 'HCA_GNFuncCall')(declared)
const ofInstitution = only('csVerifySAMDC', 'csUploadData', 'hisGetTreatNumNoICCard')
/** Of a card by its number, and of a session by its number. */
const byType = { csGetCardNo: 'cardType', csSoftwareReset: 'type' } as const
const isTyped = only('csGetCardNo', 'csSoftwareReset')

/** A function of any health card: what it wants besides is there. */
const needsHc = (declared: CshisFunction) => (
  declared.needs.sam === true && declared.returns.includes(4013) && !isTyped(declared) && soundExample(declared) !== undefined
)

/** A desk with a physician whose PIN is verified. */
const attended = (change: (desk: WritingDesk) => unknown) => async (desk: WritingDesk) => {
  await desk.prepare(physician)
  await change(desk)
}
const noReaders = ({ desk: { clinic } }: WritingDesk) => {
  for (const reader of [HC_READER, HPC_READER]) clinic.removeReader(reader)
}
const silent = ({ desk: { centre } }: WritingDesk) => { centre.reachable = false }
const stranger = (desk: WritingDesk) => desk.put(HPC_READER, 'hpc')
const pulled = (reader: string) => ({ desk: { clinic } }: WritingDesk) => clinic.remove(reader)
/** The only reader is free of a health card, so that what is there is in the place of the professional card. */
const alone = (change: (desk: WritingDesk) => unknown) => (desk: WritingDesk) => {
  pulled(HC_READER)(desk)
  return change(desk)
}

const typed = (types: Partial<Record<keyof typeof byType, number>>) => (given: object) => (
  'cardType' in given ? { cardType: types.csGetCardNo } : { type: types.csSoftwareReset }
)

/** The cause by which a function says that it has not what it needs: each row for every function that it concerns. */
export const needStories: readonly PairStory[] = [
  { code: 4013, name: 'there is no health card', of: needsHc, desk: threeCards, before: attended(pulled(HC_READER)) },
  {
    code: 4013, name: 'there is no health card',
    of: isTyped, desk: threeCards, before: pulled(HC_READER), input: typed({ csGetCardNo: 2, csSoftwareReset: 3 }),
  },
  {
    code: 4033, name: 'a card of another kind is in the place of the health card',
    of: needsHc, desk: threeCards, before: attended(puts('hpc')),
  },
  {
    code: 4033, name: 'a card of another kind is in the place of the health card',
    of: only('csGetCardNo'), desk: threeCards, before: puts('hpc'), input: { cardType: 2 },
  },
  { code: 4029, name: 'a real card keeps its protected part', of: needsHc, desk: threeCards, before: attended(puts('hc.real')) },
  { code: 4000, name: 'the readers are gone', of: needsHc, desk: threeCards, before: attended(noReaders) },
  {
    code: 4000, name: 'the readers are gone',
    of: only('csGetCardNo', 'csSoftwareReset', 'csGetDateTime'), desk: threeCards, before: noReaders,
  },
  { code: 4000, name: 'the professional card does not answer', of: ofProfessional, desk: threeCards, mishap: () => undefined },
  {
    code: 4000, name: 'the reader of the SAM card goes while it is asked', of: ofInstitution, desk: { world: 'dedicated-reader' },
    mishap: (_, clinic, reader) => {
      clinic.removeReader(reader)
      return undefined
    },
  },
  { code: 4012, name: 'there is no security module', of: needsSam, desk: noSam },
  { code: 4012, name: 'there is no security module', of: isTyped, desk: noSam, input: typed({ csGetCardNo: 1, csSoftwareReset: 1 }) },
  {
    code: 4032, name: 'the card in the place of the SAM knows none of its commands', of: ofInstitution, desk: { world: 'dedicated-reader' },
    mishap: refuses(0x6d00),
  },
  {
    code: 4032, name: 'the card in the place of the SAM knows none of its commands', of: only('csGetCardNo'),
    desk: { world: 'dedicated-reader' }, mishap: refuses(0x6d00), input: { cardType: 1 },
  },
  {
    code: 4050, name: 'the data centre does not believe the security module',
    of: (declared) => needsSam(declared) && declared.returns.includes(4061), desk: threeCards, mishap: { centre: 9999 }, at: 0,
  },
  { code: 4050, name: 'the data centre is silent', of: needsSam, desk: threeCards, before: silent },
  { code: 4061, name: 'the data centre is silent', of: needsSam, desk: threeCards, before: silent },
  {
    code: 4014, name: 'there is no professional card',
    of: (one) => needsHpc(one) || ofProfessional(one), desk: threeCards, before: pulled(HPC_READER),
  },
  {
    code: 4034, name: 'a card of another kind is in the place of the professional card',
    of: needsHpc, desk: { world: 'one-clinic' }, before: stranger,
  },
  {
    code: 4034, name: 'a card of another kind is in the place of the professional card',
    of: ofProfessional, desk: { world: 'one-clinic' }, before: alone(stranger),
  },
  {
    code: 4034, name: 'a card of another kind is in the place of the professional card',
    of: only('csGetCardNo'), desk: { world: 'one-clinic' }, before: stranger, input: { cardType: 3 },
  },
  {
    code: 4042, name: 'the PIN of the professional card is not verified',
    of: (one) => needsHpc(one) || one.needs.hpc === 'optional', desk: threeCards,
  },
  {
    code: 9100, name: 'a pharmacist’s card', of: (one) => one.returns.includes(9100), desk: { world: 'pharmacist' },
    before: (desk) => desk.prepare(physician),
  },
  {
    code: 5174, name: 'the data centre gives no number',
    of: only('hisGetTreatNumNoICCard', 'hisGetTreatNumICCard'), mishap: { centre: 5174 },
  },
  {
    code: 5102, name: 'the patient’s PIN is not verified', of: ({ needs: { pin } }) => pin === true, desk: { world: 'pin-card' },
    before: async (desk) => {
      desk.desk.clinic.insert(HPC_READER, 'hpc.physician')
      await desk.prepare(physician)
    },
  },
  {
    code: 4071, name: 'the data centre does not show itself to the health card',
    of: only('csUnGetSeqNumber'), desk: threeCards, mishap: { centre: 9999 },
  },
]
