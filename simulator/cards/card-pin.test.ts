import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '#protocols/bytes/byte-array'
import { unhex } from '#protocols/bytes/hex'
import type { CommandApdu } from '#protocols/iso7816/apdu'
import { hcFiles } from '#protocols/nhi-card/contents'
import { getChallenge, mutualAuthenticate, readRecord } from '#protocols/iso7816/commands/index'
import { CardDesk } from './card-desk.fixture.ts'
import { pinCommands, PlainCard } from './pin-commands.fixture.ts'
import { testPin, testPuk } from './professional-card.ts'

const { ask, verify, change, changeVerified, enable, disable, disableVerified, unlock, open } = pinCommands
const hpc = () => new PlainCard(new CardDesk(), 'hpc')
const hc = (pin?: string) => new PlainCard(new CardDesk(pin === undefined ? {} : { pin }), 'hc')
const says = (card: PlainCard, ...commands: CommandApdu[]) => commands.map((command) => card.say(command))
const wrong = '999999'

describe('the PIN of a professional card', () => {
  it('is asked for without costing anything, wrong three times, then blocked even for the right one', () => {
    const card = hpc()
    const bad = verify(wrong)
    expect(says(card, ask(), ask(), bad, ask(), bad, ask(), bad, ask(), verify(testPin), ask()))
      .toEqual(['63c3', '63c3', '63c2', '63c2', '63c1', '63c1', '63c0', '6983', '6983', '6983'])
    expect(says(card, change(testPin, '654321'))).toEqual(['6983'])
  })

  it('gives its tries back when it is right, and is forgotten at the next wrong one and the next reset', () => {
    const card = hpc()
    expect(says(card, verify(wrong), verify(testPin), ask(), verify(wrong), ask(), verify(testPin), ask()))
      .toEqual(['63c2', '9000', '9000', '63c2', '63c2', '9000', '9000'])
    card.reset()
    expect(says(card, ask())).toEqual(['63c3'])
  })

  it('keeps its count of tries over every reset', () => {
    const card = hpc()
    for (const sw of ['63c2', '63c1', '63c0', '6983']) {
      expect(says(card, verify(wrong))).toEqual([sw])
      card.reset()
    }
    expect(says(card, ask())).toEqual(['6983'])
  })

  it('is changed by whoever has the old one, and is the new one from then on', () => {
    const card = hpc()
    expect(says(card, change(wrong, '654321'), change(testPin, '65432187'), ask(), verify(testPin), verify('65432187')))
      .toEqual(['63c2', '9000', '9000', '63c2', '9000'])
    card.reset()
    expect(says(card, verify('65432187'))).toEqual(['9000'])
  })

  it('is changed without the old one only while it is verified, and costs no try', () => {
    const card = hpc()
    expect(says(card, changeVerified('654321'), ask(), verify(testPin), changeVerified('1111'), changeVerified('654321'), verify(testPin)))
      .toEqual(['6982', '63c3', '9000', '6a80', '9000', '63c2'])
    expect(says(card, changeVerified('111111'), verify('654321'))).toEqual(['6982', '9000'])
    card.reset()
    expect(says(card, changeVerified('111111'))).toEqual(['6982'])
  })

  it('is set anew by the PUK, blocked or not, and nobody is verified by that', () => {
    const card = hpc()
    for (let tries = 0; tries < 3; tries++) card.say(verify(wrong))
    const [first, second] = ['654321', '111111'] as const
    const [unlockFirst, unlockSecond] = [unlock(testPuk, first), unlock(testPuk, second)]
    expect(says(card, unlockFirst, ask(), verify(testPin), verify(first), unlockSecond, ask(), verify(second)))
      .toEqual(['9000', '63c3', '63c2', '9000', '9000', '63c3', '9000'])
  })

  it('is lost when the PUK was wrong ten times, and a right PUK before gives the ten back', () => {
    const card = hpc()
    const bad = unlock('00000000', '654321')
    expect(says(card, bad, bad, unlock(testPuk, testPin), bad)).toEqual(['63c9', '63c8', '9000', '63c9'])
    card.reset()
    expect(says(card, ...Array.from({ length: 9 }, () => bad)))
      .toEqual(['63c8', '63c7', '63c6', '63c5', '63c4', '63c3', '63c2', '63c1', '63c0'])
    expect(says(card, bad, unlock(testPuk, '654321'), verify(testPin))).toEqual(['6983', '6983', '9000'])
  })

  it('is neither enabled, disabled nor opened by a right, and there is no other reference', () => {
    const card = hpc()
    expect(says(card, enable(testPin), disable(testPin), open())).toEqual(['6d00', '6d00', '6a86'])
    const others = [0x00, 0x01, 0x80, 0x82, 0xff]
    expect(others.map((p2) => card.say({ ...ask(), p2 }))).toEqual(others.map(() => '6a88'))
    expect(others.map((p2) => card.say({ ...verify(wrong), p2 }))).toEqual(others.map(() => '6a88'))
    expect(says(card, ask())).toEqual(['63c3'])
  })
})

