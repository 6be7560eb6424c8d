import type { RecordIn } from '#protocols/nhi-card/contents'
import { undoneSignature } from '#protocols/visit/undone'
import { HealthCard } from '#simulator/cards/health-card'
import { newCard, usedCard, type HcImage } from '#simulator/cards/hc-image'
import { usedUp } from '#simulator/insured-people'
import { people } from '#simulator/people'
import { own, puts, type CallStory, type CodeStories } from '../code-story.fixture.ts'

export const [patient = usedUp] = people(2, 1)
const HERE = '9900000013', THERE = '9900000022'
export const visit: RecordIn<'visits'> = {
  treatmentItem: '01', babyTreatment: '', treatmentDateTime: '2026-01-15T08:30:00', afterCheck: '1', sequenceNumber: '0003',
  hospitalId: HERE, outpatientFee: 500, costFee: 150, inpatientFee: 40, inpatient30Fee: 30, inpatient180Fee: 20,
}
const year: RecordIn<'cumulativeData'> = {
  year: 115, treatmentCount: 3, outpatientFee: 1_500, inpatientFee: 100, costFee: 450, inpatient30Fee: 90, inpatient180Fee: 60,
  allCostFee: 600, allCost30Fee: 540,
}
const signature = { signature: 'a5'.repeat(128) }
/** A card with one visit of half an hour ago, which it counts. */
export const visited: HcImage = {
  ...newCard, visits: [visit], visitSignatures: [signature], validity: [{ cardValidity: '2031-12-31', treatmentCounter: 3 }],
  lastSequence: [{ year: 115, sequenceNumber: '0003' }], cumulativeData: [year],
  cumulativeFee: [{ outpatientTotal: 1_500, inpatientTotal: 100 }],
}

/** An undo of its visit on a card that is different in this. */
const undo = (name: string, image: HcImage): CallStory => ({
  name: `a visit is undone ${name}`, call: 'csUnGetSeqNumber', input: { unTreatDate: visit.treatmentDateTime }, before: puts('own'),
  desk: { world: 'one-clinic', cards: [own(() => new HealthCard(patient, { image: { ...visited, ...image } }))] },
})
const counted = (name: string, change: Partial<typeof year>) => (
  undo(`whose ${name} is more than the year has`, { cumulativeData: [{ ...year, ...change }] })
)

const outpatient = { treatmentItem: '01', babyTreatment: '', treatAfterCheck: '1' }
const taken = (name: string, card: string): CallStory => (
  { name: `a visit is written to a card ${name}`, call: 'hisGetSeqNumber256', input: outpatient, before: puts(card) }
)

/** Codes of the rules of a visit, and of the checks before it is undone. */
export const visitStories: CodeStories = {
  5001: taken('with no visits left', 'hc.used-up'),
  5002: taken('that is cancelled', 'hc.cancelled'),
  5003: taken('past its validity', 'hc.expired'),
  9129: {
    ...taken('whose owner is restricted to another institution', 'own'),
    desk: {
      world: 'one-clinic',
      cards: [own(() => new HealthCard(patient, {
        image: { ...usedCard, designatedInstitution: [{ hospitalId: THERE, reserved: '' }] },
      }))],
    },
  },
  5130: {
    name: 'the content of a card is updated whose validity cannot be written', call: 'csUpdateHCContents', before: puts('own'),
    desk: {
      world: 'one-clinic',
      cards: [own(() => new HealthCard(patient, {
        image: { ...newCard, validity: [{ cardValidity: '2031-12-31', treatmentCounter: 0 }] }, failing: { validity: 0x6581 },
      }))],
    },
  },
  5151: undo('that took no number', { visits: [{ ...visit, treatmentItem: 'AA', sequenceNumber: '' }] }),
  5152: undo('of another institution', { visits: [{ ...visit, hospitalId: THERE }] }),
  5153: undo('that was undone before', { visitSignatures: [undoneSignature] }),
  5160: undo('where the visits left are not written', { validity: [] }),
  5161: undo('where the year of the last number is earlier', { lastSequence: [{ year: 114, sequenceNumber: '0003' }] }),
  5162: undo('where the last number is less', { lastSequence: [{ year: 115, sequenceNumber: '0002' }] }),
  5163: undo('whose inpatient fee is more than the total', { cumulativeFee: [{ outpatientTotal: 1_500, inpatientTotal: 39 }] }),
  5164: undo('whose outpatient fee is more than the total', { cumulativeFee: [{ outpatientTotal: 499, inpatientTotal: 100 }] }),
  5165: undo('whose year is not counted', { cumulativeData: [{ ...year, year: 114 }] }),
  5166: counted('use of the card', { treatmentCount: 0 }),
  5167: counted('part to pay', { costFee: 149 }),
  5168: counted('part to pay of 30 days', { inpatient30Fee: 29 }),
  5169: counted('part to pay of 180 days', { inpatient180Fee: 19 }),
  5170: counted('part to pay of all', { allCostFee: 199 }),
  5171: counted('part to pay but of 180 days', { allCost30Fee: 179 }),
  5172: counted('outpatient fee', { outpatientFee: 499 }),
  5173: counted('inpatient fee', { inpatientFee: 39 }),
}
