import * as z from 'zod'
import type { Fields } from '../bytes/fixed-width.ts'
import type { CardFile } from '../nhi-card/card-file.ts'
import { hcFiles } from '../nhi-card/contents.ts'
import { Basic } from './card.ts'
import { method } from './method.ts'
import { recordSchema } from './record-schema.ts'
import { Epoch, ReaderId } from './schemas.ts'

/** What any call on a card in a reader may answer. */
export const cardErrors = [
  'READER_UNKNOWN', 'READER_AMBIGUOUS', 'READER_ABSENT', 'READER_LOST', 'READER_BUSY', 'READER_FAILED',
  'CARD_ABSENT', 'CARD_REMOVED', 'CARD_CHANGED', 'CARD_SILENT', 'CARD_UNRECOGNISED', 'RECORD_MALFORMED',
  'DEADLINE_PASSED', 'STATE_UNWRITABLE', 'CALLER_GONE',
] as const

/** What a call that needs the card's protected part may answer besides. */
export const authenticationErrors = [
  'CARD_KIND_WRONG', 'PROTECTED_PART_UNAVAILABLE', 'ENVIRONMENT_MIXED', 'SAM_ABSENT', 'SAM_AMBIGUOUS', 'SAM_FILE_REFUSED',
  'SAM_REFUSED', 'IDC_UNREACHABLE', 'AUTHENTICATION_FAILED', 'PIN_REQUIRED', 'SESSION_LOST',
] as const

/** What a call that needs a professional card may answer besides. */
export const professionalErrors = ['HPC_ABSENT', 'HPC_AMBIGUOUS', 'HPC_PIN_REQUIRED', 'PROFESSION_REFUSED'] as const

const params = z.strictObject({ reader: ReaderId.optional() })
const place = { reader: ReaderId, epoch: Epoch }
const stages = ['lookingAtCards', 'authenticatingSam', 'authenticatingCard', 'provingProfessional', 'readingCard'] as const
const records = <F extends Fields>(file: CardFile<F>) => z.array(recordSchema(file.record))
const record = <F extends Fields>(file: CardFile<F>) => recordSchema(file.record).nullable()
const readingErrors = [...cardErrors, ...authenticationErrors, 'PIN_BLOCKED'] as const
const reading = { since: 1, scope: 'card.readProtected', params, stages, errors: readingErrors } as const

export const cardReadRegister = method({
  ...reading, name: 'card.readRegister',
  summary: {
    zh: '讀取掛號基本資料：身分註記、有效期限、可用次數、新生兒註記',
    en: 'Basic data with status of the insured, validity, visits left and newborn marks.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.2), §2.2.2' },
  result: z.object({
    ...place,
    register: z.object({
      ...Basic.shape, ...recordSchema(hcFiles.insured.record).shape, ...recordSchema(hcFiles.validity.record).shape,
      newborn: record(hcFiles.newborn).describe('新生兒依附註記; null when none is there'),
    }),
  }),
  examples: [{
    name: 'the only health card', world: 'one-clinic', params: {},
    result: {
      reader: 'r1', epoch: 1,
      register: {
        cardSn: '000012345678', name: '王測試', nameComplete: true, idCardNum: 'Z199999016',
        birthday: '1990-01-01', sex: 'M', dateIssue: '2020-06-01', cancelled: false,
        insurerCode: '', insurerId: '3', cardValidity: '2031-12-31', treatmentCounter: 4, newborn: null,
      },
    },
  }],
})

