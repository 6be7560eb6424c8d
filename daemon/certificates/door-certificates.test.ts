import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, type Server } from 'node:tls'
import { VirtualClock } from '#simulator/virtual-clock'
import { openLog } from '../log.ts'
import { realEntropy } from '../real-entropy.ts'
import { StateDirectory } from '../state-directory.ts'
import { certificateFiles, DoorCertificates, type DoorCertificate } from './door-certificates.ts'
import { newKey, serverCertificate } from './signing.ts'

const DAY = 24 * 60 * 60_000
/** Node judges certificates by the real clock. */
const TODAY = new Date().toISOString()

let folder: string
let logged: string[]
let clock: VirtualClock
let server: Server | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhicardd-'))
  logged = []
  clock = new VirtualClock(TODAY)
})
afterEach(() => {
  server?.close()
  server = undefined
  rmSync(folder, { recursive: true, force: true })
})

const file = (name: keyof typeof certificateFiles) => join(folder, certificateFiles[name])
const spoil = (name: keyof typeof certificateFiles) => writeFileSync(file(name), 'spoilt')

/** A daemon that starts. */
function started(): DoorCertificates {
  const log = openLog('debug', { write: (line) => void logged.push(line) })
  return new DoorCertificates({ state: new StateDirectory(folder), clock, entropy: realEntropy, log })
}

/** What a client says that trusts an authority: no complaint, or the code of one. */
async function judged(
  shown: Pick<DoorCertificate, 'key' | 'certificate'>, authority: string, host: string, address = '127.0.0.1',
): Promise<string> {
  server?.close()
  const listening = createServer({ key: shown.key, cert: shown.certificate })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, address, resolve))
  const bound = listening.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return new Promise((resolve) => {
    const servername = host === 'localhost' || host.includes('example') ? host : ''
    const socket = connect({ host: address, port, ca: authority, servername, ...servername === '' ? {} : { host: address } }, () => {
      resolve('trusted')
      socket.destroy()
    })
    socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
  })
}

