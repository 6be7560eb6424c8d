import { describe, expect, it } from 'vitest'
import { failureOf, GET_DATA, NumberedCard, turns } from './clinic.fixture.ts'
import { LinkDesk } from './link-desk.fixture.ts'

const [HUNG, OTHER] = ['Reader 00 00', 'Reader 01 00'] as const

/** Two readers of the same model, a card in each; the driver of one has stopped answering. */
async function hungReader() {
  const card = new NumberedCard(7)
  const desk = await LinkDesk.started(({ pcsc }) => {
    pcsc.insert(HUNG, card)
    pcsc.insert(OTHER, new NumberedCard(8))
  }, [HUNG, OTHER])
  desk.pcsc.stall(HUNG)
  return { desk, card }
}

/** In ms: a transfer fails after the first; its child is replaced so much later. */
const DEADLINE_MS = 10_000, STUCK_MS = 120_000

/** A transfer that has hung until its deadline. */
async function hang(desk: LinkDesk): Promise<void> {
  const hung = failureOf(desk.read(HUNG, [GET_DATA, GET_DATA]))
  await turns(50)
  await desk.wait(DEADLINE_MS)
  expect(await hung).toBe('GET DATA, GET DATA deadlinePassed')
}

describe('a reader whose driver hangs', () => {
  it('leaves the transfers, removals and insertions in another reader as they are', async () => {
    const { desk } = await hungReader()
    const hung = failureOf(desk.read(HUNG))
    for (let card = 8; card < 18; card++) {
      expect(await desk.read(OTHER)).toEqual([Uint8Array.of(card, 1, 0x90, 0x00)])
      desk.pcsc.remove(OTHER)
      desk.pcsc.insert(OTHER, new NumberedCard(card + 1))
      await desk.wait(500)
    }
    expect(desk.storyOf(OTHER).slice(2)).toEqual(
      Array.from({ length: 10 }, (_, cycle) => ['cardRemoved', `card ${cycle + 3}`]).flat())
    expect(desk.storyOf(HUNG)).toEqual(['readerAdded', 'card 1'])
    await desk.wait(5_000)
    expect(await hung).toBe('GET DATA deadlinePassed')
  })

  it('or is only slow costs no child: transfers are refused at once until it answers, and then it serves again', async () => {
    const { desk, card } = await hungReader()
    await hang(desk)
    for (let second = 1; second < STUCK_MS / 1_000; second++) {
      await desk.wait(1_000)
      expect(await failureOf(desk.read(HUNG))).toBe('GET DATA deadlinePassed')
      expect(await desk.read(OTHER)).toHaveLength(1)
    }
    desk.pcsc.recover(HUNG)
    await turns(50)
    expect(await desk.read(HUNG)).toEqual([Uint8Array.of(7, card.cycle, 0x90, 0x00)])
    await desk.wait(STUCK_MS)
    expect(desk.children).toHaveLength(1)
    expect(desk.events.filter(({ type }) => type === 'cardRemoved')).toEqual([])
  })

  it('has its child replaced two minutes later, once the other reader is done with what is under way', async () => {
    const { desk } = await hungReader()
    await hang(desk)
    await desk.wait(STUCK_MS - 1_000)
    desk.pcsc.stall(OTHER)
    const late = desk.read(OTHER)
    await desk.wait(1_000)
    expect(desk.last.killed).toBe(false)
    desk.pcsc.recover(OTHER)
    expect(await late).toHaveLength(1)
    expect(desk.children[0]?.killed).toBe(true)
    await desk.wait(2_000)
    expect(desk.children).toHaveLength(2)
    expect(await desk.read(OTHER)).toHaveLength(1)
    expect(desk.storyOf(OTHER).filter((event) => event === 'cardRemoved')).toHaveLength(1)
  })

  it('fails what is under way at once when it is pulled, and is read when it comes back, though the call hangs', async () => {
    const { desk } = await hungReader()
    const hung = failureOf(desk.read(HUNG))
    await turns(50)
    desk.pcsc.unplug(HUNG)
    expect(await hung).toBe('GET DATA readerLost')
    desk.pcsc.plug(HUNG)
    desk.pcsc.insert(HUNG, new NumberedCard(9))
    await turns(50)
    expect(await desk.read(HUNG)).toEqual([Uint8Array.of(9, 1, 0x90, 0x00)])
    expect(desk.children).toHaveLength(1)
  })

  it('gets nothing of a transfer that nobody waits for any more', async () => {
    const { desk, card } = await hungReader()
    await hang(desk)
    const sent = card.transmitted.length
    desk.pcsc.recover(HUNG)
    await turns(100)
    expect(card.transmitted.length - sent).toBe(1) // what was under way
    await desk.read(HUNG)
    expect(card.transmitted.length - sent).toBe(2)
  })
})
