import { NhicardError } from '#protocols/errors/nhicard-error'

/** The code of a failure of SQLite or of the file system, such as `SQLITE_FULL`, `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

const isFull = (code: string) => code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT'

/** Whether the file, and not what was asked of it, is at fault. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(?:CORRUPT|NOTADB)/.test(codeOf(error) ?? '')
}

/**
 * Failures of SQLite and of the file system by our names; what has no code of theirs stays what it is. The text of SQLite's
 * errors is left out: it may quote what was being written.
 */
export function named(error: unknown): unknown {
  if (error instanceof NhicardError) return error
  // of a call that is still under way while the daemon stops; better-sqlite3 gives it no code
  if (error instanceof TypeError && error.message === 'The database connection is not open') {
    return new NhicardError('STORE_UNAVAILABLE', { why: 'closed' }, { cause: error })
  }
  const code = codeOf(error)
  if (code === undefined || !/^(?:SQLITE_|E[A-Z]+$)/.test(code)) return error
  return isFull(code) ? new NhicardError('STORE_FULL', {}) : new NhicardError('STORE_UNAVAILABLE', { why: code })
}
