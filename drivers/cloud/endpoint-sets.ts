import type { Provenance } from '#protocols/provenance'
import { configuredHosts, loopbackOnly, type ContactPolicy } from './contact-policy.ts'

export type NhiEnvironment = 'production' | 'test' | 'simulation'

/** Where one environment is. */
export interface EndpointSet {
  readonly environment: NhiEnvironment
  /** Origins of the remote API, the first asked first. */
  readonly sites: readonly string[]
  /** Origins that take uploads (nhi-facts §8.8). */
  readonly upload: readonly string[]
  readonly provenance: Provenance
}

const nhia = (name: string) => `https://${name}.nhi.gov.tw`

/**
 * What is known of where NHIA is, inside its VPN. That a second site stands behind the same name, or has one of its own, is
 * not public; it can be configured.
 */
export const endpointSets: Readonly<Record<NhiEnvironment, EndpointSet>> = {
  production: {
    environment: 'production', sites: [nhia('medvpndc')], upload: [nhia('medvpndti')],
    provenance: { source: 'nhi-facts §2.5, §7 (network), §8.8' },
  },
  test: {
    environment: 'test', sites: [nhia('medvpndct')], upload: [],
    provenance: { source: 'nhi-facts §7 (network); where test uploads go is not public: interface tests have a type (ZZ) of their own' },
  },
  simulation: {
    environment: 'simulation', sites: ['http://127.0.0.1:6450', 'http://127.0.0.1:6451'], upload: ['http://127.0.0.1:6450'],
    provenance: { assumed: 'ours: the two sites of the simulated cloud' },
  },
}

/**
 * The environment of a security module. That it is chosen from the module's code is a fact (nhi-facts §7), by which sign is
 * not: assumed is that a code beginning with TEST, as ours do, belongs to no production site.
 * @param samId 12 characters
 */
export function environmentOf(samId: string): Exclude<NhiEnvironment, 'simulation'> {
  return samId.toUpperCase().startsWith('TEST') ? 'test' : 'production'
}

/** What somebody configured: NHIA's own sites, or these; undefined: nothing. */
export type EndpointChoice = 'nhia' | readonly string[] | undefined

export interface ChosenEndpoints {
  readonly environment: NhiEnvironment
  readonly sites: readonly string[]
  readonly upload: readonly string[]
  /** These hosts and this machine. */
  readonly mayContact: ContactPolicy
}

/**
 * Where the cloud of this daemon is. Nothing outside this machine is among it unless it was configured; in simulation
 * nothing ever is.
 * @throws RangeError when sites of production were configured for a test module, or of test for one of production (1003)
 */
export function chooseEndpoints(choice: EndpointChoice, samId: string, isSimulated: boolean): ChosenEndpoints {
  if (isSimulated) return chosen(endpointSets.simulation)
  const environment = environmentOf(samId)
  if (choice === undefined) return { environment, sites: [], upload: [], mayContact: loopbackOnly }
  const set = endpointSets[environment]
  if (choice === 'nhia') return chosen(set)
  const { sites } = endpointSets[environment === 'test' ? 'production' : 'test']
  if (choice.some((origin) => sites.includes(origin))) throw new RangeError('production and test are not mixed')
  return chosen({ ...set, sites: choice, upload: [] })
}

function chosen({ environment, sites, upload }: EndpointSet): ChosenEndpoints {
  return { environment, sites, upload, mayContact: configuredHosts([...sites, ...upload]) }
}
