import { createHash } from 'node:crypto'
import { newCard, usedCard } from '#simulator/cards/hc-image'
import { people } from '#simulator/people'
import { SeededRandom } from '#simulator/seeded-random'
import { CrashLedger } from './crash-ledger.fixture.ts'
import { firstOrders } from './crash-stories.fixture.ts'
import { CrashWorld, stationReaders, type Survivors, type Trouble } from './crash-world.fixture.ts'
import { HisProgram, type HisMemory, type Station, type Task } from './his-program.fixture.ts'
import type { Patient } from './patient-card.fixture.ts'

export interface ClinicDay {
  readonly visits: number
  readonly deaths: number
  /** Cards that were pulled, sites that were down, messages that were lost. */
  readonly troubles: number
  readonly entries: number
  readonly broken: readonly string[]
  /** Of the journal in clear, all cards, the centre’s memory, and what was told. */
  readonly hash: string
}

const MINUTE = 60_000
const PATIENTS = 120
const faults = ['requestLost', 'replyLost', 'late'] as const
const moments = ['before', 'after'] as const

function tasksOf(random: SeededRandom, name: string): readonly Task[] {
  const number: Task = random.below(3) === 0 ? { do: 'number', door: 'cshis' } : { do: 'number', door: 'native', key: `clinic-day-${name}` }
  const further: Task[] = [
    ...random.below(2) === 0 ? [{ do: 'write', of: 0 } as const] : [],
    ...random.below(6) === 0 ? [{ do: 'orders', of: 0, orders: firstOrders, key: `orders-${name}` } as const] : [],
    ...random.below(12) === 0 ? [{ do: 'undo', of: 0 } as const] : [],
  ]
  return [number, ...further]
}

function troubleOf(random: SeededRandom): Trouble | undefined {
  switch (random.below(6)) {
    case 0: return { pull: { at: random.below(90), moment: random.pick(moments) } }
    case 1: return { line: { at: random.below(4), fault: random.pick(faults) } }
    default: return undefined
  }
}

/** A day of a clinic: 120 patients at three stations, and what a bad day does to them, all of it by the seed. */
export async function clinicDay(seed: number): Promise<ClinicDay> {
  const random = new SeededRandom(seed)
  const names = people(seed, PATIENTS).map((person, at) => (
    [`patient ${at + 1}`, { person, image: at % 4 === 0 ? usedCard : newCard }] as const
  ))
  const world = await CrashWorld.open(Object.fromEntries<Patient>(names))
  world.diesWithin = false
  const stations: Station[] = [], memories: HisMemory[] = []
  let deaths = 0, troubles = 0, life = 1
  world.start(life)
  for (let at = 0; at < names.length; at += stationReaders.length) {
    const now = names.slice(at, at + stationReaders.length).map(([patient], index): Station => (
      { patient, reader: stationReaders[index]!, tasks: tasksOf(random, `${seed}-${at + index}`) }
    ))
    const trouble = troubleOf(random)
    const isDown = random.below(12) === 0
    if (trouble !== undefined || isDown) troubles += 1
    if (isDown) world.line.isUp = false
    world.plan(trouble ?? {})
    let his = new HisProgram(world, now)
    let left = random.below(6) === 0 ? random.below(150) : Infinity
    let death: { readonly survivors: Survivors, readonly memory: HisMemory } | undefined
    world.onPlace = ({ what, moment }) => {
      const isWithin = what === 'commit' && moment === 'before'
      if (left-- > 0 || death !== undefined || isWithin) return
      death = { survivors: world.survivors(), memory: his.memory }
    }
    await his.work()
    if (death !== undefined) {
      deaths += 1
      await world.restore(death.survivors)
      world.start(life += 1)
      his = new HisProgram(world, now, death.memory)
      await his.work()
    }
    world.line.isUp = true
    for (const { patient } of now) world.remove(patient)
    await world.clock.advance(MINUTE + random.below(3 * MINUTE), () => world.life.desk.settleAll())
    stations.push(...now)
    memories.push(his.memory)
  }
  const memory = memories.flat()
  await comeBack(world, names.map(([name]) => name))
  const broken = new CrashLedger(world, stations, memory).problems()
  return { ...whatIsLeft(world, memory), deaths, troubles, broken }
}

/** Whoever something waits for is called back in the evening. */
async function comeBack(world: CrashWorld, names: readonly string[]): Promise<void> {
  const ledger = new CrashLedger(world, [], [])
  const [reader] = stationReaders
  for (const name of names.filter((one) => ledger.waits(one))) {
    await world.insert(reader, name)
    for (let times = 0; times < 3; times++) await world.clock.advance(MINUTE + 5000, () => world.life.desk.settleAll())
  }
}

function whatIsLeft(world: CrashWorld, memory: HisMemory): Pick<ClinicDay, 'visits' | 'entries' | 'hash'> {
  const { life: { store: { journal }, database } } = world
  const hash = createHash('sha256')
  const ids = journal.visits({ limit: 10_000 })
  const entries = ids.flatMap((visitId) => journal.entriesOf(visitId))
  hash.update(JSON.stringify([entries, memory]))
  hash.update(database.serialize()).update(world.line.bytes)
  for (const card of world.cards.values()) hash.update(card.memory)
  return { visits: ids.length, entries: entries.length, hash: hash.digest('hex') }
}
