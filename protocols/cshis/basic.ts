import { ascii, optionalRocDate } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { slots } from '../nhi-card/card-file.ts'
import { emergencyPhone, insured, newborn } from '../nhi-card/insured.ts'
import { publicBasic } from '../nhi-card/public-basic.ts'
import { validity } from '../nhi-card/validity.ts'
import { whole } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { ofCard, ofPin } from './returns.ts'

const printed = { provenance: { source: 'nhi-facts §2.2.1' } } as const
/** 卡片註銷註記: 1 normal, 2 cancelled. */
const cancelTermination = ascii(1, '卡片註銷註記', printed)
/** The fields of the public block, byte for byte, and the mark behind it: positions 1 to 58 of two functions. */
const identity = { ...publicBasic.content.fields, cancelTermination }

/** 王測試, in Big5 and filled up to 20 bytes. */
const WANG = `a4fdb4fab8d5${'20'.repeat(14)}`
const wangHex = `${slots('000012345678')}${WANG}${slots('Z199999016|0790101|M|1090601|1')}`
const wang = {
  cardSn: '000012345678', name: '王測試', nameComplete: true, idCardNum: 'Z199999016', birthday: '1990-01-01', sex: 'M',
  dateIssue: '2020-06-01', cancelTermination: '1',
}

export const hisGetBasicData = cshisFunction({
  name: 'hisGetBasicData', no: '1.1',
  summary: { zh: '讀取不需個人 PIN 碼之基本資料', en: 'Basic data of the card’s owner, for which no PIN is needed.' },
  inputs: {},
  output: { basic: whole('basic', fixedWidth(72, { ...identity, tel: emergencyPhone.record.fields.tel })) },
  needs: { sam: true },
  returns: ofCard,
  provenance: { source: 'nhi-facts §2.1 (1.1), §2.2.1' },
  examples: [{
    name: 'a health card', world: 'one-clinic', input: {},
    output: { basic: { ...wang, tel: '0900000000' } },
    bytes: { basic: `${wangHex}${slots('0900000000    ')}` },
  }],
})

export const hisGetRegisterBasic = cshisFunction({
  name: 'hisGetRegisterBasic', no: '1.2',
  summary: { zh: '讀取掛號或報到時需要之基本資料', en: 'Basic data with status, validity, visits left and newborn marks.' },
  inputs: {},
  output: {
    register: whole('register', fixedWidth(78, {
      ...identity, ...insured.record.fields, ...validity.record.fields,
      newbornBirthday: optionalRocDate('新生兒出生日期', { provenance: { source: 'nhi-facts §2.2.2' } }),
      newbornBaby: newborn.record.fields.newbornBaby,
    })),
  },
  needs: { sam: true, pin: true },
  returns: [...ofCard, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.2), §2.2.2' },
  examples: [{
    name: 'a health card', world: 'one-clinic', input: {},
    output: {
      register: {
        ...wang, insurerCode: '', insurerId: '3', cardValidity: '2031-12-31', treatmentCounter: 4, newbornBirthday: null,
        newbornBaby: '',
      },
    },
    bytes: { register: `${wangHex}${slots('  |3|1201231|04|       | ')}` },
  }],
})

export const hisGetRegisterBasic2 = cshisFunction({
  name: 'hisGetRegisterBasic2', no: '1.38',
  summary: { zh: '讀取卡片有效期限及就醫可用次數', en: 'Validity of the card and visits left.' },
  inputs: {},
  output: { validity: whole('validity', validity.record) },
  needs: { sam: true },
  returns: ofCard.filter((code) => code !== 4050),
  provenance: { source: 'nhi-facts §2.1 (1.38), §2.2.3' },
  examples: [{
    name: 'a health card', world: 'one-clinic', input: {},
    output: { validity: { cardValidity: '2031-12-31', treatmentCounter: 4 } },
    bytes: { validity: slots('1201231|04') },
  }],
})

export const hisGetEmergentTel = cshisFunction({
  name: 'hisGetEmergentTel', no: '1.13', misprint: 'HisGetEmergentTel',
  summary: { zh: '讀取緊急聯絡電話', en: 'Emergency phone.' },
  inputs: {},
  output: { emergentTel: whole('emergentTel', emergencyPhone.record) },
  needs: { sam: true },
  returns: [...ofCard, 5002],
  provenance: { source: 'nhi-facts §2.1 (1.13), §4.6' },
  examples: [{
    name: 'a mobile phone', world: 'one-clinic', input: {},
    output: { emergentTel: { tel: '0900000000' } }, bytes: { emergentTel: slots('0900000000    ') },
  }],
})