export const cardReadTreatments = method({
  ...reading, name: 'card.readTreatments',
  summary: {
    zh: '讀取就醫資料；有醫事人員卡時含診斷',
    en: 'The last visits; their diagnoses and professionals where a professional card allows it.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.5, 1.8, 1.14), §2.2.6, §2.2.8' },
  result: z.object({
    ...place,
    treatments: z.array(z.object({
      visit: recordSchema(hcFiles.visits.record),
      diagnoses: record(hcFiles.visitDiagnoses).describe('null: none written, or no right'),
      professional: record(hcFiles.visitPhysicians).describe('null: none written, or no right'),
      signature: record(hcFiles.visitSignatures),
    })).describe('the newest first'),
    lastSequence: record(hcFiles.lastSequence),
    withDiagnoses: z.boolean().describe('whether the rights of a professional card were there'),
  }),
  examples: [{
    name: 'without a professional card', world: 'pin-card', params: {},
    before: [{ method: 'card.verifyPin', params: { pin: '1234' } }],
    result: {
      reader: 'r1', epoch: 1, withDiagnoses: false, lastSequence: { year: 115, sequenceNumber: '0002' },
      treatments: [
        {
          visit: {
            treatmentItem: '01', babyTreatment: '', treatmentDateTime: '2026-01-12T10:05:00', afterCheck: '1',
            sequenceNumber: '0002', hospitalId: '9900000013', outpatientFee: 620, costFee: 150, inpatientFee: null,
            inpatient30Fee: null, inpatient180Fee: null,
          },
          diagnoses: null, professional: null, signature: { signature: 'a5'.repeat(128) },
        },
        {
          visit: {
            treatmentItem: '01', babyTreatment: '', treatmentDateTime: '2026-01-05T09:12:30', afterCheck: '1',
            sequenceNumber: '0001', hospitalId: '9900000013', outpatientFee: 480, costFee: 150, inpatientFee: null,
            inpatient30Fee: null, inpatient180Fee: null,
          },
          diagnoses: null, professional: null, signature: { signature: '5a'.repeat(128) },
        },
      ],
    },
  }],
})

export const cardReadCriticalIllnesses = method({
  ...reading, name: 'card.readCriticalIllnesses',
  summary: {
    zh: '讀取重大傷病；無醫事人員卡時僅有起迄日期',
    en: 'Critical illnesses; without a professional card only their periods.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.33), §3.1 (5141)' },
  result: z.object({
    ...place,
    criticalIllnesses: z.array(z.object({
      ...recordSchema(hcFiles.illnessPeriods.record).shape, ciCode: z.string().nullable().describe('重大傷病代碼; null: no right'),
    })),
    withCodes: z.boolean(),
  }),
  examples: [{
    name: 'without a professional card', world: 'one-clinic', params: {},
    result: {
      reader: 'r1', epoch: 1, withCodes: false,
      criticalIllnesses: [{ validityStart: '2024-04-01', validityEnd: '2027-03-31', ciCode: null }],
    },
  }],
})

export const cardReadPrescriptions = method({
  ...reading, name: 'card.readPrescriptions',
  summary: {
    zh: '讀取門診處方、長期處方、重要醫令、過敏藥物（需醫事人員卡）',
    en: 'Orders, long-term prescriptions, important orders and drug allergies. Wants a professional card with its PIN.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.10, 1.41 to 1.44), §2.2.11' },
  result: z.object({
    ...place,
    orders: records(hcFiles.orders).describe('the newest first; pharmacists see drugs only'),
    longTermPrescriptions: records(hcFiles.longTermPrescriptions),
    importantOrders: records(hcFiles.importantOrders).nullable().describe('null: not for pharmacists (9100)'),
    allergies: z.array(z.object({ slot: z.int().describe('1 to 3'), ...recordSchema(hcFiles.allergies.record).shape })),
  }),
  errors: [...readingErrors, ...professionalErrors],
  examples: [{
    name: 'for a physician whose PIN is verified', world: 'three-cards', params: {},
    before: [{ method: 'hpc.verifyPin', params: { pin: '123456' } }],
    result: {
      reader: 'r1', epoch: 1,
      orders: [
        {
          treatmentDateTime: '2026-01-12T10:05:00', orderType: '1', treatmentItemCode: 'A000000100', treatmentPosition: '',
          usage: 'TID', days: 3, totalQuantity: '00003.0', deliveryNotes: '01',
        },
        {
          treatmentDateTime: '2026-01-12T10:05:00', orderType: '2', treatmentItemCode: 'A000000200', treatmentPosition: '',
          usage: 'QD', days: 28, totalQuantity: '00028.0', deliveryNotes: '05',
        },
        {
          treatmentDateTime: '2026-01-05T09:12:30', orderType: '3', treatmentItemCode: '89001C', treatmentPosition: '36',
          usage: '', days: null, totalQuantity: '00001.0', deliveryNotes: '03',
        },
      ],
      longTermPrescriptions: [
        { prescribedOn: '2026-01-12', drugCode: 'A000000200', usage: 'QD', days: 28, totalQuantity: '00028.0' },
      ],
      importantOrders: [],
      allergies: [{ slot: 1, ingredient: 'PENICILLIN', ingredientComplete: true }],
    },
  }],
})

