import type { NhiaStatusShape } from '#protocols/native-api/nhia'
import type { SiteStatus } from '#protocols/port/remote-centre'

/** What programs and people are shown of NHIA's sites. */
export function nhiaStatusOf(sites: readonly SiteStatus[]): NhiaStatusShape {
  const told = sites.filter(({ clockWrong }) => clockWrong !== undefined)
  return {
    sites: sites.map(({ clockWrong: _, ...site }) => site),
    clock: told.length === 0 ? 'unknown' : told.some(({ clockWrong }) => clockWrong) ? 'wrong' : 'right',
  }
}

/**
 * Tells what changed once. That a site answered again, or that its clock went on by a second, is no news.
 * @param tell what is new
 */
export function nhiaNews(tell: (status: NhiaStatusShape) => void): (sites: readonly SiteStatus[]) => void {
  let told = ''
  return (sites) => {
    const status = nhiaStatusOf(sites)
    const content = JSON.stringify([status.clock, status.sites.map(({ origin, state, reason }) => [origin, state, reason])])
    if (content === told) return
    told = content
    tell(status)
  }
}
