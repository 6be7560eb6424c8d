import { cardKeysOf } from '#protocols/auth/mutual-authentication'
import { hpcApplication } from '#protocols/auth/applications'
import { CERTIFICATE } from '#protocols/auth/certificate'
import { profileObject } from '#protocols/auth/profile-object'
import { signRole, splitRoleRequest } from '#protocols/auth/role-authentication'
import { hex, unhex } from '#protocols/bytes/hex'
import { classSignOf, hpcBasic, hpcCardInfo } from '#protocols/hpc-card/contents'
import { getData, internalAuthenticate } from '#protocols/iso7816/commands/index'
import { encodePinBlock } from '#protocols/iso7816/pin-block'
import { cardId } from '#protocols/nhi-card/card-id'
import type { ProfessionName } from '#protocols/nhi-card/profession'
import type { Entropy } from '#protocols/port/entropy'
import { SeededRandom } from '../seeded-random.ts'
import { given, handler, refused, type Answer, type CardHandler } from './card-handler.ts'
import { CardMemory } from './card-memory.ts'
import { CardOs, type CardApplication } from './card-os.ts'
import { CardSession } from './card-session.ts'
import type { Eeprom } from './eeprom.ts'
import { HpcPin } from './hpc-pin.ts'
import { testCertificate, testMasterKeys, testPrivateKey } from './test-keys.ts'

/** Published for a professional card (nhi-facts §4.1, "PV_J2D081"): T=1 only. */
const ATR = unhex('3bf91800008131fe4550565f4a3244303831b6')
const MEMORY = 256

/** A fictional professional. Dates are YYYY-MM-DD. */
export interface Professional {
  readonly profession: ProfessionName
  /** 7 characters. */
  readonly serialNumber: string
  readonly name: string
  readonly englishName: string
  readonly sex: 'M' | 'F' | ''
  readonly birthday: string | null
  readonly idCardNum: string
  readonly validFrom: string
  readonly validTo: string
}

/** Every simulated professional card comes with these. */
export const testPin = '123456'
export const testPuk = '87654321'

class HpcApplication implements CardApplication {
  readonly aid = unhex(hpcApplication.aid)
  readonly handlers: readonly CardHandler[]
  readonly #profession: ProfessionName
  readonly #privateKey: Uint8Array
  readonly #session: CardSession
  readonly #pin: HpcPin

  constructor(memory: CardMemory, { profession, ...of }: Professional, entropy: Entropy | undefined) {
    const id = hpcIdOf(of.serialNumber)
    this.#profession = profession
    this.#privateKey = testPrivateKey(hex(id))
    this.#session = new CardSession(
      cardKeysOf(testMasterKeys.hpc, id), entropy ?? new SeededRandom(Number.parseInt(hex(id.slice(-4)), 16)),
      () => this.#pin.endSession(),
    )
    this.#pin = new HpcPin(memory, { pin: encodePinBlock(testPin), puk: encodePinBlock(testPuk) })
    const { serialNumber, validFrom, validTo } = of
    const objects = new Map([
      [cardId.tag, id],
      [profileObject.tag, profileObject.content.encode({ environment: 'test', kind: 'hpc', keyVersion: 1 })],
      [hpcBasic.tag, hpcBasic.content.encode({ ...of, classSign: classSignOf(profession) })],
      [hpcCardInfo.tag, hpcCardInfo.content.encode({ serialNumber, validFrom, validTo })],
      [CERTIFICATE, testCertificate({ holder: serialNumber, role: profession, from: validFrom, to: validTo }, this.#privateKey)],
    ])
    this.handlers = [
      handler(getData, ({ tag }) => {
        const data = objects.get(tag)
        // a real one answers 6A86 to the HC's basic block (nhi-facts §4.3)
        return data === undefined ? refused(0x6a86) : given(data)
      }, 'plainInSession'),
      handler(internalAuthenticate, ({ reference, data }) => this.#prove(reference, data)),
      ...this.#session.handlers, ...this.#pin.handlers,
    ]
  }

  get channel(): CardSession['channel'] {
    return this.#session.channel
  }

  endSession(): void {
    this.#session.end()
    this.#pin.endSession()
  }

  /** Shows its role to another card: only after its PIN, and only in a session with a SAM. */
  #prove(reference: number, data: Uint8Array): Answer {
    if (reference !== 0) return refused(0x6a88)
    const request = splitRoleRequest(data)
    if (request === undefined) return refused(0x6a80)
    if (this.#session.sam === undefined || !this.#pin.verified) return refused(0x6982)
    return given(signRole({ role: this.#profession, ...request }, this.#privateKey))
  }
}

/** The card of a health professional (HPC), of the open profile alone: what real ones speak is not public. */
export class ProfessionalCard extends CardOs {
  /** The card's memory, for whoever cuts its supply. */
  readonly eeprom: Eeprom

  constructor(professional: Professional, entropy?: Entropy) {
    const memory = new CardMemory(MEMORY)
    super(ATR, memory, new HpcApplication(memory, professional, entropy))
    this.eeprom = memory.eeprom
  }
}

/** Twelve bytes of a simulated card: its number in ASCII behind a mark. */
export function hpcIdOf(serialNumber: string): Uint8Array {
  return Uint8Array.from(`THPC-${serialNumber}`, (character) => character.charCodeAt(0))
}
