import { insuranceStandings, type InsuranceStanding } from '#protocols/visit/insurance'
import { hpcIdOf, testPin } from '#simulator/cards/professional-card'
import { testClinic } from '#simulator/staff'
import { VirtualClock } from '#simulator/virtual-clock'
import { uploadsOnly } from '../../engines/open-profile/uploads-only.fixture.ts'
import { puts, type CallStory, type CodeStories } from '../code-story.fixture.ts'
import type { WritingDesk } from '../writing-desk.fixture.ts'

const PHYSICIAN_CARD = 'T000001'
const USED_UP = 'Z199999070', WANG = 'Z199999016'
const online = { treatmentItem: '05', babyTreatment: '', treatAfterCheck: '1' }

const answers = (centre: number, name: string): CallStory => ({ name, mishap: { centre }, call: 'csVerifySAMDC' })

/** An update of the content of somebody who stands so with the insurance, by its code. */
const updates = Object.entries(insuranceStandings).map(([standing, { update }]): [number, CallStory] => [update, {
  name: `the content is updated of somebody who is ${standing}`, call: 'csUpdateHCContents',
  before: (desk) => {
    desk.put('Simulated Reader 01', 'hc.used-up')
    desk.desk.centre.insure(USED_UP, { standing: standing as InsuranceStanding })
  },
}])

const checked = (standing: InsuranceStanding): CallStory => ({
  name: `a visit that wants the insurance checked, of somebody who is ${standing}`, call: 'hisGetSeqNumber256', input: online,
  before: ({ desk }: WritingDesk) => desk.centre.insure(WANG, { standing }),
})

/** Codes of the data centre. */
export const centreStories: CodeStories = {
  4050: {
    name: 'the centre is silent, for a function without a code of its own for it',
    before: ({ desk }) => { desk.centre.reachable = false }, call: 'hisGetBasicData',
  },
  4051: answers(9999, 'the centre refuses the SAM, without saying why'),
  4061: { name: 'the centre is silent', before: ({ desk }) => { desk.centre.reachable = false }, call: 'csVerifySAMDC' },
  4071: { name: 'the centre does not show itself to the health card', mishap: { centre: 9999 }, call: 'csUpdateHCContents' },
  6006: answers(9999, 'the centre does not believe what the SAM shows'),
  6008: {
    name: 'the clock cannot be set, which a PC’s never is here',
    sam: [
      { type: 'helloGiven', conversation: 'talk', challenge: '', certificate: '' }, { type: 'accepted' },
      { type: 'signatureGiven', certificate: '', signature: '' }, { type: 'challengeGiven', challenge: '' },
      { type: 'proofGiven', signature: '', at: '' }, { type: 'accepted' }, { type: 'clockFailed' },
    ],
  },
  6014: {
    name: 'the centre does not take the signature of an upload', call: 'csUploadData',
    desk: { world: 'one-clinic', remote: uploadsOnly(new VirtualClock('2026-01-15T09:00:00+08:00'), 'signatureWrong') },
  },
  9014: answers(9014, 'the centre could not prove itself to the SAM'),
  9015: answers(9015, 'the SAM could not prove itself to the centre'),
  9060: {
    name: 'the hospital of the SAM is suspended', before: ({ desk }) => desk.centre.judge(testClinic.samId, 'suspended'),
    call: 'csVerifySAMDC',
  },
  9061: {
    name: 'the SAM is past its validity', before: ({ desk }) => desk.centre.judge(testClinic.samId, 'expired'), call: 'csVerifySAMDC',
  },
  9062: answers(9062, 'the contract of the hospital is not in force'),
  9130: {
    name: 'the professional card is suspended', desk: { world: 'three-cards', pad: () => testPin }, call: 'hpcVerifyHPCPIN',
    before: ({ desk }) => desk.centre.suspend(hpcIdOf(PHYSICIAN_CARD)),
  },
  9082: { name: 'the content of a cancelled card is updated', before: puts('hc.cancelled'), call: 'csUpdateHCContents' },
  ...Object.fromEntries(updates),
  5012: checked('notInsured'),
  9094: checked('stopped'),
  9095: checked('unitArrears'),
  5174: { name: 'the centre is silent when 就醫識別碼 is asked for', mishap: { centre: 'unreachable' }, call: 'hisGetSeqNumber256N1' },
}
