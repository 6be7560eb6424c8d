import { readFileSync } from 'node:fs'
import { childrenOf } from './programs.ts'

/** Resident memory of a process, in MB (10^6 bytes). */
function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) * 1024 / 1e6
}

/** A process and, apart, the sum of what it started; shared pages count in each. */
export function memoryOf(pid: number): { readonly own: number, readonly children: number } {
  const children = childrenOf(pid).reduce((sum, child) => sum + residentMb(child), 0)
  return { own: residentMb(pid), children }
}
