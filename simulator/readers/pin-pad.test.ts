import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { CcidRequest } from '#protocols/ccid/messages'
import { CcidHost, ScriptedCard, T0_ATR } from './ccid-host.fixture.ts'
import { readerModels, type ReaderModelName } from './reader-models.ts'

const T1_ATR = '3bfa1800008131fe4550564a434f503453494493'

/** bPINOperation, bTimeOut, formats, most and least digits, condition, message, language, prologue, command. */
interface Structure {
  timeOut?: string, format?: string, block?: string, length?: string, digits?: string, condition?: string
  prologue?: string, apdu?: string
}
const structure = ({
  timeOut = '1e', format = '82', block = '08', length = '00', digits = '0804', condition = '02', prologue = '000000',
  apdu = '0020000108ffffffffffffffff',
}: Structure) => `00${timeOut}${format}${block}${length}${digits}${condition}ff090400${prologue}${apdu}`
const secure = (abData: string): CcidRequest =>
  ({ name: 'PC_to_RDR_Secure', bBWI: 0, wLevelParameter: 0, abData: unhex(abData) })

/** A card that takes 1234 and no other PIN, in any spelling it was sent. */
const card = (atr: string) => new ScriptedCard(atr, () => unhex('9000'))

function desk(t: 0 | 1 = 0, model: ReaderModelName = 'pin-pad') {
  const inside = card(t === 0 ? hex(T0_ATR) : T1_ATR)
  const descriptor = { ...readerModels[model].descriptor, bPINSupport: 1 }
  const host = CcidHost.like(model, descriptor, { slots: [inside] })
  host.powerOn()
  host.settle(t)
  host.said.length = 0
  return { host, inside }
}

describe('a PIN entered at the reader', () => {
  it('goes to the card in its place, and the host gets the card’s word and time extensions until then', () => {
    const { host, inside } = desk()
    const bSeq = host.send(secure(structure({})))
    host.clock.advance(2500)
    expect(host.answers).toMatchObject([{ bSeq, bStatus: 0x80, bError: 1 }, { bSeq, bStatus: 0x80, bError: 1 }])
    host.twin.enterPin('1234')
    host.clock.advance(0)
    expect(host.answers.at(-1)).toMatchObject({ name: 'RDR_to_PC_DataBlock', bSeq, bStatus: 0, abData: unhex('9000') })
    expect(inside.heard).toEqual(['002000010831323334ffffffff'])
    host.clock.advance(60_000)
    expect(host.said).toHaveLength(3)
  })

  it.each<readonly [string, Structure, string, string]>([
    ['ASCII, left', {}, '123456', '0020000108313233343536ffff'],
    ['ASCII, right', { format: '86' }, '123456', '0020000108ffff313233343536'],
    ['BCD behind one byte', { format: '89', block: '03', apdu: '002000820424ffffff', digits: '0604' }, '12345',
      '00200082042412345f'],
    ['the value of each digit', { format: '80', digits: '0404', block: '04', apdu: '002000010400000000' }, '9876',
      '002000010409080706'],
    ['a command that grows', { block: '00', apdu: '0020000100' }, '4711', '002000010434373131'],
    ['BCD in a command that grows', { format: '81', block: '00', apdu: '0020000100' }, '47110', '002000010347110f'],
    ['an ISO 9564 block of format 2: length in the second half byte',
      { format: '89', block: '47', length: '04', digits: '0c04', apdu: '002000010820ffffffffffffff' }, '1234',
      '0020000108241234ffffffffff'],
    ['a place given in bits', { format: '42', block: '04', digits: '0404',
      apdu: '0020000106aaffffffffbb' }, '1234', '0020000106aa31323334bb'],
  ])('is written as %s', (_, change, digits, expected) => {
    const { host, inside } = desk()
    host.send(secure(structure(change)))
    host.twin.enterPin(digits)
    host.clock.advance(0)
    expect(inside.heard).toEqual([expected])
  })

  it('goes in the block of T=1 the host prepared, and the block of the card comes back', () => {
    const { host, inside } = desk(1)
    host.send(secure(structure({ prologue: '00000d' })))
    host.twin.enterPin('1234')
    host.clock.advance(0)
    expect(inside.heard).toEqual(['002000010831323334ffffffff'])
    expect(host.said).toEqual(['80060000000002000000' + '000002900092'])
  })

  it.each<readonly [ReaderModelName, 0 | 1]>([['short-apdu', 0], ['short-apdu', 1], ['extended-apdu', 1]])(
    'reaches the card at %s level, T=%i, as an APDU', (model, t) => {
      const { host, inside } = desk(t, model)
      host.send(secure(structure({})))
      host.twin.enterPin('1234')
      host.clock.advance(0)
      expect(host.answers.at(-1)).toMatchObject({ bStatus: 0, abData: unhex('9000') })
      expect(inside.heard).toEqual(['002000010831323334ffffffff'])
    })

  it('is waited for on while the pad does not take it', () => {
    const { host, inside } = desk()
    host.send(secure(structure({})))
    for (const digits of ['123', '123456789', '12a4', '']) host.twin.enterPin(digits)
    host.clock.advance(0)
    expect(host.said).toEqual([])
    host.twin.enterPin('0000')
    host.clock.advance(0)
    expect(inside.heard).toHaveLength(1)
  })

  it('needs no key when the most digits are in, and that alone ends it where the host says so', () => {
    const { host, inside } = desk()
    host.send(secure(structure({ condition: '01' })))
    host.twin.enterPin('1234')
    host.clock.advance(0)
    expect(inside.heard).toEqual([])
    host.twin.enterPin('12345678')
    host.clock.advance(0)
    expect(inside.heard).toEqual(['00200001083132333435363738'])
  })
})

