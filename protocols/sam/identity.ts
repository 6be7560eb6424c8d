import type { ValueOf } from '../bytes/codec.ts'
import { ascii, big5Text } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { cardObject } from '../nhi-card/card-object.ts'

const named = { provenance: { source: 'nhi-facts §8.9' }, mark: 'open' } as const
const ours = {
  assumed: 'ours: what nhi-facts §2.1 (2.2) and §3.1 (9230) read from a SAM, in one object of the open profile',
}

/** Whose security module it is, 62 bytes: what a simulated SAM answers to GET DATA DF22. */
export const samIdentity = cardObject({
  tag: 0xdf22, zh: '安全模組識別', en: 'Identity of the security module',
  access: { read: 'always', update: 'never', provenance: { assumed: 'ours: docs/open-profile.md §9' } },
  content: fixedWidth(62, {
    samId: ascii(12, '安全模組代碼', named),
    hospitalId: ascii(10, '醫療院所代碼', named),
    hospitalName: big5Text(40, '醫療院所名稱', { provenance: ours, mark: 'open' }),
  }),
  provenance: ours,
  examples: [
    {
      name: 'a clinic’s module',
      hex: '5445535453414d3030303031 39393030303030303133 b4fab8d5b645a9d2' + '20'.repeat(32),
      value: { samId: 'TESTSAM00001', hospitalId: '9900000013', hospitalName: '測試診所', hospitalNameComplete: true },
    },
  ],
})

export type SamObject = ValueOf<typeof samIdentity.content>
