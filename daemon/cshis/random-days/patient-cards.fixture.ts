import { hex } from '#protocols/bytes/hex'
import { encodePinBlock } from '#protocols/iso7816/pin-block'
import { cardShelf, type ShelvedCard } from '#simulator/card-shelf'
import { HealthCard } from '#simulator/cards/health-card'
import { newCard, usedCard } from '#simulator/cards/hc-image'
import { fictionalId, type Person } from '#simulator/people'
import type { CardFiles } from './card-files.fixture.ts'
import { fileNames } from './card-files.fixture.ts'

/** What a card knows of its PIN. */
export interface PinStanding {
  readonly isSet: boolean
  readonly triesLeft: number
  /** The PIN block, in hex. */
  readonly block: string
}

const WHOLE = 1 << 16
/** Flag, tries, block. */
const PIN_BLOCK = 2, PIN_SIZE = 10
const BLANK_PIN = '1234'

/** Where cards made in this way keep their PIN. */
function placeOfPin(): number {
  const { eeprom } = new HealthCard(designatedHere, { pin: BLANK_PIN })
  const at = hex(eeprom.read(0, WHOLE)).lastIndexOf(hex(encodePinBlock(BLANK_PIN)))
  if (at < 0 || at % 2 !== 0) throw new Error('no PIN in the memory')
  return at / 2 - PIN_BLOCK
}

/** A patient’s card with a look into its memory, which asks nobody. */
export class PatientCard {
  readonly shelved: ShelvedCard
  readonly #card: HealthCard

  constructor(key: string, card: HealthCard) {
    this.#card = card
    this.shelved = { card: key, label: { zh: key, en: key }, make: () => card }
  }

  get key(): string {
    return this.shelved.card
  }

  get owner(): { readonly patientId: string, readonly birthday: string } {
    const { idCardNum, birthday } = this.#card.issued.person
    return { patientId: idCardNum, birthday }
  }

  get person(): Person {
    return this.#card.issued.person
  }

  get isCancelled(): boolean {
    return this.#card.issued.cancelled
  }

  files(): CardFiles {
    const files: object = Object.fromEntries(fileNames.map((name) => [name, this.#card.records(name)]))
    return files as CardFiles
  }

  pin(): PinStanding {
    const [flag, triesLeft = 0, ...block] = this.#card.eeprom.read(PIN_PLACE, PIN_SIZE)
    return { isSet: flag === 1, triesLeft, block: hex(Uint8Array.from(block)) }
  }
}

const HERE = '9900000013', ELSEWHERE = '9900000031'
const designatedHere: Person = {
  cardSn: '000012349901', name: '周指定', idCardNum: fictionalId('M', 961), birthday: '1977-01-17', sex: 'M', dateIssue: '2019-09-09',
}
const designatedElsewhere: Person = { ...designatedHere, cardSn: '000012349902', idCardNum: fictionalId('F', 962), sex: 'F' }
const PIN_PLACE = placeOfPin()

const onShelf = [
  'hc.wang', 'hc.lin', 'hc.used-up', 'hc.expired', 'hc.arrears', 'hc.cancelled', 'hc.mother', 'hc.mother', 'hc.pin', 'hc.pin',
]

/** Cards of one day, as they are issued; some patients come more often. */
export function patientCards(): readonly [PatientCard, ...PatientCard[]] {
  const shelf = new Map(cardShelf(1).map((shelved) => [shelved.card, shelved]))
  const made = new Map<string, PatientCard>()
  const cards = onShelf.map((key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const card = shelf.get(key)?.make()
    if (!(card instanceof HealthCard)) throw new Error(`${key} is no patient's`)
    const patient = new PatientCard(key, card)
    made.set(key, patient)
    return patient
  })
  const bound = (key: string, person: Person, hospitalId: string) => (
    new PatientCard(key, new HealthCard(person, { image: { ...usedCard, designatedInstitution: [{ hospitalId, reserved: '' }] } }))
  )
  return [
    new PatientCard('hc.fresh', new HealthCard({ ...designatedHere, cardSn: '000012349903', idCardNum: fictionalId('M', 963) }, {
      image: newCard,
    })),
    bound('hc.bound-here', designatedHere, HERE), bound('hc.bound-elsewhere', designatedElsewhere, ELSEWHERE), ...cards,
  ]
}
