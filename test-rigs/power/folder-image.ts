import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export type ImageEntry =
  | { readonly kind: 'file', readonly mode: number, readonly content: Buffer }
  | { readonly kind: 'folder', readonly mode: number }

/** SQLite's index of its log, shared by processes in memory and made anew by the first one after a power cut. */
const LIVES_IN_MEMORY = /-shm$/

/** All that is in a folder, by path with slashes, a folder before what is in it. */
export class FolderImage {
  readonly entries: ReadonlyMap<string, ImageEntry>

  constructor(entries: ReadonlyMap<string, ImageEntry>) {
    this.entries = entries
  }

  static of(folder: string): FolderImage {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .map((entry): [string, ImageEntry] => {
        const file = join(entry.parentPath, entry.name)
        const mode = statSync(file).mode & 0o7777
        const path = relative(folder, file).split(sep).join('/')
        return [path, entry.isFile() ? { kind: 'file', mode, content: readFileSync(file) } : { kind: 'folder', mode }]
      })
    return new FolderImage(new Map(found.sort(([one], [other]) => one < other ? -1 : 1)))
  }

  /** Puts it in the place of what is there. */
  writeTo(folder: string): void {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const [path, entry] of this.entries) {
      const file = join(folder, path)
      if (entry.kind === 'folder') mkdirSync(file)
      else writeFileSync(file, entry.content)
      chmodSync(file, entry.mode)
    }
  }

  file(path: string): Buffer | undefined {
    const entry = this.entries.get(path)
    return entry?.kind === 'file' ? entry.content : undefined
  }

  /** The same for equal images. */
  get digest(): string {
    const hash = createHash('sha1')
    for (const [path, entry] of this.entries) {
      hash.update(`${path}\0${entry.kind}\0${entry.mode}\0${entry.kind === 'file' ? entry.content.length : 0}\0`)
      if (entry.kind === 'file') hash.update(entry.content)
    }
    return hash.digest('hex')
  }

  /** A sentence for each path that is not the same in the other one. */
  differencesFrom(other: FolderImage): string[] {
    return [...new Set([...this.entries.keys(), ...other.entries.keys()])].flatMap((path) => {
      const [one, two] = [this.entries.get(path), other.entries.get(path)]
      if (one === undefined) return [`${path} is missing`]
      if (two === undefined) return [`${path} is too many`]
      if (one.kind !== two.kind) return [`${path} is a ${one.kind}, not a ${two.kind}`]
      if (one.mode !== two.mode) return [`${path} has mode ${one.mode.toString(8)}, not ${two.mode.toString(8)}`]
      if (LIVES_IN_MEMORY.test(path) || one.kind === 'folder' || two.kind === 'folder' || one.content.equals(two.content)) return []
      return [`${path} has other bytes (${one.content.length}, not ${two.content.length} of them or not the same)`]
    })
  }
}
