import { Icd10Table } from '#protocols/codes/icd10-table'
import { hex } from '#protocols/bytes/hex'
import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import { remoteCallNamed, type RemoteName } from '#protocols/cs6/remote/index'
import { VirtualClock } from '../virtual-clock.ts'
import { CentreStore } from './centre-store.ts'
import { seedCentre } from './centre-seed.ts'
import type { Environment } from './centre-rows.ts'
import { ClinicCaller, issued, type Desk } from './clinic-caller.fixture.ts'
import { RemoteDesk, type RemoteAnswer } from './remote-desk.ts'

export const NINE = '2026-01-15T09:00:00+08:00'

/** A centre without HTTP, and somebody who calls it. */
export class CallingDesk {
  readonly clock = new VirtualClock(NINE)
  readonly caller = new ClinicCaller(this.clock)
  readonly store: CentreStore
  readonly desk: RemoteDesk

  private constructor(store: CentreStore, environment: Environment) {
    this.store = store
    this.desk = new RemoteDesk({ store, clock: this.clock, environment, icd10: Icd10Table.none })
  }

  static async open(environment: Environment = 'test', path?: string): Promise<CallingDesk> {
    const store = await CentreStore.open(path)
    seedCentre(store, 1)
    return new CallingDesk(store, environment)
  }

  call(name: RemoteName, params: object = {}, desk: Desk = {}): RemoteAnswer {
    const declared = remoteCallNamed(name)
    return this.desk.answer(declared, { ...this.caller.bundleFor(declared, desk), ...params })
  }

  /** What a bundle or a body says is changed by hand before the call. */
  send(name: RemoteName, body: unknown): RemoteAnswer {
    return this.desk.answer(remoteCallNamed(name), body)
  }

  /** Writes records to a card behind the centre's back. */
  put<Name extends HcFileName>(name: Name, records: readonly (RecordIn<Name> | null)[], hc = 'hc.wang'): void {
    const { count, encode, record: { length } } = hcFiles[name]
    const bytes = new Uint8Array(length * count).fill(0x20)
    records.forEach((record, at) => bytes.set((encode as (value: object | null) => Uint8Array)(record), at * length))
    this.store.writeFile(hex(issued(hc).hcId), name, bytes)
  }
}
