import { MalformedError } from '#protocols/bytes/malformed'
import { remotePath, type RemoteDeclaration } from '#protocols/cs6/remote-call'
import { remoteCalls, type RemoteName, type RemoteParams } from '#protocols/cs6/remote/index'
import { decodeRemoteRequest } from '#protocols/cs6/remote-wire'
import { formatCodes, parsedBody } from '#protocols/cs6/request-body'
import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { RemoteError, type RemoteCentre } from '#protocols/port/remote-centre'
import { printedNumber } from '../audit/printed-number.ts'
import type { AuditNote, Caller } from '../handlers/handler.ts'
import { isProxiedWrite } from '../visits/proxied-writes.ts'
import type { VisitDesk } from '../visits/visit-desk.ts'

/** What a program of 6.0 is told: 0 and the fields of its call, or a code of nhi-facts §3.2 and nothing else. */
export interface ForwardedAnswer {
  readonly statusCode: number
  readonly [field: string]: unknown
}

/** nhi-facts §3.2: the link to the data centre; HTTP, of an answer that was lost: which stands for which is assumed. */
const NO_COMMAND = 1701, NO_LINK = 1700, ANSWER_LOST = 1702, OTHER = 1799

const byPath = new Map(remoteCalls.map((call) => [remotePath(call.name), call]))

function partiesOf({ hcIdNo, hpcId }: SignatureBundle): AuditNote {
  return { ...hcIdNo === '' ? {} : { patientId: hcIdNo }, ...hpcId === '' ? {} : { professionalCard: printedNumber(hpcId) } }
}

/**
 * The remote API of control software 6.0 on the daemon (nhi-facts §2.5): a program whose remote address is changed to ours
 * gets the two sites, the deadlines and the care for what counts that the native API has.
 */
export class RemoteForwarding {
  readonly #remote: () => Promise<RemoteCentre | undefined>
  readonly #desk: () => Promise<VisitDesk>

  constructor(remote: () => Promise<RemoteCentre | undefined>, desk: () => Promise<VisitDesk>) {
    this.#remote = remote
    this.#desk = desk
  }

  callAt(path: string): RemoteDeclaration | undefined {
    return byPath.get(path)
  }

  /**
   * @param text of the body; personal
   * @param caller told whose bundle it is; the centre alone knows whether it is genuine
   */
  async answer(call: RemoteDeclaration, text: string, caller: Caller): Promise<ForwardedAnswer> {
    const request = decodeRemoteRequest(call, parsedBody(text))
    if ('statusCode' in request) return { statusCode: request.statusCode }
    caller.audit?.(partiesOf(request.body.bundle))
    const remote = await this.#remote()
    if (remote === undefined) return { statusCode: NO_LINK }
    try {
      const { bundle, params } = request.body
      const send = <Name extends RemoteName>(name: Name) => remote.call(name, bundle, params as RemoteParams<Name>)
      const name = call.name as RemoteName
      const desk = await this.#desk()
      if (isProxiedWrite(name)) return { statusCode: 0, ...await desk.proxiedWrite(name, params as never, bundle, () => send(name)) }
      if (name !== 'SequelNumber/Next') return { statusCode: 0, ...await send(name) }
      const wanted = { ...params as RemoteParams<'SequelNumber/Next'>, withTreatmentNumber: true }
      const counted = desk.proxiedNumber(bundle.hcIdNo, wanted, () => send('SequelNumber/Next'), caller)
      return { statusCode: 0, ...await counted }
    } catch (error) {
      if (error instanceof RangeError) return { statusCode: NO_COMMAND } // what a test site alone knows
      if (error instanceof MalformedError) return { statusCode: formatCodes.wrong }
      if (error instanceof NhicardError) return { statusCode: OTHER } // the journal takes nothing: nobody was asked
      if (!(error instanceof RemoteError)) throw error
      const { failure } = error
      if (failure.kind === 'refused') return { statusCode: failure.statusCode }
      return { statusCode: failure.kind === 'unreachable' ? NO_LINK : ANSWER_LOST }
    }
  }
}
