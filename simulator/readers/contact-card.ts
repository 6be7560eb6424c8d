import { concat } from '#protocols/bytes/byte-array'
import { MalformedError } from '#protocols/bytes/malformed'
import { parseAtr } from '#protocols/iso7816/atr'
import { atrParameters, type AtrParameters } from '#protocols/iso7816/atr-parameters'
import { decodePps, encodePps, ppsLength, type Pps } from '#protocols/iso7816/pps'
import { defaultRate, rateOfTa1, type Rate } from '#protocols/iso7816/timing'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { contactT0 } from './contact-t0.ts'
import { contactT1 } from './contact-t1.ts'

/** How a card behaves at its contacts, whatever it is. */
export interface ContactOptions {
  /** How often it asks for more time before each answer: by a NULL byte in T=0, by S(WTX request) in T=1. Default 0. */
  readonly extensions?: number
  /** Block waiting times each S(WTX request) asks for, 1 to 255. Default 2. */
  readonly multiplier?: number
  /** Voltages it works at, as bPowerSelect of CCID spells them: 1 is 5 V, 2 is 3 V, 3 is 1.8 V. Default all. */
  readonly voltages?: readonly number[]
}

/** A card's end of a transmission protocol. */
export interface ContactProtocol {
  /** Bytes of the host, cut anyhow; what the card says to them. */
  received(bytes: Uint8Array): Uint8Array
  /** The host fell silent; what the card says then. */
  abandoned(): Uint8Array
}

const PPSS = 0xff
const FIVE_VOLTS = 1
const NOTHING = new Uint8Array()

/**
 * A simulated card as a reader meets it at the contacts: bytes in, bytes out, by the protocol that its ATR and PPS
 * settle (ISO/IEC 7816-3:2006). A card without an ATR, without power, or asked for a protocol it does not offer says
 * nothing. It has no timer: whoever holds it says when the host fell silent.
 */
export class ContactCard {
  readonly #card: SimulatedCard
  readonly #options: ContactOptions
  #atr: AtrParameters | undefined
  #protocol: ContactProtocol | undefined
  #rate: Rate = defaultRate
  /** Whether the next byte is the first since the reset and may begin a PPS request (§6.3.1). */
  #mayNegotiate = false
  /** A PPS request as far as it has come. */
  #request: Uint8Array = NOTHING

  constructor(card: SimulatedCard, options: ContactOptions = {}) {
    this.#card = card
    this.#options = options
  }

  /** The rate the card speaks at; a host that speaks at another one is not understood, and does not understand. */
  get rate(): Rate {
    return this.#rate
  }

  /**
   * Power-on or reset.
   * @param voltage as bPowerSelect of CCID spells it
   * @returns the ATR; empty from a card that does not answer
   */
  reset(voltage = FIVE_VOLTS): Uint8Array {
    this.powerOff()
    const { voltages } = this.#options
    if (voltages !== undefined && !voltages.includes(voltage)) return NOTHING
    this.#card.reset()
    this.#atr = parametersOf(this.#card.atr)
    if (this.#atr !== undefined) this.#begin(this.#atr)
    return Uint8Array.from(this.#card.atr)
  }

  powerOff(): void {
    this.#atr = undefined
    this.#protocol = undefined
    this.#rate = defaultRate
    this.#mayNegotiate = false
    this.#request = NOTHING
  }

  /** Bytes of the host, cut anyhow; what the card says to them. */
  received(bytes: Uint8Array): Uint8Array {
    if (bytes.length === 0) return NOTHING
    if (this.#mayNegotiate && (this.#request.length > 0 || bytes[0] === PPSS)) return this.#requested(bytes)
    this.#mayNegotiate = false
    return this.#protocol?.received(bytes) ?? NOTHING
  }

  /** The host fell silent in the middle of something; what the card says then, an R-block of T=1. */
  abandoned(): Uint8Array {
    this.#request = NOTHING
    return this.#protocol?.abandoned() ?? NOTHING
  }

  #begin(atr: AtrParameters): void {
    const { specificMode, firstOffered, fi, di } = atr
    this.#mayNegotiate = specificMode === undefined
    const own = specificMode?.rate === 'TA1' && fi !== undefined && di !== undefined
    this.#rate = own ? { fi, di } : defaultRate
    this.#speak(specificMode?.t ?? firstOffered)
  }

  #speak(t: number): void {
    const t1 = this.#atr?.t1
    if (t === 0) this.#protocol = contactT0(this.#card, this.#options)
    else this.#protocol = t === 1 && t1 !== undefined ? contactT1(this.#card, t1, this.#options) : undefined
  }

  #requested(bytes: Uint8Array): Uint8Array {
    this.#request = concat(this.#request, bytes)
    const length = ppsLength(this.#request)
    if (length === undefined || this.#request.length < length) return NOTHING
    const response = this.#responseTo(this.#request.subarray(0, length))
    this.#request = NOTHING
    this.#mayNegotiate = false
    if (response === undefined) {
      this.#protocol = undefined
      return NOTHING
    }
    this.#rate = (response.pps1 === undefined ? undefined : rateOfTa1(response.pps1)) ?? defaultRate
    this.#speak(response.t)
    return encodePps(response)
  }

  /** Undefined where the card keeps silent: the request is damaged, or for a protocol it does not offer (§9.3). */
  #responseTo(bytes: Uint8Array): Pps | undefined {
    let request: Pps
    try {
      request = decodePps(bytes)
    } catch (error) {
      if (error instanceof MalformedError) return undefined
      throw error
    }
    const { t, pps1 } = request
    if (this.#atr?.protocols.includes(t) !== true) return undefined
    return pps1 !== undefined && this.#takes(pps1) ? { t, pps1 } : { t }
  }

  /** Strict: its own rate and the default one, although the standard has it take those between as well. */
  #takes(pps1: number): boolean {
    const wanted = rateOfTa1(pps1)
    const { fi, di } = this.#atr ?? {}
    return [{ fi, di }, defaultRate].some((rate) => rate.fi === wanted?.fi && rate.di === wanted?.di)
  }
}

/** Undefined from an ATR that a card cannot have; nobody knows then how it speaks. */
function parametersOf(atr: Uint8Array): AtrParameters | undefined {
  try {
    return atrParameters(parseAtr(atr))
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
