import { describe, expect, it } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import type { CcidRequest } from '#protocols/ccid/messages'
import { CcidHost, echoing, healthCard, ScriptedCard } from './ccid-host.fixture.ts'

const T1_ATR = '3bfa1800008131fe4550564a434f503453494493'
const powerOn: CcidRequest = { name: 'PC_to_RDR_IccPowerOn', bPowerSelect: 1 }
const status: CcidRequest = { name: 'PC_to_RDR_GetSlotStatus' }
const abort: CcidRequest = { name: 'PC_to_RDR_Abort' }
const block: CcidRequest = {
  name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter: 0, abData: unhex('0000048010000094'),
}

/** A TPDU reader with a card that keeps silent: a command takes as long as the card is waited for. */
function waiting(): CcidHost {
  const host = CcidHost.of('tpdu', { slots: [new ScriptedCard(T1_ATR, () => undefined)] })
  host.powerOn()
  host.settle(1)
  host.said.length = 0
  return host
}
const ends = (host: CcidHost) => host.answers.map(({ bSeq, bStatus, bError }) => [bSeq, bStatus, bError])

describe('a slot', () => {
  it('does one command at a time, and says so', () => {
    const host = waiting()
    const first = host.send(block)
    const second = host.send(status)
    host.clock.advance(0)
    expect(ends(host)).toEqual([[second, 0x40, 0xe0]])
    host.clock.advance(5000)
    expect(ends(host)).toEqual([[second, 0x40, 0xe0], [first, 0x40, 0xfe]])
    expect(host.ask(status)).toMatchObject({ bStatus: 0 })
  })

  it('answers after the delay the reader has, never within the command', () => {
    const host = CcidHost.of('tpdu', { answerDelayMs: 30 })
    host.send(status)
    host.clock.advance(29)
    expect(host.said).toEqual([])
    host.clock.advance(1)
    expect(host.said).toEqual(['81000000000000020000'])
  })

  it('asks the host for the time its card asks for', () => {
    const host = CcidHost.of('short-apdu', { slots: [echoing(T1_ATR)], contact: { extensions: 2, multiplier: 7 } })
    host.powerOn()
    host.settle(1)
    host.said.length = 0
    host.ask({ name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter: 0, abData: unhex('80100000') })
    expect(host.said).toEqual(['80000000000002800700', '80000000000002800700', '800600000000020000' + '00801000009000'])
  })

  it('asks for it once for each NULL of T=0', () => {
    const host = CcidHost.of('tpdu', { slots: [echoing('3b021450')], contact: { extensions: 3 } })
    host.powerOn()
    host.said.length = 0
    host.ask({ name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter: 0, abData: unhex('0084000000') })
    expect(ends(host)).toEqual([[1, 0x80, 1], [1, 0x80, 1], [1, 0x80, 1], [1, 0, 0]])
  })
})

describe('abort', () => {
  it('takes the control request and then the message', () => {
    const host = waiting()
    const aborted = host.send(block)
    host.twin.abortRequested(0, aborted + 1)
    host.clock.advance(0)
    expect(ends(host)).toEqual([[aborted, 0x40, 0xff]])
    const bSeq = host.send(abort)
    host.clock.advance(0)
    expect(ends(host).at(-1)).toEqual([bSeq, 0, 0])
    expect(host.ask(status)).toMatchObject({ bStatus: 0 })
  })

  it('takes the message and then the control request', () => {
    const host = waiting()
    const aborted = host.send(block)
    const bSeq = host.send(abort)
    host.clock.advance(10_000)
    expect(ends(host)).toEqual([[aborted, 0x40, 0xff]])
    host.twin.abortRequested(0, bSeq)
    host.clock.advance(0)
    expect(ends(host).at(-1)).toEqual([bSeq, 0, 0])
  })

  it('fails every other command until both came with the same number', () => {
    const host = waiting()
    host.twin.abortRequested(0, 77)
    expect(host.ask(status)).toMatchObject({ bStatus: 0x40, bError: 0xff })
    expect(host.ask(abort)).toMatchObject({ name: 'RDR_to_PC_SlotStatus', bStatus: 0x40, bError: 0xff })
    host.twin.abortRequested(0, host.send(abort) + 1)
    expect(host.ask(abort)).toMatchObject({ bStatus: 0, bError: 0 })
    expect(host.ask(status)).toMatchObject({ bStatus: 0 })
  })

  it('does not end what cannot be aborted', () => {
    const host = CcidHost.of('tpdu', { answerDelayMs: 10 })
    const bSeq = host.send(status)
    host.twin.abortRequested(0, 9)
    host.clock.advance(10)
    expect(ends(host)).toEqual([[bSeq, 2, 0]])
  })

  it('takes one step where there is no control pipe', () => {
    const host = CcidHost.of('tpdu', { slots: [new ScriptedCard(T1_ATR, () => undefined)], controlPipe: false })
    host.powerOn()
    host.settle(1)
    const aborted = host.send(block)
    expect(host.ask(abort)).toMatchObject({ bStatus: 0, bError: 0 })
    expect(ends(host)).toContainEqual([aborted, 0x40, 0xff])
  })

  it('knows nothing of slots that are not there', () => {
    const host = waiting()
    host.twin.abortRequested(5, 1)
    expect(host.ask(status)).toMatchObject({ bStatus: 0 })
  })
})

