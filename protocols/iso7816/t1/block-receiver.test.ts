import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unhex } from '../../bytes/hex.ts'
import { encodeBlock, type Block } from './block.ts'
import { BlockReceiver } from './block-receiver.ts'

const answer: Block = { kind: 'I', ns: 1, more: false, inf: unhex('9000') }
const bytes = unhex('00 40 02 90 00 d2')

describe('a block receiver', () => {
  it('finds the same blocks however the line cuts their bytes', () => {
    const blocks = fc.array(fc.uint8Array({ maxLength: 254 }), { minLength: 1, maxLength: 4 })
    fc.assert(fc.property(blocks, fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (infs, cuts) => {
      const receiver = new BlockReceiver('crc')
      for (const inf of infs) {
        const block: Block = { kind: 'I', ns: 0, more: true, inf }
        const whole = encodeBlock(block, 'crc')
        const found: Block[] = []
        for (let at = 0; at < whole.length;) {
          expect(receiver.midBlock).toBe(at > 0)
          const size = cuts.next().value ?? 1
          const piece = receiver.push(whole.subarray(at, at + size))
          if (piece !== undefined) found.push(piece)
          at += size
        }
        expect(found).toEqual([block])
      }
    }))
  })

  it('judges a damaged block in the silence after it, once', () => {
    const receiver = new BlockReceiver('lrc')
    expect(receiver.push(unhex('00 40 02 90 00 d3'))).toBeUndefined()
    expect(receiver.midBlock).toBe(true)
    expect(receiver.silence()).toBe(1)
    expect(receiver.silence()).toBeUndefined()
    expect(receiver.push(bytes)).toEqual(answer)
  })

  it.each([
    ['a block cut short', '00 40 02 90', 2],
    ['a LEN of 255', '00 40 ff 90 00', 2],
    ['bytes behind a block', '00 40 02 90 00 d2 00', 2],
    ['two blocks at once', '00 40 02 90 00 d2 00 40 02 90 00 d2', 2],
    ['a LEN made shorter', '00 40 01 90 00 d2', 2],
    ['a LEN made longer', '00 40 03 90 00 d2', 2],
    ['a block for others', '21 40 02 90 00 f3', 2],
    ['a damaged byte', '00 40 02 91 00 d2', 1],
  ])('finds no block in %s', (_, text, fault) => {
    const receiver = new BlockReceiver('lrc')
    expect(receiver.push(unhex(text))).toBeUndefined()
    expect(receiver.silence()).toBe(fault)
  })

  it('hears nothing behind an unsound block until there is silence, and never overflows', () => {
    const receiver = new BlockReceiver('lrc')
    receiver.push(unhex('00 40 02 90 00 d3'))
    expect(receiver.push(bytes)).toBeUndefined()
    expect(receiver.push(new Uint8Array(1_000))).toBeUndefined()
    expect(receiver.silence()).toBe(1)
    expect(receiver.push(new Uint8Array(1_000))).toBeUndefined()
    expect(receiver.silence()).toBe(2)
  })

  it('cannot notice a LEN made shorter when the bytes come in pieces and a byte of INF fits as LRC', () => {
    const receiver = new BlockReceiver('lrc')
    // 00 40 03 01 40 00 02 before LEN lost a bit
    expect(receiver.push(unhex('00 40 01 01'))).toBeUndefined()
    expect(receiver.push(unhex('40'))).toEqual({ kind: 'I', ns: 1, more: false, inf: unhex('01') })
    expect(receiver.push(unhex('00 02'))).toBeUndefined()
    expect(receiver.silence()).toBe(2)
  })
})
