import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getInitialSnapshot, getNextSnapshot, transition } from 'xstate'
import { mayUpdate, viewOf, type View } from '../nhi-card/access.ts'
import { hcFileList, hcFiles } from '../nhi-card/contents.ts'
import { readRights, updateRights, type ReadRight, type UpdateRight } from '../nhi-card/right.ts'
import { needs, type AuthenticationStep, type Wanted } from './needs.ts'
import { obstacles, obstacleTo } from './obstacle.ts'
import { justified, ledgerAfter, type Ledger } from './three-card-ledger.fixture.ts'
import { cardStatusOf, securityStatusOf } from './three-card-status.ts'
import { threeCardMachine, type ThreeCard, type ThreeCardEvent, type ThreeCardSnapshot } from './three-card.machine.ts'

const cards = ['sam', 'hc', 'hpc'] as const
const events: readonly ThreeCardEvent[] = [
  ...cards.flatMap((card): ThreeCardEvent[] => [
    { type: `${card}Inserted` }, { type: `${card}Identified`, as: card }, { type: `${card}Identified`, as: 'other' },
    { type: `${card}Authenticated` }, { type: `${card}Removed` }, { type: `${card}Lost` }, { type: `${card}Reset` },
    { type: `${card}SessionEnded` }, { type: `${card}TimedOut` },
  ]),
  ...(['verified', 'unverified', 'blocked', 'notSet', 'unknown'] as const).map((pin) => ({ type: 'hcPinFound' as const, pin })),
  ...(['verified', 'unverified', 'blocked'] as const).map((pin) => ({ type: 'hpcPinFound' as const, pin })),
  ...(['physician', 'pharmacist'] as const).map((profession) => ({ type: 'hpcProved' as const, profession })),
  { type: 'idcProved' }, { type: 'loggedOut' },
]

interface Place {
  readonly snapshot: ThreeCardSnapshot
  readonly ledger: Ledger
}

const keyOf = ({ snapshot: { value, context }, ledger }: Place) => JSON.stringify([value, context, [...ledger].sort()])
const start: Place = { snapshot: getInitialSnapshot(threeCardMachine), ledger: new Set() }
const after = ({ snapshot, ledger }: Place, event: ThreeCardEvent): Place =>
  ({ snapshot: getNextSnapshot(threeCardMachine, snapshot, event), ledger: ledgerAfter(ledger, event) })
const following = (place: Place, ...given: readonly ThreeCardEvent[]) => given.reduce(after, place)
const stateAfter = (...given: readonly ThreeCardEvent[]) => following(start, ...given).snapshot

/** Every state there is, with what the events on the way to it justify; and every step between two. */
const found = new Map([[keyOf(start), start]])
const steps: (readonly [Place, ThreeCardEvent, Place])[] = []
for (const place of found.values()) {
  for (const event of events) {
    const next = after(place, event)
    const key = keyOf(next)
    if (!found.has(key)) found.set(key, next)
    steps.push([place, event, found.get(key) ?? next])
  }
}
const places = [...found.values()]

const views: readonly View[] = ['refused', 'blank', 'drugOrders', 'full']
const here = (card: ThreeCard): ThreeCardEvent[] => [{ type: `${card}Inserted` }, { type: `${card}Identified`, as: card }]
const samReady: ThreeCardEvent[] = [...here('sam'), { type: 'samAuthenticated' }]
const hcReady: ThreeCardEvent[] = [...samReady, ...here('hc'), { type: 'hcAuthenticated' }]
const hpcReady: ThreeCardEvent[] = [
  ...hcReady, ...here('hpc'), { type: 'hpcAuthenticated' }, { type: 'hpcPinFound', pin: 'verified' },
]
const proved: ThreeCardEvent[] = [...hpcReady, { type: 'hpcProved', profession: 'physician' }]
const pinVerified: ThreeCardEvent = { type: 'hcPinFound', pin: 'verified' }

