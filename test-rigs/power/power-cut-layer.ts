import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run, type ProgramResult } from '#rigs/daemon-process'
import { FolderImage } from './folder-image.ts'
import { operationsOf } from './operation-log.ts'
import { PowerCutLog } from './power-cut-log.ts'

const SOURCE = join(import.meta.dirname, 'layer.c')
const CACHE = join(root, '.cache/power')

/** Watches one folder through a process that is started with its `env`. Its log lies outside the folder. */
export class PowerCutLayer {
  readonly folder: string
  readonly #log: string
  readonly #before: FolderImage

  /** @param folder exists; what is in it now counts as synced */
  constructor(folder: string) {
    this.folder = realpathSync(folder)
    this.#log = join(mkdtempSync(join(tmpdir(), 'nhicardd-power-')), 'log')
    this.#before = FolderImage.of(this.folder)
  }

  /** For the process and all its children. The folder has to be named as `folder` names it, or relative. */
  get env(): Record<string, string> {
    return {
      LD_PRELOAD: compiledLayer(),
      NHICARD_POWER_FOLDER: this.folder,
      NHICARD_POWER_LOG: this.#log,
      UV_USE_IO_URING: '0',
    }
  }

  /**
   * What the process did, once it has ended.
   * @throws Error a sentence when the folder is not what the log says: something went around the layer
   */
  take(): PowerCutLog {
    if (!existsSync(this.#log)) throw new Error('The power layer was not loaded: the process left no log.')
    const log = new PowerCutLog(this.#before, operationsOf(readFileSync(this.#log)))
    rmSync(join(this.#log, '..'), { recursive: true })
    const differences = FolderImage.of(this.folder).differencesFrom(log.imageAtEnd)
    if (differences.length > 0) throw new Error(`Something went around the power layer: ${differences.join('; ')}.`)
    return log
  }
}

export interface PowerCutProgram {
  readonly command: string
  readonly args?: readonly string[]
  /** Exists; what is in it counts as synced before the program starts. */
  readonly folder: string
  readonly env?: Record<string, string>
}

/** Runs any program to its end and gives what losing power would have left of the folder at every moment. */
export async function runUnderPowerCutLayer(
  { command, args = [], folder, env = {} }: PowerCutProgram,
): Promise<ProgramResult & { readonly log: PowerCutLog }> {
  const layer = new PowerCutLayer(folder)
  const result = await run(command, args, { ...env, ...layer.env })
  return { ...result, log: layer.take() }
}

/** Compiled when its source has changed. */
function compiledLayer(): string {
  const hash = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 16)
  const library = join(CACHE, `layer-${process.arch}-${hash}.so`)
  if (existsSync(library)) return library
  mkdirSync(CACHE, { recursive: true })
  const draft = `${library}.${process.pid}`
  const args = ['-shared', '-fPIC', '-O2', '-fvisibility=hidden', '-o', draft, SOURCE, '-ldl', '-lpthread']
  const { status, stderr, error } = spawnSync('cc', args, { encoding: 'utf8' })
  if (error) throw new Error(`The power layer needs a C compiler (Debian: build-essential): ${error.message}`)
  if (status !== 0) throw new Error(`The power layer does not compile:\n${stderr}`)
  renameSync(draft, library)
  return library
}
