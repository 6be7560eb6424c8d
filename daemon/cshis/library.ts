import { MalformedError } from '#protocols/bytes/malformed'
import { Icd10Table } from '#protocols/codes/icd10-table'
import { cshisFunctions, type CshisInputs, type CshisName, type CshisOutputs } from '#protocols/cshis/index'
import { asksForBrackets, bracketedSlots } from '#protocols/cshis/bracketed-code'
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
import { Sheet } from './sheet.ts'

/** A parameter is wrong, or a buffer too small (nhi-facts §3.1). */
const PARAMETER = 6018
/** The longest a 16-bit length cell can tell (nhi-facts §2.0). */
const LONGEST = 0x7fff

/** What a HIS passes to an exported function: the bytes of its strings and blocks, and its buffers with their lengths. */
export interface BufferCall extends Omit<CallOptions, 'icd10'> {
  /** By parameter; a string without its NUL, a number as two bytes, low first. */
  readonly inputs: Readonly<Record<string, Uint8Array>>
  /** By buffer, in bytes: what stands in its length cell. */
  readonly room: Readonly<Record<string, number>>
  /**
   * By buffer, the HIS's own bytes, `room` of them. Nothing is written there before the answer is opened. What the HIS wrote there
   * before says whether diagnoses are wanted in brackets (nhi-facts §2.0).
   */
  readonly memory: Readonly<Record<string, Uint8Array>>
}

export interface BufferAnswer {
  readonly code: number
  /**
   * By buffer: what is written from its first byte on, without a NUL, in the HIS's own memory; its length goes into the length
   * cell.
   */
  readonly written: Readonly<Record<string, Uint8Array>>
  /** How many records stand on the card of a call that stopped, for whoever keeps a log: the function has no buffer for it. */
  readonly count?: number
}

type Ended<Name extends CshisName> = Answer<CshisOutputs<Name>> & { readonly code: number }

type Answered<Name extends CshisName> = Answer<CshisOutputs<Name>> | FromCard<Answer<CshisOutputs<Name>>>

const NO_INPUT: ReadonlyMap<string, unknown> = new Map()
const NO_BYTES = new Uint8Array()
const NOTHING: Readonly<Record<string, Uint8Array>> = {}
const refused: BufferAnswer = { code: PARAMETER, written: NOTHING }

