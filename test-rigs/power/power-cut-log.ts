import type { FolderImage } from './folder-image.ts'
import type { Operation } from './operation-log.ts'
import { VolatileDisk } from './volatile-disk.ts'
import { badWeathers, randomWeather, type Weather } from './weather.ts'

/** What the process had told when the power went, as text: who reads it knows it. */
export interface Told {
  /** On its standard output. */
  readonly output: string
  /** On its TCP connections, one after the other as it was sent. */
  readonly socket: string
}

/** The power went after an operation, and this is what is left. */
export interface PowerCut {
  readonly told: Told
  readonly image: FolderImage
  /** To be printed when something is wrong, and to find it again. */
  readonly where: string
}

export interface CutOptions {
  /** Every how many operations the power goes; default 1: after each. */
  readonly stride?: number
  /** Random weathers a cut, beside the bad ones; default 2. */
  readonly randomWeathers?: number
  /** Of the random weathers; default 1. */
  readonly seed?: number
}

/** What one process did to a folder, and what would be left of that whenever the power goes. */
export class PowerCutLog {
  readonly #before: FolderImage
  readonly operations: readonly Operation[]

  constructor(before: FolderImage, operations: readonly Operation[]) {
    this.#before = before
    this.operations = operations
  }

  /** Each state the disk may be in after a cut, once for everything that was told. */
  *cuts({ stride = 1, randomWeathers = 2, seed = 1 }: CutOptions = {}): Generator<PowerCut> {
    const disk = new VolatileDisk(this.#before)
    const told = { output: '', socket: '' }
    let seen = new Set<string>()
    for (const [index, operation] of [undefined, ...this.operations].entries()) {
      if (operation !== undefined) disk.apply(operation)
      if (operation?.kind === 'told') {
        told[operation.to] += operation.data.toString('utf8')
        seen = new Set()
      }
      if (index % stride !== 0) continue
      for (const weather of weathersAt(index, disk.isPending, randomWeathers, seed)) {
        const image = disk.imageAfterCut(weather)
        const { digest } = image
        if (seen.has(digest)) continue
        seen.add(digest)
        yield { told: { ...told }, image, where: `after ${placeOf(index, operation)}; on the disk: ${weather.name}` }
      }
    }
  }

  /** The folder as the process left it. */
  get imageAtEnd(): FolderImage {
    const disk = new VolatileDisk(this.#before)
    for (const operation of this.operations) disk.apply(operation)
    return disk.imageAfterCut(EVERYTHING)
  }
}

const EVERYTHING = badWeathers.find(({ name }) => name === 'everything')!

function weathersAt(index: number, isPending: boolean, randomWeathers: number, seed: number): readonly Weather[] {
  if (!isPending) return [EVERYTHING] // they are all the same
  return [...badWeathers, ...Array.from({ length: randomWeathers }, (_, each) => randomWeather(seed * 1_000_003 + index * 101 + each))]
}

function placeOf(index: number, operation: Operation | undefined): string {
  if (operation === undefined) return 'nothing was done'
  return `operation ${index}, ${operation.kind}${'path' in operation ? ` ${operation.path}` : ''}`
}
