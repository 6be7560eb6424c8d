import { people } from '../people.ts'
import { staff } from '../staff.ts'
import type { CardDesk } from './card-desk.fixture.ts'
import { contentOf } from './eeprom-cuts.fixture.ts'
import { HealthCard } from './health-card.ts'
import { ProfessionalCard } from './professional-card.ts'
import { SamCard } from './sam-card.ts'
import type { SimulatedCard } from './simulated-card.ts'

type Answer = Uint8Array | undefined

const SELECT = 0xa4

/** One command on its way through a faulty contact. */
interface Passing {
  readonly card: SimulatedCard
  readonly capdu: Uint8Array
  /** Its number among all that pass. */
  readonly number: number
  /** Puts another card of the same kind in its place. */
  swap(): SimulatedCard
}

const flipped = (bytes: Uint8Array, place: number) =>
  bytes.map((byte, at) => at === place % bytes.length ? byte ^ (1 << (place % 8)) : byte)
/** A place in a message that depends on its number and little else. */
const placeIn = ({ number, capdu }: Passing) => number * 37 + capdu.length * 11

function cut({ card, capdu, number }: Passing): Answer {
  const { eeprom } = card as Partial<HealthCard>
  eeprom?.cutAfter(number * 29 % 240)
  const answer = card.transmit(capdu)
  eeprom?.cutAfter(Infinity)
  if (answer !== undefined) card.reset() // it had nothing to write, and lost its supply behind it
  return undefined
}

/** What may happen to a command or its answer between host and card. */
export const deskFaults = {
  'the card stays silent': ({ card, capdu }) => {
    card.transmit(capdu)
    return undefined
  },
  'the answer is garbage': ({ card, capdu }) => {
    card.transmit(capdu)
    return Uint8Array.of(0xde, 0xad, 0xbe, 0xef, 0x00)
  },
  'the answer is one byte': ({ card, capdu }) => card.transmit(capdu)?.subarray(-1),
  'a bit of the answer flips': (passing) => {
    const answer = passing.card.transmit(passing.capdu)
    return answer && flipped(answer, placeIn(passing))
  },
  'a bit of the command flips': (passing) => passing.card.transmit(flipped(passing.capdu, placeIn(passing))),
  'the command is lost': () => undefined,
  'the command comes twice': ({ card, capdu }) => {
    const first = card.transmit(capdu)
    card.transmit(capdu)
    return first
  },
  'the card is pulled and put back': ({ card, capdu }) => {
    card.reset()
    return card.transmit(capdu)
  },
  'the card is swapped': ({ card, capdu, swap }) => {
    if (capdu[1] !== SELECT) return swap().transmit(capdu)
    const answer = card.transmit(capdu) // before it, the other card would simply be the one that is used
    swap()
    return answer
  },
  'the supply fails': cut,
} as const satisfies Record<string, (passing: Passing) => Answer>

export type DeskFaultName = keyof typeof deskFaults

/** Another card of the kind, sound and at rest. */
function otherThan(card: SimulatedCard): SimulatedCard {
  const other = card instanceof HealthCard ? new HealthCard(people(8, 2)[1]!)
    : card instanceof ProfessionalCard ? new ProfessionalCard(staff[1]!)
      : new SamCard({ samId: 'TESTSAM00002', hospitalId: '9900000022', hospitalName: '別家診所' })
  other.reset()
  return other
}

/** A desk where one transfer goes wrong. */
export class FaultyDesk {
  #passed = 0
  readonly #swapped = new Map<SimulatedCard, { readonly other: SimulatedCard, readonly content: string }>()

  constructor(desk: CardDesk, fault: DeskFaultName, at: number) {
    desk.carry = (card, capdu) => {
      const inReader = this.#swapped.get(card)?.other ?? card
      const number = this.#passed++
      if (number !== at) return inReader.transmit(capdu)
      return deskFaults[fault]({ card: inReader, capdu, number, swap: () => this.#swap(card) })
    }
  }

  get passed(): number {
    return this.#passed
  }

  /** Whether nothing was written to cards that were put in the place of others. */
  get othersAreIntact(): boolean {
    return [...this.#swapped.values()].every(({ other, content }) => contentIn(other) === content)
  }

  #swap(card: SimulatedCard): SimulatedCard {
    const other = otherThan(card)
    this.#swapped.set(card, { other, content: contentIn(other) })
    return other
  }
}

const contentIn = (card: SimulatedCard) =>
  card instanceof HealthCard || card instanceof ProfessionalCard ? contentOf(card) : ''
