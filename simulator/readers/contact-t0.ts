import { unhex } from '#protocols/bytes/hex'
import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu } from '#protocols/iso7816/apdu'
import { apduCommands } from '#protocols/iso7816/commands/index'
import { t0Application } from '#protocols/iso7816/t0/application'
import { createT0Card } from '#protocols/iso7816/t0/card-engine'
import type { TpduHeader } from '#protocols/iso7816/t0/tpdu'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import type { ContactOptions, ContactProtocol } from './contact-card.ts'

const STATUS_WORD = 2

/** VERIFY, CHANGE REFERENCE DATA, EXTERNAL AUTHENTICATE, UPDATE BINARY (ISO/IEC 7816-4:2005 table 4). */
const bringData: ReadonlySet<number> = new Set([0x20, 0x24, 0x82, 0xd6])

/** Data bytes of the catalogue's examples, by INS: CLA tells of channels and secure messaging. */
const dataLengths = new Map(apduCommands.map(({ ins, examples }) =>
  [ins, examples.map(({ capdu }) => decodeCommandApdu(unhex(capdu)).data?.length ?? 0)] as const))

/**
 * Whether P3 counts data of the command. A card knows it by the command, and where a command has both kinds, as GET
 * DATA of a health card, by the number of data bytes it always brings.
 */
function takesData({ ins, p3 }: TpduHeader): boolean {
  const lengths = dataLengths.get(ins)
  if (lengths === undefined) return bringData.has(ins)
  return lengths.every((length) => length > 0) || lengths.includes(p3)
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
