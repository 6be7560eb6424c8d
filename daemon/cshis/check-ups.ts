import type { Implementations } from './call.ts'
import { written } from './written.ts'

const samAndPin = { read: 'samAndPin' } as const

export const checkUps: Implementations<'hisGetRegisterPrevent' | 'hisGetRegisterPregnant'> = {
  hisGetRegisterPrevent: (call) => call.health(samAndPin, async (session) => {
    const { preventiveCare } = await session.read('preventiveCare')
    return { output: { prevent: written(preventiveCare) } }
  }),
  hisGetRegisterPregnant: (call) => call.health(samAndPin, async (session) => {
    const { prenatalCare } = await session.read('prenatalCare')
    return { output: { pregnant: written(prenatalCare) } }
  }),
}
