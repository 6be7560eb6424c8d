import { onTestFinished } from 'vitest'
import { remoteCallNamed, type RemoteName } from '#protocols/cs6/remote/index'
import { remotePath } from '#protocols/cs6/remote-call'
import { SeededRandom } from '../seeded-random.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { ClinicCaller, type Desk } from './clinic-caller.fixture.ts'
import { startCloud, type Cloud, type CloudOptions } from './cloud.ts'
import { NINE } from './remote-desk.fixture.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: { readonly statusCode: number, readonly [field: string]: unknown }
}

/** A cloud on real sockets of this machine, with a clock that stands still, and somebody who calls it. */
export class RunningCloud {
  readonly clock: VirtualClock
  readonly caller: ClinicCaller
  readonly cloud: Cloud

  private constructor(clock: VirtualClock, cloud: Cloud) {
    this.clock = clock
    this.caller = new ClinicCaller(clock)
    this.cloud = cloud
  }

  static async start(options: Partial<CloudOptions> = {}): Promise<RunningCloud> {
    const clock = new VirtualClock(NINE)
    const cloud = await startCloud({ clock, entropy: new SeededRandom(3), ports: [0, 0], ...options })
    onTestFinished(() => cloud.close())
    return new RunningCloud(clock, cloud)
  }

  /** @param site 1 or 2 */
  async call(name: RemoteName, params: object = {}, desk: Desk = {}, site = 1): Promise<HttpAnswer> {
    const declared = remoteCallNamed(name)
    return this.post(remotePath(name), { ...this.caller.bundleFor(declared, desk), ...params }, site)
  }

  async post(path: string, body: unknown, site = 1): Promise<HttpAnswer> {
    const response = await this.fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body),
    }, site)
    return { status: response.status, headers: response.headers, body: await response.json() as HttpAnswer['body'] }
  }

  fetch(path: string, init: RequestInit = {}, site = 1): Promise<Response> {
    return fetch(`${this.cloud.origins[site - 1]}${path}`, init)
  }
}