describe('a PIN that is not entered', () => {
  it.each([['1e', 30], ['05', 5], ['00', 30]])('ends as PIN_TIMEOUT: bTimeOut %s is %i s', (timeOut, seconds) => {
    const { host, inside } = desk()
    host.send(secure(structure({ timeOut })))
    host.clock.advance(seconds * 1000 - 1)
    expect(host.answers.every(({ bStatus }) => bStatus === 0x80)).toBe(true)
    host.clock.advance(1)
    expect(host.answers.at(-1)).toMatchObject({ bStatus: 0x40, bError: 0xf0 })
    host.twin.enterPin('1234')
    host.clock.advance(60_000)
    expect(inside.heard).toEqual([])
    expect(host.clock.waiting).toBe(0)
  })

  it('ends as PIN_CANCELLED when the person does not want to', () => {
    const { host } = desk()
    host.twin.cancelPin()
    host.send(secure(structure({})))
    host.twin.cancelPin()
    host.clock.advance(0)
    expect(host.answers).toMatchObject([{ bStatus: 0x40, bError: 0xef }])
  })

  it('ends with the card, with an abort and with a power-up', () => {
    const { host } = desk()
    host.send(secure(structure({})))
    host.twin.remove(0)
    host.clock.advance(0)
    expect(host.answers).toMatchObject([{ bStatus: 0x42, bError: 0xfe }])

    const { host: second } = desk()
    const bSeq = second.send(secure(structure({})))
    second.twin.abortRequested(0, bSeq + 1)
    second.clock.advance(0)
    expect(second.answers).toMatchObject([{ bStatus: 0x40, bError: 0xff }])

    const { host: third } = desk()
    third.send(secure(structure({})))
    third.twin.reset()
    third.clock.advance(100_000)
    expect(third.said).toEqual([])
    for (const { clock } of [host, second, third]) expect(clock.waiting).toBe(0)
  })

  it('goes nowhere when nobody asked for one', () => {
    const { host, inside } = desk()
    host.twin.enterPin('1234')
    host.clock.advance(1000)
    expect([host.said, inside.heard]).toEqual([[], []])
  })
})

describe('PC_to_RDR_Secure', () => {
  const refused = (abData: string, bError: number, t: 0 | 1 = 0) =>
    expect(desk(t).host.ask(secure(abData))).toMatchObject({ name: 'RDR_to_PC_DataBlock', bStatus: 0x40, bError })

  it('is not supported by a reader without a pad, nor at character level', () => {
    const plain = CcidHost.of('tpdu', { slots: [card(T1_ATR)] })
    plain.powerOn()
    expect(plain.ask(secure(structure({})))).toMatchObject({ bStatus: 0x40, bError: 0 })
    const { host } = desk(1, 'character')
    host.send(secure(structure({})))
    host.twin.enterPin('1234')
    host.clock.advance(0)
    expect(host.answers.at(-1)).toMatchObject({ bStatus: 0x40, bError: 0 })
  })

  it.each([1, 2, 3, 4, 5, 6])('does not support operation %i', (operation) => refused(`0${operation}00`, 0))

  it.each<readonly [string, string, number]>([
    ['nothing', '', 1], ['an operation that does not exist', '07', 10], ['a structure cut short', '001e8208', 1],
    ['a reserved format', structure({ format: '83' }), 12],
    ['a place within a half byte', structure({ format: '0a' }), 12],
    ['a block too small for the PIN', structure({ block: '07' }), 13],
    ['a length of 3 bits', structure({ block: '38' }), 13], ['a reserved bit', structure({ length: '20' }), 14],
    ['a length outside the data', structure({ block: '48', length: '1f' }), 14],
    ['fewer digits than at least', structure({ digits: '0304' }), 15], ['no digits', structure({ digits: '0000' }), 15],
    ['no end', structure({ condition: '04' }), 17], ['an unknown end', structure({ condition: '0a' }), 17],
    ['a PIN outside the data', structure({ format: '8a' }), 25],
    ['Lc that does not count the data', structure({ apdu: '0020000109ffffffffffffffff' }), 25],
  ])('refuses %s', (_, abData, bError) => refused(abData, bError))

  it('asks one person for one PIN at a time', () => {
    const slots = [card(hex(T0_ATR)), card(hex(T0_ATR))]
    const host = CcidHost.like('two-slots', { bPINSupport: 1, bMaxCCIDBusySlots: 2 }, { slots })
    for (const bSlot of [0, 1]) host.ask({ name: 'PC_to_RDR_IccPowerOn', bPowerSelect: 1 }, bSlot)
    host.said.length = 0
    host.send(secure(structure({})), 0)
    expect(host.ask(secure(structure({})), 1)).toMatchObject({ bSlot: 1, bStatus: 0x40, bError: 0xe0 })
    host.twin.enterPin('1234')
    host.clock.advance(0)
    expect(host.answers.at(-1)).toMatchObject({ bSlot: 0, bStatus: 0 })
    expect(slots.map(({ heard }) => heard.length)).toEqual([1, 0])
  })
})
