import { afterEach, describe, expect, test } from 'vitest'
import { realClock } from '#daemon/main'
import { cardFor } from '#drivers/contract/contract-card.fixture'
import { readerLinkContract, type ReaderLinkWorld } from '#drivers/contract/reader-link.contract'
import type { LinkEvent } from '#protocols/port/reader-link'
import { basicExchanges, readBasicAnswers } from '#protocols/nhi-card/basic-read'
import { T0_ATR, wearing } from '#simulator/readers/ccid-host.fixture'
import { PhoenixReader } from '#simulator/readers/phoenix-reader'
import { serialReaderOf, type SerialModelName, type SerialReaderOptions } from '#simulator/readers/serial-models'
import type { SerialCcidReader } from '#simulator/readers/serial-ccid-reader'
import { PATIENCE_MS } from '#rigs/patience'
import { DrivenLine, whyNoLine } from './driven-line.ts'

const obstacle = process.env['CI'] === 'true' ? undefined : whyNoLine()

describe.skipIf(obstacle !== undefined)(`our drivers on a pseudo-terminal${obstacle ? ` (${obstacle})` : ''}`, () => {
  let line: DrivenLine | undefined
  let events: LinkEvent[] = []
  afterEach(async () => {
    await line?.close()
    line = undefined
    events = []
  })

  const of = <Type extends LinkEvent['type']>(type: Type) =>
    events.filter((event): event is Extract<LinkEvent, { type: Type }> => event.type === type)
  const poll = <T>(probe: () => T) => expect.poll(probe, { timeout: PATIENCE_MS, interval: 10 })

  async function ccidLine(
    model: SerialModelName, options: Omit<SerialReaderOptions, 'clock'> = {},
  ): Promise<{ twin: SerialCcidReader, line: DrivenLine }> {
    const twin = serialReaderOf(model, { ...options, clock: realClock })
    line = await DrivenLine.open('ccid-serial', model, twin)
    return { twin, line }
  }

  /** The card number that each reader with a card reads. */
  async function cardNumbers(): Promise<string[]> {
    const read = of('cardInserted').map(async ({ name, presence }) => {
      const answers = await line!.link.transfer({ name, presence, exchanges: basicExchanges, repeatable: true })
      const reading = readBasicAnswers(answers)
      return reading.kind === 'read' ? reading.basic.cardSn : reading.kind
    })
    return Promise.all(read)
  }

  async function world(): Promise<ReaderLinkWorld> {
    const { twin, line } = await ccidLine('GemPCTwin')
    return {
      link: line.link,
      insert: (card) => twin.reader.insert(0, cardFor(card)),
      remove: () => twin.reader.remove(0),
      unplug: () => line.unplug(),
      plug: () => line.plug(),
      until: (condition) => line.until(condition),
    }
  }

  test.each(readerLinkContract)('CCID: $sentence', async ({ run }) => run(await world()))

  test('CCID: five slots are five readers, each with its own card', async () => {
    const cards = [cardFor('wang'), undefined, wearing(T0_ATR, cardFor('lin'))]
    const { line } = await ccidLine('GemCorePOSPro', { slots: cards })
    line.link.start((event) => events.push(event))
    await poll(() => of('readerAdded').map(({ slot }) => slot)).toEqual([0, 1, 2, 3, 4])
    await poll(() => of('cardInserted').length).toBe(2)
    expect(new Set(await cardNumbers())).toEqual(new Set(['000012345678', '000012345686']))
  })

  test('CCID: a line on which nobody answers is a named problem, until somebody does', async () => {
    const { twin, line } = await ccidLine('GemPCTwin', {
      slots: [cardFor('wang')], faults: [{ fault: 'mute', at: 0, times: 6 }],
    })
    line.link.start((event) => events.push(event))
    await poll(() => of('deviceProblem').map(({ problem }) => problem?.why)).toContain('silent')
    await poll(() => of('cardInserted').length).toBe(1)
    expect(of('deviceProblem').at(-1)?.problem).toBeNull()
    expect(await cardNumbers()).toEqual(['000012345678'])
    twin.reader.remove(0)
    await poll(() => of('cardRemoved').length).toBe(1)
  })

  test('Phoenix: a line without control lines cannot reset a card, and is told as unsuitable', async () => {
    const reader = new PhoenixReader({ clock: realClock })
    reader.insert(cardFor('wang'))
    line = await DrivenLine.open('phoenix-serial', 'phoenix', reader)
    line.link.start((event) => events.push(event))
    await poll(() => of('deviceProblem').map(({ problem }) => problem?.why)).toContain('unsuitable')
    expect(of('readerAdded')).toEqual([])
  })
})
