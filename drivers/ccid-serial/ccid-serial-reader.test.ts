import { describe, expect, it } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { MuteCard } from '#simulator/cards/other-cards'
import { passingOn } from '../serial/around-twin.fixture.ts'
import {
  atrs, DONE, FileCard, READ_ANSWER, READ_BINARY, story, UPDATE_BINARY, whole,
} from '../serial/file-card.fixture.ts'
import { CcidSerialDesk } from './ccid-serial-desk.fixture.ts'
import { serialModels, type SerialModelName } from './reader-model.ts'

const models = Object.keys(serialModels) as SerialModelName[]

describe('a CCID reader on RS-232', () => {
  it.each(models.flatMap((model) => [[model, 't1At115200'], [model, 't0']] as const))(
    '%s reads and writes a card %s, with or without an echo',
    async (model, kind) => {
      const desk = await CcidSerialDesk.with([new FileCard(atrs[kind])], { model })
      expect(desk.news).toContain('card')
      expect(await desk.ends(desk.slot.powerOn())).toEqual(unhex(atrs[kind]))
      expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
      expect(await desk.ends(desk.slot.transmit(UPDATE_BINARY))).toEqual(DONE)
      expect(desk.reader?.name).toBe(`${serialModels[model].name} ttyS0`)
    },
  )

  it('tells of cards that come and go', async () => {
    const desk = await CcidSerialDesk.with([])
    expect(desk.news).toEqual(['no card'])
    for (let round = 0; round < 3; round++) {
      desk.twin.reader.insert(0, new FileCard(atrs.t1))
      await desk.wait(500)
      expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
      desk.twin.reader.remove(0)
      await desk.wait(500)
    }
    expect(desk.news).toEqual(['no card', ...['card', 'no card', 'card', 'no card', 'card', 'no card']])
  })

  it('takes a card pushed in between two questions for another one', async () => {
    const desk = await CcidSerialDesk.with([new FileCard(atrs.t1)])
    await desk.wait(2_000)
    await desk.ends(desk.slot.powerOn())
    desk.twin.reader.remove(0)
    desk.twin.reader.insert(0, new FileCard(atrs.t0))
    await desk.wait(500)
    expect(desk.news).toEqual(['card', 'no card', 'card'])
    expect(await desk.ends(desk.slot.powerOn())).toEqual(unhex(atrs.t0))
  })

  it('goes on when a movement of the card costs an answer, as libccid says it may', async () => {
    const desk = await CcidSerialDesk.with([], { twin: { losesAnswerAfterMovement: true } })
    await desk.wait(500)
    desk.twin.reader.insert(0, new FileCard(atrs.t1))
    await desk.wait(1_000)
    expect(desk.news.at(-1)).toBe('card')
    expect(desk.news).not.toContain('lost')
    expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
  })

  it('hears of movements between the answers as well', async () => {
    const desk = await CcidSerialDesk.with([], { twin: { movements: 'atOnce' } })
    desk.twin.reader.insert(0, new FileCard(atrs.t1))
    await desk.wait(50)
    expect(desk.news).toEqual(['no card', 'card'])
    expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
  })

  it('works its slots apart', async () => {
    const cards = [new FileCard(atrs.t1), undefined, new FileCard(atrs.t0), undefined, new FileCard(atrs.t1At115200)]
    const desk = await CcidSerialDesk.with(cards, { model: 'GemCorePOSPro' })
    expect(desk.news).toEqual(['card', 'no card 1', 'card 2', 'no card 3', 'card 4'])
    const slots = [0, 2, 4].map((number) => desk.slotAt(number))
    await desk.ends(Promise.all(slots.map((slot) => slot.powerOn())))
    const answers = await desk.ends(Promise.all(slots.map((slot) => slot.transmit(READ_BINARY))))
    expect(answers).toEqual([READ_ANSWER, READ_ANSWER, READ_ANSWER])
    expect(await desk.fault(desk.slotAt(1).powerOn())).toBe('cardAbsent')
  })

  it('waits as long as a card asks for, by a byte of the line in T=0 and by a message in T=1', async () => {
    for (const atr of [atrs.t0, atrs.t1]) {
      const desk = await CcidSerialDesk.with([new FileCard(atr)], { twin: { contact: { extensions: 5 } } })
      expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
    }
  })

  it('says that a card is mute, and lives on', async () => {
    const desk = await CcidSerialDesk.with([new MuteCard()])
    expect(await desk.fault(desk.slot.powerOn())).toBe('cardMute')
    desk.twin.reader.remove(0)
    await desk.wait(500)
    desk.twin.reader.insert(0, new FileCard(atrs.t1))
    await desk.wait(500)
    expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
  })

  it('is silent when no reader answers, and is found when it is switched on later', async () => {
    let on = false
    const around = (twin: Parameters<typeof passingOn>[0]) => ({
      ...passingOn(twin), received: (bytes: Uint8Array) => on && twin.received(bytes),
    })
    const desk = new CcidSerialDesk([new FileCard(atrs.t1)], { around })
    await expect(desk.open()).rejects.toMatchObject({ problem: { why: 'silent' } })
    expect(desk.clock.waiting).toBe(0)
    on = true
    await desk.open()
    expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
  })

  it('is driven by an adapter without control lines', async () => {
    const desk = await CcidSerialDesk.with([new FileCard(atrs.t1)], { line: { controlLines: false } })
    expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
  })

  it('sends a frame again that the reader refused', async () => {
    const desk = await CcidSerialDesk.with([new FileCard(atrs.t1)], {
      line: { faults: [{ way: 'toDevice', at: 40, fault: 'flipped', bit: 3 }] },
    })
    expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
    expect(desk.news).toEqual(['card'])
  })

  it('finds answers behind noise', async () => {
    const noise = [0x00, 0x7f, 0x03, 0x06, 0x03, 0x15, 0x50, 0x83]
    for (const at of [0, 60, 200]) {
      const faults = noise.map((byte) => ({ way: 'toPc', at, fault: 'inserted', byte } as const))
      const desk = await CcidSerialDesk.with([new FileCard(atrs.t1)], { line: { faults } })
      expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
      expect(desk.news).toEqual(['card'])
    }
  })

  it('gives its line back when it is closed, with no timer left behind', async () => {
    const desk = await CcidSerialDesk.with([new FileCard(atrs.t1)])
    await desk.ends(desk.slot.powerOn())
    await desk.ends(desk.reader?.close() ?? Promise.resolve())
    await desk.wait(1_000)
    expect(desk.clock.waiting).toBe(0)
    await desk.open()
    expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
  })
})
