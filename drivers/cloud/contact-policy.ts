/** Whether a host may be contacted at all. @param host as `URL.hostname` gives it */
export type ContactPolicy = (host: string) => boolean

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** This machine alone: what holds unless somebody configured another site. */
export const loopbackOnly: ContactPolicy = (host) => LOOPBACK.test(host)

/** This machine, and the hosts of these origins. */
export function configuredHosts(origins: readonly string[]): ContactPolicy {
  const hosts = new Set(origins.map((origin) => new URL(origin).hostname))
  return (host) => loopbackOnly(host) || hosts.has(host)
}

/**
 * A site's address, looked at before anything is opened: `https:`, on this machine `http:` too, without path or password.
 * @throws RangeError for another form, or a host that the policy does not allow
 */
export function siteUrl(origin: string, mayContact: ContactPolicy): URL {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (url?.origin !== origin) throw new RangeError('a site is an origin such as https://centre.example')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopbackOnly(url.hostname))) {
    throw new RangeError('a site on another machine is asked over https alone')
  }
  if (!mayContact(url.hostname)) throw new RangeError('this host is not among those that may be contacted')
  return url
}
