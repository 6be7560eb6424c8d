import * as z from 'zod'
import { professions, type ProfessionName } from '../nhi-card/profession.ts'
import { event } from './event.ts'
import { method } from './method.ts'
import { authenticationErrors, cardErrors, professionalErrors } from './protected-card.ts'
import { CalendarDate, Epoch, ReaderId } from './schemas.ts'

const ProfessionEnum = z.enum(Object.keys(professions) as [ProfessionName, ...ProfessionName[]])
const State = z.int().describe('as hisGetCardStatus gives it (nhi-facts §4.5)')
const Place = z.object({ reader: ReaderId, epoch: Epoch })

const SamStatus = z.object({
  kind: z.enum(['card', 'cloud', 'none']).describe('a card in a reader, the file of a cloud SAM, or neither'),
  place: Place.nullable().describe('where the card is; null for a cloud SAM'),
  state: State.describe('0 none, 1 not authenticated with the IDC, 2 authenticated, 9 not a SAM'),
  samId: z.string().nullable().describe('安全模組代碼, once it was read'),
  hospitalId: z.string().nullable().describe('醫療院所代碼'),
  hospitalName: z.string().nullable(),
  problem: z.string().nullable().describe('name of the error that its last authentication ended with'),
})

const HcStatus = z.object({
  place: Place.nullable(),
  state: State.describe('0 none, 1 not authenticated, 2 with the SAM, 3 with an HPC, 4 PIN verified, 5 with the IDC, 9 not an HC'),
  protectedPart: z.enum(['open-profile', 'unavailable']).nullable().describe('unavailable: a real card, whose protected part is secret'),
  pin: z.enum(['unknown', 'notSet', 'unverified', 'verified', 'blocked']),
  hpc: ProfessionEnum.nullable().describe('whose rights the card has granted'),
})

const HpcStatus = z.object({
  place: Place.nullable(),
  state: State.describe('0 none, 1 not authenticated, 2 with the SAM and PIN not verified, 3 PIN verified, 9 not an HPC'),
  profession: ProfessionEnum.nullable(),
  pin: z.enum(['unknown', 'unverified', 'verified', 'blocked']),
  triesLeft: z.int().nullable().describe('of the PIN, where the card told'),
  validTo: CalendarDate.nullable(),
})

export const CardStates = z.object({ sam: SamStatus, hc: HcStatus, hpc: HpcStatus })
export type CardStatesShape = z.output<typeof CardStates>

const own = { assumed: 'the native API is this project’s own; the states are those of nhi-facts §4.5' } as const

/** The three cards of the simulated clinic as it starts: a health card that nobody has looked at, a cloud SAM. */
export const startingStates = {
  sam: {
    kind: 'cloud', place: null, state: 1, samId: 'TESTSAM00001', hospitalId: '9900000013', hospitalName: '測試診所', problem: null,
  },
  hc: { place: { reader: 'r1', epoch: 1 }, state: 1, protectedPart: 'open-profile', pin: 'unknown', hpc: null },
  hpc: { place: null, state: 0, profession: null, pin: 'unknown', triesLeft: null, validTo: null },
} as const satisfies CardStatesShape

export const cardStatus = method({
  name: 'card.status', since: 1, scope: 'card.read',
  summary: {
    zh: '健保卡、醫事人員卡、安全模組的認證狀態',
    en: 'Which of the three cards are where, and what they have authenticated. Looks at cards that nobody has looked at yet.',
  },
  unaudited: 'states of the cards, of nobody; programs ask for them all the time',
  provenance: own,
  params: z.strictObject({ reader: ReaderId.optional().describe('of the health card; left out: the first reader that has one') }),
  result: CardStates,
  errors: ['READER_UNKNOWN', 'STATE_UNWRITABLE', 'CALLER_GONE'],
  examples: [{ name: 'a health card and a cloud SAM', world: 'one-clinic', params: {}, result: startingStates }],
})

export const samStatus = method({
  name: 'sam.status', since: 1, scope: 'system.read',
  summary: { zh: '安全模組狀態', en: 'The security module: which, whose, and whether it is authenticated with the data centre.' },
  provenance: { source: 'nhi-facts §2.1 (1.15, 2.2), §4.5' },
  params: z.strictObject({}),
  result: SamStatus,
  errors: ['STATE_UNWRITABLE', 'CALLER_GONE'],
  examples: [{ name: 'a cloud SAM', world: 'one-clinic', params: {}, result: startingStates.sam }],
})

