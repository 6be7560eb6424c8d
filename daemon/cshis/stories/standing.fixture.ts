import { HealthCard } from '#simulator/cards/health-card'
import { checkUpCard, usedCard, type HcImage } from '#simulator/cards/hc-image'
import type { CshisName } from '#protocols/cshis/index'
import { fictionalId, type Person } from '#simulator/people'
import { HC_READER, own, physician, puts } from '../code-story.fixture.ts'
import { only, type PairStory } from '../pair-story.fixture.ts'
import { patient as visitor, visit, visited } from './visit.fixture.ts'

const patient: Person = {
  cardSn: '000012345752', name: '吳測試', idCardNum: fictionalId('F', 913), birthday: '1985-12-31', sex: 'F', dateIssue: '2018-08-08',
}
const ofPatient = { patientId: patient.idCardNum, birthday: patient.birthday }

const readsState = only('hisGetEmergentTel', 'hisGetLastSeqNum', 'hisGetCriticalIllness', 'hisGetCriticalIllnessID')
const numbers = only('hisGetSeqNumber', 'hisGetSeqNumber256', 'hisGetSeqNumber256N1')
const checkUps = only('hisWriteHealthInsurance', 'hisWritePredeliveryCheckup')
const writesInForce = only('hisWriteHealthInsurance', 'hisWritePredeliveryCheckup', 'hisWriteInoculateData', 'hisWriteEmergentTel')

/** Another card of the patient than the first example's, where nobody has seen it before. */
function ofCard(code: number, name: string, of: PairStory['of'], image: HcImage, cancelled = false): PairStory {
  const make = () => new HealthCard(patient, { image: { ...checkUpCard, ...image }, cancelled })
  return {
    code, name, of, desk: { world: 'three-cards', cards: [own(make)] },
    before: async (desk) => {
      puts('own', HC_READER)(desk)
      await desk.prepare(physician)
    },
    input: (given) => 'birthday' in given ? { ...given, ...ofPatient } : given,
  }
}

const item = (code: number, name: string, treatmentItem: string): PairStory => ({
  ...ofCard(code, name, numbers, { preventiveCare: [], prenatalCare: [], visits: [] }),
  input: { treatmentItem, babyTreatment: '', treatAfterCheck: '1' },
})
const newborn = (code: number, name: string, image: HcImage): PairStory => (
  { ...ofCard(code, name, numbers, image), input: { treatmentItem: '01', babyTreatment: 'A', treatAfterCheck: '1' } }
)
const taken = (desk: Parameters<NonNullable<PairStory['before']>>[0], name: CshisName = 'hisGetSeqNumber') => (
  desk.call(name, { treatmentItem: '01', babyTreatment: '' })
)

/** What stands on a card, and does not let a function do its work. */
export const standingStories: readonly PairStory[] = [
  ofCard(5001, 'no visit is left', checkUps, { validity: [{ cardValidity: '2031-12-31', treatmentCounter: 0 }] }),
  ofCard(5002, 'the card is cancelled', (declared) => readsState(declared) || writesInForce(declared), {}, true),
  ofCard(5003, 'the card is past its validity', writesInForce, { validity: [{ cardValidity: '2025-12-31', treatmentCounter: 5 }] }),
  ofCard(5083, 'none of the last visits is for it', only('hisWritePredeliveryCheckup'), { visits: usedCard.visits ?? [] }),
  newborn(5004, 'a newborn, of whom the card knows nothing', {}),
  newborn(5052, 'a newborn on the card without the number of its twins', { newborn: [{ newbornBirthday: '2026-01-10', newbornBaby: '' }] }),
  item(5081, 'a visit is cancelled where none is of the last 24 hours', 'ZA'),
  item(5082, 'a prenatal check-up is cancelled where there is none', 'XA'),
  item(5084, 'preventive care is cancelled where there is none', 'YA'),
  {
    code: 5010, name: 'the second of its day: a notice', of: numbers, desk: { world: 'one-clinic' }, before: (desk) => taken(desk),
    input: { treatmentItem: '01', babyTreatment: '', treatAfterCheck: '1' }, touches: 'the visit is written: 5010 is a notice',
  },
  {
    code: 5130, name: 'the validity cannot be written', of: only('csUnGetSeqNumber'), before: puts('own'),
    desk: { world: 'one-clinic', cards: [own(() => new HealthCard(visitor, { image: visited, failing: { validity: 0x6581 } }))] },
    input: { unTreatDate: visit.treatmentDateTime },
    touches: 'an undo notes on the card what it undoes before it changes anything, so that it can be finished',
  },
  {
    code: 9081, name: 'more than three visits are left', of: only('csUpdateHCContents', 'csUpdateHCNoReset'), desk: { world: 'one-clinic' },
  },
  {
    code: 9, name: 'a card of another kind is in the place of the health card', of: only('hisGetCardStatus'),
    desk: { world: 'one-clinic' }, before: puts('hpc'), input: { cardType: 2 },
  },
  {
    code: 5, name: 'a health card to which the data centre has shown itself', of: only('hisGetCardStatus'), desk: { world: 'one-clinic' },
    before: (desk) => desk.call('csUpdateHCContents'), input: { cardType: 2 },
  },
]
