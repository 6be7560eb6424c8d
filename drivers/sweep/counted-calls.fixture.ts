import { hex, unhex } from '#protocols/bytes/hex'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import { TransferError, type Exchange, type TransferAnswer } from '#protocols/port/reader-link'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { PIN } from './pad-hands.fixture.ts'

/** UPDATE BINARY, VERIFY and CHANGE REFERENCE DATA (ISO/IEC 7816-4): what they do cannot be taken back, or costs a try. */
const COUNTED: readonly number[] = [0xd6, 0x20, 0x24]

/** A command that counts, and how it looks when it arrives: with the PIN, where one is entered on the way. */
export interface CountedExchange extends Exchange {
  readonly arriving: Uint8Array
}

export interface CountedCall {
  readonly exchanges: readonly CountedExchange[]
  /** Absent while it is under way. */
  ended?: TransferAnswer | TransferError
}

/** Two commands, the second longer than a block of T=1, like no others of the story. */
export function writes(call: number): readonly CountedExchange[] {
  return [4, 255].map((length, part) => {
    const capdu = Uint8Array.of(0x00, 0xd6, call, part, length, ...Array.from({ length }, (_, at) => (at + call) & 0xff))
    return { step: `WRITE ${call}.${part}`, capdu, arriving: capdu, mayBeRefused: false }
  })
}

/** In s: three entries take little longer than the one of a verification, and what is waited for is the same. */
const ONE_OF_THREE_S = 2

const pinEntry: PinEntry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 5 }

/** One command with a PIN that is entered at the reader. */
export function pinEntries(call: number): readonly CountedExchange[] {
  const capdu = Uint8Array.of(0x00, 0x20, 0x00, call, 0x08, ...unhex('ff'.repeat(8)))
  const arriving = Uint8Array.from([...capdu.subarray(0, 5), ...new TextEncoder().encode(PIN)])
  return [{ step: `VERIFY ${call}`, capdu, arriving, mayBeRefused: false, pinEntry }]
}

/** One command with the current PIN and a new one, all of them entered at the reader: three entries, of the same digits. */
export function pinChanges(call: number): readonly CountedExchange[] {
  const capdu = Uint8Array.of(0x00, 0x24, 0x00, call, 0x10, ...unhex('ff'.repeat(16)))
  const entered = [...new TextEncoder().encode(PIN)]
  const arriving = Uint8Array.from([...capdu.subarray(0, 5), ...entered, ...entered])
  const change = { oldAt: 0, newAt: 8, confirm: true }
  return [{ step: `CHANGE ${call}`, capdu, arriving, mayBeRefused: false, pinEntry: { ...pinEntry, timeoutS: ONE_OF_THREE_S, change } }]
}

/** A person ended it, or there is no pad: then nothing was sent to the card. */
const NOTHING_SENT: readonly TransferError['failure'][] = ['pinPadAbsent', 'pinTimeout', 'pinCancelled']

/** Calls whose commands must not arrive twice, at whichever card, and what has arrived. */
export class CountedCalls {
  readonly #calls: CountedCall[] = []
  /** How often each has arrived, by the command in hex. */
  readonly #times = new Map<string, number>()

  /** A card that takes such commands, counts them and accepts them, and is otherwise as it is. */
  at(card: SimulatedCard): SimulatedCard {
    return {
      atr: card.atr,
      reset: () => card.reset(),
      transmit: (capdu) => {
        if (!COUNTED.includes(capdu[1] ?? 0)) return card.transmit(capdu)
        const command = hex(capdu)
        this.#times.set(command, (this.#times.get(command) ?? 0) + 1)
        return Uint8Array.of(0x90, 0x00)
      },
    }
  }

  /** @param exchanges of the call with this number */
  begin(exchanges: (call: number) => readonly CountedExchange[]): CountedCall {
    const call = { exchanges: exchanges(this.#calls.length) }
    this.#calls.push(call)
    return call
  }

  /**
   * Everything that is otherwise than it must be, in English: a command arrives at most once and in its place; once when
   * it is answered; not at all when it stands behind the step that a failure tells.
   */
  get wrong(): string[] {
    const known = new Set(this.#calls.flatMap(({ exchanges }) => exchanges.map(({ arriving }) => hex(arriving))))
    const strange = [...this.#times.keys()].filter((command) => !known.has(command))
    return [
      ...strange.map((command) => `nobody has sent what arrived: ${command.slice(0, 20)}`),
      ...this.#calls.flatMap((call) => call.exchanges.flatMap(({ step, arriving }, place) => {
        const count = this.#times.get(hex(arriving)) ?? 0
        const [least, most] = arrivals(call, place)
        if (least <= count && count <= most) return []
        const end = call.ended instanceof Error ? call.ended.message : `${call.ended?.length} answers`
        return [`${step} arrived ${count} times, and the call ended by ${end}`]
      })),
    ]
  }
}

/** The least and the most that a command of a call may have arrived. */
function arrivals({ exchanges, ended }: CountedCall, place: number): readonly [least: number, most: number] {
  if (ended === undefined) return [0, 1]
  if (!(ended instanceof TransferError)) return place < ended.length ? [1, 1] : [0, 0]
  if (ended.step === 'connect' || NOTHING_SENT.includes(ended.failure)) return [0, 0]
  const told = exchanges.findIndex(({ step }) => step === ended.step)
  if (told < 0 || told === place) return [0, 1] // alone, a link that lost its child tells all of them
  return place < told ? [1, 1] : [0, 0]
}
