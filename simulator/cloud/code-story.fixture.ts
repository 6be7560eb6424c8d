import type { CallingDesk } from './remote-desk.fixture.ts'
import type { Environment } from './centre-rows.ts'
import type { RunningCloud } from './running-cloud.fixture.ts'

/** How the centre comes to answer a status code. */
export type CodeStory = { /** A half sentence: when the code comes. */ readonly name: string } & (
  | { readonly environment?: Environment, readonly play: (desk: CallingDesk) => { readonly statusCode: number } }
  /** What needs a connection. */
  | { readonly over: (running: RunningCloud) => Promise<{ readonly body: { readonly statusCode: number } }> }
)

/** By status code; several where several things lead to it. */
export type CodeStories = Readonly<Record<number, readonly [CodeStory, ...CodeStory[]]>>

export const next = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const
export const inpatient = { ...next, treatmentItem: '05' } as const
/** Of the visit that is taken at nine. */
export const atNine = { treatmentDateTime: '1150115090000' } as const
export const ofWang = 'Z199999016'
export const noDiagnoses = { mainCode: '', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' } as const
export const cold = {
  ...atNine, ...noDiagnoses, afterCheck: '1', mainCode: 'J069', outpatientFee: '500', costFee: '150', inpatientFee: '', inpatient30Fee: '',
  inpatient180Fee: '',
} as const
export const pharmacy = { holder: { samId: 'TESTSAM00002', hospitalId: '9900000022' } } as const
export const DAY_MS = 86_400_000
