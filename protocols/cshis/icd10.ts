import * as z from 'zod'
import { ascii } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { slots } from '../nhi-card/card-file.ts'
import { whole } from './buffer.ts'
import { fieldText } from './field-buffer.ts'
import { cshisFunction } from './function.ts'
import { fieldInput } from './input.ts'

const provenance = { source: 'nhi-facts §2.1 (5.1, 5.2), §4.7' } as const
const icd10Field = ascii(7, 'ICD-10 代碼', { mark: 'open', provenance })
const cardField = ascii(5, '押碼', { mark: 'open', provenance })
/** Not found, or a wrong parameter (nhi-facts §3.1). */
const NOT_FOUND = 9127

export const hisGetICD10EnC = cshisFunction({
  name: 'hisGetICD10EnC', no: '5.1',
  summary: { zh: 'ICD-10 押碼（不需押碼者原樣回覆）', en: 'Five characters for an ICD-10 code; a short one as it is.' },
  inputs: { icd10Code: fieldInput(icd10Field, z.string()) },
  output: { cardForm: whole('cardForm', fixedWidth(5, { cardForm: cardField })) },
  needs: {},
  returns: [0, NOT_FOUND],
  unaudited: 'nothing is asked of a card or of the centre',
  provenance,
  examples: [
    {
      name: 'a code that stands as it is', world: 'no-reader', input: { icd10Code: 'J069' },
      output: { cardForm: { cardForm: 'J069' } }, bytes: { cardForm: slots('J069 ') },
    },
    { name: 'a code of nothing', world: 'no-reader', input: { icd10Code: 'Z999ZZZ' }, code: NOT_FOUND },
    { name: 'no code at all', world: 'no-reader', input: { icd10Code: '' }, code: NOT_FOUND },
  ],
})

export const hisGetICD10DeC = cshisFunction({
  name: 'hisGetICD10DeC', no: '5.2',
  summary: { zh: 'ICD-10 解押碼', en: 'The ICD-10 code for which five characters stand.' },
  inputs: { cardForm: fieldInput(cardField, z.string()) },
  output: { icd10Code: fieldText('icd10Code', icd10Field) },
  needs: {},
  returns: [0, NOT_FOUND],
  unaudited: 'nothing is asked of a card or of the centre',
  provenance,
  examples: [
    {
      name: 'a code that stands as it is', world: 'no-reader', input: { cardForm: 'J069' },
      output: { icd10Code: 'J069' }, bytes: { icd10Code: slots('J069') },
    },
    { name: 'characters of nothing', world: 'no-reader', input: { cardForm: '~~~~~' }, code: NOT_FOUND },
  ],
})
