import type { ProfessionName } from '#protocols/nhi-card/profession'
import type { Professional } from './cards/professional-card.ts'
import type { SamHolder } from './cards/sam-card.ts'
import { fictionalId } from './people.ts'

/** The clinic of every world; its codes belong to nobody. */
export const testClinic: SamHolder = { samId: 'TESTSAM00001', hospitalId: '9900000013', hospitalName: '測試診所' }

const person = (
  profession: ProfessionName, number: number, name: string, englishName: string, sex: 'M' | 'F', birthday: string,
): Professional => ({
  profession, serialNumber: `T${String(number).padStart(6, '0')}`, name, englishName, sex, birthday,
  idCardNum: fictionalId(sex, 940 + number), validFrom: '2024-01-01', validTo: '2028-12-31',
})

/** One for each profession, and a pharmacy's card. Everybody is fictional. */
export const staff: readonly Professional[] = [
  person('physician', 1, '王醫師', 'TEST PHYSICIAN', 'F', '1981-01-01'),
  person('dentist', 2, '林牙醫', 'TEST DENTIST', 'M', '1979-05-05'),
  person('chineseMedicinePhysician', 3, '陳中醫', 'TEST TCM PHYSICIAN', 'M', '1969-09-09'),
  person('pharmacist', 4, '黃藥師', 'TEST PHARMACIST', 'F', '1988-08-08'),
  person('assistantPharmacist', 5, '張藥劑生', 'TEST ASSISTANT PHARMACIST', 'F', '1962-02-02'),
  person('nurse', 6, '李護理', 'TEST NURSE', 'F', '1993-03-03'),
  person('midwife', 7, '吳助產', 'TEST MIDWIFE', 'F', '1985-12-12'),
  person('medicalTechnologist', 8, '劉醫檢', 'TEST MEDICAL TECHNOLOGIST', 'M', '1990-10-10'),
  person('radiologicalTechnologist', 9, '許放射', 'TEST RADIOLOGICAL TECHNOLOGIST', 'M', '1987-07-07'),
  {
    profession: 'pharmacy', serialNumber: 'T000010', name: '測試藥局', englishName: 'TEST PHARMACY', sex: '', birthday: null,
    idCardNum: '9900000022', validFrom: '2024-01-01', validTo: '2028-12-31',
  },
]
