import { edited, soundRecords } from '#protocols/upload/sound-records.fixture'
import { uploadFormats } from '#protocols/upload/formats'
import type { UploadFormat, UploadRecord, Values } from '#protocols/upload/record'
import { readReport, type UploadReport } from '#protocols/upload/report'
import type { RecordEdit } from '#protocols/upload/rule'
import type { DownloadReply, UploadReply, UploadSignature } from '#protocols/upload/web-api'
import { encodeBig5 } from '#protocols/bytes/big5'
import { VirtualClock } from '../../virtual-clock.ts'
import { UploadReceiver, type UploadReceiverPorts } from './upload-receiver.ts'
import { MemoryUploadStore, type UploadStore } from './upload-store.ts'

export const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR
export const HERE = '9900000013', ELSEWHERE = '9900000022'

/** The evening on which records come. */
const EVENING = '2026-01-15T21:00:00+08:00'

export interface Sent {
  readonly type?: string
  readonly samId?: string
  readonly hospitalId?: string
  readonly signature?: string
}

const element = (name: string, content: string) => `<${name}>${content}</${name}>`
const fieldsOf = (values: Values) =>
  Object.entries(values).map(([name, value]) => (value === '' ? '' : element(name, value))).join('')

/** A file as a HIS writes it by hand; values must need no escape. */
export const fileOf = (...records: readonly UploadRecord[]): string => `<?xml version="1.0" encoding="Big5"?>${element('RECS', records.map(
  ({ header, visit, orders }) => element('REC', element('MSH', fieldsOf(header)) + element(
    'MB', element('MB1', fieldsOf(visit)) + orders.map((order) => element('MB2', fieldsOf(order))).join('')))).join(''))}`

/** The sound record of a format, changed. */
export const record = (format: UploadFormat, edit: RecordEdit = {}): UploadRecord =>
  edited(format, uploadFormats[format].fields, edit).record
export const sound1 = soundRecords['1.0'], sound2 = soundRecords['2.0']

/** A clinic that sends, and NHIA that receives. Signatures are words that say what the check makes of them. */
export class UploadDesk {
  readonly clock: VirtualClock
  readonly store: UploadStore
  readonly receiver: UploadReceiver
  readonly checked: UploadSignature[] = []

  constructor({ store = new MemoryUploadStore(), limits = {} }: { store?: UploadStore, limits?: UploadReceiverPorts['limits'] } = {}) {
    this.clock = new VirtualClock(EVENING)
    this.store = store
    this.receiver = new UploadReceiver({
      clock: this.clock, store, ...limits === undefined ? {} : { limits },
      isInstitution: (hospitalId) => hospitalId === HERE || hospitalId === ELSEWHERE,
      checkSignature: (bundle) => {
        this.checked.push(bundle)
        if (bundle.sSignature === 'broken') throw new Error('the check broke down')
        return bundle.sSignature === 'old' ? 'signatureOld' : bundle.sSignature === 'revoked' ? 'moduleRevoked'
          : bundle.sSignature === 'wrong' ? 'signatureWrong' : undefined
      },
    })
  }

  send(file: string | Uint8Array, sent: Sent = {}, acceptsUtf8 = false): UploadReply {
    const { type = 'A1', samId = 'TESTSAM00001', hospitalId = HERE, signature = 'sound' } = sent
    const bytes = typeof file === 'string' ? encodeBig5(file) : file
    return this.receiver.upload({
      sSamId: samId, sHospId: hospitalId, sClientRandom: '0123456789', sSignature: signature, sType: type,
      sPatData: Buffer.from(bytes).toString('base64'), sUploadDT: '20260115205958000',
    }, { acceptsUtf8 })
  }

  fetch(opcode: string, { type = 'A1', samId = 'TESTSAM00001', hospitalId = HERE, signature = 'sound' }: Sent = {}): DownloadReply {
    return this.receiver.download({
      sSamId: samId, sHospId: hospitalId, sClientRandom: '0123456789', sSignature: signature, sType: type, sOpcode: opcode,
    })
  }

  /** Sends, lets the half hour pass, and reads the report. */
  report(file: string | Uint8Array, sent: Sent = {}, acceptsUtf8 = false): UploadReport {
    const { Opcode } = this.send(file, sent, acceptsUtf8)
    this.clock.advance(30 * MINUTE)
    return readReport(Buffer.from(this.fetch(Opcode, sent).tx_result_json, 'base64').toString('utf8'))
  }

  /** Everything that a report tells, as its lines do. */
  told(file: string | Uint8Array, sent: Sent = {}, acceptsUtf8 = false): readonly string[] {
    return this.report(file, sent, acceptsUtf8).records.flatMap(({ number, findings }) =>
      findings.map(({ field, order, error }) => `${number} ${field}${order === undefined ? '' : `[${order}]`}:${error}`))
  }
}
