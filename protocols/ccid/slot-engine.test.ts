import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createActor } from 'xstate'
import { unhex } from '../bytes/hex.ts'
import type { CcidAnswer } from './messages.ts'
import { createSlotEngine, type SlotEffect } from './slot-engine.ts'
import { slotMachine, type SlotEvent } from './slot.machine.ts'
import { bStatusOf, type CommandStatus, type SlotStatus } from './slot-status.ts'

const xfr = { name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter: 0, abData: unhex('00a40400') } as const
const data = (bSeq: number, status: Partial<SlotStatus> = {}, bError = 0): CcidAnswer => ({
  name: 'RDR_to_PC_DataBlock', bSlot: 0, bSeq, bStatus: bStatusOf({ icc: 'active', command: 'ok', ...status }), bError,
  bChainParameter: 0, abData: unhex('9000'),
})
const status = (bSeq: number, command: SlotStatus['command'] = 'ok', bError = 0): CcidAnswer => ({
  name: 'RDR_to_PC_SlotStatus', bSlot: 0, bSeq, bStatus: bStatusOf({ icc: 'inactive', command }), bError,
  bClockStatus: 0,
})
const said = (effects: readonly SlotEffect[]) => effects.map((effect) => {
  switch (effect.type) {
    case 'send': return `send ${effect.message.name} ${effect.message.bSeq}`
    case 'restartTimer': return `timer x${effect.multiplier}`
    case 'requestAbort': return `requestAbort ${effect.bSeq}`
    case 'answered': return `answered ${effect.message.bSeq}`
    case 'refused': return `refused ${effect.error.name}`
    case 'failed': return `failed ${effect.failure}`
  }
})
const begun = () => {
  const engine = createSlotEngine({ bSlot: 0, limits: { timeExtensions: 3, strayAnswers: 2 } })
  expect(said(engine.begin(xfr))).toEqual(['send PC_to_RDR_XfrBlock 0', 'timer x1'])
  return engine
}

describe('a command to a slot', () => {
  it('is answered by the message of its kind, slot and sequence number', () => {
    const engine = begun()
    expect(said(engine.received(data(0)))).toEqual(['answered 0'])
    expect(said(engine.begin(xfr))).toEqual(['send PC_to_RDR_XfrBlock 1', 'timer x1'])
  })

  it('counts its sequence number on past 255', () => {
    const engine = createSlotEngine({ bSlot: 0, bSeq: 254 })
    expect(said(engine.begin(xfr))[0]).toBe('send PC_to_RDR_XfrBlock 255')
    engine.received(data(255))
    expect(said(engine.begin(xfr))[0]).toBe('send PC_to_RDR_XfrBlock 0')
  })

  it('has more time when the reader wants it, so many times over, but not for ever', () => {
    const engine = begun()
    const more = (bError: number) => said(engine.received(data(0, { command: 'timeExtension' }, bError)))
    expect([more(2), more(0), more(255)]).toEqual([['timer x2'], ['timer x1'], ['timer x255']])
    expect(more(1)).toEqual(['failed timeExtensionStorm'])
  })

  it('drops answers to other commands and slots, but not for ever', () => {
    const engine = begun()
    expect(said(engine.received({ ...data(0), bSlot: 1 }))).toEqual([])
    expect(said(engine.received(data(255)))).toEqual([])
    expect(said(engine.received(data(254)))).toEqual([])
    expect(said(engine.received(data(253)))).toEqual(['failed answersOutOfStep'])
  })

  it('is refused by name, whatever kind of message says so, and the slot goes on', () => {
    const engine = begun()
    expect(said(engine.received(status(0, 'failed', 0xfe)))).toEqual(['refused ICC_MUTE'])
    expect(said(engine.begin(xfr))).toEqual(['send PC_to_RDR_XfrBlock 1', 'timer x1'])
  })

  it('tells with the answer whether a card is there', () => {
    expect(begun().received(data(0, { icc: 'absent', command: 'failed' }, 0xfe))).toMatchObject([{ icc: 'absent' }])
  })

  it.each<readonly [string, (engine: ReturnType<typeof begun>) => readonly SlotEffect[]]>([
    ['notSent', (engine) => engine.notSent()],
    ['malformedAnswer', (engine) => engine.malformed()],
    ['malformedAnswer', (engine) => engine.received(data(0, { command: 'reserved' }))],
    ['unexpectedAnswer', (engine) => engine.received(status(0))],
    ['readerRemoved', (engine) => engine.removed()],
  ])('ends with %s, after which the slot waits for a new beginning', (failure, happens) => {
    const engine = begun()
    expect(said(happens(engine))).toEqual([`failed ${failure}`])
    expect(said(engine.received(data(0)))).toEqual([])
    expect(said(engine.begin(xfr))).toEqual([`failed ${failure === 'readerRemoved' ? failure : 'slotUnusable'}`])
  })

  it('is one at a time', () => {
    expect(() => begun().begin(xfr)).toThrow(/under way/)
  })
})

