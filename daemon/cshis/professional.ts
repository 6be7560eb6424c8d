import { trimPadding } from '#protocols/bytes/byte-array'
import { slotsOf } from '#protocols/bytes/unread'
import type { Answer, Implementations } from './call.ts'

/** One text of a record in the buffer of that name, by the bytes that the card has of it. */
export function text<Buffer extends string>(buffer: Buffer, value: string, record: object, field: string): Answer<Record<Buffer, string>> {
  const output = { [buffer]: value } as Record<Buffer, string>
  const slot = slotsOf(record).get(field)
  return slot === undefined ? { output } : { output, bytes: { [buffer]: trimPadding(slot) } }
}

export const professional: Implementations<
  'hpcGetHPCStatus' | 'hpcGetHPCSN' | 'hpcGetHPCSSN' | 'hpcGetHPCCNAME' | 'hpcGetHPCENAME'
> = {
  hpcGetHPCStatus: (call) => call.professional(() => {
    const { hpc } = call.cards.clinic.base.snapshot.value
    const isVerified = typeof hpc !== 'string' && hpc.present.pin === 'verified'
    return { output: { status: isVerified ? 1 : 0 } }
  }),
  hpcGetHPCSN: (call) => call.professional(({ info }) => text('hpcSn', info.serialNumber, info, 'serialNumber')),
  hpcGetHPCSSN: (call) => call.professional(({ basic }) => text('hpcSsn', basic.idCardNum, basic, 'idCardNum')),
  hpcGetHPCCNAME: (call) => call.professional(({ basic }) => text('hpcCname', basic.name, basic, 'name')),
  hpcGetHPCENAME: (call) => call.professional(({ basic }) => text('hpcEname', basic.englishName, basic, 'englishName')),
}
