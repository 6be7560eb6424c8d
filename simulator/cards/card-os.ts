import { equal } from '#protocols/bytes/byte-array'
import { MalformedError } from '#protocols/bytes/malformed'
import { decodeCommandApdu, encodeResponseApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import { select } from '#protocols/iso7816/commands/select'
import type { CardSecureMessaging } from '#protocols/iso7816/secure-messaging'
import { done, refused, type Answer, type CardHandler } from './card-handler.ts'
import type { CardMemory } from './card-memory.ts'
import { PowerLost } from './eeprom.ts'
import type { SimulatedCard } from './simulated-card.ts'

/** What runs on a card and is chosen by its AID. */
export interface CardApplication {
  readonly aid: Uint8Array
  readonly handlers: readonly CardHandler[]
  /** Secure messaging of the session, while there is one. */
  readonly channel: CardSecureMessaging | undefined
  /** Forgets everything that was reached since power-on. */
  endSession(): void
}

const none = new Uint8Array()
const CHAINING = 0x10
const CHANNELS = 0x03
const SECURED = 0x0c

/** A card that runs one application: classes, SELECT, secure messaging, and the life of its memory. */
export class CardOs implements SimulatedCard {
  readonly atr: Uint8Array
  readonly #memory: CardMemory
  readonly #application: CardApplication
  #selected = false
  #dead = false

  constructor(atr: Uint8Array, memory: CardMemory, application: CardApplication) {
    this.atr = atr
    this.#memory = memory
    this.#application = application
  }

  reset(): void {
    this.#dead = false
    this.#deselect()
    this.#alive(() => {
      this.#memory.recover()
      return done
    })
  }

  transmit(capdu: Uint8Array): Uint8Array | undefined {
    const answer = this.#dead ? undefined : this.#alive(() => this.#answer(decodeCommandApdu(capdu)))
    return answer === undefined ? undefined : encodeResponseApdu({ data: answer.data ?? none, sw: answer.sw })
  }

  /** A card whose supply failed says nothing until its next reset. */
  #alive(act: () => Answer): Answer | undefined {
    try {
      return act()
    } catch (error) {
      if (error instanceof MalformedError) return malformed(error)
      if (!(error instanceof PowerLost)) throw error
      this.#dead = true
      this.#deselect()
      return undefined
    }
  }

  #deselect(): void {
    this.#selected = false
    this.#application.endSession()
  }

  #answer(command: CommandApdu): Answer {
    const { cla } = command
    if (cla >= 0x20) return refused(0x6e00)
    if ((cla & CHANNELS) !== 0) return refused(0x6881)
    if ((cla & CHAINING) !== 0) return refused(0x6884)
    if ((cla & SECURED) === 0) return this.#plain(command)
    return (cla & SECURED) === SECURED ? this.#secured(command) : refused(0x6882)
  }

  #plain(command: CommandApdu): Answer {
    if (select.matches(command)) {
      const { aid } = select.decode(command)
      this.#deselect()
      this.#selected = equal(aid, this.#application.aid)
      return this.#selected ? done : refused(0x6a82)
    }
    if (!this.#selected) return refused(this.#knows(command.ins) ? 0x6985 : 0x6d00)
    const found = this.#handlerFor(command)
    if (this.#application.channel !== undefined && ('sw' in found || !found.plainInSession)) {
      this.#application.endSession()
      return refused(0x6987)
    }
    return 'sw' in found ? found : found.answer(command)
  }

  #secured(command: CommandApdu): Answer {
    const { channel } = this.#application
    if (channel === undefined) return refused(0x6985)
    const opened = channel.unwrap(command)
    if ('refused' in opened) {
      this.#application.endSession()
      return refused(opened.refused)
    }
    const { le } = opened.command
    const plain = le === undefined ? opened.command : { ...opened.command, le: Math.min(le, opened.room) }
    const { data = none, sw } = this.#within(plain)
    // after a mutual authentication within the session its keys are gone
    return this.#application.channel === channel ? channel.wrap({ data, sw }) : { data, sw }
  }

  #within(command: CommandApdu): Answer {
    const found = this.#handlerFor(command)
    if ('sw' in found) return found
    try {
      return found.answer(command)
    } catch (error) {
      if (error instanceof MalformedError) return malformed(error)
      throw error
    }
  }

  #handlerFor(command: CommandApdu): CardHandler | Answer {
    const found = this.#application.handlers.find((one) => one.matches(command))
    return found ?? refused(this.#knows(command.ins) ? 0x6a86 : 0x6d00)
  }

  #knows(ins: number): boolean {
    return this.#application.handlers.some((one) => one.ins === ins)
  }
}

/** Lengths are 6700, P1 and P2 6A86, and what is within the data 6A80. */
function malformed({ field }: MalformedError): Answer {
  if (/^P[12]$/.test(field)) return refused(0x6a86)
  return refused(/^(?:command APDU|Lc|Le|AID)$/.test(field) ? 0x6700 : 0x6a80)
}
