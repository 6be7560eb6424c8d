import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { CcidRequest } from '#protocols/ccid/messages'
import { MuteCard } from '../cards/other-cards.ts'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { BOTH_ATR, CcidHost, echoing, healthCard, ScriptedCard, T0_ATR, wearing } from './ccid-host.fixture.ts'
import type { ReaderModelName } from './reader-models.ts'

const T1_ATR = '3bfa1800008131fe4550564a434f503453494493'
const powerOn = (bPowerSelect: number) => ({ name: 'PC_to_RDR_IccPowerOn', bPowerSelect }) as const
const status: CcidRequest = { name: 'PC_to_RDR_GetSlotStatus' }
const powerOff: CcidRequest = { name: 'PC_to_RDR_IccPowerOff' }
const getParameters: CcidRequest = { name: 'PC_to_RDR_GetParameters' }
const set = (bProtocolNum: number, bytes: string): CcidRequest =>
  ({ name: 'PC_to_RDR_SetParameters', bProtocolNum, abProtocolDataStructure: unhex(bytes) })

describe('messages byte for byte', () => {
  it.each([
    ['62000000000001010000', '80140000000001000000' + T1_ATR],
    ['63000000000002000000', '81000000000002010000'],
    ['65000000000003000000', '81000000000003010000'],
    ['6c000000000004000000', '82050000000004010000' + '1100000a00'],
    ['72000000000005000000', ''],
    ['6b0100000000060000001f', '83000000000006410000'],
    ['71000000000007010000', '81000000000007410000'],
    ['6e000000000008010000', '81000000000008410000'],
    ['6a00000000000903ffff', '81000000000009410000'],
    ['6902000000000a0000000000', '8000000000000a410000'],
    ['7308000000000b000000a00f000080250000', '8408000000000b410000' + '0000000000000000'],
    ['6f04000000000c00000000840000', '8000000000000c41fb00'],
    ['610500000000 0d000000 1100000a00', '8200000000000d41fb00'],
    ['6d00000000000e000000', '8200000000000e41fb00'],
  ])('%s is answered %s by a TPDU reader with an inactive card', (command, answer) => {
    const host = CcidHost.of('tpdu', { slots: [healthCard()] })
    host.twin.command(unhex(command))
    expect(host.said).toEqual([])
    host.clock.advance(0)
    expect(host.said).toEqual(answer === '' ? [] : [answer])
  })
})

describe('IccPowerOn', () => {
  const absent = { bStatus: 0x42, bError: 0xfe }
  it('needs a card, and one that answers', () => {
    const host = CcidHost.of('tpdu')
    expect(host.ask(powerOn(1))).toMatchObject(absent)
    expect(host.ask(status)).toMatchObject({ bStatus: 2, bError: 0 })
    host.twin.insert(0, new MuteCard())
    expect(host.ask(powerOn(1))).toMatchObject({ bStatus: 0x41, bError: 0xfe })
  })

  it('gives the voltage that is wanted, and only those the reader has', () => {
    const host = CcidHost.of('character', { slots: [healthCard()] })
    const at = (bPowerSelect: number) => host.ask(powerOn(bPowerSelect))
    expect(at(1)).toMatchObject({ bStatus: 0 })
    for (const bPowerSelect of [0, 2, 3, 4]) expect(at(bPowerSelect)).toMatchObject({ bStatus: 0x41, bError: 7 })
  })

  it('chooses the voltage only where the reader says it can', () => {
    const slots = () => [healthCard()]
    const contact = { voltages: [1] }
    expect(CcidHost.of('tpdu', { slots: slots() }).ask(powerOn(0))).toMatchObject({ bStatus: 0x41, bError: 7 })
    expect(CcidHost.of('extended-apdu', { slots: slots(), contact }).ask(powerOn(0))).toMatchObject({ bStatus: 0 })
    expect(CcidHost.of('extended-apdu', { slots: slots(), contact }).ask(powerOn(3))).toMatchObject({ bError: 0xfe })
  })

  it.each([
    ['3c021450', 0xf8], ['3bfa1800008131fe4550564a434f503453494494', 0xf7], ['3b0214', 0xfe], ['3b800e8e', 0xf6],
  ])('says what is wrong with the answer to reset %s', (atr, bError) => {
    const host = CcidHost.of('tpdu', { slots: [new ScriptedCard(atr, () => undefined)] })
    expect(host.ask(powerOn(1))).toMatchObject({ bStatus: 0x41, bError })
  })

  it('refuses a card that speaks nothing the reader speaks', () => {
    const host = CcidHost.of('tpdu-t0', { slots: [healthCard()] })
    expect(host.ask(powerOn(0))).toMatchObject({ bStatus: 0x41, bError: 0xf6 })
  })

  it('resets a card that has power, and the parameters with it', () => {
    const host = CcidHost.of('tpdu', { slots: [healthCard()] })
    host.powerOn()
    host.settle(1)
    host.powerOn()
    expect(host.ask(getParameters)).toMatchObject({ bProtocolNum: 0, abProtocolDataStructure: unhex('1100000a00') })
  })

  it('is not needed where the reader activates cards by itself', () => {
    const host = CcidHost.of('tpdu-t0', { slots: [wearing(T0_ATR)] })
    expect(host.ask(status)).toMatchObject({ bStatus: 0 })
    expect(host.readBasic().kind).toBe('read')
    host.twin.reset()
    expect(host.ask(status)).toMatchObject({ bStatus: 0 })
  })
})

