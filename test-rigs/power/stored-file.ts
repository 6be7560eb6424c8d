import type { Part } from './weather.ts'

interface Change {
  /** Counts up over all operations on the folder. */
  readonly order: number
  /** The size of the file after it. */
  readonly size: number
  readonly changesSize: boolean
  readonly write?: { readonly offset: number, readonly data: Buffer }
}

/** Says what of an operation reached the disk. @param order of the operation among all on the folder */
export type Holds = (order: number, part: Part) => boolean

/** One file: what a sync has put on the disk, and what was done to it since. */
export class StoredFile {
  mode: number
  #durable: Buffer
  #size: number
  #changes: Change[] = []

  constructor(content: Buffer, mode: number) {
    this.#durable = content
    this.#size = content.length
    this.mode = mode
  }

  get pending(): readonly number[] {
    return this.#changes.map(({ order }) => order)
  }

  write(order: number, offset: number, data: Buffer): void {
    const size = Math.max(this.#size, offset + data.length)
    this.#change({ order, size, changesSize: size !== this.#size, write: { offset, data } })
  }

  resize(order: number, size: number): void {
    this.#change({ order, size, changesSize: true })
  }

  allocate(order: number, size: number): void {
    if (size > this.#size) this.resize(order, size)
  }

  sync(): void {
    if (this.#changes.length === 0) return
    this.#durable = this.#contentWhere(() => true, 512)
    this.#changes = []
  }

  /** What the disk has of it when the power goes now. */
  contentAfterCut(holds: Holds, sectorSize: number): Buffer {
    return this.#contentWhere(holds, sectorSize)
  }

  #change(change: Change): void {
    this.#changes.push(change)
    this.#size = change.size
  }

  /**
   * A sector, and the size, is on the disk as it was at one moment: whatever of it was written before that is there too.
   * Where a file shrank, the disk has forgotten what was there once it knows of the new or of a later size.
   */
  #contentWhere(holds: Holds, sectorSize: number): Buffer {
    if (this.#changes.length === 0) return this.#durable
    const sized = this.#changes.findLastIndex(({ order, changesSize }) => changesSize && holds(order, { kind: 'size' }))
    const size = sized === -1 ? this.#durable.length : this.#changes[sized]!.size
    const newest = this.#newestOfSectors(holds, sectorSize)
    const extent = Math.max(this.#durable.length, ...this.#changes.map((change) => change.size))
    const content = Buffer.alloc(extent)
    this.#durable.copy(content)
    this.#changes.forEach(({ write, size: newSize, changesSize }, index) => {
      if (write === undefined) {
        if (changesSize && index <= sized) content.fill(0, newSize)
        return
      }
      const end = write.offset + write.data.length
      for (let at = write.offset; at < end;) {
        const sector = Math.floor(at / sectorSize)
        const until = Math.min(end, (sector + 1) * sectorSize)
        if (index <= (newest.get(sector) ?? -1)) write.data.copy(content, at, at - write.offset, until - write.offset)
        at = until
      }
    })
    return size <= extent ? content.subarray(0, size) : Buffer.concat([content], size)
  }

  #newestOfSectors(holds: Holds, sectorSize: number): Map<number, number> {
    const newest = new Map<number, number>()
    this.#changes.forEach(({ order, write }, index) => {
      if (write === undefined || write.data.length === 0) return
      const first = Math.floor(write.offset / sectorSize)
      const last = Math.floor((write.offset + write.data.length - 1) / sectorSize)
      for (let sector = first; sector <= last; sector += 1) {
        if (holds(order, { kind: 'sector', index: sector - first, of: last - first + 1 })) newest.set(sector, index)
      }
    })
    return newest
  }
}
