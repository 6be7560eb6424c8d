import type { Implementations } from './call.ts'
import { written } from './written.ts'

const samAndPin = { read: 'samAndPin' } as const

export const cumulative: Implementations<'hisGetCumulativeData' | 'hisGetCumulativeFee'> = {
  hisGetCumulativeData: (call) => call.health(samAndPin, async (session) => {
    const { cumulativeData } = await session.read('cumulativeData')
    return { output: { cumulative: written(cumulativeData) } }
  }),
  hisGetCumulativeFee: (call) => call.health(samAndPin, async (session) => {
    const { cumulativeFee: [fee] } = await session.read('cumulativeFee')
    return { output: { fee: fee ?? { outpatientTotal: null, inpatientTotal: null } } }
  }),
}
