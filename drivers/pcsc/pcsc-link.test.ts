import { describe, expect, it } from 'vitest'
import { failureOf, NumberedCard, READER, turns } from './clinic.fixture.ts'
import { LinkDesk } from './link-desk.fixture.ts'

describe('the PC/SC link', () => {
  it('returns from start at once, then tells readers and cards, and carries transfers', async () => {
    const desk = await LinkDesk.started(({ pcsc }) => pcsc.insert(READER, new NumberedCard(7)))
    expect(desk.story).toEqual(['starting', 'ready', 'readerAdded', 'card 1'])
    expect(desk.events.at(-1)).toMatchObject({ atr: Uint8Array.of(0x3b, 0x01, 7), mute: false })
    expect(await desk.transfer()).toEqual([Uint8Array.of(7, 1, 0x90, 0x00)])
    expect(desk.last.sent.filter(({ type }) => type === 'request')).toHaveLength(1)
  })

  it('takes everything back when its child crashes, and numbers the same card anew', async () => {
    const desk = await LinkDesk.started(({ pcsc }) => pcsc.insert(READER, new NumberedCard(7)))
    desk.last.exit(139)
    expect(desk.story.slice(4)).toEqual(['removed', 'readerRemoved', 'failing'])
    expect(await failureOf(desk.transfer())).toBe('connect readerLost')
    await desk.wait(100)
    expect(desk.story.slice(7)).toEqual(['ready', 'readerAdded', 'card 2'])
    expect(await failureOf(desk.transfer(1))).toBe('connect cardChanged')
    expect(await desk.transfer(2)).toHaveLength(1)
  })

  it('kills a child in which a transfer does not end for two minutes more, and serves again', async () => {
    const desk = await LinkDesk.started(({ pcsc }) => pcsc.insert(READER, new NumberedCard(7)))
    desk.pcsc.failNext(READER, 'transmit', 'hang')
    const [hung, behind] = [desk.transfer(), desk.transfer()].map(failureOf)
    await turns(50)
    await desk.wait(10_000)
    expect(await hung).toBe('GET DATA deadlinePassed')
    expect(await behind).toBe('GET DATA deadlinePassed')
    await desk.wait(119_000)
    expect(desk.children[0]?.killed).toBe(false)
    await desk.wait(1_000)
    expect(desk.children[0]?.killed).toBe(true)
    await desk.wait(200)
    expect(await desk.transfer()).toHaveLength(1)
  })

  it('says when the service stops and is ready soon after it runs again, with a new child', async () => {
    const desk = await LinkDesk.started(({ pcsc }) => pcsc.insert(READER, new NumberedCard(7)))
    desk.pcsc.stopService()
    await turns(50)
    expect(desk.story.slice(4)).toEqual(['serviceStopped', 'removed', 'readerRemoved'])
    expect(desk.children).toHaveLength(2)
    await desk.wait(60_000)
    expect(desk.story).toHaveLength(7)
    expect(desk.children).toHaveLength(2)
    desk.pcsc.startService()
    await desk.wait(2_000)
    expect(desk.story.slice(7)).toEqual(['ready', 'readerAdded', 'card 2'])
    expect(await desk.transfer()).toHaveLength(1)
  })

  it('names a missing native module and its loader\'s reason', async () => {
    const desk = await LinkDesk.started((made) => {
      made.bindingMissing = 'NODE_MODULE_VERSION 115'
    })
    expect(desk.story).toEqual(['starting', 'bindingMissing'])
    expect(desk.link.bindingMissing).toBe('NODE_MODULE_VERSION 115')
    desk.bindingMissing = undefined
    desk.link.hint()
    await turns(50)
    expect(desk.story.slice(2)).toEqual(['ready', 'readerAdded'])
  })

  it('is silent after close', async () => {
    const desk = await LinkDesk.started()
    const closed = desk.link.close()
    desk.last.exit(0)
    await closed
    expect(desk.story).toEqual(['starting', 'ready', 'readerAdded'])
    expect(await failureOf(desk.transfer())).toBe('connect readerLost')
  })
})
