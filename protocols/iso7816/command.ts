import { hex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { Provenance } from '../provenance.ts'
import type { CommandApdu, ResponseApdu } from './apdu.ts'

/**
 * Who may see bytes in a log, trace or capture.
 * - `open`: anybody
 * - `personal`: nobody, their length stands for them; what no row marks is personal
 * - `secret`: nobody, and the length would tell too much (a PIN's)
 */
export type Mark = 'open' | 'personal' | 'secret'

/** What a row says about a command beside CLA and INS. */
export type CommandParameters = Omit<CommandApdu, 'cla' | 'ins'>

/** Lengths as the sender wrote them; part of the arguments where a command lets the sender choose. */
export type ChosenLengths = Pick<CommandApdu, 'le' | 'extended'>

/** Both directions throw MalformedError for what is not as declared. */
export interface ResponseCodec<Result> {
  encode(result: Result): Uint8Array
  decode(data: Uint8Array): Result
}

/** Response data passed on as they are. */
export const raw: ResponseCodec<Uint8Array> = { encode: (data) => data, decode: (data) => data }

/** No response data at all; a response that has some is malformed. */
export const nothing: ResponseCodec<undefined> = {
  encode: () => new Uint8Array(),
  decode: (data) => {
    if (data.length > 0) throw new MalformedError('response', 'data where the command has none')
    return undefined
  },
}

/** A parameter byte a row is about: one value, or all from the first to the last. */
export type ParameterBytes = number | readonly [first: number, last: number]

/** A command and its answer typed by hand: `capdu` and `rapdu` in hex, `rapdu` with its status word. */
export interface CommandExample<Args, Result> {
  readonly args: Args
  readonly capdu: string
  readonly result: Result
  readonly rapdu: string
}

/** One row of the command catalogue. Host, simulated card, trace and manual read the same row. */
export interface CommandDeclaration<Args, Result> {
  /** As the standard prints it: `GET DATA`. */
  readonly name: string
  /** The clause that defines the command. */
  readonly spec: string
  /** Where it is known from that cards of NHI take it. */
  readonly provenance: Provenance
  readonly cla: number
  readonly ins: number
  /** P1 and P2 this row alone is about; where they are left out the row takes any. */
  readonly when?: { readonly p1?: ParameterBytes, readonly p2?: ParameterBytes }
  readonly header: {
    encode(args: Args): CommandParameters
    /** @throws MalformedError when these are not parameters of this command */
    decode(parameters: CommandParameters): Args
  }
  readonly response: ResponseCodec<Result>
  /** `data`: the command data field; `response`: the response data field. Unmarked means personal. */
  readonly marks: { readonly data?: Mark, readonly response?: Mark }
  /** At least one: a row without an example does not compile. */
  readonly examples: readonly [CommandExample<Args, Result>, ...CommandExample<Args, Result>[]]
}

export interface ApduCommand<Args, Result> extends CommandDeclaration<Args, Result> {
  /** Host side: the command to send. */
  encode(args: Args): CommandApdu
  /** Host side: the data of a response with status word 9000. */
  decodeResult(data: Uint8Array): Result
  /** Card side: whether this row is the one for a received command. */
  matches(apdu: CommandApdu): boolean
  /** Card side: the arguments of a command that matches; throws MalformedError when its fields are not as declared. */
  decode(apdu: CommandApdu): Args
  /** Card side: the response data that stand for a result. */
  encodeResult(result: Result): Uint8Array
}

/** Makes a row of the catalogue (`commands/index.ts`) from its declaration. */
export function apduCommand<Args, Result>(declared: CommandDeclaration<Args, Result>): ApduCommand<Args, Result> {
  const { cla, ins, when = {}, header, response } = declared
  return {
    ...declared,
    encode: (args) => ({ cla, ins, ...header.encode(args) }),
    decodeResult: (data) => response.decode(data),
    matches: (apdu) => apdu.cla === cla && apdu.ins === ins
      && isAbout(when.p1, apdu.p1) && isAbout(when.p2, apdu.p2),
    decode: (apdu) => header.decode(apdu),
    encodeResult: (result) => response.encode(result),
  }
}

function isAbout(bytes: ParameterBytes | undefined, value: number): boolean {
  if (bytes === undefined || typeof bytes === 'number') return (bytes ?? value) === value
  return value >= bytes[0] && value <= bytes[1]
}

/** Any row, where only its name and its marks matter. */
export type CommandMarks = Pick<CommandDeclaration<unknown, unknown>, 'name' | 'marks'>

/** One line for a log or trace: name, header, data as their mark allows, Le. Without a row the data are personal. */
export function showCommand({ cla, ins, p1, p2, data, le }: CommandApdu, row?: CommandMarks): string {
  const parts = [row?.name ?? 'unknown command', hex(Uint8Array.of(cla, ins, p1, p2))]
  if (data) parts.push(`data ${shown(data, row?.marks.data)}`)
  if (le !== undefined) parts.push(`le ${le}`)
  return parts.join(' ')
}

/** One line for a log or trace: the status word, and the data as the mark of the command's row allows. */
export function showResponse({ data, sw }: ResponseApdu, row?: CommandMarks): string {
  const status = sw.toString(16).padStart(4, '0')
  return data.length === 0 ? status : `${status} data ${shown(data, row?.marks.response)}`
}

function shown(bytes: Uint8Array, mark: Mark = 'personal'): string {
  if (mark === 'secret') return '(secret)'
  return mark === 'open' ? hex(bytes) : `(${bytes.length} bytes)`
}
