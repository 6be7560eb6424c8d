import type { Implementations } from './call.ts'
import { written } from './written.ts'

export const vaccinations: Implementations<'hisGetInoculateData'> = {
  hisGetInoculateData: (call) => call.health({ read: 'samAndPin' }, async (session) => {
    const { vaccinations: inoculate } = await session.read('vaccinations')
    return { output: { inoculate: written(inoculate) } }
  }),
}
