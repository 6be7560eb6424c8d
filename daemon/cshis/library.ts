import { MalformedError } from '#protocols/bytes/malformed'
import { Icd10Table } from '#protocols/codes/icd10-table'
import { cshisFunctions, type CshisInputs, type CshisName, type CshisOutputs } from '#protocols/cshis/index'
import type { CshisBuffer } from '#protocols/cshis/buffer'
import type { CshisFunction } from '#protocols/cshis/function'
import type { CshisInput } from '#protocols/cshis/input'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Clock } from '#protocols/port/clock'
import type { ThreeCards } from '../engines/open-profile/three-cards.ts'
import { FromCard } from '../sessions/epoch.ts'
import type { VisitDesk } from '../visits/visit-desk.ts'
import { CshisCall, type Answer, type CallOptions, type Implementation } from './call.ts'
import { implementations } from './implementations.ts'
import { refusedInput, understood } from './refused-input.ts'
import { officialCodeOf } from './official-code.ts'
import { CshisRefusal } from './refusal.ts'

/** A parameter is wrong, or a buffer too small (nhi-facts §3.1). */
const PARAMETER = 6018
/** The longest a 16-bit length cell can tell (nhi-facts §2.0). */
const LONGEST = 0x7fff

/** What a HIS passes to an exported function: the bytes of its strings and blocks, and how large its buffers are. */
export interface BufferCall extends CallOptions {
  /** By parameter; a string without its NUL, a number as two bytes, low first. */
  readonly inputs: Readonly<Record<string, Uint8Array>>
  /** By buffer, in bytes: what stands in its length cell. */
  readonly room: Readonly<Record<string, number>>
}

export interface BufferAnswer {
  readonly code: number
  /** By buffer: what is written from its first byte on, without a NUL; its length goes into the length cell. */
  readonly written: Readonly<Record<string, Uint8Array>>
  /** How many records stand on the card of a call that stopped, for whoever keeps a log: the function has no buffer for it. */
  readonly count?: number
}

type Ended<Name extends CshisName> = Answer<CshisOutputs<Name>> & { readonly code: number }

const NOTHING: Readonly<Record<string, Uint8Array>> = {}

/** The functions of the official control software, by their names. */
export class CshisLibrary {
  readonly #cards: () => Promise<ThreeCards>
  readonly #clock: Clock
  readonly #desk: VisitDesk
  readonly #codes: () => Icd10Table

  /** @param codes the table of ICD-10 codes, asked for when a code is wanted; without it only short codes are known */
  constructor(
    cards: () => Promise<ThreeCards>, clock: Clock, desk: VisitDesk, codes: () => Icd10Table = () => Icd10Table.none,
  ) {
    this.#cards = cards
    this.#clock = clock
    this.#desk = desk
    this.#codes = codes
  }

  /**
   * The typed face.
   * @throws NhicardError for what a HIS knows no code for
   */
  async call<Name extends CshisName>(
    name: Name, input: CshisInputs<Name>, options: CallOptions,
  ): Promise<Ended<Name> | FromCard<Ended<Name>>> {
    const ended = (answer: Answer<CshisOutputs<Name>>): Ended<Name> => ({ code: 0, ...answer })
    const implementation: Implementation<Name> = implementations[name]
    const { inputs, returns }: CshisFunction = cshisFunctions[name]
    const given = new Map<string, unknown>(Object.entries(input))
    // what has no spelling is refused before anything is done with it
    const sound = understood(Object.keys(inputs), (one) => inputs[one]?.encode(given.get(one)))
    const call = () => this.#call(options)
    const answer = await told(returns, async () => {
      if (sound.size < Object.keys(inputs).length) return refusedInput(new Map([...given].filter(([one]) => sound.has(one))), call)
      return implementation(await call(), input)
    })
    return answer instanceof FromCard ? answer.map(ended) : ended(answer)
  }

  /**
   * The face of the DLL. Nothing is written unless all of it fits, and nothing beside a code that is an error.
   * @throws NhicardError for what a HIS knows no code for
   */
  async callBuffers(
    name: CshisName, { inputs, room, ...options }: BufferCall,
  ): Promise<BufferAnswer | FromCard<BufferAnswer>> {
    const { inputs: declared, output, icd10, roomFor, returns }: CshisFunction = cshisFunctions[name]
    const buffers: Readonly<Record<string, CshisBuffer>> = options.icd10 && icd10 !== undefined ? icd10 : output
    const refused = { code: PARAMETER, written: NOTHING }
    const isRoom = ([buffer, { length, variable }]: [string, CshisBuffer]) => isLength(room[buffer], variable ? 0 : length)
    const isHeld = ([input, { holds }]: [string, CshisInput]) => holds(inputs[input]?.length ?? NaN)
    if (!Object.entries(buffers).every(isRoom) || !Object.entries(declared).every(isHeld)) return refused
    const sound = understood(Object.keys(declared), (one) => declared[one]?.decode(inputs[one] ?? new Uint8Array()))
    const written = ({ code, output: values, bytes: own, written: count }: Ended<CshisName>): BufferAnswer => {
      const counted = count === undefined ? {} : { count }
      if (values === undefined) return { code, written: NOTHING, ...counted }
      const bytes = { ...encoded(buffers, values), ...own }
      const fits = Object.entries(bytes).every(([buffer, content]) => content.length <= (room[buffer] ?? 0))
      return fits ? { code, written: bytes, ...counted } : { code: PARAMETER, written: NOTHING }
    }
    if (sound.size < Object.keys(declared).length) {
      const answer = await told(returns, () => refusedInput(sound, () => this.#call(options)))
      const untouched = ({ code = 0 }: Answer<never>): BufferAnswer => ({ code, written: NOTHING })
      return answer instanceof FromCard ? answer.map(untouched) : untouched(answer)
    }
    const input = Object.fromEntries(sound) as CshisInputs<typeof name>
    if (!Object.entries(roomFor?.(input) ?? {}).every(([buffer, needed]) => isLength(room[buffer], needed))) return refused
    const answer = await this.call(name, input, options)
    return answer instanceof FromCard ? answer.map(written) : written(answer)
  }

  async #call(options: CallOptions): Promise<CshisCall> {
    return new CshisCall({ cards: await this.#cards(), clock: this.#clock, desk: this.#desk }, options, this.#codes)
  }
}

/** Whether a length cell tells of so many bytes at least: 16 bits, of which what is less than nothing is no length. */
function isLength(cell: number | undefined, least: number): boolean {
  const length = cell ?? 0
  return Number.isInteger(length) && length >= least && length <= LONGEST
}

/** What is thrown, as the code that a HIS knows for it. @throws NhicardError for what a HIS knows no code for */
async function told<Value>(returns: readonly number[], work: () => Promise<Value>): Promise<Value | { readonly code: number }> {
  try {
    return await work()
  } catch (error) {
    return { code: codeOf(error, returns) }
  }
}

function encoded(buffers: Readonly<Record<string, CshisBuffer>>, values: object): Readonly<Record<string, Uint8Array>> {
  const given = new Map<string, unknown>(Object.entries(values))
  return Object.fromEntries(Object.entries(buffers).map(([name, { encode }]) => [name, encode(given.get(name))]))
}

/** @throws the error itself when no official code stands for it */
function codeOf(error: unknown, returns: readonly number[] = []): number {
  if (error instanceof CshisRefusal) return error.code
  if (error instanceof MalformedError) return PARAMETER
  const code = error instanceof NhicardError ? officialCodeOf(error, returns) : undefined
  if (code === undefined) throw error
  return code
}