describe('the PIN of a professional card in a session', () => {
  const inSession = async () => {
    const desk = new CardDesk()
    await desk.authenticateSam()
    const channel = desk.authenticate('hpc')
    const secured = (command: CommandApdu) => channel.unwrap(desk.plain(desk.hpc, channel.wrap(command))!).sw.toString(16)
    return { desk, secured }
  }

  it('takes every command by secure messaging', async () => {
    const { secured } = await inSession()
    const commands = [ask(), verify(wrong), verify(testPin), change(testPin, '654321'), unlock(testPuk, testPin), ask()]
    expect(commands.map(secured)).toEqual(['63c3', '63c2', '9000', '9000', '9000', '63c3'])
  })

  it('is forgotten when a mutual authentication begins the session anew, a wrong one too', async () => {
    for (const again of ['sound', 'wrong'] as const) {
      const { desk, secured } = await inSession()
      expect(secured(verify(testPin))).toBe('9000')
      if (again === 'sound') desk.reauthenticate('hpc')
      else {
        desk.must(desk.hpc, getChallenge.encode({ le: 16 }), 'challenge')
        expect(desk.plain(desk.hpc, mutualAuthenticate.encode({ cryptogram: new Uint8Array(88), le: 256 }))?.sw).toBe(0x6300)
      }
      expect(desk.plain(desk.hpc, ask())?.sw).toBe(0x63c3)
    }
  })
})

