import { constants } from 'node:fs'
import { FolderImage, type ImageEntry } from './folder-image.ts'
import type { Operation } from './operation-log.ts'
import { StoredFile, type Holds } from './stored-file.ts'
import type { Weather } from './weather.ts'

/** Its names are in `VolatileDisk`, because one rename may change two folders. */
class StoredFolder {
  mode: number

  constructor(mode: number) {
    this.mode = mode
  }
}

type Stored = StoredFile | StoredFolder
type Names = Map<string, Stored>
type NamesOfFolders = Map<StoredFolder, Names>

/** Done as one: all of it is on the disk or nothing. */
interface NameChange {
  readonly order: number
  readonly edits: readonly { readonly folder: StoredFolder, readonly name: string, readonly becomes: Stored | undefined }[]
  /** Folders that have to be synced until it is durable. */
  readonly waitsFor: Set<StoredFolder>
}

const { O_CREAT, O_TRUNC, O_DSYNC, O_WRONLY, O_RDWR } = constants

/**
 * A folder on a disk that keeps no promise it did not give: a file is there as far as it was synced, a name as far as its
 * folder was. Real file systems keep more; which of them, in which kernel, is what nobody should have to know.
 */
export class VolatileDisk {
  readonly #root = new StoredFolder(0o700)
  /** As programs see it. */
  readonly #now: NamesOfFolders = new Map([[this.#root, new Map()]])
  readonly #durable: NamesOfFolders = new Map([[this.#root, new Map()]])
  #nameChanges: NameChange[] = []
  readonly #changedFiles = new Set<StoredFile>()
  readonly #open = new Map<bigint, { readonly stored: Stored, readonly syncsWrites: boolean }>()
  #order = 0

  constructor(before: FolderImage) {
    for (const [path, entry] of before.entries) {
      this.#putName(path, entry.kind === 'file' ? new StoredFile(entry.content, entry.mode) : this.#newFolder(entry.mode))
    }
    this.#syncAll()
  }

  /** Whether anything is not synced. */
  get isPending(): boolean {
    return this.#nameChanges.length > 0 || this.#changedFiles.size > 0
  }

  apply(operation: Operation): void {
    switch (operation.kind) {
      case 'open': return this.#openFile(operation)
      case 'write': return this.#change(operation.handle, (file) => file.write(this.#order++, operation.offset, operation.data))
      case 'truncate': return this.#change(operation.handle, (file) => file.resize(this.#order++, operation.size))
      case 'allocate': return this.#change(operation.handle, (file) => file.allocate(this.#order++, operation.size))
      case 'sync': return this.#sync(this.#opened(operation.handle).stored)
      case 'syncAll': return this.#syncAll()
      case 'rename': {
        if (operation.from === operation.to) return
        const stored = this.#at(operation.from)
        return this.#changeNames([operation.from, undefined], [operation.to, stored])
      }
      case 'link': return this.#changeNames([operation.to, this.#at(operation.from)])
      case 'unlink': return this.#changeNames([operation.path, undefined])
      case 'mkdir': return this.#putName(operation.path, this.#newFolder(operation.mode))
      case 'mode': {
        const stored = typeof operation.of === 'string' ? this.#at(operation.of) : this.#opened(operation.of).stored
        stored.mode = operation.mode
        return
      }
      case 'told': return
    }
  }

