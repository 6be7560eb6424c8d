import { concat } from '#protocols/bytes/byte-array'
import { HEADER_LENGTH } from '#protocols/ccid/message'
import { apduExchange } from './apdu-exchange.ts'
import { exchangePps, type CcidLevel, type PoweredCard } from './ccid-level.ts'
import { failed, offset, type Reply } from './ccid-reply.ts'

/** Header, Lc, 255 bytes of data, Le. */
const MAX_SHORT_APDU = 261

/** Whole short APDUs. */
export function shortApduLevel(card: PoweredCard): CcidLevel {
  const exchange = apduExchange(card)
  return {
    exchange: ({ wLevelParameter, abData }) => {
      if (wLevelParameter !== 0) return failed(offset.wLevelParameter)
      if (abData.length > MAX_SHORT_APDU) return failed(offset.dwLength)
      return exchangePps(card, abData) ?? exchange(abData)
    },
    enter: (apdu) => exchange(apdu),
  }
}

/** wLevelParameter and bChainParameter (CCID rev 1.1 §6.1.4, §6.2.1). */
const part = { whole: 0x00, begins: 0x01, ends: 0x02, continues: 0x03, wanted: 0x10 } as const

/** Short and extended APDUs, those that are longer than a message in pieces, both ways. */
export function extendedApduLevel(card: PoweredCard): CcidLevel {
  const exchange = apduExchange(card)
  const room = card.descriptor.dwMaxCCIDMessageLength - HEADER_LENGTH
  let command: Uint8Array | undefined
  let answer: Uint8Array | undefined

  /** The front of what is to be said. */
  const piece = (rest: Uint8Array, isFirst: boolean): Reply => {
    const isLast = rest.length <= room
    answer = isLast ? undefined : rest.slice(room)
    const last = isFirst ? (isLast ? part.whole : part.begins) : (isLast ? part.ends : part.continues)
    return { abData: rest.slice(0, room), last }
  }
  const carryOut = (apdu: Uint8Array): Reply => {
    const reply = exchange(apdu)
    return reply.bError === undefined ? { ...reply, ...piece(reply.abData, true) } : reply
  }
  const wrong = (bError: number): Reply => {
    command = undefined
    return failed(bError)
  }

  return {
    exchange: ({ wLevelParameter, abData }) => {
      const before = command
      const waiting = answer
      answer = undefined
      switch (wLevelParameter) {
        case part.whole:
          if (before !== undefined) return wrong(offset.wLevelParameter)
          return exchangePps(card, abData) ?? carryOut(abData)
        case part.begins:
          if (before !== undefined) return wrong(offset.wLevelParameter)
          command = abData
          return { abData: new Uint8Array(), last: part.wanted }
        case part.continues:
        case part.ends: {
          if (before === undefined) return wrong(offset.wLevelParameter)
          const apdu = concat(before, abData)
          command = wLevelParameter === part.ends ? undefined : apdu
          return command === undefined ? carryOut(apdu) : { abData: new Uint8Array(), last: part.wanted }
        }
        case part.wanted:
          if (waiting === undefined) return wrong(offset.wLevelParameter)
          if (abData.length > 0) return wrong(offset.dwLength)
          return piece(waiting, false)
        default:
          return wrong(offset.wLevelParameter)
      }
    },
    enter: (apdu) => carryOut(apdu),
  }
}
