import { NhicardError } from '#protocols/errors/nhicard-error'
import { hcFiles } from '#protocols/nhi-card/contents'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { FilesRead } from '../engines/open-profile/file-reading.ts'
import type { Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'
import { written } from './written.ts'

const professional = { read: 'hpc' } as const
/** nhi-facts §3.1. */
const PARAMETER = 6018, NO_RIGHT = 9100
/** What a HIS is told when an area cannot be read. */
const failures = { orders: 5015, longTermPrescriptions: 5016, importantOrders: 5017, allergies: 5018 } as const

type Area = keyof typeof failures
type Segment = { readonly startPos: number, readonly endPos: number }

/** @throws CshisRefusal with the code of the area whose records are none; NhicardError everything else */
async function areas<Name extends Area>(session: HealthSession, ...names: readonly Name[]): Promise<FilesRead<Name>> {
  try {
    return await session.read(...names)
  } catch (error) {
    const failed = error instanceof NhicardError && error.name === 'RECORD_MALFORMED'
      ? names.find((name) => error.details['step'] === `READ ${name}`) : undefined
    throw failed === undefined ? error : new CshisRefusal(failures[failed])
  }
}

/** Positions count from 1, both inclusive. @throws CshisRefusal 6018 before any card is asked */
function checked(area: Area, { startPos, endPos }: Segment): readonly [number, number] {
  const fits = startPos >= 1 && startPos <= endPos && endPos <= hcFiles[area].count
  if (!fits) throw new CshisRefusal(PARAMETER)
  return [startPos - 1, endPos]
}

export const prescriptionReads: Implementations<
  'hisReadPrescription' | 'hisReadPrescriptMain' | 'hisReadPrescriptLongTerm' | 'hisReadPrescriptHVE' | 'hisReadPrescriptAllergic'
> = {
  hisReadPrescription: (call) => call.health(professional, async (session) => {
    const { orders, longTermPrescriptions, allergies } = await areas(session, 'orders', 'longTermPrescriptions', 'allergies')
    // what a pharmacist may not read is blank here, and 9100 where it is asked for alone
    const { importantOrders } = session.mayRead('importantOrders') ? await areas(session, 'importantOrders') : { importantOrders: [] }
    return {
      output: {
        orders: written(orders), longTermPrescriptions: written(longTermPrescriptions),
        importantOrders: written(importantOrders), allergies: written(allergies),
      },
    }
  }),
  hisReadPrescriptMain: async (call, segment) => {
    const [start, end] = checked('orders', segment)
    return call.health(professional, async (session) => {
      const orders = (await areas(session, 'orders')).orders.slice(start, end)
      return { output: { orders, recCount: orders.length } }
    })
  },
  hisReadPrescriptLongTerm: async (call, segment) => {
    const [start, end] = checked('longTermPrescriptions', segment)
    return call.health(professional, async (session) => {
      const longTermPrescriptions = (await areas(session, 'longTermPrescriptions')).longTermPrescriptions.slice(start, end)
      return { output: { longTermPrescriptions, recCount: longTermPrescriptions.length } }
    })
  },
  hisReadPrescriptHVE: async (call, segment) => {
    const [start, end] = checked('importantOrders', segment)
    return call.health(professional, async (session) => {
      if (!session.mayRead('importantOrders')) return { code: NO_RIGHT }
      const importantOrders = (await areas(session, 'importantOrders')).importantOrders.slice(start, end)
      return { output: { importantOrders, recCount: importantOrders.length } }
    })
  },
  hisReadPrescriptAllergic: async (call, segment) => {
    const [start, end] = checked('allergies', segment)
    return call.health(professional, async (session) => {
      const allergies = (await areas(session, 'allergies')).allergies.slice(start, end)
      return { output: { allergies, recCount: allergies.length } }
    })
  },
}
