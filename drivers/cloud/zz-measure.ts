import { performance } from 'node:perf_hooks'
import { FaultySite } from '/tmp/wt-eclient/drivers/cloud/faulty-site.fixture.ts'
import { testAuthority } from '/tmp/wt-eclient/drivers/cloud/test-authority.fixture.ts'
import { Sites } from '/tmp/wt-eclient/drivers/cloud/sites.ts'
const clock = { now: () => Date.now(), after: (ms: number, cb: () => void) => { const t = setTimeout(cb, ms); return () => clearTimeout(t) } }
const entropy = { bytes: (n: number) => crypto.getRandomValues(new Uint8Array(n)) }
const authority = await testAuthority()
const issued = await authority.issue()
async function run(label: string, effect: 'reads' | 'counts', strike: (one: FaultySite) => unknown) {
  const times: number[] = [], next: number[] = []
  for (let i = 0; i < 12; i += 1) {
    const one = await new FaultySite(issued).open(), other = await new FaultySite(issued).open()
    const sites = new Sites({ origins: [one.origin, other.origin], clock, entropy, authority: authority.certificate })
    const ask = () => sites.ask({ path: '/x', body: {}, effect, read: () => ({ kind: 'value', value: 1 }) })
    await ask()
    await strike(one)
    let t = performance.now(); await ask(); times.push(performance.now() - t)
    t = performance.now(); await ask(); next.push(performance.now() - t)
    sites.close(); await one.close().catch(() => 0); await other.close()
  }
  const show = (x: number[]) => { x.sort((a, b) => a - b); return `median ${x[6].toFixed(1)} max ${x.at(-1)!.toFixed(1)} ms` }
  console.log(label, effect, 'failover:', show(times), '| next call:', show(next))
}
for (const effect of ['reads', 'counts'] as const) {
  await run('no fault', effect, () => 0)
  await run('refused', effect, (one) => one.close())
  await run('dead TLS (silent)', effect, (one) => { one.fault = 'neverShakesHands' })
}
process.exit(0)
