import { atNine, cold, DAY_MS, next, pharmacy, type CodeStories } from '../code-story.fixture.ts'
import type { CallingDesk } from '../remote-desk.fixture.ts'

const order = {
  treatmentDateTime: '1150112100500', treatmentItem: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID', days: '07',
  totalQuantity: '00014.0', deliveryNotes: '01',
}
const year = {
  year: 115, treatmentCount: 3, outpatientFee: 1_600, inpatientFee: 0, costFee: 450, inpatient30Fee: 0, inpatient180Fee: 0,
  allCostFee: 450, allCost30Fee: 450,
}
const taken = (desk: CallingDesk, treatmentItem = '01') => desk.call('SequelNumber/Next', { ...next, treatmentItem })
const rollback = (desk: CallingDesk) => desk.call('SequelNumber/Rollback', atNine)

/** A visit with fees is undone, and something on the card was spoiled before. */
const spoiled = (name: string, spoil: (desk: CallingDesk) => void) => [{
  name,
  play: (desk: CallingDesk) => {
    taken(desk)
    desk.call('Treatment/WriteCodeFee', cold)
    spoil(desk)
    return rollback(desk)
  },
}] as const

/** Visits that are not written to, not undone and not read. */
export const visitStories: CodeStories = {
  1029: [
    {
      name: 'a diagnosis on the card stands for nothing',
      play: (desk) => {
        desk.put('visitDiagnoses', [{ mainCode: '~~~~~', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }])
        return desk.call('Treatment/NeedHPC', {}, { hpc: 'physician' })
      },
    },
    {
      name: 'a critical illness on the card stands for nothing',
      play: (desk) => {
        desk.put('illnessCodes', [{ ciCode: '~~~~~' }])
        return desk.call('CriticalIllness/Query', {}, { hpc: 'physician' })
      },
    },
  ],
  1030: [{
    name: 'a critical illness has a code and no period',
    play: (desk) => {
      desk.put('illnessCodes', [{ ciCode: 'C509' }, { ciCode: 'C509' }])
      return desk.call('CriticalIllness/Query', {}, { hpc: 'physician' })
    },
  }],
  3208: [
    { name: 'no visit was then', play: rollback },
    { name: 'nothing is written to a visit that is none', play: (desk) => desk.call('Treatment/WriteCodeFee', cold) },
    { name: 'it has no 就醫識別碼 either', play: (desk) => desk.call('TreatmentNumber/Card', atNine) },
    { name: 'there is no record to cancel', play: (desk) => desk.call('SequelNumber/Next', { ...next, treatmentItem: 'ZA' }) },
  ],
  3209: [{
    name: 'the diagnosis is written a second time',
    play: (desk) => {
      taken(desk)
      desk.call('Treatment/WriteCodeFee', cold)
      return desk.call('Treatment/WriteCodeFee', cold)
    },
  }],
  3210: [{
    name: 'the diagnosis is in no table',
    play: (desk) => {
      taken(desk)
      return desk.call('Treatment/WriteCodeFee', { ...cold, mainCode: 'V20XXXA' })
    },
  }],
  3211: [
    {
      name: 'another institution undoes it',
      play: (desk) => {
        taken(desk)
        return desk.call('SequelNumber/Rollback', atNine, pharmacy)
      },
    },
    {
      name: 'another institution asks for its 就醫識別碼',
      play: (desk) => {
        taken(desk)
        return desk.call('TreatmentNumber/Card', atNine, pharmacy)
      },
    },
    {
      name: 'another institution writes to it',
      play: (desk) => {
        taken(desk)
        return desk.call('Treatment/WriteCodeFee', cold, pharmacy)
      },
    },
  ],
  3212: [
    { name: 'a pharmacist asks for critical illnesses', play: (desk) => desk.call('CriticalIllness/Query', {}, { hpc: 'pharmacist' }) },
    {
      name: 'a pharmacist writes a diagnosis',
      play: (desk) => {
        taken(desk)
        return desk.call('Treatment/WriteCodeFee', cold, { hpc: 'pharmacist' })
      },
    },
  ],
  3218: [{
    name: 'a day and a second have passed',
    play: (desk) => {
      taken(desk)
      desk.clock.advance(DAY_MS + 1000)
      return rollback(desk)
    },
  }],
  3219: [{
    name: 'the visit took no number',
    play: (desk) => {
      taken(desk, 'AA')
      return rollback(desk)
    },
  }],
  3220: [{
    name: 'it was undone before',
    play: (desk) => {
      taken(desk)
      rollback(desk)
      return rollback(desk)
    },
  }],
  3221: spoiled('more visits are left than a card ever has', (desk) => {
    desk.put('validity', [{ cardValidity: '2031-12-31', treatmentCounter: 7 }])
  }),
  3222: spoiled('the last number is lower than the visit’s', (desk) => desk.put('lastSequence', [{ year: 115, sequenceNumber: '0002' }])),
  3223: spoiled('all fees together are less than the visit’s', (desk) => {
    desk.put('cumulativeFee', [{ outpatientTotal: 0, inpatientTotal: 0 }])
  }),
  3224: spoiled('the year is not counted', (desk) => desk.put('cumulativeData', [{ ...year, year: 114 }])),
  3225: spoiled('the shares of costs of the year are less than the visit’s', (desk) => {
    desk.put('cumulativeData', [{ ...year, costFee: 0 }])
  }),
  3226: spoiled('the fees of the year are less than the visit’s', (desk) => desk.put('cumulativeData', [{ ...year, outpatientFee: 0 }])),
  3227: [
    {
      name: 'an order is of another visit',
      play: (desk) => desk.call('Prescription/Write', {
        treatmentDateTime: '1150112100500', prescriptions: [{ ...order, treatmentDateTime: '1150105091230' }],
      }),
    },
    { name: 'the digits are no time', play: (desk) => desk.call('TreatmentNumber/Card', { treatmentDateTime: '1151315090000' }) },
  ],
  3401: [{
    name: 'an undo was begun on the card in a way that makes no sense',
    play: (desk) => {
      taken(desk)
      desk.put('visitSignatures', [{ signature: `554e444f${'20'.repeat(124)}` }])
      return rollback(desk)
    },
  }],
}
