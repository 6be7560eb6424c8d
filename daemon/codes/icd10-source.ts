import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { NhicardError } from '#protocols/errors/nhicard-error'

/** bytes: nine times the published edition; what is larger is some other file. */
const LIMIT = 8 * 1024 * 1024
const UTF8_MARK = '\xef\xbb\xbf'
const UTF16_MARKS = ['\xff\xfe', '\xfe\xff']

export interface Icd10Source {
  /** A character for each byte, without a byte order mark: what is not ASCII is found in its line. */
  readonly text: string
  /** SHA-256 of the whole file, as hex. */
  readonly edition: string
}

function bytesOf(path: string, refused: (why: string) => Error): Buffer {
  // Asked before it is opened: opening a pipe would wait for its other end.
  if (!statSync(path).isFile()) throw refused('it is not a file')
  const descriptor = openSync(path, 'r')
  try {
    const { size } = fstatSync(descriptor)
    if (size > LIMIT) throw refused(`it has ${size} bytes, and a table has less than ${LIMIT}`)
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Reads a file that somebody names as an ICD-10 table, as far as that can be one: a text of moderate size.
 * @throws NhicardError ICD_TABLE_REFUSED
 */
export function readIcd10Source(path: string): Icd10Source {
  const refused = (why: string, cause?: unknown) => new NhicardError('ICD_TABLE_REFUSED', { file: path, why }, { cause })
  let bytes: Buffer
  try {
    bytes = bytesOf(path, refused)
  } catch (error) {
    if (error instanceof NhicardError || !(error instanceof Error)) throw error
    throw refused(/^ENOENT/.test(error.message) ? 'there is no such file' : error.message, error)
  }
  const text = bytes.toString('latin1')
  if (UTF16_MARKS.some((mark) => text.startsWith(mark))) throw refused('it is UTF-16, which the table is not')
  if (text.includes('\0')) throw refused('it is no text')
  return {
    text: text.startsWith(UTF8_MARK) ? text.slice(UTF8_MARK.length) : text,
    edition: createHash('sha256').update(bytes).digest('hex'),
  }
}
