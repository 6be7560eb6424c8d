import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CardMemory, type Transaction } from './card-memory.ts'
import { PowerLost } from './eeprom.ts'
import { FileSystem } from './file-system.ts'
import { ReferenceData } from './reference-data.ts'

/** Cuts the supply at every byte that an act writes. @returns what stands there after the next power-on, at each */
function afterEveryCut<Card, Seen>(make: () => { memory: CardMemory, card: Card }, act: (card: Card) => void, look: (card: Card) => Seen) {
  const whole = make()
  const old = look(whole.card)
  const before = whole.memory.eeprom.written
  act(whole.card)
  const cuts = whole.memory.eeprom.written - before
  const seen = Array.from({ length: cuts }, (_, at) => {
    const { memory, card } = make()
    memory.eeprom.cutAfter(at)
    expect(() => act(card), `a cut at byte ${at}`).toThrow(PowerLost)
    memory.recover()
    return look(card)
  })
  return { old, changed: look(whole.card), seen }
}

const file = { sfi: 9, structure: 'cyclic', recordLength: 5, count: 3 } as const
const record = (byte: number) => new Uint8Array(5).fill(byte)
const makeFiles = () => {
  const memory = new CardMemory(100)
  const files = new FileSystem(memory)
  files.create(file, [record(1), record(2), record(3)])
  return { memory, card: { memory, files } }
}
const records = ({ files }: { files: FileSystem }) => [1, 2, 3].map((number) => files.read(file.sfi, number)?.join())

describe('a transaction', () => {
  it('is there as a whole or not at all, whichever byte the supply fails at', () => {
    const { old, changed, seen } = afterEveryCut(makeFiles, ({ memory, files }) => memory.transact((transaction) => {
      files.append(transaction, file.sfi, record(9))
      files.update(transaction, file.sfi, 2, record(8))
    }), records)
    expect(seen.length).toBeGreaterThan(30)
    for (const one of seen) expect([old, changed]).toContainEqual(one)
    expect(seen[0]).toEqual(old)
    expect(seen.at(-1)).toEqual(changed)
  })

  it('is carried out though the supply fails again and again while it is recovered', () => {
    const { memory, card } = makeFiles()
    memory.eeprom.cutAfter(6 + (4 + 5) + (4 + 1) + 1) // the journal stands, its mark last; nothing is carried out
    expect(() => memory.transact((transaction) => card.files.append(transaction, file.sfi, record(9)))).toThrow(PowerLost)
    for (let bytes = 0; bytes < 6; bytes++) {
      expect(() => memory.recover(bytes)).toThrow(PowerLost)
    }
    memory.recover()
    expect(records(card)).toEqual([9, 1, 2].map((byte) => record(byte).join()))
  })

  it('larger than the journal is refused before anything is written', () => {
    const memory = new CardMemory(10)
    const { written } = memory.eeprom
    expect(() => memory.transact((transaction) => transaction.write(0, new Uint8Array(2_000)))).toThrow(RangeError)
    expect(memory.eeprom.written).toBe(written)
  })
})

describe('a cyclic file', () => {
  it('gives the newest record first and forgets the oldest, however often it is appended to', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 }), (bytes) => {
      const { memory, card } = makeFiles()
      for (const byte of bytes) memory.transact((transaction) => card.files.append(transaction, file.sfi, record(byte)))
      const expected = [...bytes.toReversed(), 1, 2, 3].slice(0, 3)
      expect(records(card)).toEqual(expected.map((byte) => record(byte).join()))
    }))
  })

  it('has no other records, and takes none of another length', () => {
    const { memory, card: { files } } = makeFiles()
    expect([files.read(9, 0), files.read(9, 4), files.read(8, 1)]).toEqual([undefined, undefined, undefined])
    const stage = (act: (transaction: Transaction) => void) => () => memory.transact(act)
    expect(stage((transaction) => files.append(transaction, 9, new Uint8Array(4)))).toThrow(RangeError)
    expect(stage((transaction) => files.update(transaction, 9, 4, record(1)))).toThrow(RangeError)
    expect(stage((transaction) => files.update(transaction, 8, 1, record(1)))).toThrow(RangeError)
  })
})

describe('a PIN in the card', () => {
  const right = new Uint8Array(8).fill(0x24)
  const wrong = new Uint8Array(8).fill(0x25)
  const make = () => {
    const memory = new CardMemory(100)
    return { memory, card: new ReferenceData(memory, 3, right) }
  }

  it('is blocked after three wrong ones, and a right one before gives the tries back', () => {
    const { card } = make()
    expect([card.compare(wrong), card.compare(wrong), card.compare(right)]).toEqual([{ triesLeft: 2 }, { triesLeft: 1 }, 'right'])
    expect([1, 2, 3].map(() => card.compare(wrong))).toEqual([{ triesLeft: 2 }, { triesLeft: 1 }, { triesLeft: 0 }])
    expect(card.compare(right)).toBe('blocked')
  })

  it('costs its try even when the supply fails within the comparison, and never gains one', () => {
    for (const block of [wrong, right]) {
      const { seen } = afterEveryCut(make, (pin) => void pin.compare(block), (pin) => pin.triesLeft)
      expect(new Set(seen)).toEqual(new Set([2, 3]))
    }
  })

  it('is the old one or the new one when the supply fails while it is changed', () => {
    const fits = ({ pin }: { pin: ReferenceData }) =>
      pin.compare(right) === 'right' ? 'old' : pin.compare(wrong) === 'right' ? 'new' : 'neither'
    const { old, changed, seen } = afterEveryCut(() => {
      const { memory, card: pin } = make()
      return { memory, card: { memory, pin } }
    }, ({ memory, pin }) => memory.transact((transaction) => pin.set(transaction, wrong)), fits)
    expect([old, changed]).toEqual(['old', 'new'])
    expect(new Set(seen)).toEqual(new Set(['old', 'new']))
  })
})
