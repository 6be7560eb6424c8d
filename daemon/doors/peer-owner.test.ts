import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { endianness } from 'node:os'
import { ownerIn, peerOwner, type Connection } from './peer-owner.ts'

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'

/** As the kernel prints it (fs/proc: "%08X:%04X"), a word of 32 bits in the order of the machine. */
function printed(bytes: readonly number[], port: number): string {
  const words = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.slice(4 * index, 4 * index + 4))
  const text = words.map((word) => Buffer.from(endianness() === 'LE' ? word.toReversed() : word).toString('hex').toUpperCase())
  return `${text.join('')}:${port.toString(16).toUpperCase().padStart(4, '0')}`
}

const V4 = [127, 0, 0, 1], V6 = [...Array<number>(15).fill(0), 1], MAPPED = [...Array<number>(10).fill(0), 0xff, 0xff, ...V4]

function row(local: string, remote: string, uid: number, { state = '01', inode = '77' } = {}): string {
  const [queues, timer, retries] = ['00000000:00000000', '00:00000000', '00000000']
  return `   0: ${local} ${remote} ${state} ${queues} ${timer} ${retries} ${uid}        0 ${inode} 1 0000 20 4 30 10 -1\n`
}

const port = fc.integer({ min: 1, max: 65_535 })
const uid = fc.integer({ min: 0, max: 4_294_967_294 })
const ends = fc.constantFrom({ bytes: V4, address: '127.0.0.1' }, { bytes: V6, address: '::1' }, { bytes: MAPPED, address: '127.0.0.1' })

describe('the owner of the other end', () => {
  test('is the user of the row whose two ends are the connection’s, seen from there', () => {
    fc.assert(fc.property(ends, port, port, uid, ({ bytes, address }, theirs, ours, user) => {
      fc.pre(theirs !== ours)
      const connection: Connection = { remoteAddress: address, remotePort: theirs, localAddress: address, localPort: ours }
      const [them, us] = [printed(bytes, theirs), printed(bytes, ours)]
      const own = row(us, them, 4_294_967_294) // the daemon's own end
      expect(ownerIn(HEADER + own + row(them, us, user), connection)).toBe(user)
      expect(ownerIn(HEADER + own, connection)).toBeUndefined()
    }))
  })

  test('is nobody where either port or address is another, the connection is over, or nobody holds it', () => {
    const connection: Connection = { remoteAddress: '127.0.0.1', remotePort: 40_000, localAddress: '127.0.0.1', localPort: 5_066 }
    const [them, us] = [printed(V4, 40_000), printed(V4, 5_066)]
    const others = [
      row(printed(V4, 40_001), us, 7), row(them, printed(V4, 5_067), 7), row(printed([127, 0, 0, 2], 40_000), us, 7),
      row(printed(V6, 40_000), printed(V6, 5_066), 7), row(them, printed([10, 0, 0, 1], 5_066), 7),
      ...['02', '04', '05', '06', '08', '0A'].map((state) => row(them, us, 0, { state })), row(them, us, 0, { inode: '0' }),
    ]
    for (const other of others) expect(ownerIn(HEADER + other, connection), other).toBeUndefined()
    expect(ownerIn(HEADER + others.join('') + row(them, us, 7), connection)).toBe(7)
  })

  test('is nobody in a table that is none', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      expect(ownerIn(text, { remoteAddress: '127.0.0.1', remotePort: 1, localAddress: '127.0.0.1', localPort: 2 })).toBeUndefined()
    }))
    expect(ownerIn(HEADER, {})).toBeUndefined()
  })

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('is this process, by the kernel’s own word, for a client of %s', async (host) => {
    const server = createServer()
    server.listen(0, host === '::1' ? '::1' : '127.0.0.1')
    await once(server, 'listening')
    const client = connect({ host, port: (server.address() as AddressInfo).port })
    const [accepted] = await once(server, 'connection') as [Socket]
    expect(await peerOwner(accepted)).toEqual({ uid: process.getuid!() })
    client.destroy()
    await once(accepted.resume(), 'close')
    expect(await peerOwner(accepted)).toBe('unknown') // a socket that is closed names no other end
    server.close()
  })
})
