import { MalformedError } from '#protocols/bytes/malformed'
import { FEATURE_MODIFY_PIN_DIRECT, FEATURE_VERIFY_PIN_DIRECT, featureList, type ReaderFeature } from '#protocols/pcsc/feature-list'
import { pinModify } from '#protocols/pcsc/pin-modify'
import { pinVerify } from '#protocols/pcsc/pin-verify'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { slotError } from './ccid-reply.ts'
import { pinFault, type PinStructure } from './pin-block.ts'
import type { PinPad } from './pin-pad.ts'
import { scardFailure } from './scard-failure.ts'

const SCARD_E_NOT_TRANSACTED = 0x80100016
const SCARD_E_UNSUPPORTED_FEATURE = 0x80100022

/** Features as libccid numbers them. */
const verifyPinDirect = { tag: FEATURE_VERIFY_PIN_DIRECT, dwControlCode: 0x42330006 }
const modifyPinDirect = { tag: FEATURE_MODIFY_PIN_DIRECT, dwControlCode: 0x42330007 }
/** FEATURE_GET_TLV_PROPERTIES: every reader has it; it is not played here. */
const tlvProperties = { tag: 0x12, dwControlCode: 0x42330012 }

/** SW1 SW2 that libccid makes of a reader's error. */
const insteadOfCard: ReadonlyMap<number, readonly number[]> = new Map([
  [slotError.PIN_TIMEOUT, [0x64, 0x00]], [slotError.PIN_CANCELLED, [0x64, 0x01]],
])

/** Of a reader, that the new PIN was entered differently: libccid hands it on like an answer. */
const DIFFERENT = Uint8Array.of(0x64, 0x02)

/** What the keys of a reader can be asked for. */
export type PadSkill = 'verify' | 'verifyAndModify'

/** What libccid makes of the keys of a reader. A reader without keys has the other features all the same. */
export class PcscPad {
  readonly #pad: PinPad | undefined
  readonly #features: readonly ReaderFeature[]
  #entry: { readonly over: Promise<void>, readonly fail: (code: number) => void } | undefined

  constructor(pad: PinPad | undefined, skill: PadSkill = 'verifyAndModify') {
    this.#pad = pad
    const modifies = skill === 'verifyAndModify' ? [modifyPinDirect] : []
    this.#features = pad === undefined ? [] : [verifyPinDirect, ...modifies]
  }

  get features(): Uint8Array {
    return featureList.encode([...this.#features, tlvProperties])
  }

  /** The entry under way, for when it is over. */
  get entry(): Promise<void> | undefined {
    return this.#entry?.over
  }

  /** @throws ScardFailure also of a card that is not there: the driver alone notices */
  async control(dwControlCode: number, input: Uint8Array, card: SimulatedCard | undefined): Promise<Uint8Array> {
    const feature = this.#features.find((one) => one.dwControlCode === dwControlCode)
    if (this.#pad === undefined || feature === undefined) throw scardFailure(SCARD_E_UNSUPPORTED_FEATURE)
    const structure = structureIn(input, feature.tag === FEATURE_MODIFY_PIN_DIRECT)
    if (structure === undefined) throw scardFailure(SCARD_E_UNSUPPORTED_FEATURE)
    if (card === undefined || card.atr.length === 0 || pinFault(structure) !== undefined) {
      throw scardFailure(SCARD_E_NOT_TRANSACTED)
    }
    const rapdu = await this.#asked(this.#pad, structure, card)
    if (rapdu === undefined) throw scardFailure(SCARD_E_NOT_TRANSACTED)
    return rapdu
  }

  /** Card, reader or service has gone: the entry under way comes to nothing. */
  fail(code: number): void {
    this.#pad?.drop()
    this.#entry?.fail(code)
  }

  /** @returns undefined when the card does not answer, or the reader refuses */
  #asked(pad: PinPad, structure: PinStructure, card: SimulatedCard): Promise<Uint8Array | undefined> {
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
        structure,
        waiting: () => {}, // the driver waits as long as the reader says
        entered: ending((apdu: Uint8Array) => resolve(card.transmit(apdu))),
        differed: ending(() => resolve(DIFFERENT)),
        ended: ending((bError: number) => {
          const sw = insteadOfCard.get(bError)
          resolve(sw === undefined ? undefined : Uint8Array.from(sw))
        }),
      })
    })
  }
}

/** As the driver hands it to the reader: the second time, the length of the command and what else CCID has not are left out. */
function structureIn(input: Uint8Array, changes: boolean): PinStructure | undefined {
  try {
    if (changes) {
      const { bTimerOut, bTimerOut2: _, abData, ...shared } = pinModify.decode(input)
      return { ...shared, bPINOperation: 1, bTimeOut: bTimerOut, abPINApdu: abData }
    }
    const { bTimerOut, bTimerOut2: _, abData, ...shared } = pinVerify.decode(input)
    return { ...shared, bPINOperation: 0, bTimeOut: bTimerOut, abPINApdu: abData }
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
