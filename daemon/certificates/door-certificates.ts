import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { chmodSync } from 'node:fs'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Log } from '../log.ts'
import type { StateDirectory } from '../state-directory.ts'

/** What a door shows, and by whom it is signed; PEM. */
export interface DoorCertificate {
  readonly key: string
  readonly certificate: string
  readonly authority: string
}

interface Surroundings {
  readonly state: StateDirectory
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
}

/** Names in the state directory. */
export const certificateFiles = {
  /** PKCS#8, never shown to anybody. */
  authorityKey: 'local-authority-key.pem',
  /** What a browser or a HIS is told to trust. */
  authority: 'local-authority.pem',
  /** Key and certificate in one file, so that a power cut never leaves one without the other. */
  door: 'localhost.pem',
} as const

/** A certificate that has less than this left is made anew, in ms. */
export const RENEWED_BEFORE_MS = 30 * 24 * 60 * 60_000
const SERIAL_LENGTH = 16

/**
 * The certificate of the doors that speak HTTPS, by an authority of this PC alone whose files lie in the state directory.
 * An authority may have been trusted somewhere, so it is made anew only when its key is gone and something has to be
 * signed; the log then says that it has to be trusted again.
 */
export class DoorCertificates {
  readonly #around: Surroundings
  #turn: Promise<unknown> = Promise.resolve()

  constructor(around: Surroundings) {
    this.#around = around
  }

  /**
   * The certificate to be shown now; made or renewed when it has to be.
   * @throws Error of the file system when the state directory cannot be read or written
   */
  current(): Promise<DoorCertificate> {
    const turn = this.#turn.then(() => this.#current())
    this.#turn = turn.catch(() => {})
    return turn
  }

  async #current(): Promise<DoorCertificate> {
    const key = this.#authorityKey()
    const authority = key === undefined ? this.#keylessAuthority() : await this.#authorityOf(key)
    const door = authority === undefined ? undefined : this.#door(authority)
    if (authority !== undefined && door !== undefined) {
      if (key === undefined) this.#around.log.warn('key of the local authority lost: until its last certificate ends it goes on')
      return door
    }
    if (key !== undefined && authority !== undefined) return this.#renewed(key, authority)
    return this.#anew()
  }

  /** A key and an authority that nobody has trusted yet. */
  async #anew(): Promise<DoorCertificate> {
    const { state, log } = this.#around
    const { newKey } = await import('./signing.ts')
    if (Object.values(certificateFiles).some((name) => state.has(name))) {
      log.warn('local authority made anew, because its key is damaged or gone: it has to be trusted again')
    } else log.info('local authority made')
    const key = await newKey()
    state.writeDurably(certificateFiles.authorityKey, key)
    return this.#renewed(key, await this.#signAuthority(key))
  }

  async #renewed(authorityKey: string, authority: string): Promise<DoorCertificate> {
    const { state, clock, entropy, log } = this.#around
    const { serverCertificate } = await import('./signing.ts')
    const { key, certificate } = await serverCertificate(authorityKey, { now: clock.now(), serial: entropy.bytes(SERIAL_LENGTH) })
    state.writeDurably(certificateFiles.door, key + certificate)
    log.info('certificate for localhost made')
    return { key, certificate, authority }
  }

  async #signAuthority(key: string): Promise<string> {
    const { state, clock, entropy } = this.#around
    const { authorityCertificate } = await import('./signing.ts')
    const certificate = await authorityCertificate(key, { now: clock.now(), serial: entropy.bytes(SERIAL_LENGTH) })
    state.writeDurably(certificateFiles.authority, certificate)
    return certificate
  }

  #authorityKey(): string | undefined {
    const { state } = this.#around
    const pem = state.read(certificateFiles.authorityKey)
    if (pem === undefined) return undefined
    chmodSync(state.file(certificateFiles.authorityKey), 0o600) // whoever copied the folder may have widened it
    return isKey(pem) ? pem : undefined
  }

  /** Of a key that is there: the certificate as it was, or once more of the same key, which is trusted where it was. */
  async #authorityOf(key: string): Promise<string> {
    const { state, log } = this.#around
    const pem = state.read(certificateFiles.authority)
    const certificate = pem === undefined ? undefined : parsed(pem)
    if (pem !== undefined && certificate?.checkPrivateKey(createPrivateKey(key))) {
      this.#lookAtDates(certificate)
      return pem
    }
    log.warn('certificate of the local authority damaged or gone: made again with the same key, so it stays trusted where it was')
    return this.#signAuthority(key)
  }

  #keylessAuthority(): string | undefined {
    const pem = this.#around.state.read(certificateFiles.authority)
    return pem === undefined || parsed(pem) === undefined ? undefined : pem
  }

  /** An authority outside its dates is kept: mostly it is the clock of the PC that is wrong. */
  #lookAtDates(authority: X509Certificate): void {
    if (isWithin(authority, this.#around.clock.now())) return
    this.#around.log.error('local authority is not in force today: set the clock, or remove its files and trust the new one')
  }

  #door(authority: string): DoorCertificate | undefined {
    const pem = this.#around.state.read(certificateFiles.door)
    const signer = parsed(authority)
    const [, key, certificate] = /^(.*?-----END PRIVATE KEY-----\n)(.*)$/s.exec(pem ?? '') ?? []
    const own = certificate === undefined ? undefined : parsed(certificate)
    if (key === undefined || certificate === undefined || own === undefined || signer === undefined || !isKey(key)) return undefined
    const isOurs = own.checkPrivateKey(createPrivateKey(key)) && own.checkIssued(signer) && own.verify(signer.publicKey)
    const lasts = isWithin(own, this.#around.clock.now(), RENEWED_BEFORE_MS)
    return isOurs && lasts ? { key, certificate, authority } : undefined
  }
}

function isKey(pem: string): boolean {
  try {
    return createPublicKey(createPrivateKey(pem)).asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function isWithin({ validFrom, validTo }: X509Certificate, now: number, spare = 0): boolean {
  return Date.parse(validFrom) <= now && now < Date.parse(validTo) - spare
}
