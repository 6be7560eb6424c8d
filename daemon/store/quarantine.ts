import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from './store-database.ts'

const parts = ['', '-wal', '-mark'] as const

/** Copies a database with its log into a folder of its own, durably. @returns the folder */
export function quarantine(file: string, now: number): string {
  const parent = join(dirname(file), 'quarantine')
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  const name = new Date(now).toISOString().replaceAll(':', '-')
  let folder = join(parent, name)
  for (let count = 2; existsSync(folder); count++) folder = join(parent, `${name}-${count}`)
  mkdirSync(folder, { mode: 0o700 })
  for (const part of parts) {
    if (!existsSync(file + part)) continue
    const copy = join(folder, basename(file) + part)
    copyFileSync(file + part, copy)
    chmodSync(copy, 0o600)
    syncFile(copy)
  }
  for (const changed of [folder, parent, dirname(file)]) syncFolder(changed)
  return folder
}

export const draftOf = (file: string) => `${file}.rebuilding`
const readyOf = (file: string) => `${file}.rebuilt`

export function removeDatabase(file: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true })
}

/**
 * Gives a draft its name: a new database, or a rebuilt one in the place of the damaged one. The damaged log would be applied to
 * whatever bears the name, so it goes first; whoever dies in between finds the draft ready and goes on.
 */
export function putDraft(file: string): void {
  syncFile(draftOf(file))
  renameSync(draftOf(file), readyOf(file))
  syncFolder(dirname(file))
  finishDraft(file)
}

/** Before a database is opened. */
export function finishDraft(file: string): void {
  removeDatabase(draftOf(file))
  if (!existsSync(readyOf(file))) return
  for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true })
  syncFolder(dirname(file))
  renameSync(readyOf(file), file)
  syncFolder(dirname(file))
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
