import { createHash } from 'node:crypto'
import { SeededRandom } from '#simulator/seeded-random'
import { CrashLedger } from './crash-ledger.fixture.ts'
import type { CrashStory } from './crash-stories.fixture.ts'
import { CrashWorld, HPC_READER, type Place, type Survivors } from './crash-world.fixture.ts'
import { HisProgram, type HisMemory, type Station } from './his-program.fixture.ts'
import { patients } from './patient-card.fixture.ts'

/** A death: what is left of everybody, and where it happened. */
interface Death {
  readonly survivors: Survivors
  readonly memory: HisMemory
  readonly place: Place
}

export interface SweepReport {
  points: number
  /** Deaths whose survivors no other death of the same run left. */
  states: number
  readonly broken: string[]
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** What people do after a death. */
const afterwards = ['at once', 'pulled and back', 'gone for days', 'centre away', 'another first', 'dies again'] as const
const afterSecond = ['at once', 'pulled and back', 'centre away'] as const satisfies readonly Afterwards[]
type Afterwards = (typeof afterwards)[number]

/** What is left, as a word. */
function leftBy({ survivors: { store, centre, cards, late }, memory }: Death): string {
  const hash = createHash('sha256').update(store).update(centre).update(JSON.stringify([memory, late]))
  for (const card of cards.values()) hash.update(card)
  return hash.digest('hex')
}

/** Lets a story die at every moment, and looks what the next lives make of it. */
export class CrashSweep {
  readonly #world: CrashWorld
  readonly #beginning: Survivors
  readonly #forgets: boolean
  #life = 0

  private constructor(world: CrashWorld, forgets: boolean) {
    this.#world = world
    this.#forgets = forgets
    this.#beginning = world.survivors()
  }

  /** @param forgets whether the store has lost all it kept with each death, which is to be noticed */
  static async open(forgets = false): Promise<CrashSweep> {
    return new CrashSweep(await CrashWorld.open(patients), forgets)
  }

  /** A story by seed after seed, until there are so many points. */
  async tellAll(story: CrashStory, points: number, stride: number): Promise<SweepReport> {
    const report: SweepReport = { points: 0, states: 0, broken: [] }
    for (let seed = 1; report.points < points; seed++) await this.tell(story, seed, stride, report)
    return report
  }

  /** @param stride one in so many of its deaths is gone on from; which of them, the seed decides */
  async tell(story: CrashStory, seed: number, stride: number, report: SweepReport): Promise<void> {
    const random = new SeededRandom(seed * 7919 + 13)
    const stations = story.stations(seed)
    const deaths = await this.#live(story, stations, random, report, seed, { every: stride, from: random.below(stride) })
    for (const [at, death] of deaths.entries()) {
      const what = random.pick(afterwards)
      const about = `${story.name}, seed ${seed}, death ${at} (${death.place.what} ${death.place.moment}), ${what}`
      report.points += 1
      const again = await this.#goOn(stations, death, what, random, about, report)
      if (again === undefined) continue
      report.points += 1
      await this.#goOn(stations, again, random.pick(afterSecond), random, `${about} (${again.place.what})`, report)
    }
  }

  /** The story without a death; what each death would leave. */
  async #live(
    story: CrashStory, stations: readonly Station[], random: SeededRandom, report: SweepReport, seed: number,
    { every, from }: { readonly every: number, readonly from: number },
  ): Promise<readonly Death[]> {
    await this.#world.restore(this.#beginning)
    this.#world.wasFull = false
    this.#start()
    this.#world.line.isUp = story.centreIsDown !== true
    if (story.trouble !== undefined) this.#world.plan(story.trouble(random))
    const his = new HisProgram(this.#world, stations)
    const deaths: Death[] = []
    let place = 0
    this.#world.onPlace = (where) => {
      if (place++ % every === from) deaths.push({ survivors: this.#world.survivors(), memory: his.memory, place: where })
    }
    await his.work()
    await this.#rest(stations)
    report.states += new Set(deaths.map(leftBy)).size
    this.#judge(stations, his.memory, `${story.name}, seed ${seed}, nobody dies`, report)
    return deaths
  }

  /** The next life. @returns its own death, where it dies again */
  async #goOn(
    stations: readonly Station[], { survivors, memory, place }: Death, what: Afterwards, random: SeededRandom, about: string,
    report: SweepReport,
  ): Promise<Death | undefined> {
    const world = this.#world
    const isStillOnItsWay = place.message?.name === 'SequelNumber/Next' && random.below(3) === 0
    const late = isStillOnItsWay ? [{ ...place.message!, at: survivors.now + 1000 + random.below(40_000) }] : []
    const store = this.#forgets ? this.#beginning.store : survivors.store
    await world.restore({ ...survivors, store, late: [...survivors.late, ...late] })
    const life = this.#start()
    const his = new HisProgram(world, stations, memory)
    let again: Death | undefined
    let left = what === 'dies again' ? random.below(60) : -1
    world.onPlace = (where) => {
      if (left-- === 0) again = { survivors: world.survivors(), memory: his.memory, place: where }
    }
    const advance = (ms: number) => world.clock.advance(ms, () => life.desk.settleAll())
    if (what === 'pulled and back') await advance(MINUTE + random.below(30 * MINUTE))
    else if (what === 'another first') {
      await new HisProgram(world, [{ patient: 'third', reader: 'Simulated Reader 02', tasks: [{ do: 'number', door: 'cshis' }] }]).work()
    } else if (what !== 'gone for days') {
      for (const [card, reader] of survivors.seats) if (world.cards.has(card)) await world.insert(reader, card)
      await life.desk.settleAll()
    }
    if (what === 'centre away') {
      world.line.isUp = false
      await advance(random.below(5 * MINUTE))
      if (random.below(2) === 0) world.line.isUp = true
    }
    if (what === 'gone for days') {
      const { patient } = stations[random.below(stations.length)]!
      his.gone.add(patient)
      await his.work()
      world.line.isUp = true
      await advance(2 * MINUTE)
      report.broken.push(...new CrashLedger(world, stations, his.memory).problemsOfAbsent(patient).map((problem) => `${about}: ${problem}`))
      await advance(3 * DAY)
    }
    await his.work()
    await this.#rest(stations)
    this.#judge(stations, his.memory, about, report)
    return again
  }

  /** All cards in turn in a reader, the line up, and time enough for whatever waits. */
  async #rest(stations: readonly Station[]): Promise<void> {
    const { clock, life, line } = this.#world
    line.isUp = true
    this.#world.plan({})
    for (const { patient, reader, withProfessional } of stations) {
      await this.#world.insert(reader, patient)
      if (withProfessional) {
        if (this.#world.clinic.cardIn(HPC_READER) === undefined) this.#world.clinic.insert(HPC_READER, 'professional')
        await life.call('hpc.verifyPin', { pin: '123456' })
      }
      for (let minutes = 0; minutes < 3; minutes++) await clock.advance(65_000, () => life.desk.settleAll())
      await life.desk.settleAll()
    }
  }

  #judge(stations: readonly Station[], memory: HisMemory, about: string, report: SweepReport): void {
    const problems = new CrashLedger(this.#world, stations, memory).problems()
    report.broken.push(...problems.map((problem) => `${about}: ${problem}`))
  }

  #start() {
    this.#life += 1
    return this.#world.start(this.#life)
  }
}
