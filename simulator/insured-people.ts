import type { InsuredPerson } from './cloud/insured-person.ts'
import { fictionalId, type Person } from './people.ts'

/** Owners of the cards that an update of the content is tried with. All of them are fictional. */
export const arrears: Person = {
  cardSn: '000012345752', name: '吳欠費', idCardNum: fictionalId('F', 909), birthday: '1980-04-04', sex: 'F', dateIssue: '2016-08-08',
}
export const usedUp: Person = {
  cardSn: '000012345736', name: '劉用罄', idCardNum: fictionalId('M', 907), birthday: '1968-08-18', sex: 'M', dateIssue: '2014-02-14',
}
export const expired: Person = {
  cardSn: '000012345744', name: '李逾期', idCardNum: fictionalId('F', 908), birthday: '1995-05-25', sex: 'F', dateIssue: '2015-09-19',
}

/** What the simulated data centre knows of them, by ID; everybody else is insured. */
export const insuredPeople: ReadonlyMap<string, InsuredPerson> = new Map([
  [arrears.idCardNum, { standing: 'personalArrears' }],
])
