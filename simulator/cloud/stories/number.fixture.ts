import { inpatient, next, ofWang, pharmacy, type CodeStories } from '../code-story.fixture.ts'
import type { InsuranceStanding } from '#protocols/visit/insurance'
import type { CheckList } from '../centre-rows.ts'
import type { CallingDesk } from '../remote-desk.fixture.ts'

const insurance = { standing: 'insured', checkList: 0, content: {} } as const
const standing = (is: InsuranceStanding, name: string) => [{
  name,
  play: (desk: CallingDesk) => {
    desk.store.insure(ofWang, { ...insurance, standing: is })
    return desk.call('SequelNumber/Next', inpatient)
  },
}] as const
const listed = (checkList: CheckList) => [{
  name: `the patient is on list ${checkList}`,
  play: (desk: CallingDesk) => {
    desk.store.insure(ofWang, { ...insurance, checkList })
    return desk.call('SequelNumber/Next', next)
  },
}] as const
const changed = (desk: CallingDesk, insurerCode: string) => (
  desk.store.insure(ofWang, { ...insurance, content: { insured: { insurerCode, insurerId: '1' } } })
)

/** Numbers that are not given, and updates that are not made. */
export const numberStories: CodeStories = {
  1006: [{ name: 'no update is due', play: (desk) => desk.call('HcContent/Update') }],
  1007: [{
    name: 'there is no number behind 9999',
    play: (desk) => {
      desk.put('lastSequence', [{ year: 115, sequenceNumber: '9999' }])
      return desk.call('SequelNumber/Next', next)
    },
  }],
  3201: [{ name: 'the card is past its validity', play: (desk) => desk.call('SequelNumber/Next', next, { hc: 'hc.expired' }) }],
  3203: [
    { name: 'the card is cancelled', play: (desk) => desk.call('SequelNumber/Next', next, { hc: 'hc.cancelled' }) },
    { name: 'a cancelled card is updated', play: (desk) => desk.call('HcContent/Update', {}, { hc: 'hc.cancelled' }) },
    {
      name: 'nobody knows the card',
      play: (desk) => desk.send('BasicData/Query', desk.caller.signed('query', { ...desk.caller.unsigned('hc'), hcId: '00'.repeat(12) })),
    },
  ],
  3204: [
    {
      name: 'the code of the institution has a letter',
      play: (desk) => desk.call('SequelNumber/Next', next, { holder: { samId: 'TESTSAM00004', hospitalId: '990000004X' } }),
    },
    { name: 'what is given for an ID is none', play: (desk) => desk.call('TreatmentNumber/NoCard', { patientId: 'nobody' }) },
  ],
  3205: [{
    name: 'the patient is bound to another institution',
    play: (desk) => {
      desk.put('designatedInstitution', [{ hospitalId: '9900000031', reserved: '' }])
      return desk.call('SequelNumber/Next', next)
    },
  }],
  3206: [{
    name: 'of a newborn the card has no more than a date',
    play: (desk) => {
      desk.put('newborn', [{ newbornBirthday: '2026-01-01', newbornBaby: '' }])
      return desk.call('SequelNumber/Next', { ...next, babyTreatment: 'A' })
    },
  }],
  3207: [{
    name: 'the newborn is sixty-one days old',
    play: (desk) => {
      desk.put('newborn', [{ newbornBirthday: '2025-11-15', newbornBaby: '1' }])
      return desk.call('SequelNumber/Next', { ...next, babyTreatment: 'A' })
    },
  }],
  3213: [{ name: 'no visits are left', play: (desk) => desk.call('SequelNumber/Next', next, { hc: 'hc.used-up' }) }],
  3215: [{ name: 'there is no check-up to cancel', play: (desk) => desk.call('SequelNumber/Next', { ...next, treatmentItem: 'YA' }) }],
  3217: [{
    name: 'there is no prenatal check-up to cancel', play: (desk) => desk.call('SequelNumber/Next', { ...next, treatmentItem: 'XA' }),
  }],
  3228: standing('notInsured', 'the patient is not insured'),
  3229: standing('stopped', 'the insurance is stopped'),
  3230: standing('withdrawn', 'the insurance was withdrawn'),
  3231: listed(1),
  3232: listed(2),
  3233: standing('personalArrears', 'premiums are owed'),
  3234: standing('untrueStatement', 'what was stated was untrue'),
  3235: standing('other', 'the insurance has another reason'),
  3242: [{
    name: 'another institution took a number less than a minute ago',
    play: (desk) => {
      desk.call('SequelNumber/Next', next, pharmacy)
      desk.clock.advance(59_000)
      return desk.call('SequelNumber/Next', next)
    },
  }],
  3246: [{
    name: 'the status of the insured is another than on the card',
    play: (desk) => {
      changed(desk, '01')
      return desk.call('SequelNumber/Next', next)
    },
  }],
  3400: [{
    name: 'what the insurance knows fits on no card',
    play: (desk) => {
      changed(desk, 'TOO LONG')
      return desk.call('HcContent/Update')
    },
  }],
  3402: [{
    name: 'the insurance’s own system does not answer',
    play: (desk) => {
      desk.desk.insuranceAnswers = false
      return desk.call('SequelNumber/Next', inpatient)
    },
  }],
}
