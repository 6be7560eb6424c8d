import { readdirSync, readFileSync } from 'node:fs'

/** What a process holds of the system. */
export interface Footprint {
  readonly fileDescriptors: number
  readonly threads: number
  /** Memory in use, in KiB. */
  readonly residentKib: number
  /** Address space of data, in KiB: grows also by what is allocated and never touched. */
  readonly dataKib: number
}

/** @param pid of a process that runs */
export function footprint(pid: number): Footprint {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const number = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1])
  return {
    fileDescriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: number('Threads'),
    residentKib: number('VmRSS'),
    dataKib: number('VmData'),
  }
}
