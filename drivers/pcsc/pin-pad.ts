import type { PinEntry } from '#protocols/ccid/pin-entry'
import { decodeResponseApdu, type ResponseApdu } from '#protocols/iso7816/apdu'
import {
  CM_IOCTL_GET_FEATURE_REQUEST, FEATURE_MODIFY_PIN_DIRECT, FEATURE_VERIFY_PIN_DIRECT, featureList, type ReaderFeature,
} from '#protocols/pcsc/feature-list'
import { pinModify, pinModifyOf } from '#protocols/pcsc/pin-modify'
import { pinVerify, pinVerifyOf } from '#protocols/pcsc/pin-verify'
import { TransferError, type TransferFailure } from '#protocols/port/reader-link'
import type { PcscReader } from '#protocols/port/pcsc-context'
import { scardOf } from './call-failure.ts'

/**
 * What a driver says that does not know the control code for a list of features. The second is the older value of the
 * first in pcsc-lite; the small ones are Windows' own, ERROR_INVALID_FUNCTION and ERROR_NOT_SUPPORTED (assumed).
 */
const NOT_KNOWN: readonly number[] = [0x80100022, 0x8010001f, 1, 50]

/**
 * What comes in place of an answer of the card when the reader has sent it nothing (PC/SC part 10 rev 2.02 §2.6.2). The
 * two of the reader's own judgement, 6402 and 6403, are handed on like an answer. A card that says 6400 of itself has
 * changed nothing either (ISO/IEC 7816-4), so it does no harm to take that for the reader's word.
 */
const insteadOfCard: ReadonlyMap<number, TransferFailure> = new Map([
  [0x6400, 'pinTimeout'], [0x6401, 'pinCancelled'], [0x6b80, 'readerFailed'],
])

export interface PadCommand {
  readonly step: string
  readonly capdu: Uint8Array
  readonly entry: PinEntry
}

/** The keys of a reader behind a PC/SC service, for as long as one connection to it. */
export class PinPad {
  readonly #reader: PcscReader
  /** What the reader can do; undefined until it was asked. */
  #features: readonly ReaderFeature[] | undefined

  constructor(reader: PcscReader) {
    this.#reader = reader
  }

  /**
   * Has a PIN entered or changed at the reader: the digits go from there to the card and never here. The connection is probed before
   * and after, because the entry itself would go to any card.
   * @param mustBeCurrent throws when the card that is meant is known to be gone
   * @returns what the card answered
   * @throws TransferError `pinTimeout`, `pinCancelled`, and `pinPadAbsent` of a reader without the feature: nothing was
   *   sent to the card then
   * @throws ScardFailure
   * @throws MalformedError when the entry has no spelling, or the answer is none
   */
  async enter({ step, capdu, entry }: PadCommand, mustBeCurrent: () => void): Promise<ResponseApdu> {
    const reader = this.#reader
    const changes = entry.change !== undefined
    const command = { entry, apdu: capdu }
    const structure = changes ? pinModify.encode(pinModifyOf(command)) : pinVerify.encode(pinVerifyOf(command))
    this.#features ??= await this.#asked()
    const feature = changes ? FEATURE_MODIFY_PIN_DIRECT : FEATURE_VERIFY_PIN_DIRECT
    const dwControlCode = this.#features.find(({ tag }) => tag === feature)?.dwControlCode
    if (dwControlCode === undefined) throw new TransferError('pinPadAbsent', step)
    await reader.probe()
    mustBeCurrent()
    const response = decodeResponseApdu(await reader.control(dwControlCode, structure))
    const failure = insteadOfCard.get(response.sw)
    if (failure !== undefined) throw new TransferError(failure, step, response.sw.toString(16).toUpperCase())
    await reader.probe()
    return response
  }

  async #asked(): Promise<readonly ReaderFeature[]> {
    const reader = this.#reader
    try {
      const answer = await reader.control(reader.ctlCode(CM_IOCTL_GET_FEATURE_REQUEST), new Uint8Array())
      return featureList.decode(answer)
    } catch (error) {
      if (NOT_KNOWN.includes(scardOf(error) ?? 0)) return []
      throw error
    }
  }
}
