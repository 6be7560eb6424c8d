import { hex } from '#protocols/bytes/hex'
import { hcFileList, type HcFileName } from '#protocols/nhi-card/contents'
import { recordBytes } from '../cards/hc-image.ts'
import { hpcIdOf } from '../cards/professional-card.ts'
import type { IssuedCard } from '../cards/simulated-card.ts'
import { cardShelf } from '../card-shelf.ts'
import { insuredPeople } from '../insured-people.ts'
import { staff, testClinic } from '../staff.ts'
import type { CentreStore } from './centre-store.ts'

const BLANK = 0x20

/** Institutions of the simulated world beside the clinic, each with its module. They belong to nobody. */
export const otherHolders = [
  { samId: 'TESTSAM00002', hospitalId: '9900000022', hospitalName: '測試藥局' },
  { samId: 'TESTSAM00003', hospitalId: '9900000031', hospitalName: '測試醫院' },
  /** Its code has a letter, so its visits have no 就醫識別碼 (docs/open-profile.md §11). */
  { samId: 'TESTSAM00004', hospitalId: '990000004X', hospitalName: '測試分院' },
] as const

/** Takes a card into the centre's memory as it was issued. */
export function addIssuedCard(store: CentreStore, { hcId, person, cancelled, image }: IssuedCard): void {
  const id = hex(hcId)
  store.addCard({ ...person, hcId: id, cancelled })
  for (const { name, count, record: { length } } of hcFileList) {
    const records = new Uint8Array(length * count).fill(BLANK)
    recordBytes(image, name as HcFileName).forEach((bytes, at) => records.set(bytes, at * length))
    store.writeFile(id, name as HcFileName, records)
  }
}

/**
 * Fills an empty memory with the world of a seed: the cards of its shelf, the staff, the clinic and some other institutions.
 * All modules are TEST modules, as their keys are.
 */
export function seedCentre(store: CentreStore, seed: number): void {
  if (!store.isEmpty) return
  store.transact(() => {
    for (const { samId, hospitalId, hospitalName } of [testClinic, ...otherHolders]) {
      store.addInstitution(hospitalId, hospitalName)
      store.addModule({ samId, hospitalId, environment: 'test', standing: 'valid' })
    }
    for (const { serialNumber, idCardNum, profession, validFrom, validTo } of staff) {
      store.addProfessional({ hpcId: hex(hpcIdOf(serialNumber)), hpcIdNo: idCardNum, profession, validFrom, validTo, revoked: false })
    }
    for (const { make } of cardShelf(seed)) {
      const { issued } = make()
      if (issued !== undefined) addIssuedCard(store, issued)
    }
    for (const [idCardNum, { standing, ...content }] of insuredPeople) store.insure(idCardNum, { standing, checkList: 0, content })
  })
}
