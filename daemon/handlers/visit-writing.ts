import { MalformedError } from '#protocols/bytes/malformed'
import { Icd10Table } from '#protocols/codes/icd10-table'
import { feeRecord } from '#protocols/cshis/treatment-record'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { hcFiles } from '#protocols/nhi-card/contents'
import type { VisitDesk } from '../visits/visit-desk.ts'
import type { Handlers } from './handler.ts'
import type { LazyThreeCards } from './protected-card.ts'

const wanted = { read: 'samAndPin' } as const
/** What stands of an interrupted list is read with it. */
const optional = { read: 'hpc' } as const
/** nhi-facts §3.1. */
const NOT_WRITTEN = 5023, PARAMETER = 6018

let loaded: ReturnType<typeof load> | undefined
/** What each call needs beyond the declarations, loaded with the engine when it is first wanted. */
const operations = () => (loaded ??= load())

async function load() {
  const [record, treatment, orders, diagnoses, official] = await Promise.all([
    import('../visits/visit-record.ts'), import('../visits/treatment-writing.ts'), import('../visits/order-list.ts'),
    import('../cshis/stored-diagnoses.ts'), import('../cshis/official-code.ts'),
  ])
  return { ...record, ...treatment, ...orders, ...diagnoses, ...official }
}

/** What does not fit its slot is refused before anything is written, as the functions do (6018). */
function spelled(encode: () => void): void {
  try {
    encode()
  } catch (error) {
    if (error instanceof MalformedError) throw new NhicardError('VISIT_REFUSED', { code: PARAMETER })
    throw error
  }
}

/**
 * @param codes the table of ICD-10 codes, loaded when a code is first wanted; without it only short codes are known
 */
export function visitWritingHandlers(
  threeCards: LazyThreeCards, desk: () => Promise<VisitDesk>, codes: () => Promise<Icd10Table> = async () => Icd10Table.none,
): Pick<Handlers, 'visit.write' | 'visit.writeOrders'> {
  const journaling = async () => (await desk()).journaling('native')
  return {
    'visit.write': async ({ reader, patientId, birthday, treatmentDateTime, afterCheck, diagnoses, fees }, caller) => {
      const { ownedBy, writeTreatment, storedDiagnoses } = await operations()
      const table = await codes()
      const kept = await journaling()
      // after the card's owner and the visit, as the functions do
      const stored = () => {
        spelled(() => feeRecord.encode(fees))
        const inCardForm = storedDiagnoses(diagnoses, table)
        spelled(() => hcFiles.visitDiagnoses.encode(inCardForm))
        return inCardForm
      }
      return (await threeCards()).withHealthCard({ reader, wanted, caller }, async (session) => {
        await ownedBy(session, { patientId, birthday })
        const change = { treatmentDateTime, afterCheck, diagnoses: { given: diagnoses, stored }, fees }
        const hpcIdNo = await writeTreatment(session, change, NOT_WRITTEN, kept)
        const { reader: where, epoch } = session.card
        return { reader: where, epoch, hpcIdNo }
      })
    },
    'visit.writeOrders': async ({ reader, patientId, birthday, treatmentDateTime, orders, idempotencyKey }, caller) => {
      const { ownedBy, OrderList, officialCodeOf, refusal } = await operations()
      const list = new OrderList(treatmentDateTime, orders, { signed: true, idempotencyKey, journaling: await journaling() })
      // what it tells is not of the patient's card, and is not dropped when that has gone meanwhile
      const told = (code: number) => (list.place === undefined ? undefined : {
        ...list.place, written: list.written, signatures: [...list.signatures], code,
      })
      try {
        await (await threeCards()).withHealthCard({ reader, wanted, optional, caller }, async (session) => {
          await ownedBy(session, { patientId, birthday })
          await list.write(session)
        })
      } catch (error) {
        const code = error instanceof NhicardError ? officialCodeOf(error) : undefined
        const stopped = code === undefined ? undefined : told(code)
        if (stopped === undefined) throw error
        return stopped
      }
      const done = told(0)
      if (done === undefined) throw refusal(PARAMETER) // no orders, which the parameters do not allow
      return done
    },
  }
}