describe('parameters', () => {
  const powered = (model: ReaderModelName, card: SimulatedCard = healthCard()) => {
    const host = CcidHost.of(model, { slots: [card] })
    host.powerOn(model === 'tpdu-t0' ? 0 : 1)
    return host
  }

  it('are taken, given back and reset', () => {
    const host = powered('tpdu')
    expect(host.ask(set(1, '1810004500fe00'))).toMatchObject({
      bStatus: 0, bProtocolNum: 1, abProtocolDataStructure: unhex('1810004500fe00'),
    })
    expect(host.ask(getParameters)).toMatchObject({ bProtocolNum: 1, abProtocolDataStructure: unhex('1810004500fe00') })
    expect(host.ask({ name: 'PC_to_RDR_ResetParameters' }))
      .toMatchObject({ bProtocolNum: 0, abProtocolDataStructure: unhex('1100000a00') })
  })

  it.each([
    [2, '1100000a00', 7], [0, '1100000a', 1], [1, '1100000a00', 1], [0, '1a00000a00', 10], [0, '9700000a00', 10],
    [0, '1110000a00', 11], [0, '1100000000', 13], [0, '1100000a04', 14], [1, '1120004d00fe00', 11],
    [1, '111000ad00fe00', 13], [1, '1110004d05fe00', 14], [1, '1110004d000000', 15], [1, '1110004d00ff00', 15],
  ])('of T=%i refuse %s at byte %i', (bProtocolNum, bytes, bError) => {
    const host = powered('tpdu')
    const before = host.ask(getParameters)
    const refused = { bStatus: 0x40, bError, abProtocolDataStructure: unhex('') }
    expect(host.ask(set(bProtocolNum, bytes))).toMatchObject(refused)
    expect(host.ask(getParameters)).toMatchObject({ ...before, bSeq: expect.any(Number) })
  })

  it('refuse a protocol, a rate and a NAD the reader does not have', () => {
    expect(powered('tpdu-t0', wearing(T0_ATR)).ask(set(1, '1110004d00fe00'))).toMatchObject({ bError: 7 })
    expect(powered('short-apdu').ask(set(1, '1810004d00fe00'))).toMatchObject({ bError: 10 })
    const plain = CcidHost.like('tpdu', { dwFeatures: 0x00010030 }, { slots: [healthCard()] })
    plain.powerOn()
    expect(plain.ask(set(1, '1110004d00fe21'))).toMatchObject({ bError: 16 })
  })

  it('come from the ATR where the reader configures itself, at the rate of the card', () => {
    const host = powered('extended-apdu')
    expect(host.ask(getParameters)).toMatchObject({ bProtocolNum: 1, abProtocolDataStructure: unhex('1810004500fe00') })
    expect(host.readBasic().kind).toBe('read')
  })

  it('keep the default rate when the card does not take the one a reader proposes', () => {
    const host = powered('extended-apdu', wearing(BOTH_ATR, echoing(T1_ATR)))
    expect(host.ask(set(1, '9410004d002000'))).toMatchObject({ bStatus: 0 })
    expect(hex(host.transmit(unhex('80100000')))).toBe('801000009000')
    expect(host.ask(getParameters)).toMatchObject({ abProtocolDataStructure: unhex('1110004d002000') })
  })

  it('come from TA1 without PPS for a card in specific mode', () => {
    const specific = () => echoing('3b9018110198')
    expect(hex(powered('extended-apdu', specific()).transmit(unhex('80100000')))).toBe('801000009000')
    const host = powered('tpdu', specific())
    const abData = unhex('0000048010000094')
    const block = { name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter: 0, abData } as const
    host.ask(set(1, '1110004d002000'))
    expect(host.ask(block)).toMatchObject({ bStatus: 0x40, bError: 0xfe })
    host.ask(set(1, '1810004d002000'))
    expect(host.ask(block)).toMatchObject({ bStatus: 0, abData: unhex('00000680100000900006') })
  })

  it('stay what a reader settled that negotiates by itself', () => {
    const host = CcidHost.like('tpdu-t0', { dwProtocols: 3 }, { slots: [wearing(T0_ATR)] })
    expect(host.ask(set(1, '1110004d002000'))).toMatchObject({ bStatus: 0x40, bError: 7 })
    expect(host.ask(set(0, '1200000a00'))).toMatchObject({ bStatus: 0, abProtocolDataStructure: unhex('1100000a00') })
  })

  it('bring a reader that does PPS to the other protocol, before the first exchange only', () => {
    const host = powered('extended-apdu', wearing(BOTH_ATR, echoing(T1_ATR)))
    expect(host.ask(getParameters)).toMatchObject({ bProtocolNum: 0 })
    expect(host.ask(set(1, '1110004d002000'))).toMatchObject({ bStatus: 0 })
    expect(hex(host.transmit(unhex('80100000')))).toBe('801000009000')
    expect(host.ask(set(0, '1100000a00'))).toMatchObject({ bStatus: 0x40, bError: 7 })
    expect(host.ask(set(1, '1810004d002000'))).toMatchObject({ bStatus: 0x40, bError: 10 })
    expect(host.ask(set(1, '1110004d002000'))).toMatchObject({ bStatus: 0 })
  })
})