  /** The folder as the disk holds it when the power goes now. */
  imageAfterCut(weather: Weather): FolderImage {
    const orders = [...this.#nameChanges.map(({ order }) => order), ...[...this.#changedFiles].flatMap(({ pending }) => pending)]
    const place = new Map(orders.sort((one, other) => one - other).map((order, index) => [order, index]))
    const holds: Holds = (order, part) => weather.holds({ order: place.get(order)!, of: orders.length }, part)
    const names: NamesOfFolders = new Map([...this.#durable].map(([folder, known]) => [folder, new Map(known)]))
    for (const { order, edits, waitsFor } of this.#nameChanges) {
      if (waitsFor.size === 0 || holds(order, { kind: 'name' })) edit(names, edits)
    }
    const entries = new Map<string, ImageEntry>()
    const visit = (folder: StoredFolder, above: string): void => {
      for (const [name, stored] of [...names.get(folder)!].sort(([one], [other]) => one < other ? -1 : 1)) {
        const path = above + name
        if (stored instanceof StoredFile) {
          entries.set(path, { kind: 'file', mode: stored.mode, content: stored.contentAfterCut(holds, weather.sectorSize) })
        } else {
          entries.set(path, { kind: 'folder', mode: stored.mode })
          visit(stored, `${path}/`)
        }
      }
    }
    visit(this.#root, '')
    return new FolderImage(entries)
  }

  #openFile({ handle, path, flags, mode }: Operation & { kind: 'open' }): void {
    if (!this.#has(path)) {
      if ((flags & O_CREAT) === 0) throw new Error(`${path} came into the folder around the power layer`)
      this.#putName(path, new StoredFile(Buffer.alloc(0), mode))
    }
    const stored = this.#at(path)
    this.#open.set(handle, { stored, syncsWrites: (flags & O_DSYNC) !== 0 })
    const isWritten = (flags & (O_WRONLY | O_RDWR)) !== 0
    if (isWritten && (flags & O_TRUNC) !== 0) this.#change(handle, (file) => file.resize(this.#order++, 0))
  }

  #change(handle: bigint, change: (file: StoredFile) => void): void {
    const { stored, syncsWrites } = this.#opened(handle)
    if (!(stored instanceof StoredFile)) throw new Error('the power layer saw a folder being written to')
    change(stored)
    this.#changedFiles.add(stored)
    if (syncsWrites) this.#sync(stored)
  }

  #opened(handle: bigint) {
    const known = this.#open.get(handle)
    if (known === undefined) throw new Error('something was written to a file whose opening the power layer did not see')
    return known
  }

  #sync(stored: Stored): void {
    if (stored instanceof StoredFile) {
      stored.sync()
      this.#changedFiles.delete(stored)
      return
    }
    for (const { waitsFor } of this.#nameChanges) waitsFor.delete(stored)
    while (this.#nameChanges[0]?.waitsFor.size === 0) edit(this.#durable, this.#nameChanges.shift()!.edits)
  }

  #syncAll(): void {
    for (const file of [...this.#changedFiles]) this.#sync(file)
    for (const folder of [...this.#now.keys()]) this.#sync(folder)
  }

  #newFolder(mode: number): StoredFolder {
    const folder = new StoredFolder(mode)
    this.#now.set(folder, new Map())
    this.#durable.set(folder, new Map())
    return folder
  }

  #putName(path: string, stored: Stored): void {
    this.#changeNames([path, stored])
  }

  #changeNames(...changes: readonly (readonly [path: string, becomes: Stored | undefined])[]): void {
    const edits = changes.map(([path, becomes]) => {
      const at = path.lastIndexOf('/')
      return { folder: this.#folderAt(path.slice(0, Math.max(at, 0))), name: path.slice(at + 1), becomes }
    })
    edit(this.#now, edits)
    this.#nameChanges.push({ order: this.#order++, edits, waitsFor: new Set(edits.map(({ folder }) => folder)) })
  }

  #has(path: string): boolean {
    return this.#find(path) !== undefined
  }

  #find(path: string): Stored | undefined {
    let found: Stored | undefined = this.#root
    for (const name of path === '' ? [] : path.split('/')) {
      found = found instanceof StoredFolder ? this.#now.get(found)!.get(name) : undefined
    }
    return found
  }

  #at(path: string): Stored {
    const found = this.#find(path)
    if (found === undefined) throw new Error(`${path} came into the folder around the power layer`)
    return found
  }

  #folderAt(path: string): StoredFolder {
    const found = this.#at(path)
    if (found instanceof StoredFile) throw new Error(`${path} is a file and has nothing in it`)
    return found
  }
}

function edit(names: NamesOfFolders, edits: NameChange['edits']): void {
  for (const { folder, name, becomes } of edits) {
    if (becomes === undefined) names.get(folder)!.delete(name)
    else names.get(folder)!.set(name, becomes)
  }
}
