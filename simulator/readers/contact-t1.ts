import { concat } from '#protocols/bytes/byte-array'
import type { T1Parameters } from '#protocols/iso7816/atr-parameters'
import { T1Card } from '#protocols/iso7816/t1/card'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import type { ContactOptions, ContactProtocol } from './contact-card.ts'

/** Where the ATR carries a reserved value (ISO/IEC 7816-3:2006 §11.4.2). */
const DEFAULT_IFSC = 32

interface Execution {
  readonly exchange: number
  readonly apdu: Uint8Array
  /** How often more time is still to be asked for. */
  extensions: number
}

/** A card's end of T=1. After a silence it says nothing before its reset, not even to a resynchronisation. */
export function contactT1(
  card: SimulatedCard, { ifsc = DEFAULT_IFSC, edc }: T1Parameters, { extensions = 0, multiplier = 2 }: ContactOptions,
): ContactProtocol {
  const link = new T1Card({ edc, ifsc })
  let execution: Execution | undefined
  let silent = false

  const goOn = () => {
    if (execution === undefined) return
    if (execution.extensions > 0) {
      execution.extensions -= 1
      link.extend(multiplier)
      return
    }
    const { exchange, apdu } = execution
    execution = undefined
    const answer = card.transmit(apdu)
    if (answer === undefined) silent = true
    else link.answer(exchange, answer)
  }

  const said = (): Uint8Array => {
    const blocks: Uint8Array[] = []
    for (let effects = link.drain(); effects.length > 0; effects = link.drain()) {
      for (const effect of effects) {
        if (effect.type === 'send') blocks.push(effect.bytes)
        if (effect.type === 'execute') execution = { exchange: effect.exchange, apdu: effect.apdu, extensions }
        if (effect.type === 'execute' || effect.type === 'granted') goOn()
      }
    }
    return concat(...blocks)
  }

  return {
    received: (bytes) => {
      if (silent) return new Uint8Array()
      link.received(bytes)
      return said()
    },
    abandoned: () => {
      if (silent || !link.midBlock) return new Uint8Array()
      link.timedOut()
      return said()
    },
  }
}
