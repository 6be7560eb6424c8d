import { readFileSync, statSync } from 'node:fs'
import { MalformedError } from '#protocols/bytes/malformed'
import { icd10Binary, type Icd10Edition } from '#protocols/codes/icd10-binary'
import { Icd10Table } from '#protocols/codes/icd10-table'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { StateDirectory } from '../state-directory.ts'

const FILE = 'icd10.table'

/** What an import changes, and a copy of another state directory too. */
type Stamp = string

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/**
 * The ICD-10 table of a state directory. Nothing is read before the first look-up; each look-up sees whether the file is
 * still the one that was read, so that a running daemon takes a new import at once (two microseconds, and no watcher).
 */
export class Icd10Store {
  readonly path: string
  readonly #state: StateDirectory
  #stamp: Stamp | undefined
  #edition: Icd10Edition | undefined

  constructor(state: StateDirectory) {
    this.#state = state
    this.path = state.file(FILE)
  }

  /**
   * The edition that was imported last.
   * @returns undefined when there is none
   * @throws NhicardError ICD_TABLE_DAMAGED
   */
  edition(): Icd10Edition | undefined {
    const stamp = this.#look()
    if (stamp !== this.#stamp) {
      this.#stamp = undefined // a file that cannot be read is tried again at each look-up, until it is mended
      this.#edition = stamp === undefined ? undefined : this.#load()
      this.#stamp = stamp
    }
    return this.#edition
  }

  /**
   * The table for look-ups; without an import the one that has only what stands on the card as it is.
   * @throws NhicardError ICD_TABLE_DAMAGED
   */
  table(): Icd10Table {
    return this.edition()?.table ?? Icd10Table.none
  }

  /** Replaces the table so that a crash or power cut leaves the old or the new one. */
  replace(edition: Icd10Edition): void {
    this.#state.writeDurably(FILE, icd10Binary.encode(edition))
  }

  #look(): Stamp | undefined {
    try {
      const { ino, size, mtimeNs } = statSync(this.path, { bigint: true })
      return `${ino} ${size} ${mtimeNs}`
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined
      throw this.#damaged(error)
    }
  }

  #load(): Icd10Edition {
    try {
      return icd10Binary.decode(readFileSync(this.path))
    } catch (error) {
      throw this.#damaged(error)
    }
  }

  #damaged(error: unknown): NhicardError {
    const why = error instanceof MalformedError ? error.why : errorCode(error) ?? String(error)
    return new NhicardError('ICD_TABLE_DAMAGED', { path: this.path, why }, { cause: error })
  }
}
