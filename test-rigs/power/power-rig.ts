import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { root, type ProgramResult } from '#rigs/daemon-process'
import type { FolderImage } from './folder-image.ts'
import { runUnderPowerCutLayer } from './power-cut-layer.ts'
import type { PowerCut, PowerCutLog } from './power-cut-log.ts'

/** Without a stride in `npm run rig:all`. */
export const isLong = process.env['NHICARD_RIG'] === 'all'

/** What a check writes need not survive. */
const RAM = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** A folder in memory where checks put what was left after a cut. */
export const scratchFolder = () => emptyFolder(RAM)

/** A folder to work in for one test. */
export function emptyFolder(under = tmpdir()): { readonly path: string, [Symbol.dispose](): void } {
  const path = realpathSync(mkdtempSync(join(under, 'nhicardd-power-')))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/**
 * Runs a program of `programs/` over a folder of its own.
 * @param before what is in the folder, and synced; else nothing
 * @returns its log; throws what it complained of when it failed
 */
export async function logOf(program: string, args: readonly string[], before?: FolderImage): Promise<PowerCutLog> {
  const script = join(import.meta.dirname, 'programs', `${program}.ts`)
  return logOfNode((folder) => [
    '--conditions=source', '--import', join(root, 'scripts/ts-node.mjs'), script, folder, ...args,
  ], before)
}

/** The same for a few lines of JavaScript, which find themselves in the folder, with `fs` and with `tell(text)`. */
export function logOfLines(lines: string): Promise<PowerCutLog> {
  const start = 'process.chdir(process.argv[1]); const tell = (text) => fs.writeSync(1, text);'
  return logOfNode((folder) => ['-e', `${start}\n${lines}`, folder])
}

async function logOfNode(argsFor: (folder: string) => readonly string[], before?: FolderImage): Promise<PowerCutLog> {
  using folder = emptyFolder()
  before?.writeTo(folder.path)
  const result = await runUnderPowerCutLayer({ command: process.execPath, args: argsFor(folder.path), folder: folder.path })
  return checked(result)
}

function checked(result: ProgramResult & { readonly log: PowerCutLog }): PowerCutLog {
  if (result.code !== 0) throw new Error(`the program ended with ${String(result.code)}: ${result.stderr}`)
  return result.log
}

/** More would say the same. */
const ENOUGH = 20

/** What a check complains of, a sentence a cut, the first few; a check that throws complains with its message. */
export async function complaintsAbout(cuts: Iterable<PowerCut>, check: (cut: PowerCut) => string | undefined): Promise<string[]> {
  const complaints: string[] = []
  for (const cut of cuts) {
    await setImmediate() // the test runner wants to be heard in between
    const complaint = complaintOf(cut, check)
    if (complaint !== undefined) complaints.push(`${complaint} (${cut.where})`)
    if (complaints.length === ENOUGH) break
  }
  return complaints
}

function complaintOf(cut: PowerCut, check: (cut: PowerCut) => string | undefined): string | undefined {
  try {
    return check(cut)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
