import { unhex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { decodeCommandApdu, encodeCommandApdu, type CommandApdu, type ResponseApdu } from '#protocols/iso7816/apdu'
import { apduCommands } from '#protocols/iso7816/commands/index'
import type { HostSecureMessaging } from '#protocols/iso7816/secure-messaging'
import { SecureMessagingError } from '#protocols/iso7816/secure-messaging-error'
import { SeededRandom } from '../seeded-random.ts'

/** How many APDUs a part of the fuzz sends: its share of 200,000, or of 1,000,000 in the long rigs. */
export const shareOf = (share: number) => process.env['NHICARD_RIG'] === 'all' ? 5 * share : share

const instructions = [...new Set(apduCommands.map(({ ins }) => ins))]
/** Those that change a PIN are examples with the PINs of test cards. */
const KNOWING = [0x24, 0x2c]
const examples = apduCommands.filter(({ ins }) => !KNOWING.includes(ins))
  .flatMap((row) => row.examples.map(({ capdu }) => unhex(capdu)))
const sound = examples.filter(([cla, ins = 1]) => cla === 0 && ins % 2 === 0)
const MOST_DATA = 223
const READ_BINARY = 0xb0, READ_RECORD = 0xb2, MOST_SFI = 24
const readings = [READ_BINARY, READ_RECORD] as const

/** Commands that a seed decides: of the catalogue, near it, mutated, and plain noise. */
export class ApduFuzz {
  readonly #random: SeededRandom
  readonly #corpus: readonly Uint8Array[]

  /** @param corpus sound commands to begin with, beside the examples of the catalogue */
  constructor(seed: number, corpus: readonly Uint8Array[] = []) {
    this.#random = new SeededRandom(seed)
    this.#corpus = [...examples, ...corpus]
  }

  /** True once in so many times. */
  once(times: number): boolean {
    return this.#random.below(times) === 0
  }

  /** Any bytes, as they come out of a reader. */
  bytes(): Uint8Array {
    switch (this.#random.below(8)) {
      case 0: return this.#random.bytes(this.#random.below(300))
      case 1: case 2: return this.mutated(this.#pick(this.#corpus))
      case 3: return this.#pick(this.#corpus)
      default: return encodeCommandApdu(this.command())
    }
  }

  /** A command whose fields agree; it can be wrapped, most of the time. */
  command(): CommandApdu {
    const random = this.#random
    const ins = this.once(20) ? random.below(256) : this.once(4) ? this.#pick(readings) : this.#pick(instructions)
    const [p1 = 0, p2 = 0] = random.bytes(2)
    const cla = this.once(50) ? random.below(256) : 0
    const reading = readings.some((one) => one === ins)
    return {
      cla, ins,
      ...(this.once(4) ? { p1, p2 } : this.#parameters(ins, p1, p2)),
      ...(reading || this.once(2) ? {} : { data: this.#data() }),
      ...(!reading && this.once(2) ? {} : { le: this.once(10) ? 1 + random.below(65_536) : 1 + random.below(256) }),
    }
  }

  /** A command that has a secured form. */
  sound(): CommandApdu {
    return decodeCommandApdu(this.#pick(sound))
  }

  /** Some bits flipped, a piece cut out or put in, or the end lost. */
  mutated(bytes: Uint8Array): Uint8Array {
    const random = this.#random
    const at = random.below(bytes.length + 1)
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)]
    switch (random.below(4)) {
      case 0: return head
      case 1: return Uint8Array.of(...head, ...random.bytes(1 + random.below(4)), ...tail)
      case 2: return Uint8Array.of(...head, ...tail.subarray(1 + random.below(4)))
      default: return bytes.map((byte) => this.once(bytes.length) ? byte ^ (1 << random.below(8)) : byte)
    }
  }

  /** Places that files of a card may have. */
  #parameters(ins: number, p1: number, p2: number): { readonly p1: number, readonly p2: number } {
    const sfi = this.#random.below(MOST_SFI)
    if (ins === READ_BINARY || ins === 0xd6) return { p1: 0x80 | sfi, p2: p2 & 0x0f }
    if (ins === READ_RECORD || ins === 0xdc) return { p1: 1 + p1 % 8, p2: (sfi << 3) | (this.once(2) ? 4 : 5) }
    if (ins === 0xe2) return { p1: 0, p2: sfi << 3 }
    if (ins === 0xca) return this.once(2) ? { p1: 0xdf, p2: 0x20 | (p2 & 0x1f) } : { p1: p1 & 0x33, p2: 0 }
    const known = this.#pick(apduCommands.filter((row) => row.ins === ins))?.examples[0].capdu
    return known === undefined ? { p1, p2 } : { p1: unhex(known)[2] ?? 0, p2: unhex(known)[3] ?? 0 }
  }

  #data(): Uint8Array {
    const random = this.#random
    if (this.once(4)) return random.bytes(8)
    const example = this.#pick(this.#corpus).subarray(5, 5 + MOST_DATA)
    if (this.once(2)) return this.mutated(example).subarray(0, MOST_DATA)
    return random.bytes(1 + random.below(this.once(10) ? MOST_DATA : 80))
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#random.below(items.length)]!
  }
}

/** The command by secure messaging; undefined when it has no such form. */
export function wrappedBy(channel: HostSecureMessaging, command: CommandApdu): CommandApdu | undefined {
  try {
    return channel.wrap(command)
  } catch (error) {
    const isTooLong = error instanceof SecureMessagingError && error.reason === 'tooLong'
    if (isTooLong || error instanceof MalformedError) return undefined
    throw error
  }
}

/** What a card answered by secure messaging; undefined when the session is over. */
export function unwrappedBy(channel: HostSecureMessaging, answer: ResponseApdu): ResponseApdu | undefined {
  try {
    return channel.unwrap(answer)
  } catch (error) {
    if (error instanceof SecureMessagingError) return undefined
    throw error
  }
}
