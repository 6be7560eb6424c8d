import { getRequestListener } from '@hono/node-server'
import { X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { DoorStatusShape } from '#protocols/native-api/schemas'
import { DoorCertificates, type DoorCertificate } from '../../certificates/door-certificates.ts'
import { Cs6Desk } from '../../cs6/desk.ts'
import { LocalGate } from '../local-gate.ts'
import { LoopbackServers, oneAtATime } from '../loopback-servers.ts'
import type { DoorGround } from '../late-doors.ts'
import { peerOwner } from '../peer-owner.ts'
import { admittedUsers } from '../user-names.ts'
import { cs6Http } from './http.ts'

const DAY_MS = 24 * 60 * 60_000
/** A client that opens a connection and says nothing holds it no longer than that. */
const HANDSHAKE_MS = 10_000

/** The door of control software 6.0: HTTPS on loopback, JSON (nhi-facts §2.4). */
export class Cs6Door {
  readonly #ground: DoorGround
  readonly #certificates: DoorCertificates
  #servers: LoopbackServers | undefined
  #shown: DoorCertificate | undefined
  #notAfter: string | undefined
  #cancel = () => {}

  constructor(ground: DoorGround) {
    this.#ground = ground
    this.#certificates = new DoorCertificates(ground)
  }

  get port(): number {
    return this.#servers?.port ?? 0
  }

  /** As it is shown now. */
  get certificate(): DoorStatusShape['certificate'] {
    return this.#notAfter === undefined ? null : { notAfter: this.#notAfter }
  }

  /**
   * @param port 0 lets the system choose
   * @throws PortError, and errors of the file system when the certificate cannot be kept
   */
  async open(port: number): Promise<void> {
    const { config, log, cards, readers, clock, audit } = this.#ground
    const shown = await this.#certificates.current()
    this.#show(shown)
    const gate = new LocalGate({ port: () => this.port, enrolled: new Set(config.origins), users: admittedUsers(config.doors.users, log) })
    const desk = new Cs6Desk({ engine: cards, readers, clock, log, audit })
    const handle = oneAtATime(getRequestListener(cs6Http({ gate, owner: peerOwner, desk, log }).fetch))
    const servers = new LoopbackServers(() => createServer(
      { key: shown.key, cert: shown.certificate, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS },
      (request, response) => void handle(request, response),
    ))
    this.#servers = servers
    await servers.open(port)
    this.#lookDaily()
  }

  async close(): Promise<void> {
    this.#cancel()
    await this.#servers?.close()
  }

  #show(shown: DoorCertificate): void {
    this.#shown = shown
    this.#notAfter = new Date(new X509Certificate(shown.certificate).validTo).toISOString()
  }

  /** A daemon may run longer than its certificate. */
  #lookDaily(): void {
    this.#cancel = this.#ground.clock.after(DAY_MS, () => {
      this.#lookDaily()
      void this.#renew()
    })
  }

  async #renew(): Promise<void> {
    try {
      const shown = await this.#certificates.current()
      if (shown.certificate === this.#shown?.certificate) return
      this.#show(shown)
      for (const server of this.#servers?.servers ?? []) (server as Server).setSecureContext({ key: shown.key, cert: shown.certificate })
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      this.#ground.log.error('the certificate for localhost cannot be renewed', { why })
    }
  }
}
