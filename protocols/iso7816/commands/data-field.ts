import { MalformedError } from '../../bytes/malformed.ts'
import type { ChosenLengths, CommandParameters } from '../command.ts'

/** @throws MalformedError of Lc when the command carries data */
export function withoutData({ data }: CommandParameters): void {
  if (data !== undefined && data.length > 0) throw new MalformedError('Lc', 'this command has no data field')
}

/** The data field. @throws MalformedError of Lc when there is none */
export function dataOf({ data }: CommandParameters): Uint8Array {
  if (data === undefined || data.length === 0) throw new MalformedError('Lc', 'this command has a data field')
  return data
}

/** @throws MalformedError of Le when the command asks for no answer data */
export function leOf({ le }: CommandParameters): number {
  if (le === undefined) throw new MalformedError('Le', 'missing')
  return le
}

/** @throws MalformedError of Le when the command asks for answer data */
export function withoutLe({ le }: CommandParameters): void {
  if (le !== undefined) throw new MalformedError('Le', 'this command has no answer data')
}

/** Whether the sender asked for extended length fields, as a part of the arguments. */
export function extendedOf({ extended }: CommandParameters): { readonly extended?: boolean } {
  return extended === undefined ? {} : { extended }
}

/** Both lengths as the sender chose them. */
export function lengthsOf({ le, extended }: CommandParameters): ChosenLengths {
  if (extended === undefined) return le === undefined ? {} : { le }
  return le === undefined ? { extended } : { le, extended }
}
