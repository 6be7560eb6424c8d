import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { CcidRequest } from '#protocols/ccid/messages'
import { CcidHost, ScriptedCard, T0_ATR } from './ccid-host.fixture.ts'
import { readerModels } from './reader-models.ts'

const secure = (abData: string): CcidRequest =>
  ({ name: 'PC_to_RDR_Secure', bBWI: 0, wLevelParameter: 0, abData: unhex(abData) })

describe('a PIN changed at the reader', () => {
  // bPINOperation, bTimeOut, formats, old at, new at, most and least digits, bConfirmPIN, condition, messages, language,
  // indices, prologue, command
  const change = ({
    confirm = '03', at = '0008', messages = '03', indices = '000102', block = '08', apdu = `0024000110${'ff'.repeat(16)}`,
  }) =>
    secure(`011e82${block}00${at}0804${confirm}02${messages}0904${indices}000000${apdu}`)

  function changing(pinIndices?: 'three', bPINSupport = 3) {
    const inside = new ScriptedCard(hex(T0_ATR), () => unhex('9000'))
    const descriptor = { ...readerModels['tpdu'].descriptor, bPINSupport }
    const host = CcidHost.like('tpdu', descriptor, { slots: [inside], ...pinIndices === undefined ? {} : { pinIndices } })
    host.powerOn()
    host.settle(0)
    host.said.length = 0
    const enter = (...digits: readonly string[]) => {
      for (const one of digits) host.twin.enterPin(one)
      host.clock.advance(0)
      return host.answers.at(-1)
    }
    return { host, inside, enter }
  }

  it('is sent to the card with the old one when the new one was entered twice alike', () => {
    const { host, inside, enter } = changing()
    host.send(change({}))
    expect(enter('1234', '567890', '567890')).toMatchObject({ bStatus: 0, abData: unhex('9000') })
    expect(inside.heard).toEqual(['002400011031323334ffffffff353637383930ffff'])
  })

  it('asks for what the host says: new and new again, old and new, new alone', () => {
    const { host, inside, enter } = changing()
    host.send(change({ confirm: '01', messages: '02', indices: '0102', at: '0000', apdu: '0028000108ffffffffffffffff' }))
    enter('567890', '567890')
    host.send(change({ confirm: '02', messages: '02', indices: '0001' }))
    enter('1234', '5678')
    host.send(change({ confirm: '00', messages: '00', indices: '00', at: '0008' }))
    enter('5678')
    expect(inside.heard).toEqual([
      '0028000108353637383930ffff', '002400011031323334ffffffff35363738ffffffff', '0024000110ffffffffffffffff35363738ffffffff',
    ])
  })

  it('takes three indices always where it is that kind of reader', () => {
    const { host, inside, enter } = changing('three')
    host.send(change({ confirm: '00', messages: '01', indices: '010000' }))
    enter('5678')
    expect(inside.heard).toHaveLength(1)
  })

  it('ends as 6402 when the two differ, and the card hears nothing', () => {
    const { host, inside, enter } = changing()
    host.send(change({}))
    expect(enter('1234', '567890', '567891')).toMatchObject({ bStatus: 0, abData: unhex('6402') })
    host.send(change({}))
    expect(enter('1234', '567890', '567890')).toMatchObject({ abData: unhex('9000') })
    expect(inside.heard).toHaveLength(1)
  })

  it.each([['a time that is up', 0xf0], ['the key for it', 0xef]])('is ended by %s at each of its entries', (_, bError) => {
    for (const before of [[], ['1234'], ['1234', '5678']]) {
      const { host, inside, enter } = changing()
      host.send(change({}))
      enter(...before)
      if (bError === 0xef) host.twin.cancelPin()
      else host.clock.advance(30_000)
      host.clock.advance(0)
      expect(host.answers.at(-1)).toMatchObject({ bStatus: 0x40, bError })
      expect([enter('1234', '5678', '5678')?.bStatus, inside.heard, host.clock.waiting]).toEqual([0x40, [], 0])
    }
  })

  it('gives each entry its own time', () => {
    const { host, inside, enter } = changing()
    host.send(change({}))
    for (const digits of ['1234', '5678', '5678']) {
      host.clock.advance(29_000)
      enter(digits)
    }
    expect(inside.heard).toHaveLength(1)
  })

  it.each<readonly [string, Parameters<typeof change>[0], number]>([
    ['a bConfirmPIN of more than two bits', { confirm: '04' }, 19], ['more messages than three', { messages: '04' }, 21],
    ['a new PIN outside the data', { at: '0009' }, 30], ['an old PIN outside the data', { at: '0908' }, 30],
    ['a command that would grow', { block: '00' }, 13], ['a block too small for the PIN', { block: '07' }, 13],
  ])('refuses %s', (_, wrong, bError) => {
    expect(changing().host.ask(change(wrong))).toMatchObject({ bStatus: 0x40, bError })
  })

  it('is not supported by a reader that verifies only', () => {
    const { host, inside } = changing(undefined, 1)
    expect(host.ask(change({}))).toMatchObject({ bStatus: 0x40, bError: 0 })
    expect(inside.heard).toEqual([])
  })
})
