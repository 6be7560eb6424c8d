import { readFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { endianness } from 'node:os'

/** A connection as the accepting side sees it. */
export interface Connection {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
  readonly localAddress?: string | undefined
  readonly localPort?: number | undefined
}

/** Who holds the other end; `unsupported` where the system has no table of it. */
export type Owner = { readonly uid: number } | 'unknown' | 'unsupported'

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
const ESTABLISHED = '01'
/** ::ffff:0:0/96, in which a program that speaks IPv6 alone reaches 127.0.0.1. */
const MAPPED = [...Array<number>(10).fill(0), 0xff, 0xff]

/** 4 or 16 bytes; of IPv6 only `::1`, because no other address of it is of this PC alone. */
function bytesOf(address: string): readonly number[] | undefined {
  const [, v4 = address] = /^::ffff:(.*)$/i.exec(address) ?? []
  if (isIPv4(v4)) return v4.split('.').map(Number)
  return address === '::1' ? [...Array<number>(15).fill(0), 1] : undefined
}

/** As the kernel prints an address: words of 32 bits, each in the byte order of the machine. */
function bytesIn(printed: string): readonly number[] {
  const words = printed.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => {
    const inOrder = [...Buffer.from(word, 'hex')]
    return endianness() === 'LE' ? inOrder.reverse() : inOrder
  })
  return MAPPED.every((byte, index) => bytes[index] === byte) ? bytes.slice(12) : bytes
}

function isEnd(printed: string, address: string | undefined, port: number | undefined): boolean {
  const [host = '', hexPort = ''] = printed.split(':')
  if (address === undefined || Number.parseInt(hexPort, 16) !== port) return false
  const wanted = bytesOf(address)
  const found = bytesIn(host)
  return wanted !== undefined && wanted.length === found.length && wanted.every((byte, index) => byte === found[index])
}

/**
 * The user whose socket is at the other end of a loopback connection. Both ends must match, so that a port that was used
 * before, or is used towards somebody else, says nothing.
 * @param table content of /proc/net/tcp or tcp6
 * @returns undefined when no socket that somebody still holds is that end
 */
export function ownerIn(table: string, connection: Connection): number | undefined {
  for (const line of table.split('\n').slice(1)) {
    const [, local = '', remote = '', state, , , , uid, , inode] = line.trim().split(/\s+/)
    if (state !== ESTABLISHED || inode === '0') continue // nobody's any more: the kernel says user 0 of such
    const isPeer = isEnd(local, connection.remoteAddress, connection.remotePort)
      && isEnd(remote, connection.localAddress, connection.localPort)
    if (isPeer) return Number(uid)
  }
  return undefined
}

/** The same, asked of the kernel. */
export async function peerOwner(connection: Connection): Promise<Owner> {
  let isSupported = false
  for (const path of TABLES) {
    let table: string
    try {
      table = await readFile(path, 'utf8')
    } catch {
      continue // no /proc, or no IPv6
    }
    isSupported = true
    const uid = ownerIn(table, connection)
    if (uid !== undefined) return { uid }
  }
  return isSupported ? 'unknown' : 'unsupported'
}
