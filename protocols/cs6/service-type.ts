import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'

/** What a signature bundle is good for; one made for another use is refused. */
export interface ServiceType {
  readonly code: string
  readonly purpose: Bilingual
  /** For how long a bundle is good, in ms from the time in its client random. */
  readonly lifetime: number
  readonly provenance: Provenance
}

const HOUR = 3_600_000
const stated = { source: 'nhi-facts §2.4 (serviceType), §2.3 (8 hours)' }

/** The serviceTypes of control software 6.0. */
export const serviceTypes = {
  query: { code: '01', purpose: { zh: '查詢', en: 'query' }, lifetime: 8 * HOUR, provenance: stated },
  write: { code: '02', purpose: { zh: '寫入', en: 'write' }, lifetime: 8 * HOUR, provenance: stated },
  number: { code: '03', purpose: { zh: '就醫序號與就醫識別碼', en: 'visit number and 就醫識別碼' }, lifetime: 8 * HOUR, provenance: stated },
  update: { code: '04', purpose: { zh: '卡片內容更新', en: 'update of the card’s content' }, lifetime: 8 * HOUR, provenance: stated },
  testVirtualCard: { code: '06', purpose: { zh: '測試用虛擬健保卡', en: 'virtual card for tests' }, lifetime: 8 * HOUR, provenance: stated },
  upload: {
    code: '30', purpose: { zh: '上傳', en: 'upload' }, lifetime: HOUR,
    provenance: { source: 'nhi-facts §2.4 (serviceType 30), §8.8 (8203: 1 hour)' },
  },
} as const satisfies Readonly<Record<string, ServiceType>>

export type ServiceTypeName = keyof typeof serviceTypes

/** @returns undefined for a code that is none of 6.0's */
export function serviceTypeOf(code: string): ServiceTypeName | undefined {
  return (Object.keys(serviceTypes) as ServiceTypeName[]).find((name) => serviceTypes[name].code === code)
}
