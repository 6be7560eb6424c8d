import { cardKeysOf } from '#protocols/auth/mutual-authentication'
import { profileObject } from '#protocols/auth/profile-object'
import { professionIn } from '#protocols/auth/role'
import { unhex } from '#protocols/bytes/hex'
import { getData } from '#protocols/iso7816/commands/get-data'
import { encodePinBlock } from '#protocols/iso7816/pin-block'
import { initialStatus, type SecurityStatus } from '#protocols/nhi-card/access'
import type { HcFileName, RecordIn } from '#protocols/nhi-card/contents'
import { hcApplication } from '#protocols/nhi-card/application'
import { cardId } from '#protocols/nhi-card/card-id'
import { cardTermination } from '#protocols/nhi-card/card-termination'
import type { ProfessionName } from '#protocols/nhi-card/profession'
import { publicBasic } from '#protocols/nhi-card/public-basic'
import type { Entropy } from '#protocols/port/entropy'
import type { Person } from '../people.ts'
import { SeededRandom } from '../seeded-random.ts'
import { given, handler, refused, type CardHandler } from './card-handler.ts'
import { CardMemory } from './card-memory.ts'
import { CardOs, type CardApplication } from './card-os.ts'
import { CardSession } from './card-session.ts'
import type { Eeprom } from './eeprom.ts'
import { HcFiles, type FailingFiles } from './hc-files.ts'
import { newCard, type HcImage } from './hc-image.ts'
import { HcPin } from './hc-pin.ts'
import { RoleProof } from './role-proof.ts'
import type { IssuedCard } from './simulated-card.ts'
import { testMasterKeys } from './test-keys.ts'

/** One of the published answers to reset (nhi-facts §4.1, "PVJCOP4SID"): T=1 only. */
const ATR = unhex('3bfa1800008131fe4550564a434f503453494493')
/** Bytes: the files of nhi-facts §4.6 need less than 9,000. */
const MEMORY = 12_000

export interface HealthCardOptions {
  readonly cancelled?: boolean
  /** 12 bytes. */
  readonly hcId?: Uint8Array
  readonly image?: HcImage
  /** Digits of the PIN that the patient set; none by default. */
  readonly pin?: string
  readonly entropy?: Entropy
  /** Files that the card does not write any more, and the status word it says so with. */
  readonly failing?: FailingFiles
  /** Files that the card does not read any more. */
  readonly unreadable?: FailingFiles
  /** Without it the card gives its public data and refuses the rest, as real ones do. */
  readonly profile?: boolean
}

/** The application of an HC: its public data for anybody, its files for whoever has the rights. */
class HcApplication implements CardApplication {
  readonly aid = unhex(hcApplication.aid)
  readonly handlers: readonly CardHandler[]
  readonly #session: CardSession
  readonly #files: HcFiles
  readonly #pin: HcPin
  readonly #roles: RoleProof
  #hpc: ProfessionName | null = null
  #idc = false

  constructor(memory: CardMemory, objects: ReadonlyMap<number, Uint8Array>, options: {
    readonly id: Uint8Array, readonly image: HcImage, readonly cancelled: boolean, readonly pin: string | undefined
    readonly entropy: Entropy, readonly failing: FailingFiles, readonly unreadable: FailingFiles
  }) {
    const { id, pin, entropy } = options
    this.#session = new CardSession(cardKeysOf(testMasterKeys.hc, id), entropy, () => this.#forget())
    this.#files = new HcFiles(memory, options, () => ({ status: this.#status, institution: this.#session.sam }))
    this.#pin = new HcPin(memory, pin === undefined ? undefined : encodePinBlock(pin), () => this.#status)
    this.#roles = new RoleProof({
      cardId: id,
      takeChallenge: () => this.#session.takeChallenge(),
      admits: (role) => this.#status.sam && role !== 'sam',
      proved: (role) => {
        if (role === 'idc') this.#idc = true
        else this.#hpc = professionIn(role) ?? null
      },
    })
    const publicData = handler(getData, ({ tag }) => {
      const data = objects.get(tag)
      return data === undefined ? refused(0x6a88) : given(data)
    }, 'plainInSession')
    this.handlers = !objects.has(profileObject.tag) ? [publicData] : [
      publicData, ...this.#session.handlers, ...this.#files.handlers, ...this.#pin.handlers, ...this.#roles.handlers,
    ]
  }

  get channel(): CardSession['channel'] {
    return this.#session.channel
  }

  records<Name extends HcFileName>(name: Name): (RecordIn<Name> | null)[] {
    return this.#files.records(name)
  }

  endSession(): void {
    this.#session.end()
    this.#forget()
  }

  /** What was reached beside the SAM. */
  #forget(): void {
    this.#files.endSession()
    this.#pin.endSession()
    this.#roles.endSession()
    this.#hpc = null
    this.#idc = false
  }

  get #status(): SecurityStatus {
    const sam = this.#session.sam !== undefined
    return { ...initialStatus(!this.#pin.satisfied), sam, hpc: this.#hpc, idc: this.#idc }
  }
}

/**
 * An NHI card (HC): the public part of a real one, and behind it the open profile (docs/open-profile.md). As strict as the
 * facts allow: nothing is given before SELECT, and no file without its rights.
 */
export class HealthCard extends CardOs {
  /** The card's memory, for whoever cuts its supply. */
  readonly eeprom: Eeprom
  readonly issued: IssuedCard
  readonly #application: HcApplication

  constructor(person: Person, options: HealthCardOptions = {}) {
    const { cancelled = false, hcId = unhex(idOf(person)), image = newCard, pin, entropy, profile = true } = options
    const { failing = {}, unreadable = {} } = options
    const memory = new CardMemory(MEMORY)
    const objects = new Map<number, Uint8Array>([
      [cardId.tag, hcId],
      [publicBasic.tag, publicBasic.content.encode(person)],
      [cardTermination.tag, cardTermination.content.encode({ cancelled })],
    ])
    const ofProfile = profileObject.content.encode({ environment: 'test', kind: 'hc', keyVersion: 1 })
    if (profile) objects.set(profileObject.tag, ofProfile)
    const application = new HcApplication(memory, objects, {
      id: hcId, image, cancelled, pin, failing, unreadable,
      entropy: entropy ?? new SeededRandom(hcId.reduce((seed, byte) => seed * 31 + byte, 7)),
    })
    super(ATR, memory, application)
    this.#application = application
    this.eeprom = memory.eeprom
    this.issued = { hcId, person, cancelled, image }
  }

  /** What stands in a file, whoever may read it: from record 1 on, null for a blank one. @throws MalformedError */
  records<Name extends HcFileName>(name: Name): (RecordIn<Name> | null)[] {
    return this.#application.records(name)
  }
}

/** Twelve bytes that differ from card to card; their real meaning is not public, so they mean nothing here either. */
function idOf({ cardSn }: Person): string {
  return cardSn.padStart(24, '0')
}
