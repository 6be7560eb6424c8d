import type { RemoteName, RemoteParams } from '#protocols/cs6/remote/index'
import { remoteCallNamed } from '#protocols/cs6/remote/index'
import type { RemoteEffect } from '#protocols/cs6/remote-call'
import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import { RemoteError, type RemoteFailure, type SiteStatus } from '#protocols/port/remote-centre'
import { SeededRandom } from '#simulator/seeded-random'
import { VirtualClock } from '#simulator/virtual-clock'
import { FaultySite } from './faulty-site.fixture.ts'
import { HttpRemoteCentre } from './http-remote-centre.ts'
import { Sites } from './sites.ts'
import { testAuthority, type Issued } from './test-authority.fixture.ts'

export const bundle: SignatureBundle = {
  clientRandom: '20260115090000010203040506070809', hospitalId: '9900000013', samId: 'TESTSAM00001', signature: 'AAAA',
  hcId: '303030303132333435363738', hcIdNo: 'Z199999016', hpcId: '', hpcIdNo: '',
}

/** A call of each effect, and what a site answers to it. */
export const calls = {
  reads: 'EmergentTel/Query', idempotent: 'HcContent/Update', counts: 'SequelNumber/Next',
} as const satisfies Record<RemoteEffect, RemoteName>
export const effects = Object.keys(calls) as RemoteEffect[]

const example = (name: RemoteName) => remoteCallNamed(name).examples[0]!
export const replyTo = (effect: RemoteEffect): object => ({ statusCode: 0, ...example(calls[effect]).reply })

/** What a call ended with. */
export type Ending = { readonly reply: unknown } | RemoteFailure

/** The same for all of a run: keys take longer than the calls. */
let credentials: Promise<{ readonly authority: string, readonly issued: Issued }> | undefined

/** Two sites on real sockets, a client of them, and a clock that stands still until somebody waits. */
export class TwoSites {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly one: FaultySite
  readonly other: FaultySite
  readonly sites: Sites
  readonly centre: HttpRemoteCentre
  readonly told: (readonly SiteStatus[])[] = []

  constructor(one: FaultySite, other: FaultySite, authority?: string) {
    this.one = one
    this.other = other
    this.sites = new Sites({
      origins: [one.origin, other.origin], clock: this.clock, entropy: new SeededRandom(1),
      onChange: (sites) => this.told.push(sites), ...(authority === undefined ? {} : { authority }),
    })
    this.centre = new HttpRemoteCentre(this.sites, 'simulation')
    // whoever waits for a site that lets it wait, waits until its time is over; if that was another's time, once more
    const step = () => setImmediate(() => this.clock.step())
    for (const site of [one, other]) {
      site.onStall = step
      // what is over with it is over a moment later
      site.onOver = () => setTimeout(() => (one.isStalling || other.isStalling) && this.clock.step(), 1)
    }
  }

  static async open(isTls = false): Promise<TwoSites> {
    if (!isTls) return new TwoSites(await new FaultySite().open(), await new FaultySite().open())
    credentials ??= testAuthority().then(async (authority) => ({ authority: authority.certificate, issued: await authority.issue() }))
    const { authority, issued } = await credentials
    return new TwoSites(await new FaultySite(issued).open(), await new FaultySite(issued).open(), authority)
  }

  /** @param clientRandom by which its request is known, to whoever counts them */
  async ask(effect: RemoteEffect, clientRandom = bundle.clientRandom): Promise<Ending> {
    const name = calls[effect]
    this.one.reply = this.other.reply = replyTo(effect)
    return this.end(this.centre.call(name, { ...bundle, clientRandom }, example(name).params as RemoteParams<typeof name>))
  }

  async end(call: Promise<unknown>): Promise<Ending> {
    // a timer may begin after what a site did has moved the clock: as long as a site lets anybody wait, time goes on
    const pump = setInterval(() => (this.one.isStalling || this.other.isStalling) && this.clock.step(), 25)
    try {
      return { reply: await call }
    } catch (error) {
      if (error instanceof RemoteError) return error.failure
      throw error
    } finally {
      clearInterval(pump)
    }
  }

  /** How many requests each got. */
  get arrived(): [number, number] {
    return [this.one.arrived.length, this.other.arrived.length]
  }

  async close(): Promise<void> {
    this.sites.close()
    for (const site of [this.one, this.other]) await site.close()
  }
}
