import { concat } from '#protocols/bytes/byte-array'
import { MalformedError } from '#protocols/bytes/malformed'
import { encodeResponseApdu } from '#protocols/iso7816/apdu'
import { createT0Host } from '#protocols/iso7816/t0/engine'
import { decodeHeader, HEADER_LENGTH, tpduOf, type Tpdu } from '#protocols/iso7816/t0/tpdu'
import { PROLOGUE_LENGTH } from '#protocols/iso7816/t1/block'
import { edcLength, seal } from '#protocols/iso7816/t1/edc'
import { exchangePps, type CcidLevel, type PoweredCard, type XfrBlock } from './ccid-level.ts'
import { edcOf } from './ccid-parameters.ts'
import { failed, offset, slotError, type Reply } from './ccid-reply.ts'
import { exchangeT0 } from './t0-exchange.ts'

const NO_ANSWER_LENGTH = 0x100

/**
 * Protocol data units of the protocol in force. T=0: header, or header and data, and the reader handles procedure
 * bytes; answered by data and SW1 SW2. T=1: one block, answered by one block, whatever it says.
 */
export function tpduLevel(card: PoweredCard): CcidLevel {
  const host = createT0Host()

  const exchangeHeader = (abData: Uint8Array): Reply => {
    const tpdu = tpduFrom(abData)
    if (typeof tpdu === 'number') return failed(tpdu)
    const { outcome, nulls, waits } = exchangeT0(card.line, host, tpdu)
    const extensions = Array.from({ length: nulls }, () => 1)
    const waitedMs = waits * card.waitMs
    if ('bError' in outcome) return { ...failed(outcome.bError, waitedMs), extensions }
    return { abData: encodeResponseApdu(outcome), extensions, waitedMs }
  }

  const exchangeBlock = (abData: Uint8Array, bBWI: number): Reply => {
    const { parameters } = card
    if (parameters.bProtocolNum !== 1) return failed(slotError.HW_ERROR)
    const [, , length = 0] = abData
    if (abData.length !== PROLOGUE_LENGTH + length + edcLength[edcOf(parameters.data)]) return failed(offset.dwLength)
    const said = card.line.say(abData)
    const heard = said.length > 0 ? said : card.line.silence()
    return heard.length > 0 ? { abData: heard } : failed(slotError.ICC_MUTE, card.waitMs * Math.max(1, bBWI))
  }

  return {
    exchange: ({ bBWI, wLevelParameter, abData }: XfrBlock): Reply => {
      if (wLevelParameter !== 0) return failed(offset.wLevelParameter)
      return exchangePps(card, abData)
        ?? (card.parameters.bProtocolNum === 0 ? exchangeHeader(abData) : exchangeBlock(abData, bBWI))
    },
    enter: (apdu, bTeoPrologue) => {
      const { parameters } = card
      if (parameters.bProtocolNum === 0) return exchangeHeader(apdu)
      const [nad = 0, pcb = 0] = bTeoPrologue
      return exchangeBlock(sealed(Uint8Array.of(nad, pcb, apdu.length), apdu, edcOf(parameters.data)), 0)
    },
  }
}

/** The TPDU in an XfrBlock, or the offset of the field that is wrong. */
function tpduFrom(abData: Uint8Array): Tpdu | number {
  if (abData.length < HEADER_LENGTH) return offset.dwLength
  const header = decodeHeader(abData.subarray(0, HEADER_LENGTH))
  const data = abData.slice(HEADER_LENGTH)
  if (data.length > 0 && data.length !== header.p3) return offset.dwLength
  try {
    tpduOf(header) // what T=0 cannot carry is not sent
  } catch (error) {
    if (error instanceof MalformedError) return offset.abData
    throw error
  }
  if (data.length > 0) return { ...header, direction: 'send', length: data.length, data }
  return { ...header, direction: 'receive', length: header.p3 || NO_ANSWER_LENGTH, data }
}

function sealed(prologue: Uint8Array, apdu: Uint8Array, edc: 'lrc' | 'crc'): Uint8Array {
  const block = concat(prologue, apdu, new Uint8Array(edcLength[edc]))
  seal(block, prologue.length + apdu.length, edc)
  return block
}
