import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Chain, type ChainHead, type KeptRecord } from './chain.ts'
import { auditRecords } from './record.fixture.ts'
import { AuditRecord, textFields } from './record.ts'
import { readRecord, recordBytes, withSequence } from './record-bytes.ts'
import { verifyChain, type Verdict } from './verification.ts'

const key = new Uint8Array(32).fill(7)
const chain = new Chain(key)

interface Kept {
  readonly rows: readonly KeptRecord[]
  readonly head: ChainHead | undefined
}

function kept(records: readonly AuditRecord[]): Kept & { readonly head: ChainHead } {
  let link = chain.start
  const rows = records.map((one) => {
    const record = recordBytes(one)
    link = chain.next(link, record)
    return { sequence: one.sequence, record, link }
  })
  return { rows, head: chain.head(rows.length, link) }
}

const verified = ({ rows, head }: Kept, by = chain): Verdict => (
  verifyChain(by, { records: () => [...rows].sort((one, other) => one.sequence - other.sequence), head })
)
const chains = auditRecords.map(kept)
const place = fc.nat()
const flip = (bytes: Uint8Array, at: number, by: number) => bytes.map((byte, index) => index === at % bytes.length ? byte ^ by : byte)
const difference = fc.integer({ min: 1, max: 255 })
/** The same rows with one sequence after the other, and each record saying so: what a careful forger without the key would do. */
const renumbered = (rows: readonly KeptRecord[]): KeptRecord[] => rows.map((row, index) => (
  { ...row, sequence: index + 1, record: withSequence(row.record, index + 1) }
))

describe('a chain that nobody touched', () => {
  it('is whole, whatever is in it', () => {
    fc.assert(fc.property(auditRecords, (records) => {
      expect(verified(kept(records))).toEqual({
        count: records.length, firstAt: records[0]!.at, lastAt: records.at(-1)!.at, broken: null,
      })
    }))
  })

  it('is whole with nothing in it', () => {
    expect(verified(kept([]))).toEqual({ count: 0, firstAt: null, lastAt: null, broken: null })
  })

  it('is broken from its first record on under another key', () => {
    fc.assert(fc.property(chains, (whole) => {
      expect(verified(whole, new Chain(new Uint8Array(32))).broken).toMatchObject({ sequence: 1, what: 'changed' })
    }))
  })
})

