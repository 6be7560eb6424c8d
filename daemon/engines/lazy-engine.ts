import type { LazyCloud } from '../cloud/lazy-cloud.ts'
import type { DaemonOptions } from '../main.ts'
import type { ChipEngine } from './open-profile/chip-engine.ts'
import type { ThreeCardsOptions } from './open-profile/three-cards.ts'

export interface LazyEngine {
  readonly get: () => Promise<ChipEngine>
  /** Whether a session is open with the card in a reader. */
  readonly isOpen: (reader: string) => boolean
  readonly close: () => void
}

/** From being ready to the first authentication of the security module, in ms: whoever calls first comes first. */
const UNTIL_SAM = 2_000

type Surroundings = Pick<ThreeCardsOptions, 'readers' | 'clock' | 'entropy' | 'changed'> & { readonly cloud: LazyCloud }

/** The open profile's engine, loaded when it is first wanted: its cryptography takes longer to load than the daemon. */
export function lazyEngine(
  { simulated, state }: Pick<DaemonOptions, 'simulated' | 'state'>, { cloud, ...around }: Surroundings,
): LazyEngine {
  let loaded: ChipEngine | undefined
  let loading: Promise<ChipEngine> | undefined
  const load = async () => {
    const { ChipEngine } = await import('./open-profile/chip-engine.ts')
    const { noCentre } = await import('./open-profile/no-centre.ts')
    const { stateSamFolder } = await import('./open-profile/state-sam-folder.ts')
    const centre = simulated?.centre(around.clock, around.entropy) ?? noCentre
    // what the open profile signs is for simulated sites alone
    const remote = simulated?.cloud === undefined ? undefined : await cloud.get()
    loaded = new ChipEngine({
      ...around, ...centre, ...remote === undefined ? {} : { remote, idc: remote.idc() },
      environment: simulated === undefined ? 'production' : 'test',
      samFolder: simulated?.samFolder ?? stateSamFolder(state),
    })
    return loaded
  }
  const get = () => (loading ??= load())
  // without a data centre there is nothing to authenticate with, and the engine is not worth loading
  const prepare = () => void get().then((cards) => cards.prepare())
  const cancel = simulated === undefined ? () => {} : around.clock.after(UNTIL_SAM, prepare)
  return {
    get,
    isOpen: (reader) => loaded?.clinic.isOpen(reader) ?? false,
    close: () => {
      cancel()
      loaded?.close()
    },
  }
}
