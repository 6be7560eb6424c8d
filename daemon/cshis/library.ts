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
import { CshisCall, type Answer, type CallOptions, type Implementation } from './call.ts'
import { implementations } from './implementations.ts'
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
}

type Ended<Name extends CshisName> = Answer<CshisOutputs<Name>> & { readonly code: number }

const NOTHING: Readonly<Record<string, Uint8Array>> = {}

/** The functions of the official control software, by their names. */
export class CshisLibrary {
  readonly #cards: () => Promise<ThreeCards>
  readonly #clock: Clock
  readonly #codes: () => Icd10Table

  /** @param codes the table of ICD-10 codes, asked for when a code is wanted; without it only short codes are known */
  constructor(cards: () => Promise<ThreeCards>, clock: Clock, codes: () => Icd10Table = () => Icd10Table.none) {
    this.#cards = cards
    this.#clock = clock
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
    try {
      spelled(cshisFunctions[name].inputs, input)
      const answer = await implementation(new CshisCall(await this.#cards(), this.#clock, options, this.#codes), input)
      return answer instanceof FromCard ? answer.map(ended) : ended(answer)
    } catch (error) {
      return { code: codeOf(error, cshisFunctions[name].returns) }
    }
  }

  /**
   * The face of the DLL. Nothing is written unless all of it fits, and nothing beside a code that is an error.
   * @throws NhicardError for what a HIS knows no code for
   */
  async callBuffers(
    name: CshisName, { inputs, room, ...options }: BufferCall,
  ): Promise<BufferAnswer | FromCard<BufferAnswer>> {
    const { inputs: declared, output, icd10, roomFor }: CshisFunction = cshisFunctions[name]
    const buffers: Readonly<Record<string, CshisBuffer>> = options.icd10 && icd10 !== undefined ? icd10 : output
    let input: CshisInputs<typeof name>
    try {
      for (const [buffer, { length, variable }] of Object.entries(buffers)) {
        const given = room[buffer] ?? 0
        if (given > LONGEST || (!variable && given < length)) throw new MalformedError(buffer, `needs ${length} bytes`)
      }
      input = decoded(declared, inputs) as CshisInputs<typeof name>
      for (const [buffer, needed] of Object.entries(roomFor?.(input) ?? {})) {
        if ((room[buffer] ?? 0) < needed) throw new MalformedError(buffer, `needs ${needed} bytes`)
      }
    } catch (error) {
      return { code: codeOf(error), written: NOTHING }
    }
    const written = ({ code, output: values }: Ended<CshisName>): BufferAnswer => {
      if (values === undefined) return { code, written: NOTHING }
      const bytes = encoded(buffers, values)
      const fits = Object.entries(bytes).every(([buffer, content]) => content.length <= (room[buffer] ?? 0))
      return fits ? { code, written: bytes } : { code: PARAMETER, written: NOTHING }
    }
    const answer = await this.call(name, input, options)
    return answer instanceof FromCard ? answer.map(written) : written(answer)
  }
}

/** What has no spelling is refused before anything is done with it. @throws MalformedError */
function spelled(declared: Readonly<Record<string, CshisInput>>, input: object): void {
  const given = new Map<string, unknown>(Object.entries(input))
  for (const [parameter, { encode }] of Object.entries(declared)) encode(given.get(parameter))
}

function decoded(
  declared: Readonly<Record<string, CshisInput>>, inputs: Readonly<Record<string, Uint8Array>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(declared).map(([parameter, { decode }]) => {
    const bytes = inputs[parameter]
    if (bytes === undefined) throw new MalformedError(parameter, 'missing')
    return [parameter, decode(bytes)]
  }))
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
