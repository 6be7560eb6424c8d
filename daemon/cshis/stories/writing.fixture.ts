import type { HcFileName } from '#protocols/nhi-card/contents'
import type { CshisName } from '#protocols/cshis/index'
import type { World } from '#protocols/native-api/method'
import { HealthCard } from '#simulator/cards/health-card'
import { checkUpCard } from '#simulator/cards/hc-image'
import { fictionalId, type Person } from '#simulator/people'
import {
  attended, HPC_READER, own, physician, puts, SAM_READER, type CallStory, type CodeStories,
} from '../code-story.fixture.ts'
import { spoiledCard } from '../spoiled-card.fixture.ts'

/** A memory that is worn out, and a right that is missing (ISO/IEC 7816-4). */
const WORN = 0x6581, NO_RIGHT = 0x6982

const patient: Person = {
  cardSn: '000012345751', name: '吳測試', idCardNum: fictionalId('F', 911), birthday: '1985-12-31', sex: 'F', dateIssue: '2018-08-08',
}
const ofPatient = { patientId: patient.idCardNum, birthday: patient.birthday }

/** A write to a card that does not write this file any more. */
function refused(file: HcFileName, sw: number, call: CshisName, input: object = {}): CallStory {
  return {
    name: `the card refuses to write ${file} (${sw.toString(16).toUpperCase()})`, call, input: { ...ofPatient, ...input },
    desk: { world: 'three-cards', cards: [own(() => new HealthCard(patient, { image: checkUpCard, failing: { [file]: sw } }))] },
    before: async (desk) => {
      puts('own')(desk)
      await desk.prepare(physician)
    },
  }
}

const spoiled = (file: HcFileName, call: CshisName): CallStory => ({
  name: `a record of ${file} is of a day that never was`, call, input: { startPos: 1, endPos: 1 },
  desk: { world: 'three-cards', cards: [spoiledCard(file)] },
  before: async (desk) => {
    puts('hc.spoiled')(desk)
    await desk.prepare(physician)
  },
})

const visit = { treatmentDateTime: '2026-01-12T10:05:00' }
const mark = { icd10: false, afterCheck: '1', mainCode: 'K021', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const fees = { outpatientFee: 1, costFee: 1, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
const allergies = ['ASPIRIN', '', ''].map((ingredient) => ({ ingredient, ingredientComplete: true }))
const world: World = 'dedicated-reader'

/** Codes of areas that cannot be read, and of writes. */
export const writingStories: CodeStories = {
  5015: spoiled('orders', 'hisReadPrescriptMain'),
  5016: spoiled('longTermPrescriptions', 'hisReadPrescriptLongTerm'),
  5017: spoiled('importantOrders', 'hisReadPrescriptHVE'),
  5018: {
    name: 'the card refuses to read allergies (6581)', call: 'hisReadPrescriptAllergic',
    desk: {
      world: 'three-cards', cards: [own(() => new HealthCard(patient, { image: checkUpCard, unreadable: { allergies: WORN } }))],
    },
    before: async (desk) => {
      puts('own')(desk)
      await desk.prepare(physician)
    },
  },
  5007: refused('visits', WORN, 'hisGetSeqNumber256', { treatmentItem: '01', babyTreatment: '', treatAfterCheck: '1' }),
  5008: refused('visitSignatures', WORN, 'hisGetSeqNumber256', { treatmentItem: '01', babyTreatment: '', treatAfterCheck: '1' }),
  5009: refused('donorMark', NO_RIGHT, 'hisWriteOrganDonate', { mark: '4' }),
  5023: refused('visitDiagnoses', WORN, 'hisWriteTreatmentCode', { ...visit, data: mark }),
  5028: refused('visits', WORN, 'hisWriteTreatmentFee', { ...visit, data: fees }),
  5051: refused('newborn', WORN, 'hisWriteNewBorn', { newbornBirthday: '2026-01-10', newbornBaby: '1' }),
  5056: {
    name: 'the professional card is taken out once it has shown its role', desk: { world: 'three-cards' }, before: attended,
    mishap: (answer, clinic) => {
      clinic.remove(HPC_READER)
      return answer()
    },
    call: 'hisWriteAllergicMedicines',
  },
  5057: refused('allergies', WORN, 'hisWriteAllergicMedicines', { data: allergies }),
  5061: refused('donorMark', WORN, 'hisWriteOrganDonate', { mark: '4' }),
  5067: {
    name: 'the SAM is taken out before the institution is written', desk: { world }, before: attended,
    mishap: (answer, clinic) => {
      clinic.remove(SAM_READER)
      return answer()
    },
    call: 'hisWriteInoculateData',
  },
  5068: refused('preventiveCare', WORN, 'hisWriteHealthInsurance', { serviceItem: '02', itemCode: '21' }),
  5071: refused('emergencyPhone', WORN, 'hisWriteEmergentTel', { tel: '0911111111' }),
  5078: refused('prenatalCare', WORN, 'hisWritePredeliveryCheckup', { checkupCode: '41' }),
  5087: refused('prenatalCare', WORN, 'hisDeletePredeliveryData'),
  5093: refused('vaccinations', WORN, 'hisWriteInoculateData', { vaccine: 'FLU', lot: '' }),
}