describe('the clock', () => {
  const stop: CcidRequest = { name: 'PC_to_RDR_IccClock', bClockCommand: 1 }
  const start: CcidRequest = { name: 'PC_to_RDR_IccClock', bClockCommand: 0 }

  it('stops where the card allows it, and the card hears nothing meanwhile', () => {
    const host = CcidHost.of('extended-apdu', { slots: [echoing(T1_ATR)] })
    host.powerOn()
    expect(host.ask(stop)).toMatchObject({ bStatus: 0x40, bError: 7 })
    host.ask(set(1, '1810004502fe00'))
    expect(host.ask(stop)).toMatchObject({ bStatus: 0, bClockStatus: 2 })
    expect(host.ask(status)).toMatchObject({ bClockStatus: 2 })
    expect(() => host.transmit(unhex('80100000'))).toThrow('bError 254')
    expect(host.ask({ name: 'PC_to_RDR_IccClock', bClockCommand: 2 })).toMatchObject({ bStatus: 0x40, bError: 7 })
    expect(host.ask(start)).toMatchObject({ bStatus: 0, bClockStatus: 0 })
  })

  it('and the baud rate are the host’s where the reader does not set them', () => {
    const host = CcidHost.like('tpdu', { dwFeatures: 0x00010200 }, { slots: [echoing(T1_ATR)] })
    const rate = (dwClockFrequency: number, dwDataRate: number) =>
      host.ask({ name: 'PC_to_RDR_SetDataRateAndClockFrequency', dwClockFrequency, dwDataRate })
    host.powerOn()
    host.settle(1)
    expect(rate(5000, 10_752)).toMatchObject({ bStatus: 0x40, bError: 10, dwClockFrequency: 0 })
    expect(rate(4000, 999_999)).toMatchObject({ bStatus: 0x40, bError: 14 })
    expect(rate(4000, 10_752)).toMatchObject({ bStatus: 0, dwClockFrequency: 4000, dwDataRate: 10_752 })
    expect(hex(host.transmit(unhex('80100000')))).toBe('801000009000')
    expect(rate(4000, 43_010)).toMatchObject({ bStatus: 0 })
    expect(() => host.transmit(unhex('80100000'))).toThrow('bError 254')
  })
})

