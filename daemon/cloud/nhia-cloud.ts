import { chooseEndpoints, type ChosenEndpoints, type EndpointChoice } from '#drivers/cloud/endpoint-sets'
import { HttpIdc } from '#drivers/cloud/http-idc'
import { HttpRemoteCentre } from '#drivers/cloud/http-remote-centre'
import { HttpUploadCentre } from '#drivers/cloud/http-upload-centre'
import { Sites } from '#drivers/cloud/sites'
import type { RemoteName, RemoteParams, RemoteReply } from '#protocols/cs6/remote/index'
import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Idc } from '#protocols/port/idc'
import { RemoteError, type RemoteCentre, type SiteStatus } from '#protocols/port/remote-centre'
import type { UploadCentre } from '#protocols/port/upload-centre'
import type { DownloadBody, DownloadReply, UploadBody, UploadReply } from '#protocols/upload/web-api'

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
  readonly uploads: UploadCentre
  /** Where uploads go elsewhere than other calls. */
  readonly uploadSites: Sites | undefined
}

/** nhi-facts §3.2: production and test mixed. */
const MIXED = 1003

/**
 * NHIA as this daemon sees it: two sites of the environment that a security module belongs to. Nobody is contacted but whom the
 * configuration names, and nobody at all without one.
 */
export class NhiaCloud implements RemoteCentre, UploadCentre {
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

  /** @throws RemoteError */
  async upload(body: UploadBody): Promise<UploadReply> {
    return this.#of(body.sSamId).uploads.upload(body)
  }

  /** @throws RemoteError */
  async download(body: DownloadBody): Promise<DownloadReply> {
    return this.#of(body.sSamId).uploads.download(body)
  }

  /** The centre's own protocol, which is ours, and so spoken to simulated sites alone. @throws RangeError for others */
  idc(): Idc {
    if (!this.#ground.isSimulated) throw new RangeError('nobody but a simulated centre speaks it')
    return new HttpIdc(this.#of('').sites)
  }

  /** Every site that was ever asked for, in the order of the configuration. */
  status(): readonly SiteStatus[] {
    return this.#all().flatMap((sites) => sites.status())
  }

  /** The network came back: sites that rest are tried at once. */
  hint(): void {
    for (const sites of this.#all()) sites.hint()
  }

  close(): void {
    for (const sites of this.#all()) sites.close()
  }

  /** @throws RemoteError 1003 */
  #of(samId: string): Connected {
    const chosen = this.#chosen(samId)
    const key = chosen.sites.join(' ')
    const known = this.#connected.get(key)
    if (known !== undefined) return known
    const sites = this.#sitesAt(chosen.sites, chosen)
    const isApart = chosen.upload.some((origin) => !chosen.sites.includes(origin))
    const uploadSites = isApart ? this.#sitesAt(chosen.upload, chosen) : undefined
    const made = {
      sites, uploadSites, remote: new HttpRemoteCentre(sites, chosen.environment), uploads: new HttpUploadCentre(uploadSites ?? sites),
    }
    this.#connected.set(key, made)
    return made
  }

  #sitesAt(origins: readonly string[], { mayContact }: ChosenEndpoints): Sites {
    const { clock, entropy, changed } = this.#ground
    return new Sites({ origins, mayContact, clock, entropy, onChange: () => changed(this.status()) })
  }

  #all(): readonly Sites[] {
    return [...this.#connected.values()].flatMap(({ sites, uploadSites }) => uploadSites === undefined ? [sites] : [sites, uploadSites])
  }

  #chosen(samId: string): ChosenEndpoints {
    const { choice, isSimulated } = this.#ground
    try {
      const chosen = chooseEndpoints(choice, samId, isSimulated)
      if (!isSimulated || choice === undefined || choice === 'nhia') return chosen
      return { ...chosen, sites: choice, upload: choice }
    } catch (error) {
      if (error instanceof RangeError) throw new RemoteError({ kind: 'refused', statusCode: MIXED }, { cause: error })
      throw error
    }
  }
}
