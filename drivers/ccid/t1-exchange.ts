import { concat } from '#protocols/bytes/byte-array'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import { PROLOGUE_LENGTH } from '#protocols/iso7816/t1/block'
import { edcLength, type Edc } from '#protocols/iso7816/t1/edc'
import { T1Host } from '#protocols/iso7816/t1/host'
import { SlotError } from '../reader/reader.ts'
import { ifscOf } from './agreement.ts'
import type { CardExchange, ExchangeOptions } from './exchange.ts'
import { does, levelOf, maxIfsd, roomIn } from './facts.ts'
import { enterPin, isOwnWord, sentNothing } from './pin-pad.ts'
import type { Outcome } from './slot-commands.ts'
import { refusalError, t1Error } from './slot-fault.ts'

/** What a card takes for granted, and need not be told (ISO/IEC 7816-3:2006 §11.4.2). */
const DEFAULT_IFS = 32
const NONE = new Uint8Array()

/** Most information bytes of a block that fit a message of the reader. */
function blockRoom({ facts }: ExchangeOptions, edc: Edc): number {
  return Math.max(1, roomIn(facts) - PROLOGUE_LENGTH - edcLength[edc])
}

/** T=1 by us, over a reader that is given whole blocks, or only moves characters. */
export class T1Exchange implements CardExchange {
  readonly #options: ExchangeOptions
  readonly #host: T1Host
  readonly #edc: Edc
  readonly #ifsc: number
  readonly #byCharacter: boolean

  constructor(options: ExchangeOptions) {
    this.#options = options
    this.#edc = options.agreement.parameters.t1?.edc ?? 'lrc'
    const room = blockRoom(options, this.#edc)
    this.#ifsc = Math.min(ifscOf(options.agreement), room)
    // a reader that tells the card by itself leaves us nothing to announce
    const ifsd = does(options.facts, 'automaticIfsd') ? DEFAULT_IFS : Math.min(maxIfsd(options.facts), room)
    this.#host = new T1Host({ edc: this.#edc, ifsc: this.#ifsc, ifsd })
    this.#byCharacter = levelOf(options.facts) === 'character'
  }

  transmit(capdu: Uint8Array): Promise<Uint8Array> {
    this.#host.begin(capdu)
    return this.#exchange()
  }

  /**
   * The reader is given NAD, PCB and LEN of the block and makes the block itself (bTeoPrologue). So a command longer
   * than one block is refused; and when the card asks for the block again the exchange fails, because a person would
   * have to enter the PIN again. Assumed: a reader whose command grows with the PIN corrects LEN.
   */
  async transmitPin(capdu: Uint8Array, entry: PinEntry): Promise<Uint8Array> {
    if (this.#byCharacter) throw new SlotError('pinPadAbsent', 'characterLevel')
    if (capdu.length > this.#ifsc) throw new SlotError('refused', 'commandTooLong')
    this.#host.begin(capdu)
    let entered = false
    return this.#exchange(async (block) => {
      if (entered) throw new SlotError('transmission', 'pinBlockAskedAgain')
      entered = true
      try {
        const { abData } = await enterPin(this.#options, {
          apdu: capdu, entry, prologue: block.slice(0, PROLOGUE_LENGTH),
        })
        if (isOwnWord(abData)) {
          this.#host.withdraw()
          return abData
        }
        this.#host.receivedWhole(abData)
        return undefined
      } catch (error) {
        if (sentNothing(error)) this.#host.withdraw()
        throw error
      }
    })
  }

  /** @param command carries I-blocks in place of the line; what it gives is the answer, though the card has said nothing */
  async #exchange(command?: (block: Uint8Array) => Promise<Uint8Array | undefined>): Promise<Uint8Array> {
    for (;;) {
      let block: Uint8Array = NONE
      let waits = 1
      for (const effect of this.#host.drain()) {
        if (effect.type === 'deliver') return effect.apdu
        if (effect.type === 'fail') throw t1Error(effect.reason)
        if (effect.type === 'send') block = effect.bytes
        else waits = effect.bwt
      }
      if (command !== undefined && isInformation(block)) {
        const word = await command(block)
        if (word !== undefined) return word
      } else if (this.#byCharacter) await this.#characters(block, waits)
      else this.#hear(await this.#transfer(block, waits, 0))
    }
  }

  #transfer(abData: Uint8Array, waits: number, wLevelParameter: number): Promise<Outcome> {
    const { commands, patience } = this.#options
    // bBWI 0 is the waiting time of the parameters
    const bBWI = waits > 1 ? waits : 0
    return commands.run({ name: 'PC_to_RDR_XfrBlock', bBWI, wLevelParameter, abData }, patience.exchange(waits))
  }

  /** The reader must be told how much comes: the prologue, then what its LEN announces. */
  async #characters(block: Uint8Array, waits: number): Promise<void> {
    const first = await this.#transfer(block, waits, PROLOGUE_LENGTH)
    const prologue = 'answer' in first && first.answer.name === 'RDR_to_PC_DataBlock' ? first.answer.abData : NONE
    const length = prologue[2]
    if (prologue.length !== PROLOGUE_LENGTH || length === undefined) return this.#hear(first)
    this.#hear(await this.#transfer(NONE, 1, length + edcLength[this.#edc]), prologue)
  }

  /** Silence and damage on the line are what T=1 is made for; anything else ends the exchange. */
  #hear(outcome: Outcome, before: Uint8Array = NONE): void {
    if ('answer' in outcome) {
      const { answer } = outcome
      const block = concat(before, answer.name === 'RDR_to_PC_DataBlock' ? answer.abData : NONE)
      if (block.length === 0) this.#host.timedOut()
      else this.#host.receivedWhole(block)
      return
    }
    const { error, icc } = outcome.refusal
    if (icc === 'absent') throw refusalError(outcome.refusal)
    if (error.name === 'ICC_MUTE') this.#host.timedOut()
    else if (error.name === 'XFR_PARITY_ERROR' || error.name === 'XFR_OVERRUN') this.#host.receivedWhole(before)
    else throw refusalError(outcome.refusal)
  }
}

function isInformation(block: Uint8Array): boolean {
  const pcb = block[1]
  return pcb !== undefined && pcb < 0x80
}
