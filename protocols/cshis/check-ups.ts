import { prenatalCare, preventiveCare } from '../nhi-card/check-ups.ts'
import { slots } from '../nhi-card/card-file.ts'
import { groups } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { ofCard, ofPin } from './returns.ts'

export const hisGetRegisterPrevent = cshisFunction({
  name: 'hisGetRegisterPrevent', no: '1.3',
  summary: { zh: '讀取預防保健掛號作業時需要之基本資料', en: 'The last six services of preventive care.' },
  inputs: {},
  output: { prevent: groups('prevent', preventiveCare.count, preventiveCare.record) },
  needs: { sam: true, pin: true },
  returns: [...ofCard, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.3), §2.2.4' },
  examples: [{
    name: 'an adult check-up', world: 'one-clinic', input: {},
    output: { prevent: [{ serviceItem: '02', checkupDate: '2025-11-20', hospitalId: '9900000013', itemCode: '21' }] },
    bytes: { prevent: `${slots('02|1141120|9900000013|21')}${'20'.repeat(105)}` },
  }],
})

export const hisGetRegisterPregnant = cshisFunction({
  name: 'hisGetRegisterPregnant', no: '1.4',
  summary: { zh: '讀取孕婦產前檢查掛號作業時需要之基本資料', en: 'The last eleven prenatal check-ups.' },
  inputs: {},
  output: { pregnant: groups('pregnant', prenatalCare.count, prenatalCare.record) },
  needs: { sam: true, pin: true },
  returns: [...ofCard, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.4), §2.2.5' },
  examples: [{
    name: 'nothing was written', world: 'one-clinic', input: {},
    output: { pregnant: [] }, bytes: { pregnant: '20'.repeat(209) },
  }],
})
