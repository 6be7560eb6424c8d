import type { Bilingual } from '../bilingual.ts'
import type { World } from '../native-api/method.ts'
import type { Provenance } from '../provenance.ts'
import type { CshisBuffer } from './buffer.ts'
import type { CshisInput } from './input.ts'

export type Inputs = Readonly<Record<string, CshisInput>>
export type Buffers = Readonly<Record<string, CshisBuffer>>
export type InputsOf<I extends Inputs> = { readonly [K in keyof I]: I[K] extends CshisInput<infer T> ? T : never }
export type OutputsOf<O extends Buffers> = { readonly [K in keyof O]: O[K] extends CshisBuffer<infer T> ? T : never }

/** What must be there before a function does its work: the needs column of nhi-facts §2.1. */
export interface Needs {
  /** A security module that is authenticated with the data centre (4050); it is tried without being asked for. */
  readonly sam?: true
  /** A professional card whose PIN is verified (4014, 4034, 4042); `optional`: with it there is more to read. */
  readonly hpc?: true | 'optional'
  /** The patient's PIN, where the patient has set one (5102, 5109). */
  readonly pin?: true
  /** The data centre must answer (4061); `someVisits`: for types that want the insurance checked (nhi-facts §8.1). */
  readonly online?: true | 'someVisits'
}

export interface CshisExample<I extends Inputs, O extends Buffers> {
  readonly name: string
  readonly world: World
  /** Whether NHIA's upload is behind the data centre. */
  readonly takesUploads?: true
  /** Native calls that were made before in that world, in their order. */
  readonly before?: readonly { readonly method: string, readonly params: Readonly<Record<string, unknown>> }[]
  /** What somebody enters at the pad of the reader, in turn; absent: the reader has none. */
  readonly pad?: readonly string[]
  readonly input: InputsOf<I>
  /** Whether the caller asked for ICD-10 codes in brackets (nhi-facts §2.0). Default false. */
  readonly icd10?: boolean
  /** What the function returns. Default 0. */
  readonly code?: number
  readonly output?: OutputsOf<O>
  /** The same as the bytes that the caller's buffers hold, in hex typed by hand from the layouts; spaces are left out. */
  readonly bytes?: { readonly [K in keyof O]: string }
}

/**
 * One function of the official control software, as a HIS knows it. Both faces, the manual, the coverage report and the
 * tests are read from this declaration.
 */
export interface CshisFunction<
  Name extends string = string, I extends Inputs = Inputs, O extends Buffers = Buffers,
> {
  /** As the header exports it. */
  readonly name: Name
  /** Number in the official manual; absent where it has none. */
  readonly no?: string
  /** What the official manual prints in its place, by mistake (nhi-facts §2.1, oddities); the function has that name too. */
  readonly misprint?: string
  readonly summary: Bilingual
  /** In the order of the parameters. */
  readonly inputs: I
  /** In the order of the parameters; behind each the DLL has the length of the buffer, in and out. */
  readonly output: O
  /** The buffers where the caller asked for ICD-10 codes in brackets; same names and same values. */
  readonly icd10?: O
  /**
   * Bytes that variable buffers must have for these inputs; with less it answers 6018 before it does anything. For what
   * must not be lost once it was done.
   */
  roomFor?(input: InputsOf<I>): Readonly<Record<string, number>>
  /** Of a function that writes several records and may stop in between, and has no buffer to say how many: what is counted. */
  readonly counts?: { readonly zh: string, readonly provenance: Provenance }
  readonly needs: Needs
  /** What it returns, 0 among them. A number that is a state, and no error, is listed too. */
  readonly returns: readonly number[]
  /** Whether a web page may never call it, and why (decisions 12). */
  readonly notForPages?: string
  /** Why its calls leave no record in the audit. */
  readonly unaudited?: string
  /** Why it is answered with a documented refusal and nothing else. */
  readonly refused?: Bilingual
  readonly provenance: Provenance
  readonly examples: readonly CshisExample<I, O>[]
}

export function cshisFunction<const Name extends string, const I extends Inputs, const O extends Buffers>(
  declared: CshisFunction<Name, I, O>,
): CshisFunction<Name, I, O> {
  return declared
}
