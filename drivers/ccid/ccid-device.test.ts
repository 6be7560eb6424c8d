import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { Turns } from './turns.ts'
import { atrs, content, PlainCard } from './plain-card.fixture.ts'
import { factsOf } from './reader-facts.fixture.ts'
import { ending, settle, TwinDesk } from './twin-desk.fixture.ts'

const READ = '00b0000040'
const ANSWER = `${hex(content(0x40))}9000`
const twoSlots = { bMaxSlotIndex: 1 }

describe('the slots of a device', () => {
  it('are told of one by one when it is opened, with a card or without', async () => {
    expect((await TwinDesk.with(factsOf())).cards).toEqual(['0 out'])
    expect((await TwinDesk.with(factsOf(twoSlots), [undefined, new PlainCard()])).cards).toEqual(['0 out', '1 in'])
  })

  it('may be numbered behind those of another part of the device', () => {
    expect(new TwinDesk(factsOf(twoSlots)).device.slots.map(({ number }) => number)).toEqual([0, 1])
  })

  it.each([[1], [2]])('are used at the same time, as far as the reader has %i busy ones', async (bMaxCCIDBusySlots) => {
    const desk = await TwinDesk.with(
      factsOf({ ...twoSlots, bMaxCCIDBusySlots }), [new PlainCard(atrs.t1Crc), new PlainCard(atrs.t0)],
      { answerDelayMs: 20 },
    )
    const [first, second] = desk.device.slots
    const use = async (slot: typeof first) => {
      const atr = await ending(slot!.powerOn())
      const answers: string[] = []
      for (let time = 0; time < 5; time++) answers.push(await ending(slot!.transmit(unhex(READ))))
      return [atr, ...answers]
    }
    const answers = Array.from({ length: 5 }, () => ANSWER)
    const both = Promise.all([use(first), use(second)])
    expect(await desk.within(both)).toEqual([[hex(atrs.t1Crc), ...answers], [hex(atrs.t0), ...answers]])
    const turns = desk.commands.map((command) => command.slice(10, 12)).join(' ')
    // neither waits for more than one command of the other
    expect(turns).toMatch(/^(00 01 )*(00 01 |01 00 ){6,}/)
  })

  it('do not disturb each other when a card is pulled', async () => {
    const desk = await TwinDesk.with(
      factsOf(twoSlots), [new PlainCard(), new PlainCard()], { answerDelayMs: 20, contact: { extensions: 3 } },
    )
    await desk.powerOn(0)
    await desk.powerOn(1)
    const [first, second] = desk.device.slots.map((slot) => ending(slot.transmit(unhex(READ))))
    await desk.wait(30)
    desk.twin.remove(0)
    expect(await desk.within(first!)).toMatch(/^cardAbsent /)
    expect(await desk.within(second!)).toBe(ANSWER)
    expect(desk.cards).toEqual(['0 in', '1 in', '0 out'])
  })
})

describe('a card that comes and goes', () => {
  it.each([[true], [false]])('is told of, whether the reader tells or is asked (notifies: %s)', async (notifies) => {
    const desk = await TwinDesk.with(factsOf({ notifies }))
    await desk.wait(2_000)
    desk.twin.insert(0, new PlainCard())
    await desk.wait(300)
    expect(desk.cards).toEqual(['0 out', '0 in'])
    expect(await desk.powerOn()).toBe(hex(atrs.t1))
    await desk.wait(1_000)
    desk.twin.remove(0)
    await desk.wait(300)
    expect(desk.cards).toEqual(['0 out', '0 in', '0 out'])
    expect(await desk.powerOn()).toMatch(/^cardAbsent /)
  })

  it('is seen within two seconds at a reader whose notifications do not come', async () => {
    const desk = await TwinDesk.with(factsOf({ notifies: true }), [], { notifications: 'whenAsked' })
    await desk.wait(5_000)
    desk.twin.insert(0, new PlainCard())
    await desk.wait(2_000)
    expect(desk.cards).toEqual(['0 out', '0 in'])
    desk.twin.remove(0)
    await desk.wait(2_000)
    expect(desk.cards).toEqual(['0 out', '0 in', '0 out'])
  })

  it.each([[true], [false]])('is another one when exchanged faster than anybody looks (%s)', async (notifies) => {
    const desk = await TwinDesk.with(factsOf({ notifies }), [new PlainCard()])
    await desk.wait(2_000)
    await desk.powerOn()
    desk.twin.remove(0)
    desk.twin.insert(0, new PlainCard())
    await desk.wait(300)
    expect(desk.cards).toEqual(['0 in', '0 out', '0 in'])
  })

  it('is not sent what was meant for the one before', async () => {
    const desk = await TwinDesk.with(factsOf({ notifies: false }), [new PlainCard()])
    await desk.powerOn()
    desk.twin.remove(0)
    desk.twin.insert(0, new PlainCard())
    expect(await desk.transmit(READ)).toMatch(/^(transmission|cardMute) /)
    expect(desk.cards).toEqual(['0 in', '0 out', '0 in'])
  })

  it('is no other one when the reader tells at its start of the card it has', async () => {
    const desk = new TwinDesk(factsOf(), { slots: [new PlainCard()], answerDelayMs: 50 })
    await desk.within(desk.device.start())
    expect(await desk.powerOn()).toBe(hex(atrs.t1))
    await desk.wait(3_000)
    expect(desk.cards).toEqual(['0 in'])
  })

  it('is looked for without disturbing what is under way', async () => {
    const desk = await TwinDesk.with(factsOf({ notifies: false }), [new PlainCard()], {
      answerDelayMs: 100, contact: { extensions: 20 },
    })
    await desk.powerOn()
    desk.said()
    expect(await desk.transmit(READ)).toBe(ANSWER)
    const said = desk.said().join()
    expect(said).toMatch(/^xfr [^,]*(,xfr [^,]*)+$/)
    await desk.wait(300)
    expect(desk.said().slice(0, 1)).toEqual(['status'])
  })
})