export const samVerify = method({
  name: 'sam.verify', since: 1, scope: 'card.readProtected',
  summary: {
    zh: '安全模組與資料中心認證',
    en: 'Authenticates the security module with the data centre, anew when it was before.',
  },
  provenance: { source: 'nhi-facts §2.1 (2.1), §1.2 (3.3)' },
  params: z.strictObject({}),
  stages: ['authenticatingSam'],
  result: SamStatus,
  errors: ['SAM_ABSENT', 'SAM_AMBIGUOUS', 'SAM_FILE_REFUSED', 'SAM_REFUSED', 'IDC_UNREACHABLE', 'ENVIRONMENT_MIXED',
    'READER_UNKNOWN', 'READER_LOST', 'READER_BUSY', 'READER_FAILED', 'CARD_ABSENT', 'CARD_KIND_WRONG', 'SESSION_LOST',
    'STATE_UNWRITABLE', 'CARD_REMOVED', 'CARD_CHANGED', 'CARD_SILENT', 'DEADLINE_PASSED', 'CALLER_GONE'],
  examples: [{
    name: 'a cloud SAM', world: 'one-clinic', params: {}, result: { ...startingStates.sam, state: 2 },
  }],
})

export const hpcReadBasic = method({
  name: 'hpc.readBasic', since: 1, scope: 'card.read',
  summary: { zh: '讀取醫事人員卡基本資料', en: 'Name, id, number and validity of the professional card.' },
  provenance: { source: 'nhi-facts §2.1 (4.5 to 4.8), §2.7' },
  params: z.strictObject({ reader: ReaderId.optional() }),
  result: z.object({
    reader: ReaderId, epoch: Epoch,
    professional: z.object({
      name: z.string().describe('中文姓名'), nameComplete: z.boolean(), englishName: z.string(), sex: z.enum(['M', 'F', '']),
      birthday: CalendarDate.nullable(), idCardNum: z.string().describe('身分證號; of a pharmacy its institution code'),
      profession: ProfessionEnum.nullable(), serialNumber: z.string(), validFrom: CalendarDate, validTo: CalendarDate,
    }),
  }),
  errors: [...cardErrors, 'CARD_KIND_WRONG', 'ENVIRONMENT_MIXED', 'HPC_ABSENT', 'HPC_AMBIGUOUS'],
  examples: [{
    name: 'a physician', world: 'three-cards', params: {},
    result: {
      reader: 'r2', epoch: 2,
      professional: {
        name: '王醫師', nameComplete: true, englishName: 'TEST PHYSICIAN', sex: 'F', birthday: '1981-01-01',
        idCardNum: 'Z299999410', profession: 'physician', serialNumber: 'T000001', validFrom: '2024-01-01',
        validTo: '2028-12-31',
      },
    },
  }],
})

export const authLogout = method({
  name: 'auth.logout', since: 1, scope: 'card.read',
  summary: {
    zh: '登出：健保卡、醫事人員卡或全部忘記已通過的認證',
    en: 'The health card, the professional card or both forget what they have authenticated, and so does the service.',
  },
  provenance: { source: 'nhi-facts §2.4 (Logout), §1.3' },
  params: z.strictObject({ card: z.enum(['hc', 'hpc', 'all']).default('all') }),
  result: z.object({ loggedOut: z.array(z.enum(['hc', 'hpc'])).describe('cards that were there') }),
  errors: [],
  examples: [{ name: 'nothing was authenticated', world: 'one-clinic', params: { card: 'hc' }, result: { loggedOut: ['hc'] } }],
})

export const cardsChanged = event({
  name: 'cards.changed', since: 1,
  summary: {
    zh: '三卡的認證狀態改變', en: 'The three cards are elsewhere, or have authenticated something else than before.',
  },
  provenance: own,
  data: CardStates,
  examples: [startingStates],
})

/** Errors of the calls on a PIN. */
export const pinErrors = [
  'PIN_WRONG', 'PIN_BLOCKED', 'PIN_MALFORMED', 'PIN_NOT_SET', 'PIN_SET_ALREADY', 'PIN_PAD_ABSENT', 'PIN_TIMEOUT', 'PIN_CANCELLED',
  'PINS_DIFFER', 'PIN_NOT_CHANGED',
] as const
export { authenticationErrors, cardErrors, professionalErrors }
