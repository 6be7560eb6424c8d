import type { Implementations } from './call.ts'

export const marks: Implementations<'hisGetOrganDonate'> = {
  hisGetOrganDonate: (call) => call.health({ read: 'samAndPin' }, async (session) => {
    const { donorMark: [mark] } = await session.read('donorMark')
    return { output: { organDonate: mark ?? { organDonate: '' } } }
  }),
}