describe('a device', () => {
  it('that does not answer cannot be opened', async () => {
    const desk = new TwinDesk(factsOf(), { faults: [{ fault: 'mute', at: 0, times: Infinity }] })
    expect(await desk.within(ending(desk.device.start()))).toMatch(/^readerLost /)
    expect(desk.lost).toBe(0)
  })

  it('that says what is no message is lost, once, and so is what is under way in every slot', async () => {
    const desk = await TwinDesk.with(factsOf(twoSlots), [new PlainCard(), new PlainCard()], { answerDelayMs: 100 })
    const calls = desk.device.slots.map((slot) => ending(slot.powerOn()))
    await desk.wait(50)
    desk.device.incoming.malformed()
    desk.device.incoming.lost()
    expect(await desk.within(Promise.all(calls))).toEqual(['readerLost malformedAnswer', 'readerLost readerRemoved'])
    expect(desk.lost).toBe(1)
    expect(await desk.powerOn(1)).toBe('readerLost readerRemoved')
    await desk.within(desk.device.close())
    expect(desk.lost).toBe(1)
  })

  it('takes the power from its cards when it is closed, and leaves nothing behind', async () => {
    for (const notifies of [true, false]) {
      const desk = await TwinDesk.with(factsOf({ ...twoSlots, notifies }), [new PlainCard(), new PlainCard()])
      await desk.powerOn(1)
      desk.said()
      await desk.within(desk.device.close())
      expect(desk.said()).toEqual(['off'])
      expect(await desk.powerOn(0)).toMatch(/^readerLost /)
      await settle()
      expect(desk.clock.waiting).toBe(0)
    }
  })

  it('waits for no answer when it is pulled while it is being closed', async () => {
    const faults = [{ fault: 'mute', at: 1, times: Infinity }] as const
    const desk = await TwinDesk.with(factsOf(), [new PlainCard()], { faults })
    const unanswered = ending(desk.device.slots[0]!.powerOn())
    await settle()
    let isClosed = false
    void desk.device.close().then(() => (isClosed = true))
    await settle()
    desk.device.incoming.lost()
    await settle()
    expect(isClosed).toBe(true)
    expect(await unanswered).toBe('readerLost readerRemoved')
  })

  it('says nothing more of its cards when it is closed', async () => {
    const desk = await TwinDesk.with(factsOf(), [new PlainCard()])
    const closed = desk.device.close()
    desk.twin.remove(0)
    await desk.within(closed)
    await desk.wait(1_000)
    expect(desk.cards).toEqual(['0 in'])
  })
})

describe('turns', () => {
  it('are given in the order in which they were asked for, as many at a time as there are places', async () => {
    const turns = new Turns(2)
    const order: number[] = []
    const leave: (() => void)[] = []
    for (const who of [0, 1, 2, 3, 4]) {
      void turns.enter().then((left) => {
        order.push(who)
        leave.push(left)
      })
    }
    await settle()
    expect(order).toEqual([0, 1])
    leave[1]?.()
    leave[1]?.()
    await settle()
    expect(order).toEqual([0, 1, 2])
    leave[0]?.()
    leave[2]?.()
    await settle()
    expect(order).toEqual([0, 1, 2, 3, 4])
  })
})
