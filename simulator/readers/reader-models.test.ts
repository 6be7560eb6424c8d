import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { ccidDescriptor, exchangeLevel, flagsOf } from '#protocols/ccid/descriptor'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { CcidHost, echoing, healthCard } from './ccid-host.fixture.ts'
import { readerModels, readerOf, type ReaderModel } from './reader-models.ts'

const models: readonly (readonly [string, ReaderModel])[] = Object.entries(readerModels)

describe.each(models)('the model %s', (_, model) => {
  it('has a descriptor that can be written, with one level', () => {
    expect(ccidDescriptor.decode(ccidDescriptor.encode(model.descriptor))).toEqual(model.descriptor)
    expect(() => exchangeLevel(model.descriptor)).not.toThrow()
  })

  it('announces as many clocks and data rates as it has', () => {
    const { bNumClockSupported, bNumDataRatesSupported } = model.descriptor
    if (bNumClockSupported > 0) expect(model.clocks).toHaveLength(bNumClockSupported)
    if (bNumDataRatesSupported > 0) expect(model.dataRates).toHaveLength(bNumDataRatesSupported)
  })

  it('says where it comes from, and gives each pipe its own endpoint', () => {
    const { provenance, endpoints } = model
    expect([provenance.source, provenance.assumed].filter((mark) => mark !== undefined)).toHaveLength(1)
    const addresses = Object.values(endpoints)
    expect(new Set(addresses.map((address) => address & 0x0f)).size).toBe(3)
    expect(addresses.map((address) => address >= 0x80)).toEqual([false, true, true])
  })
})

describe('the models', () => {
  it('cover every level of exchange, two slots, a PIN pad that changes PINs too, and a reader that keeps its class to itself', () => {
    expect(new Set(models.map(([, { descriptor }]) => exchangeLevel(descriptor))).size).toBe(4)
    expect(models.some(([, { descriptor }]) => descriptor.bMaxSlotIndex > 0)).toBe(true)
    expect(models.map(([, { descriptor }]) => flagsOf(descriptor, 'bPINSupport'))).toContainEqual(['verification', 'modification'])
    expect(models.filter(([, { announced }]) => !announced).map(([name]) => name)).toEqual(['ez100pu'])
  })

  it('say nothing a reader of them does not do', () => {
    for (const [, { descriptor }] of models) {
      expect(flagsOf(descriptor, 'dwMechanical')).toEqual([])
    }
  })
})

describe('the EZ100PU', () => {
  const T1_ATR = '3bfa1800008131fe4550564a434f503453494493'
  const desk = (card: SimulatedCard = healthCard()) => {
    const host = CcidHost.of('ez100pu', { slots: [card] })
    const say = (message: string) => {
      host.said.length = 0
      host.twin.command(unhex(message))
      host.clock.advance(10)
      return host.said
    }
    return { host, say }
  }

  it('writes lengths with the greatest byte first, and 00 before the ATR', () => {
    expect(desk().say('62000000000001010000')).toEqual([`80000000150001000000` + `00${T1_ATR}`])
  })

  it('reads lengths with the greatest byte first', () => {
    const { say } = desk(echoing(T1_ATR))
    say('62000000000001010000')
    expect(say('61000000070002010000' + '1110004d00fe00')).toEqual(['82000000070002000001' + '1110004d00fe00'])
    expect(say('6f000000080003000000' + '0000048010000094')).toEqual(['800000000a0003000000' + '00000680100000900006'])
    expect(say('6f080000000004000000' + '0000048010000094')).toEqual(['80000000000004400100'])
  })

  it('says what it is when it is sent the type 60, and whether a card is there', () => {
    const { host, say } = desk()
    const text = hex(new TextEncoder().encode('EZ100PU twin'))
    expect(say('60000000000005000000')).toEqual([`800000000c0005010000${text}`])
    host.twin.remove(0)
    expect(say('60000000000006000000')).toEqual([`800000000c0006020000${text}`])
  })

  it('leaves a power-on that failed without the 00, and everything else as it is', () => {
    const { host, say } = desk()
    host.twin.remove(0)
    expect(say('62000000000007010000')).toEqual(['8000000000000742fe00'])
    expect(say('65000000000008000000')).toEqual(['81000000000008020000'])
    expect(host.interrupts).toHaveLength(1)
    host.twin.insert(0, healthCard())
    host.twin.overcurrent(0)
    host.twin.enterPin('1234')
    host.twin.cancelPin()
    host.twin.abortRequested(0, 9)
    expect(say('72000000000009000000')).toEqual(['81000000000009010000'])
    host.twin.reset()
    expect(host.twin.descriptor.dwProtocols).toBe(3)
  })

  it('can be spoilt like any other', () => {
    const clock = new VirtualClock('2026-03-02T08:30:00+08:00')
    const said: string[] = []
    let unplugged = 0
    const twin = readerOf('ez100pu', { clock, faults: [{ fault: 'removed', at: 0, times: 1, byte: 4 }] })
    twin.attach({
      answer: (message) => void said.push(hex(message)), interrupt: () => {}, unplugged: () => void (unplugged += 1),
    })
    twin.command(unhex('65000000000001000000'))
    twin.command(unhex('65'))
    clock.advance(0)
    expect([said, unplugged]).toEqual([['81000000'], 1])
  })
})
