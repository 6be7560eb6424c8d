import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import {
  decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, type CommandApdu, type ResponseApdu,
} from './apdu.ts'
import { getData, getResponse } from './commands/index.ts'
import { commandPipeline, MAX_ANSWER_LENGTH, MAX_GET_RESPONSES } from './pipeline.ts'

const command = getData.encode({ tag: 0x1100, data: unhex('0000') })
type Card = (apdu: CommandApdu) => ResponseApdu

function run(card: Card, first = command): { answer: ResponseApdu, sent: CommandApdu[] } {
  const sent: CommandApdu[] = []
  const pipeline = commandPipeline(first)
  let step = pipeline.next()
  while (!step.done) {
    sent.push(step.value)
    step = pipeline.next(card(step.value))
  }
  return { answer: step.value, sent }
}

/** A card that says its answers one after the other, in hex, whatever it is asked. */
function reciting(...answers: readonly string[]): Card {
  const left = [...answers]
  return () => decodeResponseApdu(unhex(left.shift() ?? ''))
}

/** One piece of a split answer: how long, and whether the card first insists on exactly that Le with 6Cxx. */
interface Piece {
  readonly length: number
  readonly insists: boolean
}

/** A T=0 card that gives its answer in pieces and names the next piece, or nothing better than 00, in 61xx. */
function splitting(whole: ResponseApdu, pieces: readonly Piece[]): Card {
  let given = 0
  let turn = 0
  return ({ ins, le }) => {
    const { length = 256, insists = false } = pieces[turn] ?? {}
    const piece = whole.data.subarray(given, given + length)
    if (insists && piece.length > 0 && le !== piece.length) {
      return { data: new Uint8Array(), sw: 0x6c00 | (piece.length & 0xff) }
    }
    if (ins === getResponse.ins && piece.length > (le ?? 0)) throw new Error('the host asked for too little')
    given += piece.length
    turn++
    const rest = whole.data.length - given
    const next = pieces[turn]
    const announced = next?.insists ? 0 : Math.min(rest, next?.length ?? 256, 256) & 0xff
    return { data: piece, sw: rest > 0 ? 0x6100 | announced : whole.sw }
  }
}

describe('the command pipeline', () => {
  const piece = fc.record({ length: fc.integer({ min: 1, max: 256 }), insists: fc.boolean() })
  const done = fc.record({ data: fc.uint8Array({ maxLength: 3000 }), sw: fc.constantFrom(0x9000, 0x6281, 0x6300) })
  const refusal = fc.constantFrom(0x6a82, 0x6982, 0x6d00, 0x6f00).map((sw) => ({ data: new Uint8Array(), sw }))

  it('gives the same answer however the card splits it', () => {
    fc.assert(fc.property(fc.oneof(done, refusal), fc.array(piece, { maxLength: 40 }), (whole, pieces) => {
      const { answer } = run(splitting(whole, pieces))
      expect({ ...answer, data: hex(answer.data) }).toEqual({ ...whole, data: hex(whole.data) })
    }), { numRuns: 500 })
  })

  it('sends nothing but the command when the card answers at once', () => {
    expect(run(reciting('cafe9000'))).toEqual({ answer: { data: unhex('cafe'), sw: 0x9000 }, sent: [command] })
  })

  it('asks for exactly what 61xx announces, 00 meaning 256', () => {
    const { answer, sent } = run(reciting('6100', 'ca6101', 'fe9000'))
    expect(sent.map((apdu) => hex(encodeCommandApdu(apdu)))).toEqual(['00ca1100020000', '00c0000000', '00c0000001'])
    expect(answer).toEqual({ data: unhex('cafe'), sw: 0x9000 })
  })

  it('repeats the command once with the Le of 6Cxx, and gives up at a second 6Cxx', () => {
    const once = run(reciting('6c02', 'cafe9000'), { cla: 0, ins: 0xca, p1: 1, p2: 2, le: 256 })
    expect(once.sent.map(({ le }) => le)).toEqual([256, 2])
    expect(once.answer).toEqual({ data: unhex('cafe'), sw: 0x9000 })

    const twice = run(reciting('6c02', '6c03', 'cafe9000'))
    expect(twice.sent).toHaveLength(2)
    expect(twice.answer).toEqual({ data: new Uint8Array(), sw: 0x6c03 })
  })

  it('drops what it has when the card refuses to give the rest', () => {
    expect(run(reciting('cafe6104', '6f00')).answer).toEqual({ data: new Uint8Array(), sw: 0x6f00 })
  })

  it.each([
    ['00ca1100020000', '00'], ['03ca110000', '03'], ['0cca110000', '00'], ['1fca110000', '03'], ['40ca110000', '40'],
    ['7fca110000', '4f'], ['a0b0000000', 'a0'],
  ])('fetches the rest of %s with class %s: same channel, nothing else', (capdu, cla) => {
    const { sent } = run(reciting('6101', 'ca9000'), decodeCommandApdu(unhex(capdu)))
    expect(hex(encodeCommandApdu(sent[1] ?? command))).toBe(`${cla}c0000001`)
  })

  it('ends with a card that announces data for ever and gives none', () => {
    let answered = 0
    const endless = () => run(() => (answered++, { data: new Uint8Array(), sw: 0x6100 }))
    expect(endless).toThrow(MalformedError)
    expect(answered).toBe(1 + MAX_GET_RESPONSES)
  })

  it('ends with a card that gives data for ever', () => {
    let answered = 0
    const endless = () => run(() => (answered++, { data: new Uint8Array(256), sw: 0x6100 }))
    expect(endless).toThrow(MalformedError)
    expect(answered).toBe(1 + MAX_ANSWER_LENGTH / 256)
  })

  it('takes the longest answer there is', () => {
    const whole = { data: new Uint8Array(MAX_ANSWER_LENGTH).fill(0xa5), sw: 0x9000 }
    const { answer } = run(splitting(whole, []))
    expect(answer.sw).toBe(0x9000)
    expect(hex(answer.data)).toBe(hex(whole.data))
  })

  it('ends with a card that answers every command with 6Cxx', () => {
    const { answer, sent } = run(() => ({ data: new Uint8Array(), sw: 0x6c10 }))
    expect(sent).toHaveLength(2)
    expect(answer.sw).toBe(0x6c10)
  })
})
