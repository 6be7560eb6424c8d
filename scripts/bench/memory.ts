import { readFileSync } from 'node:fs'

/** Resident memory of a process, in MB (10^6 bytes). */
function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) * 1024 / 1e6
}

/** A process and, apart, the sum of its direct children. */
export function memoryOf(pid: number): { readonly own: number, readonly children: number } {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return { own: residentMb(pid), children: children.reduce((sum, child) => sum + residentMb(Number(child)), 0) }
}
