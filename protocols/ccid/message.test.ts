import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { ccidMessage } from './message.ts'
import {
  answerTo, ccidAnswers, ccidCommands, ccidMessages, decodeCcidAnswer, decodeCcidCommand, encodeCcid,
} from './messages.ts'
import { createCcidReceiver } from './receiver.ts'

/** Table 6.1-1 and 6.2-1 of the specification, typed by hand. */
const types: Readonly<Record<string, number>> = {
  PC_to_RDR_IccPowerOn: 0x62, PC_to_RDR_IccPowerOff: 0x63, PC_to_RDR_GetSlotStatus: 0x65, PC_to_RDR_XfrBlock: 0x6f,
  PC_to_RDR_GetParameters: 0x6c, PC_to_RDR_ResetParameters: 0x6d, PC_to_RDR_SetParameters: 0x61,
  PC_to_RDR_Escape: 0x6b, PC_to_RDR_IccClock: 0x6e, PC_to_RDR_T0APDU: 0x6a, PC_to_RDR_Secure: 0x69,
  PC_to_RDR_Mechanical: 0x71, PC_to_RDR_Abort: 0x72, PC_to_RDR_SetDataRateAndClockFrequency: 0x73,
  RDR_to_PC_DataBlock: 0x80, RDR_to_PC_SlotStatus: 0x81, RDR_to_PC_Parameters: 0x82, RDR_to_PC_Escape: 0x83,
  RDR_to_PC_DataRateAndClockFrequency: 0x84,
}
const examples = ccidMessages.flatMap((row) => row.examples.map(({ hex: bytes, value }) => ({ bytes, value })))
const isCommand = (name: string) => name.startsWith('PC_to_RDR')
const decode = (bytes: Uint8Array) => (bytes[0] ?? 0) < 0x80 ? decodeCcidCommand(bytes) : decodeCcidAnswer(bytes)

describe('the message tables', () => {
  it('hold every message of the specification with its type, each in its direction', () => {
    expect(Object.fromEntries(ccidMessages.map(({ name, bMessageType }) => [name, bMessageType]))).toEqual(types)
    expect(ccidCommands.every(({ name }) => isCommand(name))).toBe(true)
    expect(ccidAnswers.some(({ name }) => isCommand(name))).toBe(false)
    expect(Object.keys(answerTo).sort()).toEqual(ccidCommands.map(({ name }) => name).sort())
  })

  it.each(examples)('write and read $bytes', ({ bytes, value }) => {
    expect(hex(encodeCcid(value))).toBe(bytes)
    expect(decode(unhex(bytes))).toEqual(value)
  })

  it('read back any numbers and bytes they write', () => {
    const byte = fc.nat(0xff)
    const bytes = fc.uint8Array({ maxLength: 600 })
    fc.assert(fc.property(byte, byte, byte, fc.nat(0xffff), bytes, (bSlot, bSeq, one, two, abData) => {
      const xfr = { name: 'PC_to_RDR_XfrBlock', bSlot, bSeq, bBWI: one, wLevelParameter: two, abData } as const
      expect(decodeCcidCommand(encodeCcid(xfr))).toEqual(xfr)
      const rates = { dwClockFrequency: two * 0xffff, dwDataRate: 0xffff_ffff - two }
      const set = { name: 'PC_to_RDR_SetDataRateAndClockFrequency', bSlot, bSeq, ...rates } as const
      expect(decodeCcidCommand(encodeCcid(set))).toEqual(set)
    }))
  })

  it('are either left at an error that names a field, or write what was read, but for reserved bytes', () => {
    const likely = fc.tuple(fc.constantFrom(...examples), fc.nat(), fc.nat(0xff)).map(([{ bytes }, at, value]) => {
      const damaged = unhex(bytes)
      damaged[at % damaged.length] = value
      return damaged
    })
    let accepted = 0
    fc.assert(fc.property(fc.oneof(likely, fc.uint8Array({ maxLength: 30 })), (bytes) => {
      try {
        const message = decode(bytes)
        accepted++
        const again = encodeCcid(message)
        expect(again).toHaveLength(bytes.length)
        expect(decode(again)).toEqual(message)
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError)
      }
    }), { numRuns: 2000 })
    expect(accepted).toBeGreaterThan(200)
  })

  it.each([
    ['CCID message', '620000000000070000'], ['bMessageType', '64000000000007000000'],
    ['dwLength', '62010000000007000000'], ['dwLength', '6201000000000700000000'],
    ['dwLength', '73000000000014000000'], ['dwLength', '6f020000000009000000 00'],
  ])('refuse a malformed %s', (field, bytes) => {
    expect(() => decodeCcidCommand(unhex(bytes))).toThrow(expect.objectContaining({ name: 'MalformedError', field }))
  })

  it('do not read a command as an answer, nor the other way round', () => {
    for (const { bytes, value } of examples) {
      const wrong = isCommand(value.name) ? decodeCcidAnswer : decodeCcidCommand
      expect(() => wrong(unhex(bytes))).toThrow(MalformedError)
    }
  })

  it('do not write a number that does not fit its field', () => {
    const on = { name: 'PC_to_RDR_IccPowerOn', bSlot: 0, bSeq: 0, bPowerSelect: 0 } as const
    for (const wrong of [{ bSlot: 256 }, { bSeq: -1 }, { bPowerSelect: 0.5 }]) {
      expect(() => encodeCcid({ ...on, ...wrong })).toThrow(MalformedError)
    }
  })

  it('take no row whose own fields exceed three bytes', () => {
    const row = { name: 'X', bMessageType: 0, specific: { dwX: 4 }, body: {}, provenance: { source: 'none' } } as const
    const value = { name: 'X', bSlot: 0, bSeq: 0, dwX: 0 } as const
    expect(() => ccidMessage({ ...row, examples: [{ hex: '', value }] })).toThrow(RangeError)
  })
})

