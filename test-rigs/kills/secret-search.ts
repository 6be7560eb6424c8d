import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { encodeBig5 } from '#protocols/bytes/big5'

/** Forms in which a text may stand somewhere, each with its bytes. */
export function formsOf(text: string): readonly (readonly [form: string, bytes: Buffer])[] {
  const plain = Buffer.from(text, 'utf8')
  const encoded: (readonly [string, Buffer])[] = [['utf-8', plain], ['utf-16le', Buffer.from(text, 'utf16le')]]
  const isAscii = /^[\x20-\x7e]*$/.test(text)
  if (!isAscii) encoded.push(['big5', Buffer.from(encodeBig5(text))])
  return encoded.flatMap(([name, bytes]) => [
    [name, bytes] as const,
    [`hex of ${name}`, Buffer.from(bytes.toString('hex'))] as const,
    [`HEX of ${name}`, Buffer.from(bytes.toString('hex').toUpperCase())] as const,
    ...[0, 1, 2].map((offset) => [`base64 of ${name} at ${offset}`, base64Within(bytes, offset)] as const),
  ])
}

/** The characters of base64 that these bytes alone decide, wherever they begin within a group of three. */
function base64Within(bytes: Buffer, offset: number): Buffer {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '')
  const first = Math.ceil(offset * 4 / 3)
  const last = Math.floor((offset + bytes.length) * 4 / 3)
  return Buffer.from(whole.slice(first, last))
}

/** What must stand nowhere. */
export interface Secret {
  /** Which, for the finding: what it is stays out of it. */
  readonly name: string
  readonly text: string
  /** The file whose job it is. */
  readonly file?: string
}

/** @returns where a secret stands, as `the token, hex of utf-8, in store.sqlite` */
export function secretsIn(places: ReadonlyMap<string, Buffer>, secrets: readonly Secret[]): string[] {
  return secrets.flatMap(({ name, text, file }) => formsOf(text).flatMap(([form, bytes]) => (
    [...places].filter(([place, content]) => place !== file && content.includes(bytes)).map(([place]) => `${name}, ${form}, in ${place}`)
  )))
}

/** All files under a folder, by path. */
export function filesUnder(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return new Map(files.map((file) => [relative(folder, file), readFileSync(file)]))
}
