import { beforeAll, describe, expect, test } from 'vitest'
import type { MethodName } from '#protocols/native-api/registry'
import type { World } from '#protocols/native-api/method'
import { cardFaults, HC, HPC, repaired, replaced, SAM } from './card-faults.fixture.ts'
import { ThreeCardDesk, type Called } from './three-card-desk.fixture.ts'

/** Every command in the long run, otherwise one in so many. */
const STRIDE = process.env['NHICARD_RIG'] === 'all' ? 1 : 17
const reads = ['card.readRegister', 'card.readTreatments', 'card.readPrescriptions'] as const satisfies readonly MethodName[]
const names = Object.keys(cardFaults)
const places = {
  'three-cards': { [HC]: 'hc.wang', [HPC]: 'hpc.physician' },
  'dedicated-reader': { [HC]: 'hc.wang', [HPC]: 'hpc.physician', [SAM]: 'sam' },
} as const
const bare = ({ epoch, reader, ...value }: Record<string, unknown>) => JSON.stringify(value)
const failed = (called: Called) => 'failed' in called ? called.failed : undefined

/** What the cards of a world hold, by card: as a SAM lets it be read, and as a physician may. */
type Truth = Readonly<Record<string, ReadonlySet<string>>>

async function truthOf(world: World): Promise<Truth> {
  const truth: Record<string, ReadonlySet<string>> = {}
  for (const card of ['hc.wang', 'hc.lin']) {
    const seen = new Set<string>()
    const desk = new ThreeCardDesk({ world })
    replaced(desk.clinic, HC, card)
    const read = async () => {
      for (const method of reads) {
        const called = await desk.call(method)
        if ('result' in called) seen.add(bare(called.result))
      }
    }
    await read()
    await desk.call('hpc.verifyPin', { pin: '123456' })
    await read()
    expect(seen.size).toBe(4) // treatments with and without diagnoses
    truth[card] = seen
  }
  return truth
}

/** A physician verifies the PIN, and the card is read for everything. */
async function visit(desk: ThreeCardDesk, truth: Truth, about: string): Promise<Called[]> {
  const pin = await desk.call('hpc.verifyPin', { pin: '123456' })
  const results = [pin]
  const epochs = new Map<number, string>()
  for (const method of reads) {
    const before = desk.present(HC) ?? ''
    const called = await desk.call(method)
    results.push(called)
    if ('result' in called) {
      // a card swapped unseen after its last answer is noticed by the next call, which gives nothing of either
      const whose = [before, desk.present(HC) ?? ''].filter((card) => truth[card]?.has(bare(called.result)))
      expect(whose, `${about}: ${method}`).not.toEqual([])
      expect(epochs.get(Number(called.result['epoch'])) ?? whose[0], `${about}: ${method}`).toBe(whose[0])
      epochs.set(Number(called.result['epoch']), whose[0] ?? '')
    } else {
      expect(called.failed, `${about}: ${method}`).not.toBe('INTERNAL_FAILED')
    }
  }
  return results
}

describe.each(['three-cards', 'dedicated-reader'] as const)('in the world %s', (world) => {
  let truth: Truth
  let commands = 0
  let messages = 0
  beforeAll(async () => {
    truth = await truthOf(world)
    const desk = new ThreeCardDesk({ world })
    expect((await visit(desk, truth, 'sound')).map(failed)).toEqual([undefined, undefined, undefined, undefined])
    commands = desk.commands
    messages = desk.messages
  })

  /** After a fault the states are what the cards have, and everything works again as soon as all is in place. */
  const aftermath = async (desk: ThreeCardDesk, about: string) => {
    type Placed = { readonly place: object | null }
    const { result } = await desk.call('card.status') as { result: { hc: Placed, hpc: Placed } }
    expect(result.hc.place !== null, about).toBe(/^hc\.(?:wang|lin)$/.test(desk.present(HC) ?? ''))
    expect(result.hpc.place !== null, about).toBe(/^hpc\./.test(desk.present(HPC) ?? ''))
    repaired(desk.clinic, places[world])
    const after = await visit(desk, truth, `${about}, afterwards`)
    expect(after.map(failed), about).toEqual([undefined, undefined, undefined, undefined])
  }

  test.each(names)('data are right or an error has a name when, at any command, %s', async (name) => {
    for (let number = names.indexOf(name) % STRIDE; number < commands; number += STRIDE) {
      const desk = new ThreeCardDesk({ world })
      desk.failAt(number, cardFaults[name]!)
      const about = `${name} at command ${number}`
      await visit(desk, truth, about)
      expect(desk.hasFailed, about).toBe(true)
      await aftermath(desk, about)
    }
  }, 120_000)

  const refusals = ['unreachable', 9060, 9013, 9212, 9999] as const

  test.each(refusals)('the same when any message to the data centre ends with %s', async (centre) => {
    for (let number = 0; number < messages; number++) {
      const desk = new ThreeCardDesk({ world })
      desk.failAt(number, { centre })
      await visit(desk, truth, `${centre} at message ${number}`)
      expect(desk.hasFailed).toBe(true)
      await aftermath(desk, `${centre} at message ${number}`)
    }
  }, 60_000)
})
