import { updateContent } from '../visits/card-update.ts'
import { undoVisit } from '../visits/undo.ts'
import type { Implementations, Implementation } from './call.ts'

const byCentre = { update: 'idc' } as const

const update: Implementation<'csUpdateHCContents' | 'csUpdateHCNoReset'> = (call) => call.health(byCentre, async (session) => {
  await updateContent(session, await call.journaling())
  return { output: {} }
})

export const cardChanges: Implementations<'csUpdateHCContents' | 'csUpdateHCNoReset' | 'csUnGetSeqNumber'> = {
  csUpdateHCContents: update,
  csUpdateHCNoReset: update,
  csUnGetSeqNumber: (call, { unTreatDate }) => call.health(byCentre, async (session) => {
    await undoVisit(session, unTreatDate, call.clock.now(), await call.journaling())
    return { output: {} }
  }),
}
