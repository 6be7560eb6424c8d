import { unhex } from '#protocols/bytes/hex'
import { hpcApplication } from '#protocols/auth/applications'
import type { CommandApdu } from '#protocols/iso7816/apdu'
import {
  changeReferenceData, disableVerification, enableVerification, resetRetryCounter, select, verify,
} from '#protocols/iso7816/commands/index'
import { encodePinBlock } from '#protocols/iso7816/pin-block'
import { hcApplication } from '#protocols/nhi-card/application'
import type { CardDesk } from './card-desk.fixture.ts'

const PIN = 0x81
const block = encodePinBlock

/** The commands about a card's PIN, from digits. */
export const pinCommands = {
  ask: () => verify.encode({ reference: PIN }),
  verify: (pin: string) => verify.encode({ reference: PIN, block: block(pin) }),
  change: (old: string, fresh: string) =>
    changeReferenceData.encode({ reference: PIN, oldBlock: block(old), newBlock: block(fresh) }),
  changeVerified: (fresh: string) => changeReferenceData.encode({ reference: PIN, newBlock: block(fresh) }),
  enable: (pin: string) => enableVerification.encode({ reference: PIN, block: block(pin) }),
  disable: (pin: string) => disableVerification.encode({ reference: PIN, block: block(pin) }),
  disableVerified: () => disableVerification.encode({ reference: PIN }),
  unlock: (puk: string, fresh: string) =>
    resetRetryCounter.encode({ reference: PIN, unblocking: { code: block(puk), newBlock: block(fresh) } }),
  open: () => resetRetryCounter.encode({ reference: PIN }),
} as const

/** A card of the desk that is asked in plain, from its reset on. */
export class PlainCard {
  readonly #desk: CardDesk
  readonly #card: CardDesk['hc'] | CardDesk['hpc']

  constructor(desk: CardDesk, card: 'hc' | 'hpc') {
    this.#desk = desk
    this.#card = desk[card]
    this.reset()
  }

  reset(): void {
    this.#card.reset()
    const { aid } = this.#card === this.#desk.hc ? hcApplication : hpcApplication
    this.#desk.must(this.#card, select.encode({ aid: unhex(aid) }), 'SELECT')
  }

  /** @returns the status word in hex; undefined when the card stays silent */
  say(command: CommandApdu): string | undefined {
    return this.#desk.plain(this.#card, command)?.sw.toString(16).padStart(4, '0')
  }
}
