import { closeSync, constants, existsSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs'

/** What the log of the database grows to before it is emptied: the last steps of the visits of a day need less. */
const SIZE = 4 * 1024 * 1024
const CHUNK = 64 * 1024

/**
 * Room on the disk that is given up when it is full, so that visits under way can be finished: a number or a signature that
 * came has to be kept. What is new waits until there is room for a reserve again.
 */
export class Reserve {
  readonly #file: string
  #isThere = false

  constructor(file: string) {
    this.#file = file
    this.#isThere = existsSync(file) && statSync(file).size === SIZE
  }

  get isThere(): boolean {
    return this.#isThere
  }

  /** @returns whether it is there */
  fill(): boolean {
    if (this.#isThere) return true
    try {
      const descriptor = openSync(this.#file, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600)
      try {
        // not zeros, which some file systems keep without room
        for (let size = 0; size < SIZE;) size += writeSync(descriptor, Buffer.alloc(CHUNK, `${size} of a reserve, `))
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
      }
      return this.#isThere = true
    } catch {
      this.release()
      return false
    }
  }

  /** @returns whether there was something to give up */
  release(): boolean {
    const wasThere = this.#isThere
    this.#isThere = false
    rmSync(this.#file, { force: true })
    return wasThere
  }
}
