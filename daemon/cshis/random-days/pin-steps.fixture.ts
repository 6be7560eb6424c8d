import { expect } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { encodePinBlock } from '#protocols/iso7816/pin-block'
import { testPuk } from '#simulator/cards/professional-card'
import type { Day } from './day.fixture.ts'
import type { PinStanding } from './patient-cards.fixture.ts'
import type { Step } from './step.fixture.ts'

/** nhi-facts §2.1 (1.28): 4 to 6 digits; three tries. */
const TRIES = 3
const WRONG_HC = '7777', WRONG_HPC = '777777'
const newPins = ['2468', '13579', '864209'] as const
const newHpcPins = ['246810', '1357911', '86420975'] as const
const WRONG_PUK = '11112222'
const block = (pin: string) => hex(encodePinBlock(pin))

/** What a PIN that was given does to a card that has one: a try goes, or all come back. */
function afterTry(before: PinStanding, isRight: boolean): PinStanding {
  if (!before.isSet || before.triesLeft === 0) return before
  return { ...before, triesLeft: isRight ? TRIES : before.triesLeft - 1 }
}

/** Whether the card in the reader has been shown its PIN: then nobody is asked for it once more. */
async function isShown(day: Day, card: 'hc' | 'hpc'): Promise<boolean> {
  const status = await day.desk.desk.call('card.status')
  if ('failed' in status) return false
  const { pin } = status.result[card] as { readonly pin: unknown }
  return pin === 'verified'
}

/** Right or wrong; whoever has forgotten it gives a wrong one. */
function given(day: Day): { readonly pin: string, readonly isRight: boolean } {
  const known = day.pins.get(day.patient.key)
  const pin = known === undefined || day.random.below(4) === 0 ? WRONG_HC : known
  return { pin, isRight: block(pin) === day.patient.pin().block }
}

/** Nothing but the PIN is touched, and that only while the card is there and its session can be had. */
function held(day: Day, before: PinStanding, after: PinStanding, isDone: boolean, expected: PinStanding): void {
  if (isDone) return expect(after).toEqual(expected)
  expect([before, expected]).toContainEqual(after)
  if (!day.isCardIn) expect(after).toEqual(before)
}

async function verify(day: Day): Promise<void> {
  const { pin, isRight } = given(day)
  const before = day.patient.pin()
  const atPad = day.random.below(2) === 0
  const wasShown = await isShown(day, 'hc')
  day.atPad = pin
  const { code } = atPad ? await day.call('csVerifyHCPIN', {}) : await day.native('card.verifyPin', { pin })
  day.atPad = 'cancelled'
  const after = day.patient.pin()
  if (wasShown && code === 0) return expect(after).toEqual(before)
  if (code === 0) expect(before.isSet ? isRight && before.triesLeft > 0 : atPad).toBe(true)
  held(day, before, after, code === 0, afterTry(before, isRight))
}

async function enable(day: Day): Promise<void> {
  const newPin = day.random.pick([...newPins, '12', 'abcd'] as const)
  const before = day.patient.pin()
  const { code, failed } = await day.native('card.enablePin', { newPin })
  const after = day.patient.pin()
  if (code !== 0) return expect(after).toEqual(before)
  expect([before.isSet, failed]).toEqual([false, undefined])
  expect(after).toEqual({ isSet: true, triesLeft: TRIES, block: block(newPin) })
  day.pins.set(day.patient.key, newPin)
}

async function change(day: Day): Promise<void> {
  const { pin, isRight } = given(day)
  const newPin = day.random.pick(newPins)
  const before = day.patient.pin()
  const { code } = await day.native('card.changePin', { pin, newPin })
  const after = day.patient.pin()
  if (code !== 0) return held(day, before, after, false, afterTry(before, isRight))
  expect([before.isSet, isRight]).toEqual([true, true])
  expect(after).toEqual({ isSet: true, triesLeft: TRIES, block: block(newPin) })
  day.pins.set(day.patient.key, newPin)
}

async function disable(day: Day): Promise<void> {
  const { pin, isRight } = given(day)
  const before = day.patient.pin()
  const { code } = await day.native('card.disablePin', { pin })
  const after = day.patient.pin()
  if (code !== 0) return held(day, before, after, false, afterTry(before, isRight))
  expect([before.isSet, isRight]).toEqual([true, true])
  expect([after.isSet, after.triesLeft]).toEqual([false, TRIES])
  day.pins.delete(day.patient.key)
}

