import { NhicardError } from '#protocols/errors/nhicard-error'
import type { AuditEntry } from '#protocols/port/audit'
import type { AuditNote } from '../handlers/handler.ts'
import type { AuditBook } from './audit-book.ts'

/** Who called by which way, as a door knows it. */
export type AuditWho = Pick<AuditEntry, 'door' | 'caller' | 'user'>

/** The record of one call: opened before it, and written once, when its result is known. */
export class CallRecord {
  readonly #book: AuditBook
  readonly #who: AuditWho
  readonly #note: { -readonly [Key in keyof AuditNote]: AuditNote[Key] } = {}
  #called: string | undefined

  constructor(book: AuditBook, who: AuditWho) {
    this.#book = book
    this.#who = who
  }

  /** What a handler finds out. */
  readonly note = (known: AuditNote): void => {
    Object.assign(this.#note, known)
  }

  /** From now on the call is one that is recorded. */
  async open(called: string): Promise<void> {
    this.#called = called
    await this.#book.prepare()
  }

  /** @param result `ok`, or what `resultOf` or `errorOf` makes of it */
  close(result: string): void {
    const called = this.#called
    if (called === undefined) return
    this.#called = undefined
    this.#book.write({ ...this.#who, ...this.#note, called, result })
  }
}

/** Of an answer: the official code in it, where it has one beside 0. */
export function resultOf(answer: unknown): string {
  const code = typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : 0
  return typeof code === 'number' && code !== 0 ? String(code) : 'ok'
}

/** Of an error: its official code, where it has one, or its name. */
export function errorOf(error: unknown): string {
  if (!(error instanceof NhicardError)) return 'INTERNAL_FAILED'
  const { code } = error.details
  return typeof code === 'number' ? String(code) : error.name
}
