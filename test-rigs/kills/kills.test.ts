import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConnectionLostError, type NhicardClient } from '#client/node'
import { nhicard, run } from '#rigs/daemon-process'
import { SeededRandom } from '#simulator/seeded-random'
import { HisStation, type StationGround } from './his-station.ts'
import { killReaders } from './kill-clinic.ts'
import { KillLedger } from './kill-ledger.ts'
import { KillRig } from './kill-rig.ts'
import { killPlan } from './kill-switch.ts'

const KILLS = Number(process.env.NHICARD_KILLS ?? (process.env.NHICARD_RIG === 'all' ? 1_000 : 200))
const SEED = Number(process.env.NHICARD_SEED ?? 1)
/** ms after which a moment that did not come is not waited for. */
const NO_MOMENT = 6_000
/** ms until a request that may have been lost is counted by nobody any more, and what may take long besides. */
const AT_REST = 180_000
const seats: readonly Pick<StationGround, 'name' | 'patients' | 'readerId'>[] = [
  { name: 'first', readerId: 'r1', patients: ['hc.wang', 'hc.elder', 'hc.patient-1', 'hc.patient-3'] },
  { name: 'second', readerId: 'r2', patients: ['hc.lin', 'hc.rare', 'hc.patient-2', 'hc.used-up'] },
]
const patients = seats.flatMap((seat) => seat.patients)

let rig: KillRig
beforeAll(async () => {
  rig = await KillRig.open(patients)
})
afterAll(() => rig?.close())

const unlessLost = (error: unknown) => {
  if (!(error instanceof ConnectionLostError)) throw error
}

test(`nothing is lost and nothing is doubled when the daemon is killed ${KILLS} times`, { timeout: KILLS * 12_000 + AT_REST }, async () => {
  const { kills, clinic } = rig
  const ledger = new KillLedger(clinic, rig.cloud)
  const stations = seats.map((seat, at) => new HisStation({
    ...seat, reader: killReaders[at]!, clinic, kills, random: new SeededRandom(SEED * 100 + at),
  }))
  const told = () => stations.flatMap((station) => station.told)
  const problems: string[] = []
  const starts: number[] = []
  const came = new Map<string, number>()
  let checks = 0

  /** What a patient's books say after the first step that follows a restart. */
  const checked = async (client: NhicardClient, station: HisStation, patient: string) => {
    let found = await ledger.problems(client, patient, station.told)
    // a visit that is being settled may have been counted between two looks
    for (let look = 0; look < 10 && found.length > 0; look++) {
      await pause(200)
      found = await ledger.problems(client, patient, station.told)
    }
    checks += 1
    problems.push(...found)
    if (found.length > 0) problems.push(await ledger.books(client, patient))
  }
  const lives = async (client: NhicardClient, mayBegin: () => boolean) => {
    await Promise.all(stations.map(async (station) => {
      let isFirst = true
      await station.live(client, mayBegin, async (patient) => {
        if (isFirst) await checked(client, station, patient)
        isFirst = false
      }).catch(unlessLost)
    }))
  }

  const begun = performance.now()
  for (let kill = 0; kill < KILLS; kill++) {
    const plan = killPlan(SEED * 100_000 + kill)
    kills.arm(plan)
    const at = performance.now()
    const daemon = rig.start()
    const isReady = await daemon.ready()
    if (isReady) {
      starts.push(performance.now() - at)
      kills.ready()
      const client = daemon.client()
      let isLate = false
      const late = setTimeout(() => {
        isLate = true
        kills.killNow()
      }, NO_MOMENT)
      const working = lives(client, () => true)
      await daemon.exited
      clearTimeout(late)
      client.close()
      await working
      const name = isLate ? `${plan.place} (did not come)` : plan.place
      came.set(name, (came.get(name) ?? 0) + 1)
    } else {
      came.set(plan.place, (came.get(plan.place) ?? 0) + 1)
      if (!kills.isDead) problems.push(`it ended by itself: ${daemon.log.slice(-2_000)}`)
      await daemon.exited
    }
    if (problems.length > 0) break
  }
  const seconds = (performance.now() - begun) / 1000

  kills.arm(undefined)
  const daemon = rig.start()
  expect(await daemon.ready()).toBe(true)
  const client = daemon.client()
  await lives(client, () => false)
  const waiting = async () => (await client.call('visit.pending', {})).visits.filter(({ pending, state }) => (
    !(state === 'taken' && pending?.waitsFor === 'person')
  ))
  const restBy = performance.now() + AT_REST
  while (performance.now() < restBy && (await waiting()).length > 0) {
    for (const patient of patients) {
      await client.call('hpc.verifyPin', { pin: '123456' })
      clinic.seat(killReaders[0], patient)
      await pause(800)
    }
  }
  for (const patient of patients) problems.push(...await ledger.problemsAtRest(client, patient, told()))
  client.close()
  await daemon.stop()

  starts.sort((one, other) => one - other)
  const total = (what: 'number' | 'write' | 'orders' | 'undo') => stations.reduce((sum, { done }) => sum + done[what], 0)
  process.stdout.write(`${[
    `${KILLS} kills in ${seconds.toFixed(0)} s (${(KILLS / seconds).toFixed(2)} a second), ${checks} checks after restarts`,
    `places: ${[...came].sort().map(([name, count]) => `${name} ${count}`).join(', ')}`,
    `restart to ready: p50 ${starts[starts.length >> 1]?.toFixed(0)} ms, longest ${starts.at(-1)?.toFixed(0)} ms`,
    `done: ${total('number')} numbers, ${total('undo')} undone, ${total('write')} written, ${total('orders')} lists of orders`,
    ...stations.map(({ refusals }) => `refused: ${[...refusals].map(([name, count]) => `${name} ×${count}`).join(', ')}`),
  ].join('\n')}\n`)

  expect([...problems, ...stations.flatMap((station) => station.problems)]).toEqual([])
  const planned = Array.from({ length: KILLS }, (_, kill) => killPlan(SEED * 100_000 + kill).place)
  expect([...new Set(planned)].filter((place) => !came.has(place))).toEqual([])
  expect(checks).toBeGreaterThan(KILLS / 4)
  const beside = (...args: string[]) => run(process.execPath, [nhicard, ...args], { NHICARD_STATE_DIR: rig.stateDirectory })
  expect(await beside('audit', 'verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('the audit is whole') as string })
  expect(await beside('store', 'check')).toMatchObject({ code: 0, stdout: expect.stringContaining('journal: ok') as string })
})
