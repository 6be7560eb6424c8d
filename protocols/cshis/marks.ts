import { donorMark } from '../nhi-card/insured.ts'
import { slots } from '../nhi-card/card-file.ts'
import { whole } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { ofCard, ofPin } from './returns.ts'

export const hisGetOrganDonate = cshisFunction({
  name: 'hisGetOrganDonate', no: '1.12',
  summary: { zh: '讀取同意器官捐贈及安寧緩和醫療註記', en: 'Mark of organ donation and hospice care.' },
  inputs: {},
  output: { organDonate: whole('organDonate', donorMark.record) },
  needs: { sam: true, pin: true },
  returns: [...ofCard, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.12), §4.6' },
  examples: [{
    name: 'a donor', world: 'one-clinic', input: {},
    output: { organDonate: { organDonate: '1' } }, bytes: { organDonate: slots('1') },
  }],
})
