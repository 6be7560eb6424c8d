import { describe, expect, it } from 'vitest'
import { encodeCommandApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import { appendRecord, updateBinary, updateRecord } from '#protocols/iso7816/commands/index'
import type { HostSecureMessaging } from '#protocols/iso7816/secure-messaging'
import { hcFiles } from '#protocols/nhi-card/contents'
import { CardDesk } from './card-desk.fixture.ts'
import { contentOf, cutEverywhere } from './eeprom-cuts.fixture.ts'
import type { HealthCardOptions } from './health-card.ts'
import { pinCommands, PlainCard } from './pin-commands.fixture.ts'
import { testPin, testPuk } from './professional-card.ts'

const { ask, verify, change, enable, disable, unlock, open } = pinCommands
const order = (orderType: string) => hcFiles.orders.encode({
  treatmentDateTime: '2026-01-15T09:30:00', orderType, treatmentItemCode: '33070B', treatmentPosition: 'A',
  usage: 'TID', days: 3, totalQuantity: '00009.0', deliveryNotes: '01',
})
const visit = (treatmentDateTime: string, sequenceNumber: string, outpatientFee?: number) => hcFiles.visits.encode({
  treatmentItem: '01', babyTreatment: '', treatmentDateTime, afterCheck: '1', sequenceNumber, hospitalId: '9900000013',
  outpatientFee: outpatientFee ?? null, costFee: null, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null,
})
const { sfi: orders } = hcFiles.orders
const { sfi: visits } = hcFiles.visits
const { sfi: allergies } = hcFiles.allergies

interface Writing {
  readonly what: string
  readonly command: CommandApdu
  readonly rights?: 'hpc' | 'idc'
  readonly card?: HealthCardOptions
}

const writings: readonly Writing[] = [
  { what: 'an order', command: appendRecord.encode({ sfi: orders, data: order('1') }) },
  { what: 'a long-term order with its copy', command: appendRecord.encode({ sfi: orders, data: order('2') }) },
  { what: 'an important order with its copy', command: appendRecord.encode({ sfi: orders, data: order('5') }) },
  {
    what: 'a visit and all it counts',
    command: appendRecord.encode({ sfi: visits, data: visit('2026-01-15T09:30:00', '0003') }),
  },
  {
    what: 'the first visit of a year',
    command: appendRecord.encode({ sfi: visits, data: visit('2027-01-15T09:30:00', '0001') }),
  },
  {
    what: 'the fees of a visit',
    command: updateRecord.encode({ sfi: visits, record: 1, data: visit('2026-01-12T10:05:00', '0002', 9) }),
  },
  {
    what: 'an allergy', rights: 'hpc',
    command: updateRecord.encode({
      sfi: allergies, record: 2, data: hcFiles.allergies.encode({ ingredient: 'ASPIRIN' }),
    }),
  },
  {
    what: 'what the data centre rewrites', rights: 'idc',
    command: updateBinary.encode({
      sfi: hcFiles.validity.sfi, offset: 0,
      data: hcFiles.validity.encode({ cardValidity: '2033-12-31', treatmentCounter: 6 }),
    }),
  },
  { what: 'the first PIN', command: enable('1234') },
]

/** A desk whose professional can show the role again and again. */
async function deskFor({ rights, card = {} }: Pick<Writing, 'rights' | 'card'>) {
  const desk = new CardDesk(card)
  await desk.authenticateSam()
  const channel: HostSecureMessaging | undefined = rights === 'hpc' ? desk.authenticate('hpc') : undefined
  if (channel !== undefined) desk.verifyHpcPin()
  const idcProof = rights === 'idc'
  return { desk, prepare: () => {
    desk.authenticate('hc')
    if (channel !== undefined) desk.proveHpc(channel)
    if (idcProof) desk.proveIdcNow()
  } }
}

describe('a health card whose supply fails at any byte while it writes', () => {
  it.each(writings)('holds the old content or the new, never a mixture: $what', async ({ command, ...options }) => {
    const { desk, prepare } = await deskFor(options)
    const { hc } = desk
    const { old, changed, seen } = cutEverywhere({
      card: hc, prepare, look: () => contentOf(hc),
      act: () => hc.transmit(encodeCommandApdu(desk.wrapped(command))),
      stride: options.rights === undefined ? 1 : 2, // roles cost ten times as much
    })
    expect(changed).not.toBe(old)
    expect(seen.length).toBeGreaterThan(15)
    expect(seen.filter((content) => content !== old && content !== changed)).toHaveLength(0)
    const turn = seen.indexOf(changed) // and from there on it is the new one
    expect(seen.map((content) => content === changed)).toEqual(seen.map((_, at) => turn >= 0 && at >= turn))
    expect(seen[0]).toBe(old)
    expect(seen.at(-1)).toBe(changed)
  }, 60_000)

  it('reads as one of the two through its own commands, and takes the same order once more', async () => {
    const desk = new CardDesk()
    await desk.authenticateAll()
    const { written } = desk.hc.eeprom
    const before = desk.read('orders')
    for (const cut of [0, 50, 100, 150, 200, 230]) {
      const fresh = new CardDesk()
      await fresh.authenticateAll()
      fresh.hc.eeprom.cutAfter(cut)
      expect(() => fresh.append('orders', order('2'))).toThrow('secured command: 0000')
      expect(fresh.hc.transmit(Uint8Array.of(0, 0x84, 0, 0, 8))).toBeUndefined()
      fresh.hc.reset()
      await fresh.authenticateAll()
      const whole = [hcFiles.orders.decode(order('2')), ...before]
      expect([before, whole]).toContainEqual(fresh.read('orders'))
      expect(fresh.read('longTermPrescriptions')).toHaveLength(fresh.read('orders').length - 2)
      expect(fresh.append('orders', order('2')).sw).toBe(0x9000)
    }
    expect(desk.hc.eeprom.written).toBe(written)
  })
})

/** What a host finds out of a PIN: tries left, and which of some PINs is right. */
function pinState(card: PlainCard, candidates: readonly string[]): string {
  card.reset()
  const asked = card.say(ask())
  if (asked === '6984' || asked === '6983') return asked
  const right = candidates.find((pin) => card.say(verify(pin)) === '9000')
  return `${right ?? 'none'} ${asked}`
}

describe('a PIN while the supply fails at any byte', () => {
  interface PinWriting {
    readonly what: string
    readonly of: 'hc' | 'hpc'
    /** Wrong tries before. */
    readonly wrong?: number
    readonly command: CommandApdu
    /** In the order in which cuts bring them about; the first before, the last after. */
    readonly states: readonly string[]
  }
  const cases: readonly PinWriting[] = [
    { what: 'verified', of: 'hpc', command: verify(testPin), states: ['123456 63c3', '123456 63c2', '123456 63c3'] },
    {
      what: 'verified with the last try', of: 'hpc', wrong: 2, command: verify(testPin),
      states: ['123456 63c1', '6983', '123456 63c3'],
    },
    { what: 'wrong', of: 'hpc', command: verify('999999'), states: ['123456 63c3', '123456 63c2'] },
    {
      what: 'wrong for the last time', of: 'hpc', wrong: 2, command: verify('999999'), states: ['123456 63c1', '6983'],
    },
    {
      what: 'changed', of: 'hpc', command: change(testPin, '654321'),
      states: ['123456 63c3', '123456 63c2', '123456 63c3', '654321 63c3'],
    },
    {
      what: 'changed with a wrong old one', of: 'hpc', command: change('999999', '654321'),
      states: ['123456 63c3', '123456 63c2'],
    },
    { what: 'unlocked', of: 'hpc', wrong: 3, command: unlock(testPuk, '654321'), states: ['6983', '654321 63c3'] },
    { what: 'unlocked with a wrong PUK', of: 'hpc', wrong: 3, command: unlock('00000000', '654321'), states: ['6983'] },
    {
      what: 'verified on a health card', of: 'hc', command: verify('1234'),
      states: ['1234 63c3', '1234 63c2', '1234 63c3'],
    },
    {
      what: 'changed on a health card', of: 'hc', command: change('1234', '4321'),
      states: ['1234 63c3', '1234 63c2', '1234 63c3', '4321 63c3'],
    },
    { what: 'disabled', of: 'hc', command: disable('1234'), states: ['1234 63c3', '1234 63c2', '1234 63c3', '6984'] },
  ]

  it.each(cases)('has the tries of the standard, and is old or new: $what', ({ of, wrong = 0, command, states }) => {
    const desk = new CardDesk({ pin: '1234' })
    const card = new PlainCard(desk, of)
    for (let tries = 0; tries < wrong; tries++) card.say(verify('999999'))
    const { old, seen, changed } = cutEverywhere({
      card: desk[of], prepare: () => card.reset(), act: () => card.say(command),
      look: () => pinState(card, of === 'hpc' ? [testPin, '654321'] : ['1234', '4321']),
    })
    const runs = [old, ...seen, changed].filter((state, at, all) => state !== all[at - 1])
    expect(runs).toEqual(states)
  })

  it('is opened by the data centre as a whole or not at all', { timeout: 60_000 }, async () => {
    const { desk, prepare } = await deskFor({ rights: 'idc', card: { pin: '1234' } })
    const card = new PlainCard(desk, 'hc')
    for (let tries = 0; tries < 3; tries++) card.say(verify('9999'))
    const { hc } = desk
    const { seen } = cutEverywhere({
      card: hc, prepare, stride: 3, look: () => pinState(card, ['1234']),
      act: () => hc.transmit(encodeCommandApdu(desk.wrapped(open()))),
    })
    expect(new Set(seen)).toEqual(new Set(['6983', '6984']))
  })

  it('loses no try of the PUK to anything but a wrong one and a cut, and none is given', () => {
    const desk = new CardDesk()
    const card = new PlainCard(desk, 'hpc')
    const left = () => {
      card.reset()
      return card.say(unlock('00000000', '654321'))
    }
    const tried = (puk: string) => cutEverywhere({
      card: desk.hpc, prepare: () => card.reset(), act: () => card.say(unlock(puk, '654321')), look: left,
    })
    expect(new Set(tried('00000000').seen)).toEqual(new Set(['63c9', '63c8']))
    const { seen, changed } = tried(testPuk)
    expect(new Set(seen)).toEqual(new Set(['63c9', '63c8']))
    expect(changed).toBe('63c9')
  })
})
