import { describe, expect, test } from 'vitest'
import { cardsOf, type SignatureBundle } from '#protocols/cs6/signature-bundle'
import { localCalls, type LocalName } from '#protocols/cs6/local/index'
import type { World } from '#protocols/native-api/method'
import { cardFaults } from '../engines/open-profile/card-faults.fixture.ts'
import { openBook } from '../audit/audit-book.fixture.ts'
import { ThreeCardDesk, type CardFault, type DeskOptions } from '../engines/open-profile/three-card-desk.fixture.ts'
import { openLog } from '../log.ts'
import { callOf, Cs6Desk, type Cs6Answer } from './desk.ts'

const VERIFY_HPC = 'POST /api/hpc/v1/Verification/Hpc'

/** The calls of 6.0 on cards whose every command can go wrong. */
class SweptDesk {
  readonly under: ThreeCardDesk
  readonly logged: string[] = []
  readonly #desk: Cs6Desk

  private constructor(options: DeskOptions) {
    this.under = new ThreeCardDesk(options)
    const { cards, readers, clock } = this.under
    const log = openLog('debug', { write: (line) => void this.logged.push(line) })
    this.#desk = new Cs6Desk({ engine: async () => cards, readers, clock, log, audit: openBook().book })
  }

  static async opened(options: DeskOptions): Promise<SweptDesk> {
    const desk = new SweptDesk(options)
    expect(await desk.code('POST /api/common/v1/Initial')).toBe(0)
    return desk
  }

  ask(name: LocalName, body: object = {}): Promise<Cs6Answer> {
    return this.#desk.answer(callOf.get(name)!, JSON.stringify(body), 'user 1', {})
  }

  async code(name: LocalName, body: object = {}): Promise<number> {
    return (await this.ask(name, body)).statusCode
  }
}

interface Swept {
  readonly call: LocalName
  readonly world: World
  readonly body: object
  readonly cards?: 'sam' | 'hpc' | 'hc' | 'hpcHc'
  readonly professional?: true
}

const signing = { serviceType: '02' }
const swept: readonly Swept[] = [
  { call: 'POST /api/sam/v1/Signature', world: 'dedicated-reader', body: signing, cards: 'sam' },
  { call: 'POST /api/hpc/v1/Signature', world: 'dedicated-reader', body: signing, cards: 'hpc', professional: true },
  { call: 'POST /api/hc/v1/Signature/Hc', world: 'dedicated-reader', body: signing, cards: 'hc' },
  { call: 'POST /api/hc/v1/Signature/HpcHc', world: 'three-cards', body: signing, cards: 'hpcHc', professional: true },
  { call: 'POST /api/sam/v1/Verification', world: 'dedicated-reader', body: {} },
  { call: VERIFY_HPC, world: 'three-cards', body: { pin: '123456' } },
  { call: 'POST /api/hpc/v1/Pin', world: 'three-cards', body: { newPin: '654321' }, professional: true },
  { call: 'PUT /api/hpc/v1/Pin', world: 'three-cards', body: { puk: '87654321', newPin: '654321' } },
  { call: 'POST /api/hc/v1/Pin', world: 'pin-card', body: { pin: '1234' } },
  { call: 'PUT /api/hc/v1/Pin', world: 'one-clinic', body: { newPin: '1234' } },
]

/** Every command in the rigs; in the everyday run every fifth, others with each fault. */
const STRIDE = process.env['NHICARD_RIG'] === 'all' ? 1 : 5
const faultNames = Object.keys(cardFaults)

/** A new desk each time, with one fault at one of the commands that the call is made of. */
async function* answersWith({ call, world, body, professional }: Swept, fault: CardFault, first: number, commands: number) {
  for (let at = first; at < commands; at += STRIDE) {
    const desk = await SweptDesk.opened({ world })
    if (professional) expect(await desk.code(VERIFY_HPC, { pin: '123456' })).toBe(0)
    desk.under.failAt(at, fault)
    const answer = await desk.ask(call, body)
    expect(desk.under.hasFailed).toBe(true)
    yield { at, answer, logged: desk.logged.join('') }
  }
}

async function unharmed({ call, world, body, professional }: Swept): Promise<{ answer: Cs6Answer, commands: number }> {
  const desk = await SweptDesk.opened({ world })
  if (professional) await desk.ask(VERIFY_HPC, { pin: '123456' })
  const before = desk.under.commands
  const answer = await desk.ask(call, body)
  return { answer, commands: desk.under.commands - before }
}

/** Whom a bundle names. */
function named({ hospitalId, samId, hcId, hcIdNo, hpcId, hpcIdNo }: Cs6Answer): object {
  return { hospitalId, samId, hcId, hcIdNo, hpcId, hpcIdNo }
}

test.each(swept)('$call answers a code that it declares, or all it promises, whatever a card does at any command', async (one) => {
  const { codes } = localCalls.find(({ name }) => name === one.call)!
  const { answer: whole, commands } = await unharmed(one)
  let met = 0
  for (const [index, name] of faultNames.entries()) {
    for await (const { at, answer, logged } of answersWith(one, cardFaults[name]!, index % STRIDE, commands)) {
      met++
      expect([0, ...codes], `${name} at ${at}`).toContain(answer.statusCode)
      expect(logged).not.toContain('failed inside')
      if (answer.statusCode !== 0 || one.cards === undefined) continue
      expect(cardsOf(answer as Cs6Answer & SignatureBundle), `${name} at ${at}`).toBe(one.cards)
      expect(named(answer), `${name} at ${at}`).toEqual(named(whole))
    }
  }
  expect(met).toBeGreaterThan(4)
})

describe('six zeros, at a reader with keys', () => {
  const padded = (entries: string[]) => SweptDesk.opened({ world: 'three-cards', pad: () => entries.shift() ?? 'timedOut' })
  const zeros = { pin: '000000' }

  test('let the person enter the PIN there, which comes by no program', async () => {
    const desk = await padded(['123456'])
    expect(await desk.code(VERIFY_HPC, zeros)).toBe(0)
    expect(await desk.code('POST /api/hpc/v1/Signature', signing)).toBe(0)
    expect(desk.logged.join('')).not.toContain('123456')
  })

  test('are 1410 when it is wrong, cancelled or not entered in time, and nothing is lost by the last two', async () => {
    const desk = await padded(['999999', 'cancelled', 'timedOut', 'cancelled', '123456'])
    for (let entry = 0; entry < 4; entry++) expect(await desk.code(VERIFY_HPC, zeros)).toBe(1410)
    expect(await desk.code(VERIFY_HPC, zeros)).toBe(0)
  })

  test('are not wanted: a PIN that is typed goes to the card', async () => {
    const desk = await padded([])
    expect(await desk.code(VERIFY_HPC, { pin: '123456' })).toBe(0)
  })
})
