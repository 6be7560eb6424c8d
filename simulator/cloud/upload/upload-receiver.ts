import { MalformedError } from '#protocols/bytes/malformed'
import type { Clock } from '#protocols/port/clock'
import { writeOpcode } from '#protocols/upload/opcode'
import { stampOf } from '#protocols/upload/receipt'
import { RECEIVED, rtnCodeOf, uploadRefusals, type UploadRefusalName } from '#protocols/upload/refusals'
import {
  uploadKinds, vnhiDownload, vnhiUpload, withDeclaredNames, type DownloadReply, type UploadKind, type UploadReply, type UploadSignature,
} from '#protocols/upload/web-api'
import { checkUpload } from './upload-check.ts'
import { readUploadFile } from './upload-file.ts'
import type { UploadStore } from './upload-store.ts'

const MINUTE_MS = 60_000, DAY_MS = 86_400_000

/** How slow and how large; times are those of nhi-facts §8.8. */
export interface UploadLimits {
  /** From the upload to its report. */
  readonly reportAfterMs: number
  /** How long after the upload a report can be had: of pre-checks and interface tests, and of formal uploads. */
  readonly preCheckKeptMs: number
  readonly formalKeptMs: number
  /** Bytes of the XML file. */
  readonly mostBytes: number
}

/** The size is assumed: nhi-facts §1.4 knows only that large batches fail and that clients cut them to 30 records. */
export const uploadLimits: UploadLimits = {
  reportAfterMs: 30 * MINUTE_MS, preCheckKeptMs: 2 * DAY_MS, formalKeptMs: 14 * DAY_MS, mostBytes: 1024 * 1024,
}

/** Why a signature for the service 30 is not taken. */
export type SignatureVerdict = Extract<UploadRefusalName, 'signatureOld' | 'signatureWrong' | 'moduleRevoked'>

export interface UploadReceiverPorts {
  readonly clock: Clock
  readonly store: UploadStore
  readonly isInstitution: (hospitalId: string) => boolean
  /** What is wrong with a signature; undefined when nothing is. One that throws is told as 8201. */
  readonly checkSignature: (bundle: UploadSignature) => SignatureVerdict | undefined
  readonly limits?: Partial<UploadLimits>
}

class Refusal extends Error {
  readonly reason: UploadRefusalName

  constructor(reason: UploadRefusalName) {
    super(reason)
    this.reason = reason
  }
}

const isKind = (type: string): type is UploadKind => (uploadKinds as readonly string[]).includes(type)

/** Three characters of base64 and padding are at most two bytes more than the file. */
const bytesIn = (base64: string) => Math.floor(base64.length * 3 / 4) - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0)

/** NHIA's upload: takes files, checks them, and holds its reports back. It sets no timers: a report is ready by the clock. */
export class UploadReceiver {
  readonly #ports: UploadReceiverPorts
  readonly #limits: UploadLimits

  constructor(ports: UploadReceiverPorts) {
    this.#ports = ports
    this.#limits = { ...uploadLimits, ...ports.limits }
  }

  get limits(): UploadLimits {
    return this.#limits
  }

  /** The answer to a body as it came, parsed from JSON. @param acceptsUtf8 files of CS 6.0 (`/V2000`) */
  upload(body: unknown, { acceptsUtf8 = false } = {}): UploadReply {
    return this.#answered(() => ({ RtnCode: RECEIVED, Opcode: this.#receive(body, acceptsUtf8) }), (RtnCode) => ({ RtnCode, Opcode: '' }))
  }

  /** The answer to a body as it came: the report in base64 when it is ready. */
  download(body: unknown): DownloadReply {
    return this.#answered(
      () => ({ RtnCode: RECEIVED, tx_result_json: Buffer.from(this.#report(body), 'utf8').toString('base64') }),
      (RtnCode) => ({ RtnCode, tx_result_json: '' }))
  }

  /** The answer to a body that is too large to be read at all. */
  refuseTooLarge(): UploadReply {
    return { RtnCode: rtnCodeOf(uploadRefusals.tooLarge.code), Opcode: '' }
  }

  #answered<Reply>(answer: () => Reply, refuse: (rtnCode: string) => Reply): Reply {
    try {
      return answer()
    } catch (error) {
      if (error instanceof Refusal) return refuse(rtnCodeOf(uploadRefusals[error.reason].code))
      throw error
    }
  }

  #receive(body: unknown, acceptsUtf8: boolean): string {
    const { data } = vnhiUpload.body.safeParse(withDeclaredNames(vnhiUpload, body))
    if (data === undefined) throw new Refusal('unreadable')
    if (bytesIn(data.sPatData) > this.#limits.mostBytes) throw new Refusal('tooLarge')
    const kind = this.#admit(data)
    const now = this.#ports.clock.now()
    const opcode = this.#opcodeOf(data, now)
    const bytes = Buffer.from(data.sPatData, 'base64')
    const { store } = this.#ports
    const { report, accepted } = checkUpload(
      readUploadFile(bytes, { acceptsUtf8 }), { opcode, hospitalId: data.sHospId, now, size: bytes.length }, store)
    store.add({ opcode, samId: data.sSamId, hospitalId: data.sHospId, kind, receivedAt: now, report }, kind === 'A1' ? accepted : [])
    return opcode
  }

  /** Kind, institution and signature of a call. */
  #admit({ sType, ...bundle }: UploadSignature & { readonly sType: string }): UploadKind {
    if (!isKind(sType)) throw new Refusal('kindUnknown')
    if (!this.#ports.isInstitution(bundle.sHospId)) throw new Refusal('institutionUnknown')
    const { sSamId, sHospId, sClientRandom, sSignature } = bundle
    let verdict: SignatureVerdict | undefined
    try {
      verdict = this.#ports.checkSignature({ sSamId, sHospId, sClientRandom, sSignature })
    } catch {
      throw new Refusal('checkFailed')
    }
    if (verdict !== undefined) throw new Refusal(verdict)
    return sType
  }

  #opcodeOf({ sHospId, sSamId }: UploadSignature, now: number): string {
    const sequence = String((this.#ports.store.count() + 1) % 1_000_000).padStart(6, '0')
    try {
      return writeOpcode({ receivedAt: stampOf(now), sequence, hospitalId: sHospId, samId: sSamId })
    } catch (error) {
      if (error instanceof MalformedError) throw new Refusal('unreadable')
      throw error
    }
  }

  #report(body: unknown): string {
    const { data } = vnhiDownload.body.safeParse(withDeclaredNames(vnhiDownload, body))
    if (data === undefined) throw new Refusal('unreadable')
    this.#admit(data)
    const kept = this.#ports.store.upload(data.sOpcode)
    if (kept === undefined) throw new Refusal('opcodeUnknown')
    if (kept.samId !== data.sSamId || kept.hospitalId !== data.sHospId) throw new Refusal('otherModule')
    const age = this.#ports.clock.now() - kept.receivedAt
    if (age < this.#limits.reportAfterMs) throw new Refusal('notReady')
    if (age > (kept.kind === 'A1' ? this.#limits.formalKeptMs : this.#limits.preCheckKeptMs)) throw new Refusal('reportGone')
    return kept.report
  }
}
