import { cshisFunction } from './function.ts'
import { ofCard } from './returns.ts'

const returns = [
  ...ofCard, 4061, 4071, 5130, 9081, 9082, 9083, 9084, 9085, 9086, 9087, 9088, 9089, 9090, 9091, 9092,
]
const needs = { sam: true, online: true } as const
const visit = { method: 'visit.takeNumber', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } } as const

export const csUpdateHCContents = cshisFunction({
  name: 'csUpdateHCContents', no: '1.30',
  summary: {
    zh: '健保卡卡片內容更新',
    en: 'The data centre rewrites what it keeps on the card: visits left, validity and more. The session with the card ends.',
  },
  inputs: {}, output: {}, needs, returns,
  provenance: { source: 'nhi-facts §2.1 (1.30), §9' },
  examples: [
    { name: 'three visits left become six', world: 'one-clinic', before: [visit], input: {} },
    { name: 'four visits left are enough', world: 'one-clinic', input: {}, code: 9081 },
  ],
})

export const csUpdateHCNoReset = cshisFunction({
  name: 'csUpdateHCNoReset', no: '1.40',
  summary: {
    zh: '健保卡卡片內容更新（不重置）',
    en: 'As csUpdateHCContents. A simulated card need not be inserted again afterwards: the next call authenticates it anew.',
  },
  inputs: {}, output: {}, needs, returns,
  provenance: { source: 'nhi-facts §2.1 (1.40), §9 (Reset); that nothing has to be inserted again is ours' },
  examples: [{ name: 'three visits left become six', world: 'one-clinic', before: [visit], input: {} }],
})
