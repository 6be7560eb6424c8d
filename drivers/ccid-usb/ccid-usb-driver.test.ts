import { describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { HealthCard } from '#simulator/cards/health-card'
import { people } from '#simulator/people'
import { readerModels, type ReaderModelName } from '#simulator/readers/reader-models'
import { atrs, content, PlainCard, VERIFY } from '../ccid/plain-card.fixture.ts'
import { ending, settle } from '../ccid/twin-desk.fixture.ts'
import { directly, UsbDesk } from './usb-desk.fixture.ts'

const names = Object.keys(readerModels) as ReaderModelName[]
const ofT1 = names.filter((name) => (readerModels[name].descriptor.dwProtocols & 2) !== 0)
const [person] = people(1, 1)
/** SELECT, card id, basic data, termination, card id again. */
const STORY = [
  '00a4040010d1580000010000000000000000001100', '00ca0000020000', '00ca1100020000', '00ca2400020000', '00ca0000020000',
]
const health = () => new HealthCard(person!)

describe('every model of reader', () => {
  it.each(ofT1)('%s reads a health card as it is', async (name) => {
    const { desk } = await UsbDesk.with(name, { cards: [health()] })
    const card = health()
    expect(await desk.read(STORY)).toEqual([hex(card.atr), ...directly(card, STORY)])
    expect(desk.news).toEqual(desk.reader?.slots.length === 1 ? ['0 in'] : ['0 in', '1 out'])
    await desk.close()
    expect(desk.clock.waiting).toBe(0)
  })

  it.each(names)('%s reads a card of T=0', async (name) => {
    const { desk } = await UsbDesk.with(name, { cards: [new PlainCard(atrs.t0)] })
    expect(await desk.read(['00b0000000', `00d60000ff${hex(content(255))}`]))
      .toEqual([hex(atrs.t0), `${hex(content(256))}9000`, '9000'])
  })

  it.each(names)('%s tells when a card comes and goes', async (name) => {
    const { desk, twin } = await UsbDesk.with(name)
    await desk.wait(2_000)
    desk.news.splice(0)
    twin.insert(0, new PlainCard(atrs.t0))
    await desk.wait(300)
    expect(await desk.powerOn()).toBe(hex(atrs.t0))
    twin.remove(0)
    await desk.wait(300)
    expect(desk.news).toEqual(['0 in', '0 out'])
    expect(await desk.powerOn()).toMatch(/^cardAbsent /)
  })

  it.each(names)('%s is found anew when it comes back, and reads on', async (name) => {
    const { desk } = await UsbDesk.with(name, { cards: [new PlainCard(atrs.t0)] })
    const [first] = desk.found
    await desk.powerOn()
    desk.bus.reenumerate('1-1')
    await settle()
    expect(desk.gone).toEqual([first])
    expect(desk.found).toHaveLength(2)
    expect(desk.found[1]?.id).toBe(first?.id)
    expect(desk.news.at(-1)).toBe('lost')
    expect(await desk.transmit('00b0000001')).toMatch(/^readerLost/)
    await desk.close()
    expect(await desk.open()).toBe('open')
    expect(await desk.read(['00b0000002'])).toEqual([hex(atrs.t0), '00079000'])
  })

  it.each(names)('%s is usable again after its firmware hung, though it never left', async (name) => {
    const { desk } = await UsbDesk.with(name, { cards: [new PlainCard(atrs.t0)] })
    await desk.powerOn()
    desk.bus.freeze('1-1')
    expect(await desk.transmit('00b0000001')).toMatch(/^readerLost/)
    expect(desk.news.at(-1)).toBe('lost')
    await desk.close()
    expect(await desk.open()).toBe('open')
    expect(await desk.read(['00b0000002'])).toEqual([hex(atrs.t0), '00079000'])
  })
})

describe('two slots', () => {
  it('read two cards at once', async () => {
    const cards = [health(), new PlainCard(atrs.t0)]
    const { desk } = await UsbDesk.with('two-slots', { cards, reader: { answerDelayMs: 5 } })
    const [one, other] = await desk.within(Promise.all([
      desk.read(STORY, 0), desk.read(['00b0000080', '00b0000003'], 1),
    ]))
    expect(one).toEqual([hex(cards[0]!.atr), ...directly(health(), STORY)])
    expect(other).toEqual([hex(atrs.t0), `${hex(content(128))}9000`, `${hex(content(3))}9000`])
  })
})

describe('extended length', () => {
  it.each(['tpdu', 'character', 'extended-apdu', 'ez100pu'] as const)('passes through %s', async (name) => {
    const { desk } = await UsbDesk.with(name, { cards: [new PlainCard(atrs.t1)] })
    expect(await desk.read(['00b000000007d0', `00d60000000400${hex(content(1024))}`]))
      .toEqual([hex(atrs.t1), `${hex(content(2000))}9000`, '9000'])
  })

  it('is refused by name where there is none', async () => {
    const { desk } = await UsbDesk.with('short-apdu', { cards: [new PlainCard(atrs.t1)] })
    expect(await desk.read(['00b000000007d0'])).toEqual([hex(atrs.t1), 'refused extendedApdu'])
  })
})

describe('a PIN pad', () => {
  const entry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 20 } as const

  it('has the PIN entered at it, and shows the one message it takes', async () => {
    const { desk, twin } = await UsbDesk.with('pin-pad', { cards: [new PlainCard(atrs.t1)] })
    await desk.powerOn()
    const entered = ending(desk.reader!.slots[0]!.transmit(Uint8Array.from(Buffer.from(VERIFY, 'hex')), entry))
    await desk.wait(3_000)
    twin.enterPin('123456')
    expect(await desk.within(entered)).toBe('9000')
    expect(desk.reader?.quirks).toEqual([expect.stringContaining('GemPC Pinpad')])
  })

  it('is absent where a quirk says that it is only claimed', async () => {
    const { desk } = await UsbDesk.with('tpdu-t0', { cards: [new PlainCard(atrs.t0)] })
    await desk.powerOn()
    const entered = desk.reader!.slots[0]!.transmit(Uint8Array.from(Buffer.from(VERIFY, 'hex')), entry)
    expect(await desk.within(ending(entered))).toBe('pinPadAbsent')
    expect(await desk.transmit('00b0000002')).toBe('00079000')
  })
})