/** What is entered at the pad for a new PIN, behind an old one where there is one: now and then another one the second time. */
function newAtPad(day: Day, old?: string): { readonly newPin: string, readonly isSame: boolean } {
  const newPin = day.random.pick(newPins)
  const again = day.random.below(4) === 0 ? day.random.pick([...newPins, 'cancelled', 'timedOut'] as const) : newPin
  day.entries = [...old === undefined ? [] : [old], newPin, again]
  return { newPin, isSame: newPin === again }
}

async function setAtPad(day: Day): Promise<void> {
  const { pin, isRight } = given(day)
  const before = day.patient.pin()
  const { newPin, isSame } = newAtPad(day, before.isSet ? pin : undefined)
  const { code } = await day.call('csInputHCPIN', {})
  day.entries = []
  const after = day.patient.pin()
  if (code !== 0) return held(day, before, after, false, afterTry(before, isRight))
  expect([isSame, before.isSet ? isRight && before.triesLeft > 0 : true]).toEqual([true, true])
  expect(after).toEqual({ isSet: true, triesLeft: TRIES, block: block(newPin) })
  day.pins.set(day.patient.key, newPin)
}

async function disableAtPad(day: Day): Promise<void> {
  const { pin, isRight } = given(day)
  const before = day.patient.pin()
  day.entries = [day.random.below(6) === 0 ? 'cancelled' : pin]
  const { code } = await day.call('csDisableHCPIN', {})
  day.entries = []
  const after = day.patient.pin()
  if (code !== 0) return held(day, before, after, false, afterTry(before, isRight))
  expect([before.isSet, isRight]).toEqual([true, true])
  expect([after.isSet, after.triesLeft]).toEqual([false, TRIES])
  day.pins.delete(day.patient.key)
}

/** A new PIN of the professional, at the pad or typed, by the old one or by the code that unlocks. The patient’s card is not concerned. */
async function professionalsNew(day: Day): Promise<void> {
  const isUnlocking = day.random.below(2) === 0
  const right = isUnlocking ? testPuk : day.hpcPin
  const secret = day.random.below(3) === 0 ? WRONG_PUK.slice(0, right.length) : right
  const newPin = day.random.pick(newHpcPins)
  const before = day.patient.pin()
  const isAtPad = day.random.below(2) === 0
  const again = isAtPad && day.random.below(4) === 0 ? day.random.pick([...newHpcPins, 'cancelled'] as const) : newPin
  if (isAtPad) day.entries = [secret, newPin, again]
  const { code } = isAtPad ? await day.call(isUnlocking ? 'hpcUnlockHPC' : 'hpcInputHPCPIN', {})
    : isUnlocking ? await day.native('hpc.unlock', { puk: secret, newPin }) : await day.native('hpc.changePin', { pin: secret, newPin })
  day.entries = []
  expect(day.patient.pin()).toEqual(before)
  if (code !== 0) return
  expect([secret, again, day.hpc === undefined]).toEqual([right, newPin, false])
  day.hpcPin = newPin
}

/** The professional's: the patient's card is not concerned. */
async function professional(day: Day): Promise<void> {
  const pin = day.random.below(2) === 0 ? WRONG_HPC : day.hpcPin
  const before = day.patient.pin()
  const isAtPad = day.random.below(2) === 0
  const wasShown = await isShown(day, 'hpc')
  day.atPad = pin
  const { code } = isAtPad ? await day.call('hpcVerifyHPCPIN', {}) : await day.native('hpc.verifyPin', { pin })
  day.atPad = 'cancelled'
  if (code === 0) expect([wasShown || pin === day.hpcPin, day.hpc === undefined]).toEqual([true, false])
  expect(day.patient.pin()).toEqual(before)
  // a right one gives all tries back, so that it is not locked for the rest of the day
  await day.verified()
}

export const pinSteps: readonly Step[] = [
  { name: 'PIN', functions: ['csVerifyHCPIN', 'card.verifyPin'], weight: 3, take: verify },
  { name: 'first PIN', functions: ['card.enablePin'], weight: 1, take: enable },
  { name: 'another PIN', functions: ['card.changePin'], weight: 1, take: change },
  { name: 'no PIN', functions: ['card.disablePin'], weight: 1, take: disable },
  { name: 'first or another PIN at the pad', functions: ['csInputHCPIN'], weight: 1, take: setAtPad },
  { name: 'no PIN, at the pad', functions: ['csDisableHCPIN'], weight: 1, take: disableAtPad },
  { name: 'professional’s PIN', functions: ['hpcVerifyHPCPIN', 'hpc.verifyPin'], weight: 2, take: professional },
  {
    name: 'new PIN of the professional', functions: ['hpcInputHPCPIN', 'hpcUnlockHPC', 'hpc.changePin', 'hpc.unlock'], weight: 3,
    take: professionalsNew,
  },
]
