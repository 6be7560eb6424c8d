import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ascii } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { MalformedError } from '#protocols/bytes/malformed'
import { groups, upTo } from '#protocols/cshis/buffer'
import { Sheet } from './sheet.ts'

const facts = { provenance: { source: 'made up' } } as const
const record = fixedWidth(3, { code: ascii(3, '代碼', facts) })
const buffers = [['fixed', groups('fixed', 4, record)], ['upTo', upTo('upTo', 4, record)]] as const
const room = { fixed: 12, upTo: 12 }
const records = fc.array(fc.option(fc.record({ code: fc.stringMatching(/^[0-9A-Z]{0,3}$/) })), { maxLength: 4 })
const answers = fc.record({ fixed: records, upTo: records })

const empty = () => ({ fixed: new Uint8Array(12), upTo: new Uint8Array(12) })
const spelled = ({ fixed, upTo: some }: { fixed: ({ code: string } | null)[], upTo: ({ code: string } | null)[] }) => ({
  fixed: buffers[0][1].encode(fixed), upTo: buffers[1][1].encode(some),
})

test('an answer is written as its buffers spell it, whatever the answers before it were', () => {
  fc.assert(fc.property(fc.array(answers, { minLength: 1, maxLength: 5 }), (all) => {
    const sheet = new Sheet()
    const memory = empty()
    for (const values of all) expect(sheet.written(buffers, values, { own: {}, room, memory })).toEqual(spelled(values))
  }))
})

test('what is in the memory of one caller stays as it is when the answer of the next one comes', () => {
  fc.assert(fc.property(answers, answers, (one, other) => {
    const sheet = new Sheet()
    const first = sheet.written(buffers, one, { own: {}, room, memory: empty() })
    sheet.written(buffers, other, { own: {}, room, memory: empty() })
    expect(first).toEqual(spelled(one))
  }))
})

test('of the memory of a HIS nothing is touched behind what is written', () => {
  fc.assert(fc.property(answers, (values) => {
    const memory = { fixed: new Uint8Array(20).fill(0xaa), upTo: new Uint8Array(20).fill(0xaa) }
    const written = new Sheet().written(buffers, values, { own: {}, room, memory }) ?? {}
    for (const [name, bytes] of Object.entries(memory)) {
      expect([...bytes.subarray(written[name]?.length ?? 0)].every((byte) => byte === 0xaa)).toBe(true)
    }
  }))
})

test('nothing at all is written when the last buffer does not fit or has no spelling', () => {
  const memory = { fixed: new Uint8Array(12).fill(0xaa), upTo: new Uint8Array(12).fill(0xaa) }
  const untouched = structuredClone(memory)
  const sheet = new Sheet()
  const fixed = [{ code: 'ABC' }]
  expect(sheet.written(buffers, { fixed, upTo: fixed }, { own: {}, room: { ...room, upTo: 2 }, memory })).toBeUndefined()
  expect(() => sheet.written(buffers, { fixed, upTo: [{ code: 'ABCD' }] }, { own: {}, room, memory })).toThrow(MalformedError)
  expect(memory).toEqual(untouched)
})