describe('in every state of the three cards', () => {
  it('no file is seen and none is changed beyond what the events justify', () => {
    expect(places.length).toBeGreaterThan(500)
    for (const { snapshot, ledger } of places) {
      const [status, most] = [securityStatusOf(snapshot), justified(ledger)]
      for (const file of hcFileList) {
        if (views.indexOf(viewOf(file, status)) > views.indexOf(viewOf(file, most))) expect.fail(`${file.name} ${JSON.stringify(status)}`)
        if (mayUpdate(file, status) && !mayUpdate(file, most)) expect.fail(`${file.name} ${JSON.stringify(status)}`)
      }
    }
  })

  it('the card of a professional counts while it is there, verified, and the SAM authenticated, and not longer', () => {
    for (const { snapshot } of places) {
      const status = securityStatusOf(snapshot)
      if (status.sam || status.idc || status.hpc !== null) expect(cardStatusOf(snapshot, 'sam')).toBe(2)
      if (status.idc || status.hpc !== null) expect(status.sam).toBe(true)
      if (status.hpc !== null) expect(snapshot.value.hpc).toMatchObject({ present: { pin: 'verified' } })
    }
  })

  it('losing the SAM takes the other two back, losing the HPC or its log-in takes its role', () => {
    const samGone = ['samInserted', 'samRemoved', 'samLost', 'samReset', 'samSessionEnded', 'samTimedOut']
    const hpcGone = ['hpcInserted', 'hpcRemoved', 'hpcLost', 'hpcReset', 'hpcSessionEnded', 'hpcTimedOut', 'loggedOut']
    for (const [, { type }, { snapshot }] of steps) {
      if (samGone.includes(type)) for (const card of ['hc', 'hpc'] as const) expect([0, 1, 9]).toContain(cardStatusOf(snapshot, card))
      if (hpcGone.includes(type)) expect(securityStatusOf(snapshot).hpc).toBeNull()
    }
  })

  it('a card that goes leaves nothing of itself, and one that comes begins from nothing', () => {
    for (const card of cards) {
      for (const [, { type }, { snapshot }] of steps) {
        if (type === `${card}Removed` || type === `${card}Lost`) expect(cardStatusOf(snapshot, card)).toBe(0)
        if (type === `${card}Inserted` || type === `${card}Reset`) expect(snapshot.value[card]).toBe('unidentified')
      }
    }
  })

  it('an event without what it wants changes nothing', () => {
    for (const [from, { type }, to] of steps) {
      const sam = cardStatusOf(from.snapshot, 'sam') === 2
      if (type === 'hcAuthenticated' && !sam) expect(securityStatusOf(to.snapshot).sam).toBe(false)
      if (type === 'idcProved' && !securityStatusOf(from.snapshot).sam) expect(to).toBe(from)
      if (type === 'hpcProved' && !securityStatusOf(from.snapshot).sam) expect(to).toBe(from)
    }
  })

  it('the role is to be revoked on the card whenever it is taken from a session that goes on', () => {
    let revoked = 0
    for (const [from, event, to] of steps) {
      const [, actions] = transition(threeCardMachine, from.snapshot, event)
      const taken = from.snapshot.context.profession !== null && to.snapshot.context.profession === null
      const goesOn = securityStatusOf(to.snapshot).sam && event.type !== 'hcAuthenticated'
      expect(actions.map(({ type }) => type)).toEqual(taken && goesOn ? ['revokeRole'] : [])
      revoked += actions.length
    }
    expect(revoked).toBeGreaterThan(0)
  })

  it('JSON carries it, and it goes on from there', () => {
    for (const [index, { snapshot }] of places.entries()) {
      const carried = JSON.parse(JSON.stringify({ value: snapshot.value, context: snapshot.context }))
      expect(carried).toEqual({ value: snapshot.value, context: snapshot.context })
      if (index % 37 !== 0) continue
      const restored = threeCardMachine.resolveState(carried)
      for (const event of events) {
        const [one, other] = [restored, snapshot].map((from) => getNextSnapshot(threeCardMachine, from, event))
        expect([one?.value, one?.context]).toEqual([other?.value, other?.context])
      }
    }
  })
})