export const cardReadVaccinations = method({
  ...reading, name: 'card.readVaccinations',
  summary: { zh: '讀取預防接種', en: 'Vaccinations, the newest first.' },
  provenance: { source: 'nhi-facts §2.1 (1.11), §2.2.11' },
  result: z.object({ ...place, vaccinations: records(hcFiles.vaccinations) }),
  examples: [{
    name: 'one vaccination', world: 'one-clinic', params: {},
    result: {
      reader: 'r1', epoch: 1,
      vaccinations: [{ vaccine: 'FLU', inoculatedOn: '2025-10-15', hospitalId: '9900000013', lot: 'LOT-0001' }],
    },
  }],
})

export const cardReadCheckups = method({
  ...reading, name: 'card.readCheckups',
  summary: { zh: '讀取預防保健與孕婦產前檢查', en: 'Preventive care and prenatal check-ups, the newest first.' },
  provenance: { source: 'nhi-facts §2.1 (1.3, 1.4), §2.2.4, §2.2.5' },
  result: z.object({ ...place, preventiveCare: records(hcFiles.preventiveCare), prenatalCare: records(hcFiles.prenatalCare) }),
  examples: [{
    name: 'one check-up', world: 'one-clinic', params: {},
    result: {
      reader: 'r1', epoch: 1, prenatalCare: [],
      preventiveCare: [{ serviceItem: '02', checkupDate: '2025-11-20', hospitalId: '9900000013', itemCode: '21' }],
    },
  }],
})

export const cardReadCumulative = method({
  ...reading, name: 'card.readCumulative',
  summary: { zh: '讀取就醫累計資料與醫療費用總累計', en: 'Visits and fees of two years, and all fees.' },
  provenance: { source: 'nhi-facts §2.1 (1.6, 1.7), §2.2.7' },
  result: z.object({ ...place, years: records(hcFiles.cumulativeData), total: record(hcFiles.cumulativeFee) }),
  examples: [{
    name: 'two visits this year', world: 'one-clinic', params: {},
    result: {
      reader: 'r1', epoch: 1,
      years: [{
        year: 115, treatmentCount: 2, outpatientFee: 1_100, inpatientFee: 0, costFee: 300, inpatient30Fee: 0,
        inpatient180Fee: 0, allCostFee: 300, allCost30Fee: 300,
      }],
      total: { outpatientTotal: 1_100, inpatientTotal: 0 },
    },
  }],
})

export const cardReadMarks = method({
  ...reading, name: 'card.readMarks',
  summary: {
    zh: '讀取器捐與安寧註記、特殊註記、指定院所、緊急聯絡電話',
    en: 'Donor and hospice mark, special marks, designated institution and emergency phone.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.12, 1.13), §4.6' },
  result: z.object({
    ...place, donorMark: record(hcFiles.donorMark), specialMarks: record(hcFiles.specialMarks),
    designatedInstitution: record(hcFiles.designatedInstitution), emergencyPhone: record(hcFiles.emergencyPhone),
  }),
  examples: [{
    name: 'a donor', world: 'one-clinic', params: {},
    result: {
      reader: 'r1', epoch: 1, donorMark: { organDonate: '1' }, specialMarks: null, designatedInstitution: null,
      emergencyPhone: { tel: '0900000000' },
    },
  }],
})
