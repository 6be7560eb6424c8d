import { cshisFunctions, isCshisName, type CshisName } from '#protocols/cshis/index'
import { clinicSteps, read } from './clinic-steps.fixture.ts'
import type { Day } from './day.fixture.ts'
import { markSteps } from './mark-steps.fixture.ts'
import { numberSteps } from './number-steps.fixture.ts'
import { pinSteps } from './pin-steps.fixture.ts'
import type { Step } from './step.fixture.ts'
import { treatmentSteps } from './treatment-steps.fixture.ts'

const own: readonly Step[] = [...numberSteps, ...treatmentSteps, ...markSteps, ...pinSteps, ...clinicSteps]
const withStep = new Set<string>(own.flatMap(({ functions }) => functions))

/** Functions without a step of their own: they write to no health card. */
export const readingFunctions: readonly CshisName[] = Object.keys(cshisFunctions).filter(isCshisName).filter((name) => !withStep.has(name))

const reading: Step = {
  name: 'reading', functions: [], weight: 4,
  take: (day: Day) => read(day, day.random.pick(readingFunctions as [CshisName, ...CshisName[]])),
}

/** Every kind of step of a day. */
export const steps: readonly Step[] = [...own, reading]

/** The same, each as often as it comes. */
export const weighted = steps.flatMap((step) => Array.from({ length: step.weight }, () => step)) as [Step, ...Step[]]