describe('a command that is given up', () => {
  it.each<readonly [string, (engine: ReturnType<typeof begun>) => readonly SlotEffect[]]>([
    ['timedOut', (engine) => engine.timedOut()],
    ['cancelled', (engine) => engine.cancel()],
    ['hardwareError', (engine) => engine.hardwareError({ bSlot: 0 })],
  ])('for %s is aborted on both pipes, and the slot goes on', (failure, happens) => {
    const engine = begun()
    expect(said(happens(engine))).toEqual(['requestAbort 1', 'timer x1'])
    expect(said(engine.received(data(0, { command: 'failed' }, 0xff)))).toEqual([])
    expect(said(engine.abortRequested(true))).toEqual(['send PC_to_RDR_Abort 1', 'timer x1'])
    expect(said(engine.received(data(0)))).toEqual([])
    expect(said(engine.received(status(1)))).toEqual([`failed ${failure}`])
    expect(said(engine.begin(xfr))).toEqual(['send PC_to_RDR_XfrBlock 2', 'timer x1'])
  })

  it.each<readonly [string, (engine: ReturnType<typeof begun>) => readonly SlotEffect[]]>([
    ['the control request is not taken', (engine) => engine.abortRequested(false)],
    ['the control request hangs', (engine) => engine.timedOut()],
    ['the message is not sent', (engine) => (engine.abortRequested(true), engine.notSent())],
    ['the reader stays silent', (engine) => (engine.abortRequested(true), engine.timedOut())],
    ['the reader answers with data', (engine) => (engine.abortRequested(true), engine.received(data(1)))],
    ['the reader does not know it', (engine) => (engine.abortRequested(true), engine.received(status(1, 'failed', 0)))],
  ])('leaves the slot unusable when %s', (_, happens) => {
    const engine = begun()
    engine.timedOut()
    expect(said(happens(engine))).toEqual(['failed abortFailed'])
    expect(said(engine.begin(xfr))).toEqual(['failed slotUnusable'])
  })

  it('ends at once when the reader is pulled', () => {
    const engine = begun()
    engine.timedOut()
    expect(said(engine.removed())).toEqual(['failed readerRemoved'])
  })

  it('is not given up for the hardware of another slot', () => {
    expect(begun().hardwareError({ bSlot: 1 })).toEqual([])
  })
})

describe('the slot machine', () => {
  const events: fc.Arbitrary<SlotEvent> = fc.oneof(
    { weight: 6, arbitrary: fc.constant({ type: 'begun' as const, answerType: 0x80 }) },
    {
      weight: 9,
      arbitrary: fc.record({
        type: fc.constant('answer' as const), bMessageType: fc.constantFrom(0x80, 0x80, 0x81),
        bSlot: fc.constantFrom(0, 0, 0, 0, 1), bSeq: fc.constantFrom(0, 0, 0, 1, 1, 2, 3), bError: fc.nat(0xff),
        command: fc.constantFrom<CommandStatus>('ok', 'ok', 'ok', 'failed', 'timeExtension', 'reserved'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Exclude<SlotEvent['type'], 'begun' | 'answer'>>(
        'notSent', 'malformed', 'timedOut', 'cancelled', 'abortRequested', 'abortRefused', 'hardwareError', 'removed',
      ).map((type) => ({ type })),
    },
  )

  it('ends every command once, answers none with what was meant for another, and keeps a context of plain JSON', () => {
    const ended = { answered: 0, failed: 0 }
    fc.assert(fc.property(fc.array(events, { maxLength: 40 }), (happened) => {
      let open = 0
      let last: SlotEvent | undefined
      const end = () => void open--
      const actor = createActor(slotMachine.provide({
        actions: {
          sendCommand: () => void open++,
          answer: () => {
            end()
            ended.answered++
            const { bSeq } = actor.getSnapshot().context
            expect(last).toMatchObject({ bMessageType: 0x80, bSlot: 0, command: 'ok', bSeq })
          },
          refuse: end,
          fail: (_, { failure }) => {
            ended.failed++
            if (last?.type !== 'begun') end()
            else expect(['slotUnusable', 'readerRemoved']).toContain(failure)
          },
        },
      }), { input: { bSlot: 0, limits: { timeExtensions: 3, strayAnswers: 2 } } }).start()
      for (const event of happened) {
        last = event
        actor.send(event)
        const { context, value } = actor.getSnapshot()
        expect(open).toBe(typeof value === 'object' ? 1 : 0)
        expect(JSON.parse(JSON.stringify(context))).toEqual(context)
      }
    }), { numRuns: 1000 })
    expect(Math.min(ended.answered, ended.failed)).toBeGreaterThan(50)
  })

  it('from wherever it is busy comes to an end by time alone', () => {
    fc.assert(fc.property(fc.array(events, { maxLength: 20 }), (happened) => {
      const actor = createActor(slotMachine, { input: { bSlot: 0 } }).start()
      for (const event of happened) actor.send(event)
      for (let time = 0; time < 3; time++) actor.send({ type: 'timedOut' })
      expect(typeof actor.getSnapshot().value).toBe('string')
    }))
  })

  it('has nothing in it that waits or calls by itself', () => {
    expect(JSON.stringify(slotMachine.config)).not.toMatch(/"(?:invoke|after)":/)
  })
})
