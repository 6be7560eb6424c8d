import { describe, expect, test } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { cshisMethod } from '#protocols/cshis/native'
import { slots } from '#protocols/nhi-card/card-file'
import { HealthCard } from '#simulator/cards/health-card'
import { usedCard } from '#simulator/cards/hc-image'
import { people } from '#simulator/people'
import { cshisHandler } from '../handlers/cshis.ts'
import { FromCard } from '../sessions/epoch.ts'
import { cardFaults, HC, HPC, repaired } from '../engines/open-profile/card-faults.fixture.ts'
import { own, refuses } from './code-story.fixture.ts'
import { WritingDesk } from './writing-desk.fixture.ts'

const wang = { patientId: 'Z199999016', birthday: '1990-01-01' }
const named = (ingredient: string) => ({ ingredient, ingredientComplete: true })
const data = ['ASPIRIN', 'CEFACLOR', '盤尼西林'].map(named)
const names = Object.keys(cardFaults)
/** Every command in the long run; otherwise one in so many, each fault from another on. */
const STRIDE = process.env['NHICARD_RIG'] === 'all' ? 1 : 2
/** What may stand beside each slot before: the first has one. */
const before = ['PENICILLIN', '', '']

async function ready(): Promise<WritingDesk> {
  const desk = await WritingDesk.open({ world: 'three-cards' })
  await desk.content()
  return desk
}

interface Told { readonly code: number, readonly written?: number, readonly docId?: string }

/** The typed face, as a page has it. */
async function typed(desk: WritingDesk, owner: object = wang): Promise<Told> {
  const answer = await cshisHandler(desk.library).call('hisWriteAllergicMedicines', { ...owner, data }, {})
  const told = answer instanceof FromCard ? answer.open(answer.epoch) : answer
  return cshisMethod('cshis.hisWriteAllergicMedicines')!.result.parse(told) as object as Told
}

async function slotsOf(desk: WritingDesk): Promise<string[]> {
  repaired(desk.desk.clinic, { [HC]: 'hc.wang', [HPC]: 'hpc.physician' })
  await desk.prepare([{ method: 'hpc.verifyPin', params: { pin: '123456' } }])
  const { allergies } = await desk.read('card.readPrescriptions') as { allergies: { slot: number, ingredient: string }[] }
  return before.map((_, at) => allergies.find(({ slot }) => slot === at + 1)?.ingredient ?? '')
}

const commandsOfAll = async () => {
  const desk = await ready()
  const { commands } = desk.desk
  expect(await typed(desk)).toEqual({ code: 0, docId: 'Z299999410' })
  return desk.desk.commands - commands
}

describe('an ingredient longer than its slot', () => {
  const long = { ...wang, data: named('盤'.repeat(21)), number: 2 }
  const asked = async (desk: WritingDesk, params: object) => {
    const { params: schema, result } = cshisMethod('cshis.hisWriteAllergicNum')!
    const answer = await cshisHandler(desk.library).call('hisWriteAllergicNum', schema.parse(params), {})
    return result.parse(answer instanceof FromCard ? answer.open(answer.epoch) : answer)
  }

  test('is refused, and nothing is written, unless the caller says that it may be cut', async () => {
    const desk = await ready()
    for (const params of [long, { ...long, cutText: false }]) expect(await asked(desk, params)).toMatchObject({ code: 6018 })
    expect(await slotsOf(desk)).toEqual(before)
  })

  test('is cut between characters where the caller says so, and told with the answer', async () => {
    const desk = await ready()
    expect(await asked(desk, { ...long, cutText: true })).toMatchObject({
      code: 0, docId: 'Z299999410', cut: [{ parameter: 'data', record: 1, field: 'ingredient', characters: 20 }],
    })
    expect(await slotsOf(desk)).toEqual(['PENICILLIN', '盤'.repeat(20), ''])
  })

  test('is told as cut though the call came to nothing', async () => {
    const desk = await ready()
    expect(await asked(desk, { ...long, patientId: 'Z199999025', cutText: true })).toMatchObject({ code: 5020, cut: [{ characters: 20 }] })
    expect(await slotsOf(desk)).toEqual(before)
  })
})

describe('three allergies', () => {
  test.each(names)('are written so far as is told, or one more, when at any command %s', async (name) => {
    const commands = await commandsOfAll()
    for (let at = names.indexOf(name) % STRIDE; at < commands; at += STRIDE) {
      const desk = await ready()
      desk.desk.failAt(at, cardFaults[name]!)
      const { code, written, docId } = await typed(desk)
      const stand = await slotsOf(desk)
      const count = stand.filter((ingredient, slot) => ingredient === data[slot]!.ingredient).length
      const about = `${name}, command ${at}: ${code}`
      expect(stand, about).toEqual([...data.slice(0, count).map(({ ingredient }) => ingredient), ...before.slice(count)])
      const least = code === 0 ? 3 : written ?? 0
      expect([least, Math.min(3, least + 1)], about).toContain(count)
      if (code !== 0 && written === undefined) expect(count, about).toBe(0)
      if (count > 0) expect(docId, about).toBe('Z299999410')
      // the same call once more ends as it should have
      expect(await typed(desk), about).toEqual({ code: 0, docId: 'Z299999410' })
    }
  }, 120_000)

  test.each([0, 1, 2])('of which %i stand when an answer makes no sense are told as that many, by both faces', async (refusedAt) => {
    const commands = await commandsOfAll()
    const inAnySession = async (call: (desk: WritingDesk) => Promise<unknown>) => {
      const found: unknown[] = []
      for (let at = 0; at < commands; at++) {
        const desk = await ready()
        desk.desk.failAt(at, refuses(0x6985))
        const told = await call(desk)
        const { written, count = written } = told as { written?: unknown, count?: unknown }
        if (count === refusedAt) found.push(told)
      }
      return found
    }
    const docId = `${slots('Z299999410')}00`
    const byValues = await inAnySession(typed)
    expect(byValues).toHaveLength(1)
    const inputs = {
      patientId: unhex(slots('Z199999016')), birthday: unhex(slots('0790101')),
      data: unhex(`${slots('ASPIRIN'.padEnd(40))}${slots('CEFACLOR'.padEnd(40))}${slots('IODINE'.padEnd(40))}`),
    }
    const byBytes = await inAnySession(async (desk) => {
      const call = { inputs, room: { docId: 11 }, memory: { docId: new Uint8Array(11) }, caller: {}, reader: undefined }
      const answer = await desk.library.callBuffers('hisWriteAllergicMedicines', call)
      return answer instanceof FromCard ? answer.open(answer.epoch) : answer
    })
    expect(byBytes).toEqual([{ code: (byValues[0] as Told).code, count: refusedAt, written: { docId: unhex(docId) } }])
  })
  test('of which the card refuses the first are told as none, and nobody as who wrote', async () => {
    const [patient] = people(2, 1)
    const worn = own(() => new HealthCard(patient!, { image: usedCard, failing: { allergies: 0x6581 } }))
    const desk = new WritingDesk({ world: 'three-cards', cards: [worn] })
    desk.put(HC, 'own')
    await desk.prepare([{ method: 'hpc.verifyPin', params: { pin: '123456' } }])
    expect(await typed(desk, { patientId: patient!.idCardNum, birthday: patient!.birthday })).toEqual({ code: 5057, written: 0 })
  })
})