describe('the receiver', () => {
  const some = fc.array(fc.constantFrom(...examples.filter(({ value }) => !isCommand(value.name))), { maxLength: 8 })
  const places = fc.array(fc.nat(), { maxLength: 12 })
  const cut = (stream: Uint8Array, at: readonly number[]) => {
    const cuts = [0, ...at.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length]
    return cuts.slice(1).map((end, index) => stream.subarray(cuts[index], end))
  }
  const answers = () => createCcidReceiver(decodeCcidAnswer, 271)

  it('puts messages together however the stream is cut into transfers', () => {
    fc.assert(fc.property(some, places, (sent, at) => {
      const receiver = answers()
      const stream = unhex(sent.map(({ bytes }) => bytes).join(''))
      const events = cut(stream, at).flatMap((transfer) => [...receiver.received(transfer)])
      expect(events).toEqual(sent.map(({ value }) => ({ type: 'message', message: value })))
    }))
  })

  it('says once that a stream is no messages, at the same place however it is cut, and then nothing', () => {
    fc.assert(fc.property(some, fc.uint8Array({ minLength: 10, maxLength: 60 }), places, (sent, garbage, at) => {
      const stream = Uint8Array.from([...unhex(sent.map(({ bytes }) => bytes).join('')), ...garbage.fill(0x7f, 0, 1)])
      const [one, other] = [answers(), answers()]
      const whole = one.received(stream)
      expect(cut(stream, at).flatMap((transfer) => [...other.received(transfer)])).toEqual(whole)
      expect(whole.at(-1)).toMatchObject({ type: 'malformed' })
      expect(one.received(unhex('81000000000208020001'))).toEqual([])
    }))
  })

  it('does not wait for a message longer than the reader can send, and begins anew when told', () => {
    const receiver = answers()
    expect(receiver.received(unhex('80060100000007000000'))).toMatchObject([{ type: 'malformed', field: 'dwLength' }])
    receiver.restart()
    expect(receiver.received(unhex('81000000000208020001'))).toMatchObject([{ type: 'message' }])
    receiver.received(unhex('8100000000'))
    expect(receiver.midMessage).toBe(true)
    receiver.restart()
    expect(receiver.received(unhex('81000000000208020001'))).toHaveLength(1)
    expect(receiver.midMessage).toBe(false)
  })
})
