import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Field } from '#protocols/bytes/field'
import { hex, unhex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { publicBasic } from './public-basic.ts'
import { hcFileList, hcFileOf, hcFiles, type HcFileName } from './contents.ts'

const bytesOf = (...names: readonly HcFileName[]) => names.reduce((sum, name) => sum + hcFiles[name].record.length, 0)

/** Any value that a field can hold. */
function valueOf({ encoding, length }: Field<unknown>): fc.Arbitrary<unknown> {
  const text = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: length })
    .map((value) => value.trim()) // blanks at either end are padding
  const date = fc.date({ min: new Date('1912-01-01'), max: new Date('2910-12-31'), noInvalidDate: true })
  switch (encoding) {
    case 'ascii': return text('A1 -.z')
    case 'big5': return text('A1 -.z')
    case 'number': return fc.option(fc.integer({ min: 0, max: 10 ** Math.min(length, 9) - 1 }))
    case 'optional-roc-date': return fc.option(date.map((value) => value.toISOString().slice(0, 10)))
    case 'roc-date-time': return date.map((value) => value.toISOString().slice(0, 19))
    case 'hex': return fc.uint8Array({ minLength: length, maxLength: length })
      .filter((bytes) => bytes.some((byte) => byte !== 0x20)).map(hex)
    default: throw new Error(`no values for ${encoding}`)
  }
}

describe('the files of the health card', () => {
  it('have short identifiers from 1 to 30, each its own, and names that lead to them', () => {
    const identifiers = hcFileList.map(({ sfi }) => sfi)
    expect(new Set(identifiers).size).toBe(identifiers.length)
    for (const sfi of identifiers) expect(sfi >= 1 && sfi <= 30).toBe(true)
    for (const [name, file] of Object.entries(hcFiles)) expect([file.name, hcFileOf(file.sfi)]).toEqual([name, file])
  })

  it('hold what the buffers of the official functions give, byte for byte (nhi-facts §2.2)', () => {
    expect({
      hisGetRegisterBasic: publicBasic.content.length + 1 + bytesOf('insured', 'validity', 'newborn'),
      hisGetRegisterBasic2: bytesOf('validity'),
      hisGetRegisterPrevent: 6 * bytesOf('preventiveCare'),
      hisGetRegisterPregnant: 11 * bytesOf('prenatalCare'),
      hisGetTreatmentNoNeedHPC: 6 * bytesOf('illnessPeriods') + 6 * bytesOf('visits'),
      hisGetCumulativeData: 2 * bytesOf('cumulativeData'),
      hisGetCumulativeFee: bytesOf('cumulativeFee'),
      hisGetTreatmentNeedHPC: 6 * bytesOf('illnessCodes', 'illnessPeriods') + 6 * (13 + bytesOf('visitDiagnoses')),
      hisReadPrescription: [
        60 * bytesOf('orders'), 30 * bytesOf('longTermPrescriptions'), 10 * bytesOf('importantOrders'), 3 * bytesOf('allergies'),
      ],
      hisGetInoculateData: 40 * bytesOf('vaccinations'),
      hisGetCriticalIllness: 6 * bytesOf('illnessCodes', 'illnessPeriods'),
    }).toEqual({
      hisGetRegisterBasic: 78, hisGetRegisterBasic2: 9, hisGetRegisterPrevent: 126, hisGetRegisterPregnant: 209,
      hisGetTreatmentNoNeedHPC: 498, hisGetCumulativeData: 134, hisGetCumulativeFee: 20, hisGetTreatmentNeedHPC: 372,
      hisReadPrescription: [3660, 1320, 360, 120], hisGetInoculateData: 1400, hisGetCriticalIllness: 114,
    })
  })

  it('hold as many records as the limits of nhi-facts §4.6 say', () => {
    const counts = Object.fromEntries(hcFileList.filter(({ count }) => count > 1).map(({ name, count }) => [name, count]))
    expect(counts).toEqual({
      illnessPeriods: 6, illnessCodes: 6, visits: 6, visitDiagnoses: 6, visitPhysicians: 6, visitSignatures: 6,
      cumulativeData: 2, preventiveCare: 6, prenatalCare: 11, orders: 60, longTermPrescriptions: 30,
      importantOrders: 10, allergies: 3, vaccinations: 40,
    })
  })

  it('mark nothing open: every field of a person’s card is personal', () => {
    for (const { name, record } of hcFileList) {
      expect(record.layout.filter(({ mark }) => mark !== 'personal').map((field) => `${name}.${field.name}`)).toEqual([])
    }
  })
})

describe.each(hcFileList)('$name ($zh)', (file) => {
  it('reads and writes its examples', () => {
    for (const { hex: bytes, value } of file.examples) {
      expect(file.decode(unhex(bytes))).toEqual(value)
      expect(hex(file.encode(value))).toBe(bytes)
    }
  })

  it('gives back every record it was given', () => {
    const record = fc.record(Object.fromEntries(file.record.layout.map((field) => [field.name, valueOf(field)])))
    fc.assert(fc.property(record, (value) => {
      const bytes = file.encode(value)
      expect(bytes).toHaveLength(file.record.length)
      const read = file.decode(bytes)
      if (read !== null) expect(read).toMatchObject(value)
      else expect(Object.values(value).every((one) => one === '' || one === null)).toBe(true)
    }))
  })

  it('reads spaces throughout as a record never written, and writes it so', () => {
    expect(hex(file.encode(null))).toBe('20'.repeat(file.record.length))
    expect(file.decode(file.encode(null))).toBeNull()
  })

  it('refuses a record of another length, and says nothing of what was in it', () => {
    const [{ hex: bytes }] = file.examples
    for (const wrong of [bytes.slice(2), `${bytes}20`, '']) {
      expect(() => file.decode(unhex(wrong))).toThrow(MalformedError)
    }
  })
})
