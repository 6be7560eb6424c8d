import { ProfessionalCard } from '#simulator/cards/professional-card'
import { testSamFolder } from '#simulator/cloud/test-centre'
import { staff } from '#simulator/staff'
import { HC_READER, HPC_READER, own, physician, puts, refuses, SAM_READER, type CodeStories } from '../code-story.fixture.ts'

const [file = ''] = testSamFolder.names()
const sound = testSamFolder.read()
const [doctor] = staff
const retired = own(() => {
  if (doctor === undefined) throw new Error('nobody works here')
  return new ProfessionalCard({ ...doctor, validTo: '2025-12-31' })
})

/** Codes of cards, readers and the security module. */
export const deviceStories: CodeStories = {
  4012: {
    name: 'there is no security module', desk: { world: 'one-clinic', samFolder: { ...testSamFolder, names: () => [] } },
    call: 'csVerifySAMDC',
  },
  4013: { name: 'there is no health card', before: ({ desk }) => desk.clinic.remove(HC_READER), call: 'hisGetBasicData' },
  4029: { name: 'a real card keeps its protected part', before: puts('hc.real'), call: 'hisGetRegisterBasic' },
  4032: {
    name: 'the card in the place of the SAM knows none of its commands', desk: { world: 'dedicated-reader' }, mishap: refuses(0x6d00),
    call: 'csVerifySAMDC',
  },
  4033: { name: 'a professional card lies in the place of the health card', before: puts('hpc'), call: 'hisGetBasicData' },
  4034: {
    name: 'a card of another kind lies in the place of the professional card', before: ({ desk }) => desk.clinic.insert(HPC_READER, 'hpc'),
    call: 'hpcVerifyHPCPIN',
  },
  4043: {
    name: 'the card answers in plain within its session', mishap: refuses(0x6982), call: 'hisGetRegisterBasic',
  },
  9140: {
    name: 'the professional card is past its validity', desk: { world: 'one-clinic', cards: [retired] },
    before: async (desk) => {
      desk.desk.clinic.insert(HPC_READER, 'own')
      await desk.prepare(physician)
    },
    call: 'hisReadPrescription',
  },
  5006: {
    name: 'no security module says whose it is', desk: { world: 'one-clinic', samFolder: { ...testSamFolder, names: () => [] } },
    call: 'csGetHospID',
  },
  6005: {
    name: 'the SAM does not take what the centre shows', desk: { world: 'dedicated-reader' }, mishap: refuses(0x6300),
    call: 'csVerifySAMDC',
  },
  6007: { name: 'the SAM does not sign', desk: { world: 'dedicated-reader' }, mishap: refuses(0x6982), call: 'csVerifySAMDC' },
  9013: {
    name: 'the centre does not know the SAM', desk: { world: 'dedicated-reader' }, before: puts('sam.second', SAM_READER),
    call: 'csVerifySAMDC',
  },
  9200: {
    name: 'two cloud SAM files lie in the folder', call: 'csVerifySAMDC',
    desk: { world: 'one-clinic', samFolder: { ...testSamFolder, names: () => [file, '9900000013TESTSAM00002.SAM'] } },
  },
  9201: {
    name: 'the cloud SAM file makes no sense', call: 'csVerifySAMDC',
    desk: { world: 'one-clinic', samFolder: { ...testSamFolder, read: () => sound.slice(1) } },
  },
  9202: {
    name: 'the cloud SAM file is of another machine', call: 'csVerifySAMDC',
    desk: { world: 'one-clinic', samFolder: { ...testSamFolder, machineSecret: new Uint8Array(32).fill(7) } },
  },
  9203: {
    name: 'a TEST cloud SAM is used in production', desk: { world: 'one-clinic', environment: 'production' }, call: 'csVerifySAMDC',
  },
  9230: {
    name: 'the cloud SAM file has no name of a hospital', call: 'csVerifySAMDC',
    desk: { world: 'one-clinic', samFolder: { ...testSamFolder, read: () => sound.replace(/^.*"hospitalName".*\n/m, '') } },
  },
  9210: { name: 'the health card takes no part in the authentication', mishap: refuses(0x6a80), call: 'hisGetRegisterBasic' },
  9211: { name: 'the health card does not take the cloud SAM', mishap: refuses(0x6300), call: 'hisGetRegisterBasic' },
  9212: { name: 'the centre does not believe the health card', mishap: { centre: 9212 }, call: 'hisGetRegisterBasic' },
  9220: {
    name: 'the professional card takes no part in the authentication', desk: { world: 'three-cards' }, mishap: refuses(0x6a80),
    call: 'hpcVerifyHPCPIN',
  },
  9221: {
    name: 'the professional card does not take the cloud SAM', desk: { world: 'three-cards' }, mishap: refuses(0x6300),
    call: 'hpcVerifyHPCPIN',
  },
}
