import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The console's files and their types: nothing else of the disk can be asked for. */
const FILES: Readonly<Record<string, { file: string, type: string }>> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/console.js': { file: 'console.js', type: 'text/javascript; charset=utf-8' },
  '/console.css': { file: 'console.css', type: 'text/css; charset=utf-8' },
  '/icon.svg': { file: 'icon.svg', type: 'image/svg+xml' },
}

export interface ConsoleFile {
  readonly type: string
  readonly content: Buffer<ArrayBuffer>
}

/** Reads a file of the console when it is first asked for and keeps it. */
export function consoleFiles(folder: string): (path: string) => ConsoleFile | undefined {
  const kept = new Map<string, ConsoleFile>()
  return (path) => {
    const known = kept.get(path)
    const named = Object.hasOwn(FILES, path) ? FILES[path] : undefined
    if (known !== undefined || named === undefined) return known
    const file = { type: named.type, content: readFileSync(join(folder, named.file)) }
    kept.set(path, file)
    return file
  }
}
