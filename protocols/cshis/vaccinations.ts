import { vaccinations } from '../nhi-card/vaccinations.ts'
import { slots } from '../nhi-card/card-file.ts'
import { groups } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { ofCard, ofPin } from './returns.ts'

export const hisGetInoculateData = cshisFunction({
  name: 'hisGetInoculateData', no: '1.11',
  summary: { zh: '讀取預防接種資料', en: 'The last forty vaccinations.' },
  inputs: {},
  output: { inoculate: groups('inoculate', vaccinations.count, vaccinations.record) },
  needs: { sam: true, pin: true },
  returns: [...ofCard, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.11), §2.2.11' },
  examples: [{
    name: 'a flu vaccine', world: 'one-clinic', input: {},
    output: { inoculate: [{ vaccine: 'FLU', inoculatedOn: '2025-10-15', hospitalId: '9900000013', lot: 'LOT-0001' }] },
    bytes: { inoculate: `${slots('FLU   |1141015|9900000013|LOT-0001    ')}${'20'.repeat(1_365)}` },
  }],
})
