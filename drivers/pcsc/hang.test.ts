import { describe, expect, it } from 'vitest'
import { failureOf, NumberedCard, turns } from './clinic.fixture.ts'
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

/** A new child, and everything it has to tell. */
const replaced = (desk: LinkDesk) => desk.wait(2_000)

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

  it('has its child replaced once the other reader is done with what is under way', async () => {
    const { desk } = await hungReader()
    const hung = failureOf(desk.read(HUNG))
    desk.pcsc.stall(OTHER)
    await desk.wait(9_000)
    const late = desk.read(OTHER)
    await desk.wait(1_000)
    expect(await hung).toBe('GET DATA deadlinePassed')
    expect(desk.last.killed).toBe(false)
    desk.pcsc.recover(OTHER)
    expect(await late).toHaveLength(1)
    expect(desk.children[0]?.killed).toBe(true)
  })

  it('disturbs the other reader once, not with every transfer, and is refused at once meanwhile', async () => {
    const { desk } = await hungReader()
    for (let round = 0; round < 2; round++) {
      const hung = failureOf(desk.read(HUNG))
      await desk.wait(10_000)
      expect(await hung).toMatch(/deadlinePassed/)
      await replaced(desk)
    }
    expect(desk.children).toHaveLength(2)
    expect(desk.storyOf(OTHER).filter((event) => event === 'cardRemoved')).toHaveLength(1)
    for (let time = 0; time < 40; time++) {
      expect(await failureOf(desk.read(HUNG))).toBe('GET DATA deadlinePassed')
      expect(await desk.read(OTHER)).toHaveLength(1)
      await desk.wait(1_000)
    }
    expect(desk.children).toHaveLength(2)
  })

  it('has its child replaced again after a minute in which nothing changed', async () => {
    const { desk } = await hungReader()
    for (let round = 0; round < 2; round++) {
      const hung = failureOf(desk.read(HUNG))
      await desk.wait(10_000)
      await hung
      await replaced(desk)
    }
    expect(desk.children).toHaveLength(2)
    for (let second = 0; second < 60; second++) await desk.wait(1_000)
    expect(desk.children).toHaveLength(3)
    expect(await desk.read(OTHER)).toHaveLength(1)
  })

  it('serves again when its driver does, with the child that waited for it', async () => {
    const { desk, card } = await hungReader()
    for (let round = 0; round < 2; round++) {
      const hung = failureOf(desk.read(HUNG))
      await desk.wait(10_000)
      await hung
      await replaced(desk)
    }
    desk.pcsc.recover(HUNG)
    await turns(50)
    expect(await desk.read(HUNG)).toEqual([Uint8Array.of(7, card.cycle, 0x90, 0x00)])
    expect(desk.children).toHaveLength(2)
    expect(await desk.read(OTHER)).toHaveLength(1)
  })

  it('gets nothing of a transfer that nobody waits for any more', async () => {
    const { desk, card } = await hungReader()
    for (let round = 0; round < 2; round++) {
      const hung = failureOf(desk.read(HUNG))
      await desk.wait(10_000)
      await hung
      await replaced(desk)
    }
    const sent = card.transmitted.length
    desk.pcsc.recover(HUNG)
    await turns(100)
    expect(card.transmitted.length - sent).toBeLessThanOrEqual(1) // what the first child had under way
    await desk.read(HUNG)
    expect(card.transmitted.length - sent).toBeLessThanOrEqual(2)
  })
})