/** The functions of the official control software, by their names. */
export class CshisLibrary {
  readonly #cards: () => Promise<ThreeCards>
  readonly #clock: Clock
  readonly #desk: VisitDesk
  readonly #codes: () => Icd10Table
  readonly #sheet = new Sheet()

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
    const answer = await this.#answered(name, input, options)
    return answer instanceof FromCard ? answer.map(ended) : ended(answer)
  }

  /**
   * The face of the DLL. Nothing is written unless all of it fits, and nothing beside a code that is an error.
   * @throws NhicardError for what a HIS knows no code for
   */
  async callBuffers(name: CshisName, call: BufferCall): Promise<BufferAnswer | FromCard<BufferAnswer>> {
    const { inputs, room, memory } = call
    const { declared: { roomFor, returns }, parameters, output, bracketed, slots } = faceOf(name)
    const icd10 = slots.some(([one, places]) => asksForBrackets(memory[one] ?? NO_BYTES, places))
    const options = { caller: call.caller, reader: call.reader, icd10 }
    const buffers = icd10 ? bracketed : output
    for (const [buffer, { length, variable }] of buffers) if (!isLength(room[buffer], variable ? 0 : length)) return refused
    for (const [input, { holds }] of parameters) if (!holds(inputs[input]?.length ?? NaN)) return refused
    const sound = parameters.length === 0 ? NO_INPUT : understood(parameters, (one, { decode }) => decode(inputs[one] ?? new Uint8Array()))
    if (sound.size < parameters.length) {
      const answer = await refusedInput(sound, () => this.#call(options)).catch((error: unknown) => ({ code: codeOf(error, returns) }))
      const untouched = ({ code = 0 }: Answer<never>): BufferAnswer => ({ code, written: NOTHING })
      return answer instanceof FromCard ? answer.map(untouched) : untouched(answer)
    }
    const input = Object.fromEntries(sound) as CshisInputs<typeof name>
    const least = roomFor?.(input)
    if (least !== undefined) for (const buffer in least) if (!isLength(room[buffer], least[buffer] ?? 0)) return refused
    const written = ({ code = 0, output: values, bytes: own = NOTHING, written: count }: Answer<CshisOutputs<CshisName>>): BufferAnswer => {
      const counted = count === undefined ? {} : { count }
      if (values === undefined) return { code, written: NOTHING, ...counted }
      const bytes = this.#sheet.written(buffers, values, { own, room, memory })
      return bytes === undefined ? refused : { code, written: bytes, ...counted }
    }
    const answer = await this.#answered(name, input, options)
    return answer instanceof FromCard ? answer.whenOpened(written) : written(answer)
  }

  /** @throws NhicardError for what a HIS knows no code for */
  async #answered<Name extends CshisName>(name: Name, input: CshisInputs<Name>, options: CallOptions): Promise<Answered<Name>> {
    const { declared: { returns }, parameters } = faceOf(name)
    const implementation: Implementation<Name> = implementations[name]
    try {
      if (parameters.length > 0) {
        const given = new Map<string, unknown>(Object.entries(input))
        // what has no spelling is refused before anything is done with it
        const sound = understood(parameters, (one, { encode }) => encode(given.get(one)))
        const kept = () => new Map([...given].filter(([one]) => sound.has(one)))
        if (sound.size < parameters.length) return await refusedInput(kept(), () => this.#call(options))
      }
      return await implementation(this.#callOn(await this.#cards(), options), input)
    } catch (error) {
      return { code: codeOf(error, returns) }
    }
  }

  async #call(options: CallOptions): Promise<CshisCall> {
    return this.#callOn(await this.#cards(), options)
  }

  #callOn(cards: ThreeCards, options: CallOptions): CshisCall {
    return new CshisCall({ cards, clock: this.#clock, desk: this.#desk }, options, this.#codes)
  }
}

/** What both faces read of a declaration, listed once. */
interface Face {
  readonly declared: CshisFunction
  readonly parameters: readonly (readonly [string, CshisInput])[]
  readonly output: readonly (readonly [string, CshisBuffer])[]
  /** Where diagnoses are wanted in brackets. */
  readonly bracketed: readonly (readonly [string, CshisBuffer])[]
  /** By buffer: where a HIS asks for that. */
  readonly slots: readonly (readonly [string, readonly number[]])[]
}

const faces = new Map<CshisName, Face>()

function faceOf(name: CshisName): Face {
  const known = faces.get(name)
  if (known !== undefined) return known
  const declared: CshisFunction = cshisFunctions[name]
  const { inputs, output, icd10 = output } = declared
  const bracketed = Object.entries(icd10)
  const slots = bracketed.map(([buffer, { parts }]) => [buffer, bracketedSlots(parts)] as const)
  const face = { declared, parameters: Object.entries(inputs), output: Object.entries(output), bracketed, slots }
  faces.set(name, face)
  return face
}

/** Whether a length cell tells of so many bytes at least: 16 bits, of which what is less than nothing is no length. */
function isLength(cell: number | undefined, least: number): boolean {
  const length = cell ?? 0
  return Number.isInteger(length) && length >= least && length <= LONGEST
}

/** What is thrown, as the code that a HIS knows for it. @throws the error itself when no official code stands for it */
function codeOf(error: unknown, returns: readonly number[] = []): number {
  if (error instanceof CshisRefusal) return error.code
  if (error instanceof MalformedError) return PARAMETER
  const code = error instanceof NhicardError ? officialCodeOf(error, returns) : undefined
  if (code === undefined) throw error
  return code
}
