import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { PATIENCE_MS } from '#rigs/patience'
import { obstacle, pcscChildren } from './link-rig.ts'
import { UnhelpfulService } from './unhelpful-service.ts'
import { CHILD_ENTRY, WatchedLink } from './watched-link.ts'

const [HUNG, OTHER] = ['Reader 00 00', 'Reader 01 00'] as const
const COMMAND = '00CA0000020000'
/** So long that the other reader is read 200 times before the hung call is given up, also on a busy machine. */
const DEADLINE_MS = 20_000

describe.skipIf(obstacle !== undefined)('a service that reports a reader while a call to it hangs', () => {
  let service: UnhelpfulService
  let watched: WatchedLink

  const inserted = (name: string, from = 0) =>
    watched.until('cardInserted', { from, fits: (event) => event.name === name })
  /**
   * Reads the card that was told of last. libpcsclite 1.9 keeps the states of readers in one place for all its threads, so
   * that of two changes at once one may be told as a removal too many; the next card told of is the right one.
   */
  const reads = async (name: string, times = 1) => {
    const read = () => {
      const card = watched.events.findLast((event) => event.type === 'cardInserted' && event.name === name)
      if (card?.type !== 'cardInserted') throw new Error(`no card was told of in ${name}`)
      return watched.transfer(card, COMMAND).then((answers) => answers.map(hex), (error: Error) => error.message)
    }
    for (let time = 0; time < times; time++) await expect.poll(read, { timeout: PATIENCE_MS }).toEqual(['9000'])
  }
  const linkStates = () => watched.events.flatMap((event) => event.type === 'linkChanged' ? [event.state] : [])

  beforeEach(async () => {
    service = new UnhelpfulService()
    for (const name of [HUNG, OTHER]) {
      service.plug(name)
      service.toggle(name)
    }
    watched = new WatchedLink(service.socketName, CHILD_ENTRY, { deadlineMs: DEADLINE_MS })
    watched.start()
  })
  afterEach(async () => {
    await watched.link.close()
    service.close()
  })

  /** A transfer that hangs in the first reader, once it does. */
  const hang = async () => {
    const card = await inserted(HUNG)
    await inserted(OTHER)
    await reads(HUNG)
    service.hang(HUNG)
    const hung = watched.transfer(card, COMMAND).then(() => 'answered', (error: { failure: string }) => error.failure)
    await expect.poll(() => service.unanswered, { timeout: PATIENCE_MS }).toBe(1)
    return { hung }
  }

  it('does not stop the child: the removal is told, and the other reader is read', async () => {
    const { hung } = await hang()
    const child = pcscChildren()
    const from = watched.events.length
    service.toggle(HUNG)
    await watched.until('cardRemoved', { from, fits: (event) => event.name === HUNG })
    await reads(OTHER, 100)
    service.toggle(HUNG)
    await inserted(HUNG, from)
    await reads(OTHER, 100)
    expect(pcscChildren()).toEqual(child)
    expect(await hung).toBe('deadlinePassed')
  })

  it('may take it away and bring it back, and the new one is read although the call still hangs', async () => {
    const { hung } = await hang()
    const child = pcscChildren()
    const from = watched.events.length
    service.unplug(HUNG)
    await watched.until('readerRemoved', { from, fits: (event) => event.name === HUNG })
    expect(await hung).toBe('readerLost')
    await reads(OTHER, 100)
    service.plug(HUNG)
    service.toggle(HUNG)
    await inserted(HUNG, from)
    await reads(HUNG)
    await reads(OTHER, 100)
    expect(pcscChildren()).toEqual(child)
  })

  it('may take readers away and bring them back 50 times, with each card read', async () => {
    await inserted(OTHER)
    for (let cycle = 0; cycle < 50; cycle++) {
      let from = watched.events.length
      service.unplug(HUNG)
      await watched.until('readerRemoved', { from })
      from = watched.events.length
      service.plug(HUNG)
      service.toggle(HUNG)
      await inserted(HUNG, from)
      await reads(HUNG)
    }
    await reads(OTHER)
    expect(linkStates()).toEqual(['starting', 'ready'])
  })
  it('may bring two readers so closely that only the first is told: the second is found all the same', async () => {
    await inserted(OTHER)
    service.plugUnseen('Reader 02 01')
    service.plug('Reader 02 00')
    for (const name of ['Reader 02 00', 'Reader 02 01']) {
      await watched.until('readerAdded', { fits: (event) => event.name === name })
    }
    service.toggle('Reader 02 01')
    await inserted('Reader 02 01')
    await reads('Reader 02 01')
    expect(linkStates()).toEqual(['starting', 'ready'])
  })
})
