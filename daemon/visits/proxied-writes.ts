import { isoFromRocDateTime } from '#protocols/bytes/roc-date-time'
import type { RemoteName, RemoteParams, RemoteReply } from '#protocols/cs6/remote/index'
import type { EntryContent } from '#protocols/journal/entries'
import { RemoteError } from '#protocols/port/remote-centre'
import type { LoggedVisit, VisitLog } from './visit-log.ts'

/** Calls of a program of 6.0 that change a visit at the centre; the card is its own affair. */
export type ProxiedWrite = 'Treatment/WriteCodeFee' | 'Prescription/Write' | 'SequelNumber/Rollback'

const proxied: ReadonlySet<string> = new Set<ProxiedWrite>(['Treatment/WriteCodeFee', 'Prescription/Write', 'SequelNumber/Rollback'])
export const isProxiedWrite = (name: RemoteName): name is ProxiedWrite => proxied.has(name)

/** What was asked for stands already (nhi-facts §3.2). */
const STANDS: readonly number[] = [3209, 3220]
const door = 'remoteProxy'

interface Parties {
  /** 身分證號 and 醫事人員 ID of the bundle that the program signed; '' for none. */
  readonly hcIdNo: string
  readonly hpcIdNo: string
}

/** How a write is kept: before it is sent, and what came of it before the program hears of it. */
interface Kept<Name extends ProxiedWrite> {
  readonly begin: (visit: LoggedVisit, part: number, params: RemoteParams<Name>, parties: Parties) => void
  readonly end: (visit: LoggedVisit, part: number, ended: Ended<Name>) => void
}

interface Ended<Name extends ProxiedWrite> {
  readonly how: EntryContent<'undo.ended'>['how']
  readonly code: number
  readonly params: RemoteParams<Name>
  readonly reply: RemoteReply<Name> | undefined
}

const amount = (text: string) => text.trim() === '' ? null : Number(text)
const missingOf = (how: string) => how === 'done' || how === 'stopped' ? [] : ['visits', 'visitDiagnoses', 'visitPhysicians'] as const

const writes: { readonly [Name in ProxiedWrite]: Kept<Name> } = {
  'Treatment/WriteCodeFee': {
    begin: (visit, part, params, { hpcIdNo }) => {
      const { mainCode, subCode1, subCode2, subCode3, subCode4, subCode5 } = params
      const given = { mainCode, subCode1, subCode2, subCode3, subCode4, subCode5 }
      visit.add('treatment.intended', {
        part, door, treatmentDateTime: isoFromRocDateTime(params.treatmentDateTime), afterCheck: params.afterCheck, hpcIdNo,
        diagnoses: { given, stored: given },
        fees: {
          outpatientFee: amount(params.outpatientFee), costFee: amount(params.costFee), inpatientFee: amount(params.inpatientFee),
          inpatient30Fee: amount(params.inpatient30Fee), inpatient180Fee: amount(params.inpatient180Fee),
        },
      })
    },
    end: (visit, part, { how, code }) => visit.end('treatment.ended', { part, how, code, missing: [...missingOf(how)] }),
  },
  'Prescription/Write': {
    begin: (visit, part, { treatmentDateTime, prescriptions }) => visit.add('orders.intended', {
      part, door, treatmentDateTime: isoFromRocDateTime(treatmentDateTime), signatures: [], idempotencyKey: null,
      orders: prescriptions.map(({ treatmentItem, days, treatmentDateTime: then, ...order }) => (
        { ...order, treatmentDateTime: isoFromRocDateTime(then), orderType: treatmentItem, days: amount(days) }
      )),
    }),
    end: (visit, part, { how, code, params: { prescriptions: { length } }, reply }) => visit.end('orders.ended', {
      part, how, code, written: how === 'done' ? length : 0, begun: how === 'done' || how === 'stopped' ? length : 0,
      ...reply === undefined ? {} : { signatures: reply.hexSignatureItems },
    }),
  },
  'SequelNumber/Rollback': {
    begin: (visit, part, { treatmentDateTime }) => visit.add('undo.intended', {
      part, door, treatmentDateTime: isoFromRocDateTime(treatmentDateTime),
    }),
    end: (visit, part, { how, code }) => visit.end('undo.ended', { part, how, code }),
  },
}

/**
 * Sends what a program of 6.0 writes through us: kept before, and kept with what came of it before the program is answered.
 * @param send once
 * @throws what `send` throws; NhicardError STORE_FULL, STORE_UNAVAILABLE: nothing was sent
 */
export async function keptWrite<Name extends ProxiedWrite>(
  log: VisitLog, name: Name, params: RemoteParams<Name>, parties: Parties, send: () => Promise<RemoteReply<Name>>,
): Promise<RemoteReply<Name>> {
  const { begin, end } = writes[name]
  const { treatmentDateTime } = params as { readonly treatmentDateTime: string }
  const visit = log.of(parties.hcIdNo, isoFromRocDateTime(treatmentDateTime))
  const part = visit.nextPart
  begin(visit, part, params, parties)
  try {
    const reply = await send()
    end(visit, part, { how: 'done', code: 0, params, reply })
    return reply
  } catch (error) {
    end(visit, part, { ...endOf(error), params, reply: undefined })
    throw error
  }
}

function endOf(error: unknown): Pick<Ended<ProxiedWrite>, 'how' | 'code'> {
  const failure = error instanceof RemoteError ? error.failure : undefined
  if (failure?.kind === 'refused') return { how: STANDS.includes(failure.statusCode) ? 'done' : 'refused', code: failure.statusCode }
  return { how: failure?.kind === 'unreachable' ? 'notThere' : 'stopped', code: 0 }
}
