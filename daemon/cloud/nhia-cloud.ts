import { chooseEndpoints, type ChosenEndpoints, type EndpointChoice } from '#drivers/cloud/endpoint-sets'
import { HttpIdc } from '#drivers/cloud/http-idc'
import { HttpRemoteCentre } from '#drivers/cloud/http-remote-centre'
import { Sites } from '#drivers/cloud/sites'
import type { RemoteName, RemoteParams, RemoteReply } from '#protocols/cs6/remote/index'
import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Idc } from '#protocols/port/idc'
import { RemoteError, type RemoteCentre, type SiteStatus } from '#protocols/port/remote-centre'

export interface NhiaCloudGround {
  /** What somebody configured; in a simulation the sites of the simulated cloud. */
  readonly choice: EndpointChoice
  readonly isSimulated: boolean
  readonly clock: Clock
  readonly entropy: Entropy
  readonly changed: (sites: readonly SiteStatus[]) => void
}

interface Connected {
  readonly sites: Sites
  readonly remote: RemoteCentre
}

/** nhi-facts §3.2: production and test mixed. */
const MIXED = 1003

/**
 * NHIA as this daemon sees it: two sites of the environment that a security module belongs to. Nobody is contacted but whom the
 * configuration names, and nobody at all without one.
 */
export class NhiaCloud implements RemoteCentre {
  readonly #ground: NhiaCloudGround
  /** By their origins: a clinic has one module, and yet a program may ask in the name of another. */
  readonly #connected = new Map<string, Connected>()

  constructor(ground: NhiaCloudGround) {
    this.#ground = ground
  }

  /** @throws RemoteError; MalformedError and RangeError, when nothing was sent */
  async call<Name extends RemoteName>(name: Name, bundle: SignatureBundle, params: RemoteParams<Name>): Promise<RemoteReply<Name>> {
    return this.#of(bundle.samId).remote.call(name, bundle, params)
  }

  /** The centre's own protocol, which is ours, and so spoken to simulated sites alone. */
  idc(): Idc {
    return new HttpIdc(this.#of('').sites)
  }

  /** Every site that was ever asked for, in the order of the configuration. */
  status(): readonly SiteStatus[] {
    return [...this.#connected.values()].flatMap(({ sites }) => sites.status())
  }

  /** The network came back: sites that rest are tried at once. */
  hint(): void {
    for (const { sites } of this.#connected.values()) sites.hint()
  }

  close(): void {
    for (const { sites } of this.#connected.values()) sites.close()
  }

  /** @throws RemoteError 1003 */
  #of(samId: string): Connected {
    const chosen = this.#chosen(samId)
    const key = chosen.sites.join(' ')
    const known = this.#connected.get(key)
    if (known !== undefined) return known
    const { clock, entropy, changed } = this.#ground
    const sites = new Sites({
      origins: chosen.sites, mayContact: chosen.mayContact, clock, entropy, onChange: () => changed(this.status()),
    })
    const made = { sites, remote: new HttpRemoteCentre(sites, chosen.environment) }
    this.#connected.set(key, made)
    return made
  }

  #chosen(samId: string): ChosenEndpoints {
    const { choice, isSimulated } = this.#ground
    try {
      const chosen = chooseEndpoints(choice, samId, isSimulated)
      return isSimulated && Array.isArray(choice) ? { ...chosen, sites: choice as readonly string[] } : chosen
    } catch (error) {
      if (error instanceof RangeError) throw new RemoteError({ kind: 'refused', statusCode: MIXED }, { cause: error })
      throw error
    }
  }
}
