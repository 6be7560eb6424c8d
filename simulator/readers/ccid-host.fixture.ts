import { hex, unhex } from '#protocols/bytes/hex'
import { exchangeLevel } from '#protocols/ccid/descriptor'
import { decodeCcidInterrupt, type CcidInterrupt } from '#protocols/ccid/interrupt'
import {
  decodeCcidAnswer, encodeCcid, type CcidAnswer, type CcidCommand, type CcidRequest,
} from '#protocols/ccid/messages'
import { protocolDataT0, protocolDataT1 } from '#protocols/ccid/protocol-data'
import { slotStatusOf } from '#protocols/ccid/slot-status'
import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu } from '#protocols/iso7816/apdu'
import { parseAtr } from '#protocols/iso7816/atr'
import { atrParameters, type AtrParameters } from '#protocols/iso7816/atr-parameters'
import { commandPipeline } from '#protocols/iso7816/pipeline'
import { createT0Host, type T0Effect } from '#protocols/iso7816/t0/engine'
import { encodeHeader, tpduOf } from '#protocols/iso7816/t0/tpdu'
import { T1Host } from '#protocols/iso7816/t1/host'
import { basicExchanges, readBasicAnswers, type BasicReading } from '#protocols/nhi-card/basic-read'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { HealthCard } from '../cards/health-card.ts'
import { people } from '../people.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { CcidReader, type CcidReaderOptions } from './ccid-reader.ts'
import type { CcidTwin } from './ccid-twin.ts'
import { readerModels, readerOf, type ReaderModelName } from './reader-models.ts'

export const T0_ATR = unhex('3b021450')
/** Offers T=0, and T=1 behind it. */
export const BOTH_ATR = unhex('3b80800101')

export const healthCard = () => new HealthCard(people(7, 1)[0]!)

/** The same card with another answer to reset. */
export function wearing(atr: Uint8Array, card: SimulatedCard = healthCard()): SimulatedCard {
  return { atr, reset: () => card.reset(), transmit: (capdu) => card.transmit(capdu) }
}

/** A card that answers every command with these bytes, and keeps what it was sent. */
export class ScriptedCard implements SimulatedCard {
  readonly atr: Uint8Array
  readonly heard: string[] = []
  readonly #answer: (capdu: Uint8Array) => Uint8Array | undefined

  constructor(atr: string, answer: (capdu: Uint8Array) => Uint8Array | undefined) {
    this.atr = unhex(atr)
    this.#answer = answer
  }

  reset(): void {}

  transmit(capdu: Uint8Array): Uint8Array | undefined {
    this.heard.push(hex(capdu))
    return this.#answer(capdu)
  }
}

/** Gives the command back behind its status. */
export const echoing = (atr: string) =>
  new ScriptedCard(atr, (capdu) => encodeResponseApdu({ data: capdu.slice(0, 250), sw: 0x9000 }))

const MAX_WAIT_MS = 120_000
const decoded = (messages: readonly string[]) => messages.map((message) => decodeCcidAnswer(unhex(message)))

/** A driver that knows no mishap: enough of a host to see what a twin does. Built from the codecs of production. */
export class CcidHost {
  readonly clock = new VirtualClock('2026-03-02T08:30:00+08:00')
  readonly twin: CcidTwin
  /** Every message of the bulk-IN pipe in hex, as it came. */
  readonly said: string[] = []
  readonly interrupts: CcidInterrupt[] = []
  unplugged = 0
  #bSeq = 0xff
  #atr: AtrParameters | undefined
  #t1: T1Host | undefined
  #t0 = createT0Host()

  constructor(make: (clock: VirtualClock) => CcidTwin) {
    this.twin = make(this.clock)
    this.twin.attach({
      answer: (message) => void this.said.push(hex(message)),
      interrupt: (message) => void this.interrupts.push(decodeCcidInterrupt(message)),
      unplugged: () => void (this.unplugged += 1),
    })
  }

  static of(model: ReaderModelName, options: Partial<CcidReaderOptions> = {}): CcidHost {
    return new CcidHost((clock) => readerOf(model, { ...options, clock }))
  }

  /** A model with some fields of its descriptor changed. */
  static like(
    model: ReaderModelName, changed: Partial<CcidReaderOptions['descriptor']>, options: Partial<CcidReaderOptions> = {},
  ): CcidHost {
    const descriptor = { ...readerModels[model].descriptor, ...changed }
    return new CcidHost((clock) => new CcidReader({ ...options, descriptor, clock }))
  }