describe('the PIN of a health card', () => {
  const inSession = async (options: { pin?: string } = {}) => {
    const desk = new CardDesk(options)
    await desk.authenticateSam()
    desk.authenticate('hc')
    return { desk, say: (command: CommandApdu) => desk.secured(command).sw.toString(16) }
  }

  it('is not set on a new card, and then nothing asks for it', async () => {
    expect(says(hc(), ask(), verify('1234'), change('1234', '4321'), disable('1234'), open()))
      .toEqual(['6984', '6984', '6984', '6984', '6984'])
    const { desk } = await inSession()
    expect(desk.read('visits')).toHaveLength(2)
  })

  it('is set in a session with a SAM alone, counts as shown there, and stands in the way in the next', async () => {
    expect(says(hc(), enable('1234'))).toEqual(['6982'])
    const { desk, say } = await inSession()
    expect([say(enable('1234')), say(ask()), say(enable('4321'))]).toEqual(['9000', '9000', '6985'])
    expect(desk.read('visits')).toHaveLength(2)
    desk.authenticate('hc')
    expect(() => desk.read('visits')).toThrow('6982')
    expect([say(ask()), say(verify('1234'))]).toEqual(['63c3', '9000'])
    expect(desk.read('visits')).toHaveLength(2)
    expect([say(verify('4321'))]).toEqual(['63c2'])
    expect(() => desk.read('visits')).toThrow('6982')
  })

  it('is changed and taken away without being shown again only while it is verified', async () => {
    const { say } = await inSession({ pin: '1234' })
    const commands = [changeVerified('123456'), disableVerified(), verify('1234'), changeVerified('123456'), disableVerified(), ask()]
    expect(commands.map(say)).toEqual(['6982', '6982', '9000', '9000', '9000', '6984'])
  })

  it('is changed and taken away again by whoever has it', async () => {
    const { desk, say } = await inSession({ pin: '1234' })
    const commands = [change('4321', '123456'), change('1234', '123456'), disable('1234'), disable('123456'), ask()]
    expect(commands.map(say))
      .toEqual(['63c2', '9000', '63c2', '9000', '6984'])
    desk.authenticate('hc')
    expect(desk.read('visits')).toHaveLength(2)
  })

  it('that is blocked stays so until the data centre opens it, and then none is set', async () => {
    const { desk, say } = await inSession({ pin: '1234' })
    expect(['0000', '0000', '0000', '1234'].map((pin) => say(verify(pin)))).toEqual(['63c2', '63c1', '63c0', '6983'])
    expect([say(disable('1234')), say(change('1234', '4321')), say(open()), say(unlock(testPuk, '1234'))])
      .toEqual(['6983', '6983', '6982', '6a86'])
    desk.hc.reset()
    desk.authenticate('hc')
    expect(say(ask())).toBe('6983')
    await desk.proveIdc()
    expect([say(open()), say(ask())]).toEqual(['9000', '6984'])
    expect(desk.read('visits')).toHaveLength(2)
  })

  it('is verified, changed, taken off and set in plain too within a session, as a PIN pad does, and the session goes on', async () => {
    const { desk } = await inSession({ pin: '1234' })
    expect(() => desk.read('visits')).toThrow('6982')
    for (const [command, sw] of [[verify('0000'), 0x63c2], [verify('1234'), 0x9000], [ask(), 0x9000]] as const) {
      expect(desk.plain(desk.hc, command)?.sw).toBe(sw)
    }
    expect(desk.read('visits')).toHaveLength(2)
    for (const [command, sw] of [
      [change('0000', '4321'), 0x63c2], [change('1234', '4321'), 0x9000], [verify('4321'), 0x9000], [disable('4321'), 0x9000],
      [enable('1234'), 0x9000], [ask(), 0x9000],
    ] as const) expect(desk.plain(desk.hc, command)?.sw).toBe(sw)
    expect(desk.read('visits')).toHaveLength(2)
    expect(desk.plain(desk.hc, open())?.sw).toBe(0x6987)
    expect(desk.plain(desk.hc, readRecord.encode({ sfi: hcFiles.visits.sfi, record: 1, toTheLast: false, le: 69 }))?.sw)
      .toBe(0x6982)
    expect(desk.plain(desk.hc, verify('1234'))?.sw).toBe(0x9000)
  })
})

describe('a PIN block that is none', () => {
  /** Blocks of eight bytes that no PIN of the length makes, and data of other lengths. */
  const odd = (least: number, most: number) => fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 20 }).filter(({ length }) => length !== 8),
    fc.uint8Array({ minLength: 8, maxLength: 8 }).filter(([first = 0]) => first < 0x20 + least || first > 0x20 + most),
    fc.integer({ min: 4, max: 12 }).filter((digits) => digits < least || digits > most)
      .map((digits) => verify('9'.repeat(digits)).data!),
    fc.constantFrom('261234a6ffffffff', '2612345600000000', '2612345fffffffff', '16123456ffffffff').map(unhex),
  )

  it('is refused, costs no try and changes nothing', () => {
    const cards = [
      { card: hpc(), least: 6, most: 8, pin: testPin },
      { card: hc('1234'), least: 4, most: 6, pin: '1234' },
    ]
    for (const { card, least, most, pin } of cards) {
      expect(card.say(verify(pin))).toBe('9000')
      fc.assert(fc.property(odd(least, most), fc.boolean(), (data, asSecond) => {
        const commands = [verify(pin), change(pin, pin), ...(pin === testPin ? [unlock(testPuk, pin)] : [disable(pin)])]
        for (const command of commands) {
          const [first, second] = [command.data!.subarray(0, 8), command.data!.subarray(8)]
          const both = asSecond ? concat(first, data) : concat(data, second)
          expect(card.say({ ...command, data: second.length === 0 ? data : both })).toBe('6a80')
        }
        expect(card.say(ask())).toBe('9000')
      }), { numRuns: 300 })
      card.reset()
      expect(card.say(ask())).toBe('63c3')
      expect(card.say({ ...change(pin, pin), data: new Uint8Array() })).toBe('6700')
      expect(card.say({ ...verify(pin), le: 256 })).toBe('6700')
      expect(card.say(verify(pin))).toBe('9000')
    }
  })
})
