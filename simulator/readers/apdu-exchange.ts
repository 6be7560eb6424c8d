import { MalformedError } from '#protocols/bytes/malformed'
import {
  decodeCommandApdu, encodeCommandApdu, encodeResponseApdu, type CommandApdu, type ResponseApdu,
} from '#protocols/iso7816/apdu'
import { getResponse } from '#protocols/iso7816/commands/get-response'
import { commandPipeline } from '#protocols/iso7816/pipeline'
import { isOk } from '#protocols/iso7816/status-word'
import { createT0Host } from '#protocols/iso7816/t0/engine'
import { tpduOf } from '#protocols/iso7816/t0/tpdu'
import { T1Host } from '#protocols/iso7816/t1/host'
import type { PoweredCard } from './ccid-level.ts'
import { edcOf } from './ccid-parameters.ts'
import { failed, offset, slotError, type Reply } from './ccid-reply.ts'
import { exchangeT0 } from './t0-exchange.ts'
import { exchangeT1 } from './t1-exchange.ts'

const ENVELOPE = 0xc2
const ECHO = 0xff
const MAX_SHORT_DATA = 0xff

/** Thrown out of a T=0 conversation that came to no answer. */
class Broken extends Error {
  readonly bError: number

  constructor(bError: number) {
    super('the exchange is broken')
    this.bError = bError
  }
}

/** A reader that is given whole APDUs and speaks T=0 or T=1 with the card itself. */
export function apduExchange(card: PoweredCard): (apdu: Uint8Array) => Reply {
  const t0 = createT0Host()
  let t1: T1Host | undefined

  const throughT1 = (apdu: Uint8Array): Reply => {
    const { parameters, descriptor, line, waitMs } = card
    if (parameters.bProtocolNum !== 1) return failed(slotError.HW_ERROR)
    t1 ??= new T1Host({
      edc: edcOf(parameters.data), ifsc: parameters.data.bIFSC, ifsd: Math.min(descriptor.dwMaxIFSD, 0xfe),
    })
    const { outcome, extensions, waits } = exchangeT1(line, t1, apdu)
    const waitedMs = waits * waitMs
    if (outcome instanceof Uint8Array) return { abData: outcome, extensions, waitedMs }
    return { ...failed(outcome.bError, waitedMs), extensions }
  }

  const throughT0 = (apdu: CommandApdu): Reply => {
    let nulls = 0
    let waits = 0
    const exchange = (one: CommandApdu): ResponseApdu => {
      const ended = exchangeT0(card.line, t0, tpduOf(one))
      nulls += ended.nulls
      waits += ended.waits
      if ('bError' in ended.outcome) throw new Broken(ended.outcome.bError)
      return ended.outcome
    }
    const finished = (reply: Reply): Reply =>
      ({ ...reply, extensions: Array.from({ length: nulls }, () => 1), waitedMs: waits * card.waitMs })
    try {
      return finished({ abData: encodeResponseApdu(converse(apdu, exchange, card)) })
    } catch (error) {
      if (error instanceof Broken) return finished(failed(error.bError))
      // what T=0 cannot carry, or a card that does not come to an end
      if (error instanceof MalformedError) return finished(failed(offset.abData))
      throw error
    }
  }

  return (bytes) => {
    let apdu: CommandApdu
    try {
      apdu = decodeCommandApdu(bytes)
    } catch (error) {
      if (error instanceof MalformedError) return failed(offset.dwLength)
      throw error
    }
    return card.parameters.bProtocolNum === 1 ? throughT1(bytes) : throughT0(apdu)
  }
}

/** One APDU by exchanges of T=0 (ISO/IEC 7816-3:2006 §12.2); without Le the answer is what the card says at once. */
function converse(
  apdu: CommandApdu, exchange: (one: CommandApdu) => ResponseApdu,
  { bClassGetResponse, bClassEnvelope }: Pick<PoweredCard, 'bClassGetResponse' | 'bClassEnvelope'>,
): ResponseApdu {
  if ((apdu.data?.length ?? 0) > MAX_SHORT_DATA) return envelop(apdu, exchange, bClassEnvelope)
  if (apdu.le === undefined) return exchange(apdu)
  const pipeline = commandPipeline(apdu)
  let step = pipeline.next()
  while (!step.done) {
    const fetches = step.value !== apdu && step.value.ins === getResponse.ins && bClassGetResponse !== ECHO
    step = pipeline.next(exchange(fetches ? { ...step.value, cla: bClassGetResponse } : step.value))
  }
  return step.value
}

/** A command too long for T=0 goes in pieces; the answer to the last piece is the answer (§12.2.6). */
function envelop(
  apdu: CommandApdu, exchange: (one: CommandApdu) => ResponseApdu, bClassEnvelope: number,
): ResponseApdu {
  const bytes = encodeCommandApdu(apdu)
  const cla = bClassEnvelope === ECHO ? apdu.cla : bClassEnvelope
  let answer: ResponseApdu = { data: new Uint8Array(), sw: 0x6f00 }
  for (let at = 0; at < bytes.length; at += MAX_SHORT_DATA) {
    const data = bytes.slice(at, at + MAX_SHORT_DATA)
    answer = exchange({ cla, ins: ENVELOPE, p1: 0, p2: 0, data })
    if (!isOk(answer.sw)) return answer
  }
  return answer
}
