import { cumulativeData, cumulativeFee } from '../nhi-card/cumulative.ts'
import { slots } from '../nhi-card/card-file.ts'
import { groups, whole } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { ofCard, ofPin } from './returns.ts'

export const hisGetCumulativeData = cshisFunction({
  name: 'hisGetCumulativeData', no: '1.6',
  summary: { zh: '讀取就醫累計資料', en: 'Visits and fees of two years.' },
  inputs: {},
  output: { cumulative: groups('cumulative', cumulativeData.count, cumulativeData.record) },
  needs: { sam: true, pin: true },
  returns: [...ofCard, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.6), §2.2.7' },
  examples: [{
    name: 'the first of two years', world: 'one-clinic', input: {},
    output: {
      cumulative: [{
        year: 115, treatmentCount: 2, outpatientFee: 1_100, inpatientFee: 0, costFee: 300, inpatient30Fee: 0,
        inpatient180Fee: 0, allCostFee: 300, allCost30Fee: 300,
      }],
    },
    bytes: {
      cumulative: `${slots('115|0002|0000001100|0000000000|00000300|00000000|00000000|00000300|00000300')}${'20'.repeat(67)}`,
    },
  }],
})

export const hisGetCumulativeFee = cshisFunction({
  name: 'hisGetCumulativeFee', no: '1.7',
  summary: { zh: '讀取醫療費用總累計', en: 'All fees, of outpatient and inpatient care.' },
  inputs: {},
  output: { fee: whole('fee', cumulativeFee.record) },
  needs: { sam: true, pin: true },
  returns: [...ofCard, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.7: 10 + 10)' },
  examples: [{
    name: 'outpatient care only', world: 'one-clinic', input: {},
    output: { fee: { outpatientTotal: 1_100, inpatientTotal: 0 } }, bytes: { fee: slots('0000001100|0000000000') },
  }],
})
