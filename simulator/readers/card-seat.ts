import { MalformedError } from '#protocols/bytes/malformed'
import { exchangeLevel, type CcidDescriptor, type ExchangeLevel } from '#protocols/ccid/descriptor'
import type { IccStatus } from '#protocols/ccid/slot-status'
import type { AtrParameters } from '#protocols/iso7816/atr-parameters'
import { decodePps, encodePps, ppsOutcome, type Pps } from '#protocols/iso7816/pps'
import { defaultRate, rateOfTa1, ta1OfRate, type Rate } from '#protocols/iso7816/timing'
import { encodeBlock } from '#protocols/iso7816/t1/block'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { powerOn } from './card-power.ts'
import type { CcidLevel, PoweredCard, XfrBlock } from './ccid-level.ts'
import { extendedApduLevel, shortApduLevel } from './ccid-level-apdu.ts'
import { characterLevel } from './ccid-level-character.ts'
import { tpduLevel } from './ccid-level-tpdu.ts'
import {
  atFindexDindex, DEFAULT_FINDEX_DINDEX, defaultParameters, edcOf, isRate, parametersOf, takenParameters, waitingMs,
  type SlotParameters,
} from './ccid-parameters.ts'
import { done, failed, offset, slotError, type Reply } from './ccid-reply.ts'
import { ContactCard, type ContactOptions } from './contact-card.ts'
import { ContactLine } from './contact-line.ts'

const levels: Readonly<Record<ExchangeLevel, (card: PoweredCard) => CcidLevel>> = {
  character: characterLevel, tpdu: tpduLevel, shortApdu: shortApduLevel, extendedApdu: extendedApduLevel,
}

/** Bits of dwFeatures (CCID rev 1.1 §5.1). */
const feature = {
  automaticParameters: 0x02, automaticActivation: 0x04, automaticBaudRate: 0x20, automaticNegotiation: 0x40,
  automaticPps: 0x80, automaticIfsd: 0x400,
} as const

/** What belongs to one stay of a card under power. */
interface Power {
  readonly card: ContactCard
  readonly atr: AtrParameters
  readonly line: ContactLine
  readonly level: CcidLevel
  /** Whether anything was sent to the card since its reset. */
  used: boolean
}

/** The place of a card in a simulated reader: power, parameters and exchange. It knows nothing of messages. */
export class CardSeat {
  readonly #descriptor: CcidDescriptor
  readonly #contact: ContactOptions
  readonly #classes = { bClassGetResponse: 0, bClassEnvelope: 0 }
  #card: ContactCard | undefined
  #power: Power | undefined
  #parameters: SlotParameters = defaultParameters
  /** bClockStatus of RDR_to_PC_SlotStatus. */
  #clockStatus = 0

  constructor(descriptor: CcidDescriptor, contact: ContactOptions) {
    this.#descriptor = descriptor
    this.#contact = contact
    this.reset()
  }