describe('the certificate of the doors', () => {
  test('is trusted under each name of this PC by whoever trusts the authority, and by nobody else', async () => {
    const made = await started().current()
    expect(await judged(made, made.authority, 'localhost')).toBe('trusted')
    expect(await judged(made, made.authority, '127.0.0.1')).toBe('trusted')
    expect(await judged(made, made.authority, '::1', '::1')).toBe('trusted')
    expect(await judged(made, made.authority, 'his.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    rmSync(folder, { recursive: true })
    expect(await judged(made, (await started().current()).authority, 'localhost')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  })

  test('is for servers alone and lasts 397 days, its authority ten years', async () => {
    const { certificate, authority } = await started().current()
    const [own, signer] = [new X509Certificate(certificate), new X509Certificate(authority)]
    expect(own.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
    expect([own.ca, signer.ca]).toEqual([false, true])
    expect([own.keyUsage, signer.keyUsage]).toEqual([['1.3.6.1.5.5.7.3.1'], ['1.3.6.1.5.5.7.3.1']])
    const days = ({ validFrom, validTo }: X509Certificate) => (Date.parse(validTo) - Date.parse(validFrom)) / DAY
    expect([days(own), days(signer)]).toEqual([397, 3_652])
  })

  test('cannot be imitated for another host with the key of the authority', async () => {
    const made = await started().current()
    const text = readFileSync(file('authority'), 'utf8')
    // RFC 5280 §4.2.1.10, critical: three names and no more
    const { raw } = new X509Certificate(text)
    expect(raw.toString('hex')).toContain('0603551d1e0101ff0441303fa03d300b82096c6f63616c686f7374300a87087f000001ffffffff30228720')
    expect(raw.toString('hex')).toContain('0603551d130101ff040830060101ff020100') // no authority below it
    expect(made.authority).toBe(text)
  })

  test('is kept from one start to the next', async () => {
    const first = await started().current()
    expect(await started().current()).toEqual(first)
    expect(logged.filter((line) => line.includes('made'))).toHaveLength(2)
  })

  test('is made once, however many ask', async () => {
    const certificates = started()
    const all = await Promise.all([1, 2, 3].map(() => certificates.current()))
    expect(new Set(all.map(({ certificate }) => certificate)).size).toBe(1)
  })

  test('is made anew when 30 days are left, by the same authority', async () => {
    const certificates = started()
    const first = await certificates.current()
    clock.advance(366 * DAY)
    expect(await certificates.current()).toEqual(first)
    clock.advance(1 * DAY)
    const second = await certificates.current()
    expect(second.certificate).not.toBe(first.certificate)
    expect(second.authority).toBe(first.authority)
  })

  test('is made anew when the clock stands before it, by the same authority, of which the log complains', async () => {
    const first = await started().current()
    clock = new VirtualClock('2020-01-01T00:00:00Z')
    const second = await started().current()
    expect(second.certificate).not.toBe(first.certificate)
    expect(second.authority).toBe(first.authority)
    expect(logged.at(-2)).toContain('local authority is not in force today')
  })
})

describe('files that are damaged or gone', () => {
  const without = (name: keyof typeof certificateFiles) => rmSync(file(name))
  const widths = [['spoilt', spoil], ['gone', without]] as const

  test.each(widths)('the certificate of the doors, %s: made anew by the same authority', async (_, harm) => {
    const first = await started().current()
    harm('door')
    const second = await started().current()
    expect(second.authority).toBe(first.authority)
    expect(await judged(second, first.authority, 'localhost')).toBe('trusted')
  })

  test.each(widths)('the certificate of the authority, %s: made again, so that what was trusted stays trusted', async (_, harm) => {
    const first = await started().current()
    harm('authority')
    const second = await started().current()
    expect(second.authority).not.toBe(first.authority)
    expect(logged.at(-1)).toContain('made again with the same key')
    expect(await judged(second, first.authority, 'localhost')).toBe('trusted')
    harm('door')
    expect(await judged(await started().current(), first.authority, 'localhost')).toBe('trusted')
  })

  test.each(widths)('the key of the authority, %s: its last certificate is used to its end, then trust begins anew', async (_, harm) => {
    const first = await started().current()
    harm('authorityKey')
    expect(await started().current()).toEqual(first)
    expect(logged.at(-1)).toContain('key of the local authority lost')
    clock.advance(368 * DAY)
    const second = await started().current()
    expect(second.authority).not.toBe(first.authority)
    expect(logged.join('')).toContain('it has to be trusted again')
  })

  test('everything spoilt: made anew, and the log says that trust is lost', async () => {
    const first = await started().current()
    for (const name of ['authorityKey', 'authority', 'door'] as const) spoil(name)
    const second = await started().current()
    expect(await judged(second, second.authority, 'localhost')).toBe('trusted')
    expect(second.authority).not.toBe(first.authority)
    expect(logged.join('')).toContain('it has to be trusted again')
  })

  test('a certificate by somebody else’s authority is not used', async () => {
    const first = await started().current()
    const foreign = await serverCertificate(await newKey(), { now: clock.now(), serial: new Uint8Array(16) })
    writeFileSync(file('door'), foreign.key + foreign.certificate)
    expect((await started().current()).certificate).not.toBe(foreign.certificate)
    expect((await started().current()).authority).toBe(first.authority)
  })
})

describe('the keys', () => {
  const keysOf = ({ key }: DoorCertificate) => [key, readFileSync(file('authorityKey'), 'utf8')].map((pem) => pem.split('\n')[1]!)

  test('are readable to the daemon’s user alone, even when somebody widened the file', async () => {
    await started().current()
    chmodSync(file('authorityKey'), 0o644)
    await started().current()
    for (const name of ['authorityKey', 'door'] as const) expect(statSync(file(name)).mode & 0o777).toBe(0o600)
  })

  test('stand in no line of the log', async () => {
    const made = await started().current()
    for (const key of keysOf(made)) expect(logged.join('')).not.toContain(key)
    expect(logged.join('')).not.toContain('PRIVATE')
  })
})