describe('commands of a few readers', () => {
  it('Mechanical works the mechanisms there are', () => {
    const host = CcidHost.like('tpdu', { dwMechanical: 0x08 }, { slots: [healthCard()] })
    const answers = [0, 1, 2, 3, 4, 5, 6].map((bFunction) => host.ask({ name: 'PC_to_RDR_Mechanical', bFunction }))
    expect(answers.map(({ bStatus, bError }) => [bStatus, bError])).toEqual([
      [0x41, 7], [0x41, 7], [0x41, 7], [0x41, 7], [1, 0], [1, 0], [0x41, 7],
    ])
  })

  it('T0APDU needs a card and known changes', () => {
    const t0apdu = (bmChanges: number): CcidRequest =>
      ({ name: 'PC_to_RDR_T0APDU', bmChanges, bClassGetResponse: 0xff, bClassEnvelope: 0xff })
    const host = CcidHost.of('short-apdu')
    expect(host.ask(t0apdu(3))).toMatchObject({ bStatus: 0x42, bError: 0xfe })
    host.twin.insert(0, healthCard())
    expect(host.ask(t0apdu(3))).toMatchObject({ bStatus: 1 })
    expect(host.ask(t0apdu(4))).toMatchObject({ bStatus: 0x41, bError: 7 })
  })

  it('Escape answers what GemCore readers are asked, and nothing else', () => {
    const host = CcidHost.of('tpdu')
    const escape = (abData: string) => host.ask({ name: 'PC_to_RDR_Escape', abData: unhex(abData) })
    expect(escape('02')).toMatchObject({ bStatus: 2, abData: new TextEncoder().encode('nhicardd-twin') })
    expect(escape('010101')).toMatchObject({ bStatus: 2, abData: unhex('') })
    expect(escape('6a')).toMatchObject({ bStatus: 2, abData: unhex('') })
    expect(escape('03')).toMatchObject({ bStatus: 0x42, bError: 0, abData: unhex('') })
  })

  it('Escape takes the texts for a display, whatever they say, at a reader that has one', () => {
    const texts = (count: number) => ({ name: 'PC_to_RDR_Escape', abData: unhex(`b2a0004d4c${'41'.repeat(16 * count)}`) }) as const
    expect(CcidHost.of('pin-pad').ask(texts(10))).toMatchObject({ bStatus: 2, abData: unhex('') })
    expect(CcidHost.of('pin-pad').ask(texts(9))).toMatchObject({ bStatus: 0x42, bError: 0 })
    expect(CcidHost.of('tpdu').ask(texts(10))).toMatchObject({ bStatus: 0x42, bError: 0 })
  })

  it('Escape is not longer than a message of the reader may be', () => {
    const abData = new Uint8Array(262)
    expect(CcidHost.of('tpdu').ask({ name: 'PC_to_RDR_Escape', abData })).toMatchObject({ bStatus: 0x42, bError: 1 })
  })

  it('PowerOff works without a card', () => {
    expect(CcidHost.of('tpdu').ask(powerOff)).toMatchObject({ bStatus: 2, bError: 0 })
  })
})
