import { concat } from '#protocols/bytes/byte-array'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import { commandCase, decodeCommandApdu } from '#protocols/iso7816/apdu'
import { SlotError } from '../reader/reader.ts'
import { dataBlock, type CardExchange, type ExchangeOptions, type Piece } from './exchange.ts'
import { levelOf, roomIn } from './facts.ts'
import { enterPin, spelt } from './pin-pad.ts'

/** wLevelParameter of a command in pieces, and what asks for the next piece of an answer (CCID rev 1.1 §6.1.4). */
const WHOLE = 0, BEGINS = 1, ENDS = 2, CONTINUES = 3, WANTS_MORE = 0x10
/** 65,536 bytes of data and SW1-SW2. */
const MAX_ANSWER = 0x1_0002
/** Asked for by a command without Le: as much as one with Le 00. */
const SHORT_ANSWER = 0x102

/**
 * Gives the reader whole command APDUs, at short or at extended APDU level; T=0 or T=1 is its affair.
 *
 * An answer in pieces is taken at either level, because there are readers of the short level that give one (libccid
 * lists them); a command goes in pieces at the extended level only. A reader of the short level is not given an
 * extended APDU.
 */
export class ApduExchange implements CardExchange {
  readonly #options: ExchangeOptions

  constructor(options: ExchangeOptions) {
    this.#options = options
  }

  async transmit(capdu: Uint8Array): Promise<Uint8Array> {
    const { facts } = this.#options
    const wanted = this.#checked(capdu)
    const room = roomIn(facts)
    if (capdu.length <= room) return this.#whole(await this.#transfer(capdu, WHOLE, capdu.length, wanted), wanted)
    if (levelOf(facts) === 'shortApdu') throw new SlotError('refused', 'commandTooLong')
    let answer = await this.#transfer(capdu.subarray(0, room), BEGINS, room, 0)
    for (let from = room; from < capdu.length; from += room) {
      // an empty piece asks for the next one; anything else is an answer before its time
      if (answer.bChainParameter !== WANTS_MORE) throw new SlotError('refused', 'chainParameter')
      const isLast = from + room >= capdu.length
      const piece = capdu.subarray(from, from + room)
      answer = await this.#transfer(piece, isLast ? ENDS : CONTINUES, piece.length, isLast ? wanted : 0)
    }
    return this.#whole(answer, wanted)
  }

  async transmitPin(capdu: Uint8Array, entry: PinEntry): Promise<Uint8Array> {
    const wanted = this.#checked(capdu)
    return this.#whole(await enterPin(this.#options, { apdu: capdu, entry }), wanted)
  }

  /** @returns most bytes of the answer that may come */
  #checked(capdu: Uint8Array): number {
    const apdu = spelt(() => decodeCommandApdu(capdu))
    if (levelOf(this.#options.facts) === 'shortApdu' && commandCase(apdu).endsWith('E')) {
      throw new SlotError('refused', 'extendedApdu')
    }
    return apdu.le === undefined ? SHORT_ANSWER : apdu.le + 2
  }

  async #whole(first: Piece, wanted: number): Promise<Uint8Array> {
    const pieces = [first.abData]
    let length = first.abData.length
    for (let last = first; last.bChainParameter !== WHOLE && last.bChainParameter !== ENDS;) {
      if (last.bChainParameter !== BEGINS && last.bChainParameter !== CONTINUES) {
        throw new SlotError('transmission', 'chainParameter')
      }
      last = await this.#transfer(new Uint8Array(), WANTS_MORE, 0, wanted)
      pieces.push(last.abData)
      length += last.abData.length
      if (length > MAX_ANSWER || last.abData.length === 0) throw new SlotError('protocol', 'answerWithoutEnd')
    }
    if (length < 2) throw new SlotError('transmission', 'answerWithoutStatus')
    return pieces.length === 1 ? first.abData : concat(...pieces)
  }

  #transfer(abData: Uint8Array, wLevelParameter: number, sent: number, wanted: number): Promise<Piece> {
    const { commands, facts, patience } = this.#options
    return dataBlock(
      commands, { name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter, abData },
      patience.apdu(sent, Math.min(wanted, roomIn(facts))),
    )
  }
}