describe('the first broken record is named', () => {
  it('when any byte of a record or of a link is another', () => {
    fc.assert(fc.property(chains, place, place, difference, fc.constantFrom('record', 'link'), (whole, which, at, by, part) => {
      const index = which % whole.rows.length
      const rows = whole.rows.map((row, one) => one === index ? { ...row, [part]: flip(row[part], at, by) } : row)
      const { count, broken } = verified({ ...whole, rows })
      expect(broken).toMatchObject({ sequence: index + 1, what: 'changed' })
      expect(count).toBe(index)
    }), { numRuns: 400 })
  })

  it('when any field of a record says something else', () => {
    const fields = fc.constantFrom('at' as const, ...textFields)
    fc.assert(fc.property(chains, auditRecords, place, fields, (whole, [other], which, field) => {
      const index = which % whole.rows.length
      const before = readRecord(whole.rows[index]!.record)
      fc.pre(before[field] !== other![field])
      const record = recordBytes({ ...before, [field]: other![field] })
      const rows = whole.rows.map((row, one) => one === index ? { ...row, record } : row)
      expect(verified({ ...whole, rows }).broken).toEqual({
        sequence: index + 1, what: 'changed', at: field === 'at' ? other!.at : before.at,
      })
    }), { numRuns: 400 })
  })

  it('when one is taken out, whether or not those behind it move up', () => {
    fc.assert(fc.property(chains, place, fc.boolean(), (whole, which, closed) => {
      const index = which % whole.rows.length
      const open = whole.rows.filter((_, one) => one !== index)
      const rows = closed ? renumbered(open) : open
      const what = index === whole.rows.length - 1 ? 'cutOff' : 'missing'
      expect(verified({ ...whole, rows }).broken).toMatchObject({ sequence: index + 1, what })
    }))
  })

  it('when any number of them is cut off at the end', () => {
    fc.assert(fc.property(chains, place, (whole, which) => {
      const left = which % whole.rows.length
      expect(verified({ ...whole, rows: whole.rows.slice(0, left) }).broken).toEqual({ sequence: left + 1, at: null, what: 'cutOff' })
    }))
  })

  it('when one is put in, with whatever link, and those behind it move down', () => {
    fc.assert(fc.property(chains, auditRecords, place, place, (whole, [other], which, linkOf) => {
      const index = which % (whole.rows.length + 1)
      const { link } = whole.rows[linkOf % whole.rows.length]!
      const forged = { sequence: 0, record: recordBytes(other!), link }
      const rows = renumbered([...whole.rows.slice(0, index), forged, ...whole.rows.slice(index)])
      expect(verified({ ...whole, rows }).broken).toMatchObject({ sequence: index + 1, what: 'inserted', at: other!.at })
    }))
  })

  it('when one is put before the first', () => {
    fc.assert(fc.property(chains, fc.integer({ min: -9, max: 0 }), (whole, sequence) => {
      const rows = [...whole.rows, { ...whole.rows[0]!, sequence }]
      expect(verified({ ...whole, rows }).broken).toMatchObject({ sequence, what: 'inserted' })
    }))
  })

  it('when two change places, whether or not they say their new ones', () => {
    fc.assert(fc.property(chains.filter(({ rows }) => rows.length > 1), place, place, fc.boolean(), (whole, one, other, careful) => {
      const [left, right] = [one % whole.rows.length, other % whole.rows.length]
      fc.pre(left !== right)
      const swapped = whole.rows.map((row, index) => {
        const from = index === left ? right : index === right ? left : index
        return { ...whole.rows[from]!, sequence: row.sequence }
      })
      const rows = careful ? renumbered(swapped) : swapped
      expect(verified({ ...whole, rows }).broken).toMatchObject({ sequence: Math.min(left, right) + 1, what: 'moved' })
    }))
  })

  it('when one is given a place behind the last', () => {
    fc.assert(fc.property(chains, place, fc.integer({ min: 20, max: 99 }), (whole, which, sequence) => {
      const index = which % whole.rows.length
      const rows = whole.rows.map((row, one) => one === index ? { ...row, sequence } : row)
      expect(verified({ ...whole, rows }).broken).toMatchObject({ sequence: index + 1, what: 'moved' })
    }))
  })

  it('when what says where the chain ends was changed, taken away, or made without the key', () => {
    fc.assert(fc.property(chains, place, difference, fc.constantFrom('count', 'link', 'seal', 'gone', 'forged'), (whole, at, by, part) => {
      const { rows, head } = whole
      const last = rows.at(-1)!
      const changed = part === 'gone' ? undefined
        : part === 'count' ? { ...head, count: head.count + by }
        : part === 'forged' ? new Chain(new Uint8Array(32)).head(rows.length, last.link)
        : { ...head, [part]: flip(head[part], at, by) }
      expect(verified({ rows, head: changed })).toMatchObject({
        count: rows.length, broken: { sequence: rows.length, what: 'headChanged', at: readRecord(last.record).at },
      })
    }))
  })

  it('when everything is gone, with what says where it ended', () => {
    expect(verified({ rows: [], head: undefined }).broken).toEqual({ sequence: 0, at: null, what: 'headChanged' })
  })

  it('when the end is cut off and an earlier head of a shorter chain is made up for it', () => {
    fc.assert(fc.property(chains.filter(({ rows }) => rows.length > 1), (whole) => {
      const rows = whole.rows.slice(0, -1)
      const head = { ...whole.head, count: rows.length, link: rows.at(-1)!.link }
      expect(verified({ rows, head }).broken).toMatchObject({ sequence: rows.length, what: 'headChanged' })
    }))
  })
})

describe('what a chain cannot tell', () => {
  it('is that all of it was set back to an earlier day, head and all', () => {
    fc.assert(fc.property(auditRecords, place, (records, which) => {
      expect(verified(kept(records.slice(0, which % records.length + 1))).broken).toBeNull()
    }))
  })
})
