import { only, type PairStory } from '../pair-story.fixture.ts'

/** Nobody's, and a day on which no visit of the example's patient began. */
const SOMEBODY_ELSE = 'Z199999025', NO_VISIT = '2026-01-13T10:05:00'
const NO_CODE = { icd10: true, mainCode: 'ZZZ9999' }

interface Order { readonly treatmentDateTime?: string }

/** The visit of another time, and of its orders too: they are of the visit that is said. */
function ofNoVisit(given: object): object {
  const data: unknown = new Map<string, unknown>(Object.entries(given)).get('data')
  const moved = (one: Order) => one.treatmentDateTime === undefined ? one : { ...one, treatmentDateTime: NO_VISIT }
  return { ...given, treatmentDateTime: NO_VISIT, data: Array.isArray(data) ? (data as Order[]).map(moved) : moved(data as Order) }
}

/** Parameters that do not fit the card, or fit nothing. */
export const patientStories: readonly PairStory[] = [
  {
    code: 5020, name: 'of somebody else', of: ({ inputs, returns }) => 'birthday' in inputs && returns.includes(5020),
    input: { patientId: SOMEBODY_ELSE },
  },
  {
    code: 5022, name: 'of a visit that is not on the card',
    of: ({ inputs, returns }) => 'treatmentDateTime' in inputs && returns.includes(5022), input: ofNoVisit,
  },
  {
    code: 6018, name: 'a buffer without room',
    of: ({ returns, output }) => returns.includes(6018) && Object.keys(output).length > 0, room: 0,
  },
  {
    code: 9127, name: 'a code that no table knows', of: only('hisWriteTreatmentData'),
    input: (given) => ({ ...given, data: { ...(given as { readonly data: object }).data, ...NO_CODE } }), icd10: true,
  },
]
