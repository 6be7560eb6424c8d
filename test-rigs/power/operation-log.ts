/**
 * What `layer.c` wrote down. Paths are below the folder, with slashes, '' for the folder itself; a handle is what an `open`
 * gave, and stays the same through dup.
 */
export type Operation =
  | { readonly kind: 'open', readonly handle: bigint, readonly path: string, readonly flags: number, readonly mode: number }
  | { readonly kind: 'write', readonly handle: bigint, readonly offset: number, readonly data: Buffer }
  | { readonly kind: 'truncate', readonly handle: bigint, readonly size: number }
  /** The file is at least this long from now on. */
  | { readonly kind: 'allocate', readonly handle: bigint, readonly size: number }
  | { readonly kind: 'sync', readonly handle: bigint }
  | { readonly kind: 'syncAll' }
  | { readonly kind: 'rename', readonly from: string, readonly to: string }
  | { readonly kind: 'unlink', readonly path: string }
  | { readonly kind: 'mkdir', readonly path: string, readonly mode: number }
  | { readonly kind: 'link', readonly from: string, readonly to: string }
  | { readonly kind: 'mode', readonly of: bigint | string, readonly mode: number }
  /** The process wrote this to its standard output or to a TCP connection: whoever waits for it knows it now. */
  | { readonly kind: 'told', readonly to: 'output' | 'socket', readonly data: Buffer }

const HEADER_SIZE = 32
const KINDS = [
  'open', 'write', 'truncate', 'allocate', 'sync', 'syncAll', 'rename', 'unlink', 'mkdir', 'link', 'mode', 'told',
] as const

/** @param log as `layer.c` writes it; a record cut off at its end by the death of the process is left out */
export function operationsOf(log: Buffer): Operation[] {
  const operations: Operation[] = []
  for (let at = 0; at + HEADER_SIZE <= log.length;) {
    const end = at + 4 + log.readUInt32LE(at)
    if (end > log.length) break
    operations.push(operationOf(log.subarray(at, end)))
    at = end
  }
  return operations
}

function operationOf(record: Buffer): Operation {
  const kind = KINDS[record.readUInt32LE(4) - 1]
  const handle = record.readBigUInt64LE(8)
  const number = Number(record.readBigInt64LE(16))
  const mode = record.readUInt32LE(24)
  const textEnd = HEADER_SIZE + record.readUInt32LE(28)
  const path = record.toString('utf8', HEADER_SIZE, textEnd)
  const data = record.subarray(textEnd)
  switch (kind) {
    case 'open': return { kind, handle, path, flags: number, mode }
    case 'write': return { kind, handle, offset: number, data }
    case 'truncate': case 'allocate': return { kind, handle, size: number }
    case 'sync': return { kind, handle }
    case 'syncAll': return { kind }
    case 'unlink': return { kind, path }
    case 'mkdir': return { kind, path, mode }
    case 'mode': return { kind, of: path === '' && handle !== 0n ? handle : path, mode }
    case 'told': return { kind, to: number === 1 ? 'output' : 'socket', data }
    case 'rename': case 'link': {
      const [from = '', to = ''] = path.split('\0')
      return { kind, from, to }
    }
    default: throw new Error('the log of the power layer holds a record that nobody knows')
  }
}
