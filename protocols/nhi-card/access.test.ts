import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initialStatus, mayUpdate, viewOf, type SecurityStatus } from './access.ts'
import { hcFileList, hcFiles, type HcFileName } from './contents.ts'
import { professions, type ProfessionName } from './profession.ts'

const names = Object.keys(professions) as ProfessionName[]
const everyStatus: readonly SecurityStatus[] = [false, true].flatMap((sam) => [false, true].flatMap((pin) =>
  [false, true].flatMap((idc) => [null, ...names].map((hpc) => ({ sam, pin, idc, hpc })))))
const doctor: SecurityStatus = { sam: true, pin: true, hpc: 'physician', idc: false }
const filesSeen = (status: SecurityStatus, view: string) =>
  hcFileList.filter((file) => viewOf(file, status) === view).map(({ name }) => name)

/** Star-marked in nhi-facts §4.6: diagnoses, orders, drugs, ids of professionals. */
const starred: readonly HcFileName[] = [
  'illnessCodes', 'visitDiagnoses', 'visitPhysicians', 'orders', 'longTermPrescriptions', 'importantOrders', 'allergies',
]

describe('what a session sees', () => {
  it('is nothing after power-on: every file of this profile wants a SAM', () => {
    for (const pinSet of [false, true]) expect(filesSeen(initialStatus(pinSet), 'refused')).toHaveLength(hcFileList.length)
  })

  it('never grows when something is taken away', () => {
    const taken: ((status: SecurityStatus) => SecurityStatus)[] = [
      (status) => ({ ...status, sam: false }), (status) => ({ ...status, pin: false }),
      (status) => ({ ...status, hpc: null }), (status) => ({ ...status, idc: false }),
    ]
    fc.assert(fc.property(fc.constantFrom(...everyStatus), fc.constantFrom(...taken), (status, take) => {
      for (const file of hcFileList) {
        if (viewOf(file, status) === 'refused') expect(viewOf(file, take(status))).toBe('refused')
        if (!mayUpdate(file, status)) expect(mayUpdate(file, take(status))).toBe(false)
      }
    }))
  })

  it('is star-marked fields with a professional card alone', () => {
    for (const status of everyStatus.filter(({ hpc }) => hpc === null)) {
      for (const name of starred) expect(viewOf(hcFiles[name], status)).toBe('refused')
    }
    expect(filesSeen(doctor, 'full')).toHaveLength(hcFileList.length)
  })

  it('wants the PIN for all but validity and emergency phone, where the patient set one', () => {
    expect(filesSeen({ ...doctor, pin: false }, 'full')).toEqual(['validity', 'emergencyPhone'])
  })

  it.each(['pharmacist', 'assistantPharmacist', 'pharmacy'] as const)('is limited for the card of a %s', (hpc) => {
    const status = { ...doctor, hpc }
    expect(viewOf(hcFiles.illnessCodes, status)).toBe('blank')
    expect(viewOf(hcFiles.orders, status)).toBe('drugOrders')
    expect(viewOf(hcFiles.importantOrders, status)).toBe('refused')
    expect(viewOf(hcFiles.allergies, status)).toBe('full')
    expect(mayUpdate(hcFiles.allergies, status)).toBe(false)
  })

  it.each(['nurse', 'midwife', 'medicalTechnologist', 'radiologicalTechnologist'] as const)(
    'is no star-marked field for the card of a %s', (hpc) => {
      for (const name of starred) expect(viewOf(hcFiles[name], { ...doctor, hpc })).toBe('refused')
    })
})

describe('what a session may change', () => {
  it('is nothing without a SAM, and what the centre alone rewrites with the centre alone', () => {
    for (const status of everyStatus) {
      for (const file of hcFileList.filter((one) => mayUpdate(one, status))) {
        expect(status.sam).toBe(true)
        if (file.access.update === 'idc') expect(status.idc).toBe(true)
      }
    }
  })

  it('is never what the card copies by itself', () => {
    for (const status of everyStatus) {
      expect([mayUpdate(hcFiles.longTermPrescriptions, status), mayUpdate(hcFiles.importantOrders, status)]).toEqual([false, false])
    }
  })
})
