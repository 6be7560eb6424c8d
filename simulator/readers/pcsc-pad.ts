import { MalformedError } from '#protocols/bytes/malformed'
import type { PinVerification } from '#protocols/ccid/pin-data'
import { FEATURE_VERIFY_PIN_DIRECT, featureList } from '#protocols/pcsc/feature-list'
import { pinVerify } from '#protocols/pcsc/pin-verify'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { slotError } from './ccid-reply.ts'
import { pinFault } from './pin-block.ts'
import type { PinPad } from './pin-pad.ts'
import { scardFailure } from './scard-failure.ts'

const SCARD_E_NOT_TRANSACTED = 0x80100016
const SCARD_E_UNSUPPORTED_FEATURE = 0x80100022

/** Features as libccid numbers them. */
const verifyPinDirect = { tag: FEATURE_VERIFY_PIN_DIRECT, dwControlCode: 0x42330006 }
/** FEATURE_GET_TLV_PROPERTIES: every reader has it; it is not played here. */
const tlvProperties = { tag: 0x12, dwControlCode: 0x42330012 }

/** SW1 SW2 that libccid makes of a reader's error. */
const insteadOfCard: ReadonlyMap<number, readonly number[]> = new Map([
  [slotError.PIN_TIMEOUT, [0x64, 0x00]], [slotError.PIN_CANCELLED, [0x64, 0x01]],
])

/** What libccid makes of the keys of a reader. A reader without keys has the other features all the same. */
export class PcscPad {
  readonly #pad: PinPad | undefined
  #entry: { readonly over: Promise<void>, readonly fail: (code: number) => void } | undefined

  constructor(pad: PinPad | undefined) {
    this.#pad = pad
  }

  get features(): Uint8Array {
    return featureList.encode(this.#pad === undefined ? [tlvProperties] : [verifyPinDirect, tlvProperties])
  }

  /** The entry under way, for when it is over. */
  get entry(): Promise<void> | undefined {
    return this.#entry?.over
  }

  /** @throws ScardFailure also of a card that is not there: the driver alone notices */
  async control(dwControlCode: number, input: Uint8Array, card: SimulatedCard | undefined): Promise<Uint8Array> {
    if (this.#pad === undefined || dwControlCode !== verifyPinDirect.dwControlCode) {
      throw scardFailure(SCARD_E_UNSUPPORTED_FEATURE)
    }
    const verification = verificationIn(input)
    if (verification === undefined) throw scardFailure(SCARD_E_UNSUPPORTED_FEATURE)
    if (card === undefined || card.atr.length === 0 || pinFault(verification) !== undefined) {
      throw scardFailure(SCARD_E_NOT_TRANSACTED)
    }
    const rapdu = await this.#asked(this.#pad, verification, card)
    if (rapdu === undefined) throw scardFailure(SCARD_E_NOT_TRANSACTED)
    return rapdu
  }

  /** Card, reader or service has gone: the entry under way comes to nothing. */
  fail(code: number): void {
    this.#pad?.drop()
    this.#entry?.fail(code)
  }

  /** @returns undefined when the card does not answer, or the reader refuses */
  #asked(pad: PinPad, verification: PinVerification, card: SimulatedCard): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      let end = () => {}
      const over = new Promise<void>((ended) => (end = ended))
      const ending = <Args extends unknown[]>(how: (...args: Args) => void) => (...args: Args) => {
        this.#entry = undefined
        end()
        how(...args)
      }
      this.#entry = { over, fail: ending((code: number) => reject(scardFailure(code))) }
      pad.ask({
        verification,
        waiting: () => {}, // the driver waits as long as the reader says
        entered: ending((apdu: Uint8Array) => resolve(card.transmit(apdu))),
        ended: ending((bError: number) => {
          const sw = insteadOfCard.get(bError)
          resolve(sw === undefined ? undefined : Uint8Array.from(sw))
        }),
      })
    })
  }
}

/** As the driver hands it to the reader: the second time and the length of the command are left out. */
function verificationIn(input: Uint8Array): PinVerification | undefined {
  try {
    const { bTimerOut, bTimerOut2: _, abData, ...shared } = pinVerify.decode(input)
    return { ...shared, bPINOperation: 0, bTimeOut: bTimerOut, abPINApdu: abData }
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