describe('what a right still needs', () => {
  const eventOf: Readonly<Record<AuthenticationStep, ThreeCardEvent>> = {
    identifySam: { type: 'samIdentified', as: 'sam' }, identifyHc: { type: 'hcIdentified', as: 'hc' },
    identifyHpc: { type: 'hpcIdentified', as: 'hpc' }, authenticateSam: { type: 'samAuthenticated' },
    authenticateHc: { type: 'hcAuthenticated' }, verifyHcPin: pinVerified, authenticateHpc: { type: 'hpcAuthenticated' },
    verifyHpcPin: { type: 'hpcPinFound', pin: 'verified' }, proveHpc: { type: 'hpcProved', profession: 'physician' },
    proveIdc: { type: 'idcProved' },
  }
  const wants: readonly Wanted[] = [
    ...(Object.keys(readRights) as ReadRight[]).map((read) => ({ read })),
    ...(Object.keys(updateRights) as UpdateRight[]).map((update) => ({ update })), { card: 'sam' }, { card: 'hpc' },
  ]
  const right = (name: keyof typeof hcFiles): Wanted => ({ read: hcFiles[name].access.read })

  it.each(wants.map((wanted) => [JSON.stringify(wanted), wanted] as const))('is enough for %s, and nothing of it is too much', (_, wanted) => {
    for (const { snapshot } of places) {
      const missing = needs(snapshot, wanted)
      const perform = (performed: readonly AuthenticationStep[]) =>
        performed.reduce((from, step) => getNextSnapshot(threeCardMachine, from, eventOf[step]), snapshot)
      const obstacle = obstacleTo(snapshot, wanted)
      const locked = obstacle === 'hcPinLocked' || obstacle === 'hpcPinLocked'
      if (obstacle !== 'nobodyMay' && !locked) expect(needs(perform(missing), wanted).length === 0).toBe(obstacle === null)
      for (const left of missing) {
        if (needs(perform(missing.filter((step) => step !== left)), wanted).length === 0) expect.fail(`${left} was too much`)
      }
    }
  })

  it('is nothing exactly when the session has the right already', () => {
    for (const { snapshot } of places) {
      const status = securityStatusOf(snapshot)
      for (const file of hcFileList) {
        const { read, update } = file.access
        if (read !== 'never' && read !== 'hpc') expect(needs(snapshot, { read }).length === 0).toBe(viewOf(file, status) === 'full')
        if (read === 'hpc') expect(needs(snapshot, { read }).length === 0).toBe(status.sam && status.pin && status.hpc !== null)
        if (update === 'sam' || update === 'idc') expect(needs(snapshot, { update }).length === 0).toBe(mayUpdate(file, status))
      }
    }
  })

  it('is only what is missing, in the order to do it', () => {
    expect(needs(stateAfter(), right('orders'))).toEqual([
      'identifySam', 'identifyHc', 'identifyHpc', 'authenticateSam', 'authenticateHc', 'verifyHcPin', 'authenticateHpc',
      'verifyHpcPin', 'proveHpc',
    ])
    expect(needs(stateAfter(...hcReady), right('orders'))).toEqual(
      ['identifyHpc', 'verifyHcPin', 'authenticateHpc', 'verifyHpcPin', 'proveHpc'])
    expect(needs(stateAfter(...proved, { type: 'hcPinFound', pin: 'notSet' }), right('orders'))).toEqual([])
    expect(needs(stateAfter(...proved, { type: 'loggedOut' }), right('orders'))).toEqual(
      ['verifyHcPin', 'authenticateHpc', 'verifyHpcPin', 'proveHpc'])
    // the mutual authentication would end a PIN that was verified before it
    expect(needs(stateAfter(...samReady, ...here('hc'), pinVerified), { read: 'samAndPin' })).toEqual(['authenticateHc', 'verifyHcPin'])
  })

  it('meets every declared obstacle somewhere', () => {
    const met = new Set(places.flatMap(({ snapshot }) => wants.map((wanted) => obstacleTo(snapshot, wanted))))
    expect(met).toEqual(new Set([null, ...Object.keys(obstacles)]))
  })
})

describe('the numbers of hisGetCardStatus', () => {
  it.each<[string, number, number, number, readonly ThreeCardEvent[]]>([
    ['nothing is inserted', 0, 0, 0, []],
    ['three cards are in their places', 1, 1, 1, cards.flatMap(here)],
    ['other cards are', 9, 9, 9, cards.flatMap((card): ThreeCardEvent[] => [{ type: `${card}Inserted` }, { type: `${card}Identified`, as: 'other' }])],
    ['the SAM is authenticated', 2, 1, 1, [...samReady, ...here('hc'), ...here('hpc')]],
    ['the HC too', 2, 2, 0, hcReady],
    ['and the HPC', 2, 2, 2, [...hcReady, ...here('hpc'), { type: 'hpcAuthenticated' }]],
    ['whose PIN is verified', 2, 2, 3, hpcReady],
    ['which proves itself to the HC', 2, 3, 3, proved],
    ['whose PIN is verified as well', 2, 4, 3, [...proved, pinVerified]],
    ['without the HPC', 2, 4, 0, [...hcReady, pinVerified]],
    ['the IDC proves itself', 2, 5, 0, [...hcReady, { type: 'idcProved' }]],
    ['the HC has no PIN', 2, 2, 0, [...hcReady, { type: 'hcPinFound', pin: 'notSet' }]],
    ['the PIN of the HC is verified outside a session', 0, 1, 0, [...here('hc'), pinVerified]],
  ])('when %s are SAM %i, HC %i, HPC %i', (_, sam, hc, hpc, given) => {
    const snapshot = stateAfter(...given)
    expect(cards.map((card) => cardStatusOf(snapshot, card))).toEqual([sam, hc, hpc])
  })
})

describe('a long day', () => {
  it('leads nowhere that the walk has not been', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...events), { maxLength: 200 }), (day) => {
      const end = following(start, ...day)
      expect(found.has(keyOf(end))).toBe(true)
    }), { numRuns: 100 })
  })
})