describe('a card pulled', () => {
  it('ends the command on it, and is told on the interrupt pipe', () => {
    const host = waiting()
    const bSeq = host.send(block)
    host.twin.remove(0)
    host.clock.advance(0)
    expect(ends(host)).toEqual([[bSeq, 0x42, 0xfe]])
    expect(host.interrupts).toEqual([{
      name: 'RDR_to_PC_NotifySlotChange',
      slots: [true, false, false, false].map((changed) => ({ present: false, changed })),
    }])
    host.clock.advance(10_000)
    expect(ends(host)).toHaveLength(1)
    expect(host.clock.waiting).toBe(0)
  })

  it('comes back without power', () => {
    const host = waiting()
    host.twin.remove(0)
    host.twin.insert(0, healthCard())
    expect(host.ask(status)).toMatchObject({ bStatus: 1 })
    expect(host.ask(block)).toMatchObject({ bStatus: 0x41, bError: 0xfb })
  })

  it('is one mistake of a test when there is none', () => {
    const { twin } = CcidHost.of('tpdu')
    expect(() => twin.remove(0)).toThrow('no card')
    twin.insert(0, healthCard())
    expect(() => twin.insert(0, healthCard())).toThrow('already')
    expect(() => twin.insert(1, healthCard())).toThrow('no slot 1')
  })
})

describe('notifications', () => {
  it('tell each slot apart', () => {
    const host = CcidHost.of('two-slots')
    host.twin.insert(1, healthCard())
    host.twin.insert(0, healthCard())
    expect(host.interrupts).toEqual([])
    host.clock.advance(0)
    const here = { present: true, changed: true }
    expect(host.interrupts).toMatchObject([
      { slots: [{ present: false, changed: false }, here, {}, {}] },
      { slots: [here, { present: true, changed: false }, {}, {}] },
    ])
  })

  it('come after a power-up for what is in the slots already', () => {
    const host = CcidHost.of('two-slots', { slots: [undefined, healthCard()] })
    host.twin.reset()
    host.clock.advance(0)
    expect(host.interrupts).toMatchObject([{ slots: [{ present: false }, { present: true, changed: true }, {}, {}] }])
  })

  it('wait to be asked for where the reader is like that, and again after a power-up', () => {
    const host = CcidHost.of('tpdu', { notifications: 'whenAsked' })
    const wanted: CcidRequest = { name: 'PC_to_RDR_Escape', abData: unhex('010101') }
    host.twin.insert(0, healthCard())
    host.clock.advance(0)
    expect(host.interrupts).toEqual([])
    host.ask(wanted)
    host.twin.remove(0)
    host.clock.advance(0)
    expect(host.interrupts).toHaveLength(1)
    host.twin.reset()
    host.twin.insert(0, healthCard())
    host.clock.advance(0)
    expect(host.interrupts).toHaveLength(1)
  })

  it('tell of too much current, which ends the command and takes the power', () => {
    const host = waiting()
    const bSeq = host.send(block)
    host.twin.overcurrent(0)
    host.clock.advance(0)
    expect(host.interrupts).toEqual([{ name: 'RDR_to_PC_HardwareError', bSlot: 0, bSeq, bHardwareErrorCode: 1 }])
    expect(ends(host)).toEqual([[bSeq, 0x41, 0xfb]])
  })
})

describe('two slots', () => {
  it('are independent of each other', () => {
    const host = CcidHost.of('two-slots', { slots: [healthCard(), undefined] })
    expect(host.ask(powerOn, 1)).toMatchObject({ bSlot: 1, bStatus: 0x42, bError: 0xfe })
    expect(host.ask(powerOn, 0)).toMatchObject({ bSlot: 0, bStatus: 0 })
    expect(host.ask(status, 1)).toMatchObject({ bSlot: 1, bStatus: 2 })
  })

  it.each([[1, 0xe0], [2, 0]])('work at the same time as far as the reader says: %i', (bMaxCCIDBusySlots, bError) => {
    const host = CcidHost.like('two-slots', { bMaxCCIDBusySlots }, { answerDelayMs: 5 })
    host.send(status, 0)
    host.send(status, 1)
    host.clock.advance(5)
    expect(host.answers.map((answer) => [answer.bSlot, answer.bError])).toEqual([[0, 0], [1, bError]])
  })
})

describe('a power-up', () => {
  it('ends everything, without answers', () => {
    const host = waiting()
    host.send(block)
    host.send(status)
    host.twin.abortRequested(0, 50)
    host.twin.reset()
    host.clock.advance(100_000)
    expect(host.said).toEqual([])
    expect(host.ask(status)).toMatchObject({ bStatus: 1 })
    expect(host.clock.waiting).toBe(0)
  })
})
