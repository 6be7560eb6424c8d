import type { CshisInputs } from '#protocols/cshis/index'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { OrderList, type Order } from '../visits/order-list.ts'
import { ownedBy } from '../visits/visit-record.ts'
import type { Answer, CshisCall, Implementations } from './call.ts'
import { officialCodeOf } from './official-code.ts'

const wanted = { read: 'samAndPin' } as const

type Several = CshisInputs<'hisWriteMultiPrescript'>

/**
 * Writes them and tells how far it came, whatever stopped it. What it tells is not of the patient's card: it is not dropped
 * when the card has gone meanwhile, so no signature of an order that stands on the card is lost.
 */
async function written<Output>(
  call: CshisCall, { treatmentDateTime, data, patientId, birthday }: Several, signed: boolean, told: (list: OrderList) => Output,
): Promise<Answer<Output>> {
  const list = new OrderList(treatmentDateTime, data, { signed, journaling: await call.journaling() })
  try {
    await call.health(wanted, async (session) => {
      await ownedBy(session, { patientId, birthday })
      await list.write(session)
      return {}
    })
    return { output: told(list) }
  } catch (error) {
    const code = error instanceof NhicardError && list.place !== undefined ? officialCodeOf(error) : undefined
    if (code === undefined) throw error
    return { code, output: told(list) }
  }
}

const asSeveral = ({ data, ...input }: CshisInputs<'hisWritePrescription'>): Several => ({ ...input, data: [data as Order] })
const signature = (one: string) => ({ signature: one })

export const orderWriting: Implementations<
  'hisWritePrescription' | 'hisWriteMultiPrescript' | 'hisWritePrescriptionSign' | 'hisWriteMultiPrescriptSign'
> = {
  hisWritePrescription: async (call, input) => {
    const { code = 0 } = await written(call, asSeveral(input), false, () => ({}))
    return { code }
  },
  hisWriteMultiPrescript: (call, input) => written(call, input, false, (list) => ({ writeCount: list.written })),
  hisWritePrescriptionSign: async (call, input) => {
    const { code = 0, output } = await written(call, asSeveral(input), true, ({ signatures: [one] }) => one)
    return { code, ...output === undefined ? {} : { output: { signature: signature(output) } } }
  },
  hisWriteMultiPrescriptSign: (call, input) => written(call, input, true, (list) => (
    { writeCount: list.written, signatures: list.signatures.map(signature) }
  )),
}
