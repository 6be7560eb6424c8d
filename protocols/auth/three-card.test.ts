import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getInitialSnapshot, getNextSnapshot, transition } from 'xstate'
import { mayUpdate, viewOf, type View } from '../nhi-card/access.ts'
import { hcFileList, hcFiles } from '../nhi-card/contents.ts'
import { readRights, updateRights, type ReadRight, type UpdateRight } from '../nhi-card/right.ts'
import { needs, type AuthenticationStep, type Wanted } from './needs.ts'
import { obstacles, obstacleTo } from './obstacle.ts'
import { justified, ledgerAfter, type Ledger } from './three-card-ledger.fixture.ts'
import { cardStatusOf, cs6StatusOf, securityStatusOf } from './three-card-status.ts'
import { threeCardMachine, type ThreeCard, type ThreeCardEvent, type ThreeCardSnapshot } from './three-card.machine.ts'

const cards = ['sam', 'hc', 'hpc'] as const
const events: readonly ThreeCardEvent[] = [
  ...cards.flatMap((card): ThreeCardEvent[] => [
    { type: `${card}Inserted` }, { type: `${card}Identified`, as: card }, { type: `${card}Identified`, as: 'other' },
    { type: `${card}Authenticated` }, { type: `${card}Removed` }, { type: `${card}Lost` }, { type: `${card}Reset` },
    { type: `${card}SessionEnded` }, { type: `${card}TimedOut` },
  ]),
  ...(['verified', 'unverified', 'blocked', 'notSet', 'unknown'] as const)
    .map((pin) => ({ type: 'hcPinFound' as const, pin })),
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
const foreign = (card: ThreeCard): ThreeCardEvent[] =>
  [{ type: `${card}Inserted` }, { type: `${card}Identified`, as: 'other' }]
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
      const beyond = hcFileList.filter((file) => views.indexOf(viewOf(file, status)) > views.indexOf(viewOf(file, most))
        || (mayUpdate(file, status) && !mayUpdate(file, most)))
      expect(beyond.map(({ name }) => name), JSON.stringify(snapshot.value)).toEqual([])
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
    const back = [0, 1, 9]
    const wrong = steps.filter(([, { type }, { snapshot }]) =>
      (samGone.includes(type) && !(['hc', 'hpc'] as const).every((card) => back.includes(cardStatusOf(snapshot, card))))
      || (hpcGone.includes(type) && securityStatusOf(snapshot).hpc !== null))
    expect(wrong).toEqual([])
  })

  it('a card that goes leaves nothing of itself, and one that comes begins from nothing', () => {
    for (const card of cards) {
      const placesAfter = (...types: readonly string[]) => new Set(steps.filter(([, { type }]) => types.includes(type))
        .map(([, , { snapshot }]) => snapshot.value[card]))
      expect(placesAfter(`${card}Removed`, `${card}Lost`)).toEqual(new Set(['absent']))
      expect(placesAfter(`${card}Inserted`, `${card}Reset`)).toEqual(new Set(['unidentified']))
    }
  })

  it('an event without what it wants changes nothing', () => {
    const without = steps.filter(([from, { type }]) => {
      const inSession = securityStatusOf(from.snapshot).sam
      if (type === 'hcAuthenticated' || type === 'hpcAuthenticated') return cardStatusOf(from.snapshot, 'sam') !== 2
      if (type === 'hpcProved') return !inSession || cardStatusOf(from.snapshot, 'hpc') !== 3
      return type === 'idcProved' && !inSession
    })
    expect(without.length).toBeGreaterThan(0)
    const gained = without.filter(([from, , to]) => cards.some((card) =>
      cardStatusOf(to.snapshot, card) > cardStatusOf(from.snapshot, card)))
    expect(gained).toEqual([])
  })

  it('the role is to be revoked on the card whenever it is taken from a session that goes on', () => {
    let revoked = 0
    for (const [from, event, to] of steps) {
      const [, actions] = transition(threeCardMachine, from.snapshot, event)
      const taken = from.snapshot.context.profession !== null && to.snapshot.context.profession === null
      const goesOn = securityStatusOf(to.snapshot).sam && event.type !== 'hcAuthenticated'
      if ((actions.length > 0) !== (taken && goesOn)) expect.fail(`${event.type} ${JSON.stringify(from.snapshot.value)}`)
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

  const rows = wants.map((wanted) => [JSON.stringify(wanted), wanted] as const)
  it.each(rows)('is enough for %s, and nothing of it is too much', (_, wanted) => {
    for (const { snapshot } of places) {
      const missing = needs(snapshot, wanted)
      const perform = (performed: readonly AuthenticationStep[]) =>
        performed.reduce((from, step) => getNextSnapshot(threeCardMachine, from, eventOf[step]), snapshot)
      const obstacle = obstacleTo(snapshot, wanted)
      const locked = obstacle === 'hcPinLocked' || obstacle === 'hpcPinLocked'
      const suffices = (performed: readonly AuthenticationStep[]) => needs(perform(performed), wanted).length === 0
      if (obstacle !== 'nobodyMay' && !locked) expect(suffices(missing)).toBe(obstacle === null)
      expect(missing.filter((left) => suffices(missing.filter((step) => step !== left)))).toEqual([])
    }
  })

  it('is nothing exactly when the session has the right already', () => {
    for (const { snapshot } of places) {
      const status = securityStatusOf(snapshot)
      for (const file of hcFileList) {
        const { read, update } = file.access
        // what a profession may see of it is told when it shows its role
        const sees = read === 'hpc' ? status.sam && status.pin && status.hpc !== null : viewOf(file, status) === 'full'
        const may = update === 'hpc' ? status.sam && status.hpc !== null : mayUpdate(file, status)
        if (read !== 'never' && sees !== (needs(snapshot, { read }).length === 0)) expect.fail(`${file.name} read`)
        if (update !== 'never' && may !== (needs(snapshot, { update }).length === 0)) expect.fail(`${file.name} update`)
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
    expect(needs(stateAfter(...samReady, ...here('hc'), pinVerified), { read: 'samAndPin' }))
      .toEqual(['authenticateHc', 'verifyHcPin'])
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
    ['other cards are', 9, 9, 9, cards.flatMap(foreign)],
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
    expect(cs6StatusOf(snapshot)).toEqual({ sam, hc, hpc })
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
