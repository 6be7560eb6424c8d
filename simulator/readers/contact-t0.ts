import { unhex } from '#protocols/bytes/hex'
import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu } from '#protocols/iso7816/apdu'
import { apduCommands } from '#protocols/iso7816/commands/index'
import { t0Application } from '#protocols/iso7816/t0/application'
import { createT0Card } from '#protocols/iso7816/t0/card-engine'
import type { TpduHeader } from '#protocols/iso7816/t0/tpdu'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import type { ContactOptions, ContactProtocol } from './contact-card.ts'

const STATUS_WORD = 2

/** The catalogue's examples: how many bytes of data, and whether an answer is wanted without any. */
const known = apduCommands.flatMap(({ ins, examples }) => examples.map(({ capdu }) => {
  const { data, le } = decodeCommandApdu(unhex(capdu))
  return { ins, length: data?.length ?? 0, asksOnly: data === undefined && le !== undefined }
}))

const SECURED = 0x0c

/**
 * Whether P3 counts data of the command. A card knows it by the command: a secured one always brings data; one that
 * is never sent for its answer alone brings them when P3 is not zero; and where a command has both kinds, as GET DATA
 * of a health card, it is told by the number of data bytes it always brings.
 */
function takesData({ cla, ins, p3 }: TpduHeader): boolean {
  if (p3 === 0) return false
  if ((cla & SECURED) !== 0) return true
  const examples = known.filter((example) => example.ins === ins)
  if (examples.every(({ asksOnly }) => !asksOnly)) return examples.length > 0
  return examples.some(({ length }) => length === p3)
}

/** What the card says is no response APDU: these bytes, and then nothing. */
class NoAnswer extends Error {
  readonly said: Uint8Array

  constructor(said: Uint8Array = new Uint8Array()) {
    super('no response APDU')
    this.said = said
  }
}

/** A card's end of T=0. After a silence it says nothing before its reset. */
export function contactT0(card: SimulatedCard, { extensions = 0 }: ContactOptions): ContactProtocol {
  let silent = false
  const plan = Array.from({ length: extensions }, () => 'null' as const)
  const engine = createT0Card(t0Application((apdu) => {
    const answer = card.transmit(encodeCommandApdu(apdu))
    if (answer === undefined || answer.length < STATUS_WORD) throw new NoAnswer(answer)
    return decodeResponseApdu(answer)
  }, takesData), plan)

  return {
    received: (bytes) => {
      if (silent) return new Uint8Array()
      try {
        return engine.received(bytes)
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        silent = true
        return error.said
      }
    },
    abandoned: () => {
      engine.abandoned()
      return new Uint8Array()
    },
  }
}