  /** Sends and does not wait. @returns bSeq */
  send(request: CcidRequest, bSlot = 0): number {
    this.#bSeq = (this.#bSeq + 1) & 0xff
    // spreading loses which member of the union it was
    this.twin.command(encodeCcid({ ...request, bSlot, bSeq: this.#bSeq } as CcidCommand))
    return this.#bSeq
  }

  /** The answer that ends the command. */
  ask(request: CcidRequest, bSlot = 0): CcidAnswer {
    const before = this.said.length
    const bSeq = this.send(request, bSlot)
    for (let waited = 0; waited < MAX_WAIT_MS; waited += 10) {
      const answer = decoded(this.said.slice(before)).findLast((one) => one.bSlot === bSlot && one.bSeq === bSeq)
      if (answer !== undefined && slotStatusOf(answer.bStatus).command !== 'timeExtension') return answer
      this.clock.advance(10)
    }
    throw new Error('no answer')
  }

  get answers(): CcidAnswer[] {
    return decoded(this.said)
  }

  powerOn(bPowerSelect = 1): Uint8Array {
    const { abData } = this.#data({ name: 'PC_to_RDR_IccPowerOn', bPowerSelect })
    this.#atr = atrParameters(parseAtr(abData))
    this.#t0 = createT0Host()
    this.#t1 = undefined
    return abData
  }

  /** What a reader that does not configure itself needs: PPS for another protocol than the first, and parameters. */
  settle(t: 0 | 1): void {
    const atr = this.#atr
    if (atr === undefined) throw new Error('no ATR')
    const { dwFeatures } = this.twin.descriptor
    if ((dwFeatures & 0xc0) === 0) {
      if (t !== atr.firstOffered) this.xfr(Uint8Array.of(0xff, t, 0xff ^ t))
      this.ask({
        name: 'PC_to_RDR_SetParameters', bProtocolNum: t, abProtocolDataStructure: t === 0
          ? protocolDataT0.encode({
            bmFindexDindex: 0x11, bmTCCKST0: 0, bGuardTimeT0: 0, bWaitingIntegerT0: 10, bClockStop: 0,
          })
          : protocolDataT1.encode({
            bmFindexDindex: 0x11, bmTCCKST1: 0x10, bGuardTimeT1: 0, bmWaitingIntegersT1: 0x4d, bClockStop: 0,
            bIFSC: atr.t1?.ifsc ?? 32, bNadValue: 0,
          }),
      })
    }
    this.#t1 = t === 1 ? new T1Host({ edc: 'lrc', ifsc: atr.t1?.ifsc ?? 32, ifsd: 32 }) : undefined
  }

  xfr(abData: Uint8Array, wLevelParameter = 0): Extract<CcidAnswer, { readonly name: 'RDR_to_PC_DataBlock' }> {
    return this.#data({ name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter, abData })
  }

  /** One command APDU through whatever level the reader has. */
  transmit(capdu: Uint8Array): Uint8Array {
    const level = exchangeLevel(this.twin.descriptor)
    if (level === 'shortApdu') return this.xfr(capdu).abData
    if (level === 'extendedApdu') return this.#chained(capdu)
    return this.#t1 === undefined ? this.#throughT0(capdu, level) : this.#throughT1(this.#t1, capdu, level)
  }

  /** The commands with which the daemon reads a health card. */
  readBasic(): BasicReading {
    return readBasicAnswers(basicExchanges.map(({ capdu }) => {
      const pipeline = commandPipeline(decodeCommandApdu(capdu))
      let step = pipeline.next()
      while (!step.done) step = pipeline.next(decodeResponseApdu(this.transmit(encodeCommandApdu(step.value))))
      return encodeResponseApdu(step.value)
    }))
  }

  #data(request: CcidRequest): Extract<CcidAnswer, { readonly name: 'RDR_to_PC_DataBlock' }> {
    const answer = this.ask(request)
    if (answer.name !== 'RDR_to_PC_DataBlock' || slotStatusOf(answer.bStatus).command !== 'ok') {
      throw new Error(`${request.name}: ${answer.name} with bError ${answer.bError}`)
    }
    return answer
  }

  #chained(capdu: Uint8Array): Uint8Array {
    const room = this.twin.descriptor.dwMaxCCIDMessageLength - 10
    const pieces = Array.from({ length: Math.ceil(capdu.length / room) }, (_, index) =>
      capdu.slice(index * room, (index + 1) * room))
    let answer = this.xfr(pieces[0]!, pieces.length === 1 ? 0 : 1)
    pieces.slice(1).forEach((piece, index) => {
      if (answer.bChainParameter !== 0x10) throw new Error('the rest of the command is not wanted')
      answer = this.xfr(piece, index === pieces.length - 2 ? 2 : 3)
    })
    const heard = [...answer.abData]
    while (answer.bChainParameter === 1 || answer.bChainParameter === 3) {
      answer = this.xfr(new Uint8Array(), 0x10)
      heard.push(...answer.abData)
    }
    return Uint8Array.from(heard)
  }

  #throughT0(capdu: Uint8Array, level: 'character' | 'tpdu'): Uint8Array {
    const tpdu = tpduOf(decodeCommandApdu(capdu))
    if (level === 'tpdu') return this.xfr(Uint8Array.of(...encodeHeader(tpdu), ...tpdu.data)).abData
    let effects: readonly T0Effect[] = this.#t0.begin(tpdu)
    for (;;) {
      let unsent: Uint8Array = new Uint8Array()
      for (const effect of effects) {
        if (effect.type === 'send') unsent = effect.bytes
        if (effect.type === 'answered') return encodeResponseApdu(effect.response)
        if (effect.type === 'failed') throw new Error(effect.failure)
      }
      effects = this.#t0.received(this.xfr(unsent, 1).abData)
    }
  }

  #throughT1(host: T1Host, capdu: Uint8Array, level: 'character' | 'tpdu'): Uint8Array {
    host.begin(capdu)
    for (;;) {
      for (const effect of host.drain()) {
        if (effect.type === 'deliver') return effect.apdu
        if (effect.type === 'fail') throw new Error(effect.reason)
        if (effect.type !== 'send') continue
        if (level === 'tpdu') host.receivedWhole(this.xfr(effect.bytes).abData)
        else {
          const prologue = this.xfr(effect.bytes, 3).abData
          host.received(Uint8Array.of(...prologue, ...this.xfr(new Uint8Array(), prologue[2]! + 1).abData))
        }
      }
    }
  }
}