describe('what is plugged in', () => {
  it('is found whether it was there before or comes later, and only when it is a reader', async () => {
    const desk = new UsbDesk()
    desk.plug('tpdu', { path: '1-1' })
    desk.plug('tpdu', { path: '1-2', model: { bInterfaceClass: 0x03 } })
    await settle()
    desk.plug('ez100pu', { path: '2-1.4' })
    expect(desk.found.map(({ id }) => id)).toEqual(['usb 1-1', 'usb 2-1.4'])
    desk.bus.unplug('1-1')
    expect(desk.gone).toEqual([desk.found[0]])
    desk.stop()
    desk.bus.unplug('2-1.4')
    expect(desk.gone).toHaveLength(1)
  })

  it.each<readonly [string, Parameters<UsbDesk['plug']>[1], string]>([
    ['its maker and product', {}, 'Gemplus USB SmartCard Reader (usb 1-1)'],
    ['its serial number', { model: { serialNumber: 'A0 17' } }, 'Gemplus USB SmartCard Reader (A0 17)'],
    ['its product alone when that names the maker', { model: { manufacturer: 'ACS', product: 'ACS ACR39U' } },
      'ACS ACR39U (usb 1-1)'],
    ['its ids when it says nothing', { model: { manufacturer: '', product: '' } }, 'USB reader 08e6:3437 (usb 1-1)'],
    ['what can be shown of it', { model: { product: 'Reader\u0000\u0007 ' } }, 'Gemplus Reader (usb 1-1)'],
  ])('is called by %s', async (_, options, name) => {
    expect((await UsbDesk.with('tpdu', options)).desk.reader?.name).toBe(name)
  })

  it('differs from another of its model', async () => {
    const desk = new UsbDesk()
    desk.plug('tpdu', { path: '1-1' })
    desk.plug('tpdu', { path: '1-2' })
    await settle()
    const called = []
    for (const device of desk.found) {
      expect(await desk.open(device)).toBe('open')
      called.push(desk.reader?.name)
    }
    expect(new Set(called).size).toBe(2)
  })

  it('says why it cannot be opened: another program has it, and which', async () => {
    const desk = new UsbDesk()
    desk.plug('tpdu', { heldBy: 'pcscd (1234)' })
    expect(await desk.open()).toBe('held by pcscd (1234)')
    desk.bus.release('1-1')
    expect(await desk.open()).toBe('open')
  })

  it('is looked up for who has it once, again each minute, and anew after it was free', async () => {
    const desk = new UsbDesk()
    desk.plug('tpdu', { heldBy: 'pcscd (1234)' })
    for (let tries = 0; tries < 20; tries++) {
      expect(await desk.open()).toBe('held by pcscd (1234)')
      await desk.wait(2_000)
    }
    expect(desk.looks).toBe(1)
    desk.bus.release('1-1')
    expect(await desk.open()).toBe('open')
    await desk.close()
    desk.bus.hold('1-1', 'gpg (77)')
    expect(await desk.open()).toBe('held by gpg (77)')
    expect(desk.looks).toBe(2)
    await desk.wait(60_000)
    await desk.open()
    expect(desk.looks).toBe(3)
  })

  it('says why it cannot be opened: this user may not', async () => {
    const desk = new UsbDesk()
    desk.plug('tpdu', { accessible: false })
    expect(await desk.open()).toBe('denied')
  })

  it('says why it cannot be opened: it does not answer, and answers after a reset', async () => {
    const desk = new UsbDesk()
    desk.plug('tpdu', { reader: { faults: [{ fault: 'mute', at: 0, times: 1 }, { fault: 'mute', at: 1, times: 1 }] } })
    expect(await desk.open()).toBe('silent')
    expect(await desk.open()).toBe('open')
  })

  it('says why it cannot be opened: it has no class descriptor that anybody could read', async () => {
    const desk = new UsbDesk()
    desk.plug('tpdu', { model: { announced: false } })
    expect(await desk.open()).toBe('unsuitable')
  })

  it('may have its class descriptor behind its last endpoint', async () => {
    expect((await UsbDesk.with('tpdu', { model: { announcedLast: true } })).desk.reader?.slots).toHaveLength(1)
  })

  it('may have no list of rates, though it says how many there are', async () => {
    const { dataRates: _, ...model } = readerModels['extended-apdu']
    const desk = new UsbDesk()
    const { desk: other } = await UsbDesk.with('extended-apdu', { model, cards: [new PlainCard()] })
    expect(desk.found).toEqual([])
    expect(await other.powerOn()).toBe(hex(atrs.t1))
  })
})
