import { describe, expect, it } from 'vitest'
import { SimulatedPcsc } from '#simulator/readers/pcsc-context'
import { VirtualClock } from '#simulator/virtual-clock'
import type { LinkEvent } from '#protocols/port/reader-link'
import { GET_DATA, NumberedCard, turns } from './clinic.fixture.ts'
import { Session } from './session.ts'

async function withReaders(names: readonly string[]) {
  const pcsc = new SimulatedPcsc()
  for (const name of names) pcsc.plug(name)
  const events: LinkEvent[] = []
  const session = new Session({
    open: pcsc.open, clock: new VirtualClock('2026-01-15T09:00:00+08:00'),
    entropy: { bytes: (length) => new Uint8Array(length) }, stopwatch: () => 0,
    report: (event) => events.push(event), onContextLost: () => {},
  })
  session.start()
  await turns(50)
  const slots = events.flatMap((event) => event.type === 'readerAdded' ? [event.slot] : [])
  return { pcsc, session, events, slots }
}

describe('the slot in a reader’s name', () => {
  it.each([
    ['Gemalto PC Twin Reader 00 00', 0],
    ['Gemalto PC Twin Reader (51E6A2B3) 01 00', 0],
    ['EZUSB ZF CCID Reader 02 01', 1],
    ['Feitian R502 [R502 Contactless Reader] (2D43) 00 03', 3],
    ['Virtual PCD 00 0F', 15],
    ['Reader 1F 0A', 10],
    ['Model 38 20 00 01', 1],
  ])('of %s is %i', async (name, slot) => {
    expect((await withReaders([name])).slots).toEqual([slot])
  })

  it.each([
    ['Windows counts from 0', 'Generic EMV Smartcard Reader 0'],
    ['Windows counts beyond 9', 'Generic EMV Smartcard Reader 10'],
    ['a Windows name whose model looks like a slot', 'SCR 33 10 0'],
    ['one digit each', 'Reader 0 0'],
    ['three digits', 'Reader 000 00'],
    ['small letters, which pcsc-lite does not write', 'Reader 00 0a'],
    ['no hex digits', 'Reader XY ZZ'],
    ['joined to the model', 'Reader00 00'],
    ['something behind', 'Reader 00 00 (contactless)'],
    ['one pair alone', 'Reader 00'],
    ['nothing but the pairs', '00 00'],
  ])('is not known where there is none: %s', async (_, name) => {
    expect((await withReaders([name])).slots).toEqual([undefined])
  })
})

describe('two readers of the same model', () => {
  it.each([
    ['as pcsc-lite names them', ['Model 00 00', 'Model 01 00'], [0, 0]],
    ['as Windows names them', ['Model 0', 'Model 1'], [undefined, undefined]],
    ['and two slots each', ['Model 00 00', 'Model 00 01', 'Model 01 00', 'Model 01 01'], [0, 1, 0, 1]],
  ])('%s keep their cards apart', async (_, names, expected) => {
    const { pcsc, session, events, slots } = await withReaders(names)
    expect(slots).toEqual(expected)
    names.forEach((name, index) => pcsc.insert(name, new NumberedCard(index + 1)))
    const read = async (name: string) => {
      const inserted = events.findLast((event) => event.type === 'cardInserted' && event.name === name)
      const presence = inserted?.type === 'cardInserted' ? inserted.presence : 0
      const answers = await session.transfer({ name, presence, exchanges: [GET_DATA], repeatable: true })
      return answers[0]?.[0]
    }
    expect(await Promise.all(names.map(read))).toEqual(names.map((_, index) => index + 1))
    const [first = '', second = ''] = names
    pcsc.unplug(first)
    await turns(50)
    expect(await read(second)).toBe(2)
    pcsc.plug(first)
    pcsc.insert(first, new NumberedCard(9))
    await turns(50)
    expect([await read(first), await read(second)]).toEqual([9, 2])
  })
})
