import type { HcFileName } from '#protocols/nhi-card/contents'
import type { CshisName } from '#protocols/cshis/index'
import { HealthCard } from '#simulator/cards/health-card'
import { checkUpCard } from '#simulator/cards/hc-image'
import { fictionalId, type Person } from '#simulator/people'
import { attended, HPC_READER, own, physician, puts, refuses, SAM_READER } from '../code-story.fixture.ts'
import { only, type PairStory } from '../pair-story.fixture.ts'

/** A memory that is worn out, a right that is missing, and a command that is not understood (ISO/IEC 7816-4). */
const WORN = 0x6581, NO_RIGHT = 0x6982, WRONG_DATA = 0x6a80

const patient: Person = {
  cardSn: '000012345753', name: '吳測試', idCardNum: fictionalId('F', 914), birthday: '1985-12-31', sex: 'F', dateIssue: '2018-08-08',
}
const ofPatient = { patientId: patient.idCardNum, birthday: patient.birthday }
const visit = { treatmentItem: '01', babyTreatment: '', treatAfterCheck: '1' }

/** The card does not write this file any more. */
function refused(code: number, call: CshisName, file: HcFileName, sw: number, more: Partial<PairStory> = {}): PairStory {
  return {
    code, name: `the card refuses to write ${file} (${sw.toString(16).toUpperCase()})`, of: only(call),
    desk: { world: 'three-cards', cards: [own(() => new HealthCard(patient, { image: checkUpCard, failing: { [file]: sw } }))] },
    before: async (desk) => {
      puts('own')(desk)
      await desk.prepare(physician)
    },
    input: (given) => 'birthday' in given ? { ...given, ...ofPatient } : { ...given, ...visit }, ...more,
  }
}

/** Once everything was read that a physician may read. */
const SIGNED_FIRST = 'the signature is made before the card is asked, and told though the card refused the order'
const gone = (reader: string): Pick<PairStory, 'desk' | 'before' | 'mishap'> => ({
  desk: { world: 'dedicated-reader' }, before: attended,
  mishap: (answer, clinic) => {
    clinic.remove(reader)
    return answer()
  },
})

/** Cards that refuse to write, and a security module or professional card that is not there to write with. */
export const refusedWriteStories: readonly PairStory[] = [
  refused(5023, 'hisWriteTreatmentData', 'visits', WORN),
  refused(5033, 'hisWritePrescriptionSign', 'orders', WORN, { touches: SIGNED_FIRST }),
  refused(5057, 'hisWriteAllergicNum', 'allergies', WORN),
  refused(5009, 'hisWriteAllergicMedicines', 'allergies', NO_RIGHT),
  refused(5009, 'hisWriteHealthInsurance', 'preventiveCare', NO_RIGHT),
  refused(5009, 'hisWritePredeliveryCheckup', 'prenatalCare', NO_RIGHT),
  refused(5009, 'hisDeletePredeliveryData', 'prenatalCare', NO_RIGHT),
  refused(5009, 'hisWriteInoculateData', 'vaccinations', NO_RIGHT),
  refused(5009, 'hisGetSeqNumber256', 'visits', NO_RIGHT),
  refused(5009, 'hisGetSeqNumber256N1', 'visits', NO_RIGHT),
  {
    code: 5056, name: 'the professional card is taken out once it has shown its role', of: only('hisWriteAllergicNum'), ...gone(HPC_READER),
    desk: { world: 'three-cards' },
  },
  {
    code: 5067, name: 'the SAM is taken out before the institution is written', ...gone(SAM_READER),
    of: only('hisWriteHealthInsurance', 'hisWritePredeliveryCheckup'),
    desk: { world: 'dedicated-reader', cards: [own(() => new HealthCard(patient, { image: checkUpCard }))] },
    before: (desk) => {
      puts('own')(desk)
      return attended(desk)
    },
    input: (given) => ({ ...given, ...ofPatient }),
  },
  {
    code: 5006, name: 'the SAM is taken out before the institution is written', ...gone(SAM_READER),
    of: only('hisGetSeqNumber', 'hisGetSeqNumber256', 'hisGetSeqNumber256N1'),
  },
  {
    code: 5008, name: 'the SAM does not sign', of: only('hisWritePrescriptionSign', 'hisWriteMultiPrescriptSign', 'csUploadData'),
    desk: { world: 'dedicated-reader', takesUploads: true }, before: attended, mishap: refuses(WRONG_DATA),
  },
]
