import * as z from 'zod'
import { method } from './method.ts'
import { Epoch, ReaderId } from './schemas.ts'
import { authenticationErrors, cardErrors, pinErrors } from './three-cards.ts'

const reader = ReaderId.optional()
const digits = (what: string) => z.string().max(12).describe(`${what}; left out: it is entered at the reader’s own pad`)
const pin = digits('PIN, 4 to 6 digits').optional()
const hpcPin = digits('PIN, 6 to 8 digits').optional()
const newPin = (range: string) => digits(`new PIN, ${range} digits`).optional()
const untilNow = digits('PIN until now').optional()
/** At the pad everything is entered, or nothing: a PC that has half of it has nothing that a card takes. */
const bothOrNeither = (one: string | undefined, other: string | undefined) => (one === undefined) === (other === undefined)
const place = z.object({ reader: ReaderId, epoch: Epoch })
const errors = [...cardErrors, ...authenticationErrors, ...pinErrors] as const
const hpcErrors = [...cardErrors, ...authenticationErrors, 'HPC_ABSENT', 'HPC_AMBIGUOUS', ...pinErrors] as const
const stages = ['lookingAtCards', 'authenticatingSam', 'authenticatingCard', 'waitingForPin'] as const
const common = { since: 1, scope: 'card.readProtected', stages } as const

export const cardVerifyPin = method({
  ...common, name: 'card.verifyPin',
  summary: { zh: '驗證健保卡 PIN', en: 'Verifies the PIN that the patient set.' },
  provenance: { source: 'nhi-facts §2.1 (1.27), §2.4' },
  params: z.strictObject({ reader, pin }), secret: ['pin'],
  result: place, errors,
  examples: [{
    name: 'the right PIN', world: 'pin-card', params: { pin: '1234' },
    result: { reader: 'r1', epoch: 1 },
  }],
})

export const cardEnablePin = method({
  ...common, name: 'card.enablePin',
  summary: { zh: '設定健保卡 PIN', en: 'Sets a PIN on a card that has none.' },
  provenance: { source: 'nhi-facts §2.1 (1.28)' },
  params: z.strictObject({ reader, newPin: newPin('4 to 6') }), secret: ['newPin'],
  result: place, errors,
  examples: [{
    name: 'the first PIN', world: 'one-clinic', params: { newPin: '2468' },
    result: { reader: 'r1', epoch: 1 },
  }],
})

export const cardChangePin = method({
  ...common, name: 'card.changePin',
  summary: { zh: '變更健保卡 PIN', en: 'Changes the PIN of a health card.' },
  provenance: { source: 'nhi-facts §2.1 (1.28), §2.4 (PUT /api/hc/v1/Pin)' },
  params: z.strictObject({ reader, pin: untilNow, newPin: newPin('4 to 6') })
    .refine(({ pin: old, newPin: fresh }) => bothOrNeither(old, fresh), 'pin and newPin, or neither'),
  secret: ['pin', 'newPin'],
  result: place, errors,
  examples: [{
    name: 'another PIN', world: 'pin-card', params: { pin: '1234', newPin: '135790' },
    result: { reader: 'r1', epoch: 1 },
  }],
})

export const cardDisablePin = method({
  ...common, name: 'card.disablePin',
  summary: { zh: '停用健保卡 PIN', en: 'Takes the PIN off a health card.' },
  provenance: { source: 'nhi-facts §2.1 (1.29), §2.4' },
  params: z.strictObject({ reader, pin }), secret: ['pin'],
  result: place, errors,
  examples: [{
    name: 'no PIN any more', world: 'pin-card', params: { pin: '1234' },
    result: { reader: 'r1', epoch: 1 },
  }],
})

export const hpcVerifyPin = method({
  ...common, name: 'hpc.verifyPin',
  summary: { zh: '驗證醫事人員卡 PIN', en: 'Verifies the PIN of the professional card; three wrong ones lock it.' },
  provenance: { source: 'nhi-facts §2.1 (4.2), §2.4' },
  params: z.strictObject({ reader, pin: hpcPin }), secret: ['pin'],
  result: place, errors: hpcErrors,
  examples: [{
    name: 'the right PIN', world: 'three-cards', params: { pin: '123456' },
    result: { reader: 'r2', epoch: 2 },
  }],
})

export const hpcChangePin = method({
  ...common, name: 'hpc.changePin',
  summary: { zh: '變更醫事人員卡 PIN', en: 'Changes the PIN of the professional card.' },
  provenance: { source: 'nhi-facts §2.1 (4.3), §2.4' },
  params: z.strictObject({ reader, pin: untilNow, newPin: newPin('6 to 8') })
    .refine(({ pin: old, newPin: fresh }) => bothOrNeither(old, fresh), 'pin and newPin, or neither'),
  secret: ['pin', 'newPin'],
  result: place, errors: hpcErrors,
  examples: [{
    name: 'another PIN', world: 'three-cards', params: { pin: '123456', newPin: '87654321' },
    result: { reader: 'r2', epoch: 2 },
  }],
})

export const hpcUnlock = method({
  ...common, name: 'hpc.unlock',
  summary: { zh: '以 PUK 解鎖醫事人員卡', en: 'Opens a locked professional card by its PUK and sets a new PIN.' },
  provenance: { source: 'nhi-facts §2.1 (4.4), §2.4 (PUT /api/hpc/v1/Pin)' },
  params: z.strictObject({ reader, puk: digits('PUK, 8 digits').optional(), newPin: newPin('6 to 8') })
    .refine(({ puk, newPin: fresh }) => bothOrNeither(puk, fresh), 'puk and newPin, or neither'),
  secret: ['puk', 'newPin'],
  result: place, errors: hpcErrors,
  examples: [{
    name: 'by the PUK', world: 'three-cards', params: { puk: '87654321', newPin: '112233' },
    result: { reader: 'r2', epoch: 2 },
  }],
})