  insert(card: SimulatedCard): void {
    if (this.#card !== undefined) throw new Error('there is a card in it already')
    this.#card = new ContactCard(card, this.#contact)
    if (this.#has('automaticActivation')) this.powerOn(0)
  }

  remove(): void {
    if (this.#card === undefined) throw new Error('there is no card in it')
    this.powerOff()
    this.#card = undefined
  }

  /** As after a power-up of the reader. */
  reset(): void {
    this.powerOff()
    const { bClassGetResponse, bClassEnvelope } = this.#descriptor
    this.setClasses(bClassGetResponse, bClassEnvelope)
    if (this.#card !== undefined && this.#has('automaticActivation')) this.powerOn(0)
  }

  get icc(): IccStatus {
    if (this.#card === undefined) return 'absent'
    return this.#power === undefined ? 'inactive' : 'active'
  }

  get parameters(): SlotParameters {
    return this.#parameters
  }

  get clockStatus(): number {
    return this.#clockStatus
  }

  /** The ATR, after a cold reset or, when the card has power, a warm one. */
  powerOn(bPowerSelect: number): Reply {
    const card = this.#card
    if (card === undefined) return failed(slotError.ICC_MUTE)
    this.powerOff()
    const answer = powerOn(card, bPowerSelect, this.#descriptor)
    if (!('bytes' in answer)) {
      card.powerOff()
      return answer
    }
    const line = new ContactLine(card)
    this.#power = { card, atr: answer.atr, line, level: this.#levelOf(line), used: false }
    if (this.#has('automaticParameters') || this.#has('automaticNegotiation')) this.#configure(answer.atr)
    return { abData: answer.bytes }
  }

  powerOff(): void {
    this.#card?.powerOff()
    this.#power = undefined
    this.#parameters = defaultParameters
    this.#clockStatus = 0
  }

  resetParameters(): void {
    this.#use(defaultParameters)
  }

  setParameters(bProtocolNum: number, bytes: Uint8Array): Reply {
    const taken = takenParameters(bProtocolNum, bytes, this.#descriptor)
    if (typeof taken === 'number') return failed(taken)
    if (this.#has('automaticNegotiation')) {
      // the reader has settled everything and keeps to it
      return taken.bProtocolNum === this.#parameters.bProtocolNum ? done : failed(offset.specific)
    }
    if (this.#has('automaticPps') && this.#power?.used === true) {
      // PPS is only possible at the beginning
      if (taken.bProtocolNum !== this.#parameters.bProtocolNum) return failed(offset.specific)
      if (taken.data.bmFindexDindex !== this.#parameters.data.bmFindexDindex) return failed(offset.abData)
    }
    this.#use(taken)
    return done
  }

  setClasses(bClassGetResponse: number, bClassEnvelope: number): void {
    this.#classes.bClassGetResponse = bClassGetResponse
    this.#classes.bClassEnvelope = bClassEnvelope
  }

  get classes(): { readonly bClassGetResponse: number, readonly bClassEnvelope: number } {
    return this.#classes
  }

  setDataRate(dwClockFrequency: number, dwDataRate: number): void {
    this.#power?.line.speakAtBaud(dwDataRate, dwClockFrequency * 1000)
  }

  /** @param stopped undefined restarts it, else the state it stops in: 1 low, 2 high, 3 unknown */
  setClock(stopped: 1 | 2 | 3 | undefined): void {
    if (this.#power !== undefined) this.#power.line.clocked = stopped === undefined
    this.#clockStatus = stopped ?? 0
  }

  exchange(block: XfrBlock): Reply {
    return this.#exchange((level) => level.exchange(block))
  }

  enter(apdu: Uint8Array, bTeoPrologue: Uint8Array): Reply {
    return this.#exchange((level) => level.enter(apdu, bTeoPrologue))
  }

  #exchange(how: (level: CcidLevel) => Reply): Reply {
    const power = this.#power
    if (power === undefined) return failed(slotError.HW_ERROR)
    if (!power.used && this.#negotiates && !this.#negotiate(power)) {
      return failed(slotError.ICC_MUTE, this.#waitMs)
    }
    const reply = how(power.level)
    power.used = true
    return reply
  }

  get #negotiates(): boolean {
    return this.#has('automaticNegotiation') || this.#has('automaticPps')
  }

  get #waitMs(): number {
    return waitingMs(this.#parameters, this.#descriptor.dwDefaultClock)
  }

  #has(name: keyof typeof feature): boolean {
    return (this.#descriptor.dwFeatures & feature[name]) !== 0
  }

  /** A level reads what is in force when it needs it. */
  #levelOf(line: ContactLine): CcidLevel {
    const seat = this
    return levels[exchangeLevel(this.#descriptor)]({
      descriptor: this.#descriptor,
      line,
      get mayNegotiate() { return !seat.#negotiates && seat.#power?.used === false },
      get parameters() { return seat.#parameters },
      get waitMs() { return seat.#waitMs },
      get bClassGetResponse() { return seat.#classes.bClassGetResponse },
      get bClassEnvelope() { return seat.#classes.bClassEnvelope },
    })
  }

  #use(parameters: SlotParameters): void {
    this.#parameters = parameters
    // a reader that negotiates changes its rate when the card has agreed
    if (this.#negotiates && this.#power?.used !== true) return
    const rate = rateOfTa1(parameters.data.bmFindexDindex)
    if (rate !== undefined && this.#has('automaticBaudRate')) this.#power?.line.speakAt(rate)
  }

  /** The first protocol offered that the reader speaks, at the card's rate if it can be had. */
  #configure(atr: AtrParameters): void {
    const { specificMode, protocols, fi, di } = atr
    const offered = specificMode === undefined ? protocols : [specificMode.t]
    const t = offered.find((one) => (this.#descriptor.dwProtocols & (1 << one)) !== 0) === 1 ? 1 : 0
    const own = fi === undefined || di === undefined ? undefined : ta1OfRate({ fi, di })
    const wanted = specificMode !== undefined ? specificMode.rate === 'TA1' : this.#negotiates
    const isOwn = own !== undefined && wanted && isRate(own, this.#descriptor)
    this.#use(parametersOf(atr, t, isOwn ? own : DEFAULT_FINDEX_DINDEX))
  }

  /** PPS, and the first exchange of IFSD, by the reader itself. @returns whether the card agreed */
  #negotiate({ atr, line }: Power): boolean {
    const { bProtocolNum, data: { bmFindexDindex } } = this.#parameters
    const isDefault = bmFindexDindex === DEFAULT_FINDEX_DINDEX
    if (atr.specificMode !== undefined) line.speakAt(rateOfTa1(bmFindexDindex) ?? defaultRate)
    else if (!isDefault || bProtocolNum !== atr.firstOffered) {
      const request: Pps = isDefault ? { t: bProtocolNum } : { t: bProtocolNum, pps1: bmFindexDindex }
      const rate = settled(request, line.say(encodePps(request)))
      if (rate === undefined) return false
      line.speakAt(rate)
      this.#parameters = atFindexDindex(this.#parameters, ta1OfRate(rate) ?? DEFAULT_FINDEX_DINDEX)
    }
    return this.#announceIfsd(line)
  }

  /** Where whole APDUs are exchanged it comes with the first of them. */
  #announceIfsd(line: ContactLine): boolean {
    const { bProtocolNum, data } = this.#parameters
    const level = exchangeLevel(this.#descriptor)
    const hostKeepsCount = level === 'character' || level === 'tpdu'
    if (bProtocolNum !== 1 || !hostKeepsCount || !this.#has('automaticIfsd')) return true
    const value = Math.min(this.#descriptor.dwMaxIFSD, 0xfe)
    return line.say(encodeBlock({ kind: 'S', type: 'IFS', response: false, value }, edcOf(data))).length > 0
  }
}

/** The rate a PPS response settles; undefined when it settles nothing. */
function settled(request: Pps, response: Uint8Array): Rate | undefined {
  try {
    const outcome = ppsOutcome(request, decodePps(response))
    return outcome.agreed ? outcome.rate : undefined
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
