import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { hcApplication } from '#protocols/nhi-card/application'
import { commandCase, type CommandApdu } from '#protocols/iso7816/apdu'
import {
  appendRecord, enableVerification, getChallenge, getData, mutualAuthenticate, readBinary, readRecord, select,
  selectFile, updateBinary,
} from '#protocols/iso7816/commands/index'
import { hcFiles } from '#protocols/nhi-card/contents'
import { people } from '../people.ts'
import { CardDesk } from './card-desk.fixture.ts'
import { contentOf } from './eeprom-cuts.fixture.ts'
import { pinCommands } from './pin-commands.fixture.ts'

const { validity, orders } = hcFiles
const readValidity = readBinary.encode({ sfi: validity.sfi, offset: 0, le: 9 })
const readOrder = readRecord.encode({ sfi: orders.sfi, record: 1, toTheLast: false, le: 61 })
const order = appendRecord.encode({ sfi: orders.sfi, data: orders.encode({
  treatmentDateTime: '2026-01-15T09:30:00', orderType: '2', treatmentItemCode: 'A000000100', treatmentPosition: '',
  usage: 'TID', days: 3, totalQuantity: '00009.0', deliveryNotes: '01',
}) })

const falseAuthentication = mutualAuthenticate.encode({ cryptogram: new Uint8Array(88).fill(1), le: 256 })
const verifyPin = pinCommands.verify('1234')

const physicians = new CardDesk()
const ready = physicians.authenticateAll()
/** The same cards again and again: setting up keys costs more than what is tested. */
async function inSession(): Promise<CardDesk> {
  await ready
  physicians.authenticate('hc')
  return physicians
}
const swOf = (desk: CardDesk, command: CommandApdu) => desk.plain(desk.hc, command)?.sw.toString(16)
/** A session that is over answers 6985, and the next one finds the card as it was. */
function expectOver(desk: CardDesk, content: string): void {
  expect(swOf(desk, desk.wrapped(readValidity))).toBe('6985')
  expect(contentOf(desk.hc)).toBe(content)
  desk.authenticate('hc')
  expect(desk.secured(readValidity).sw).toBe(0x9000)
}
const joined = (capdu: CommandApdu, data: Uint8Array): CommandApdu => ({ ...capdu, data })

describe('a secured command that was changed on its way', () => {
  const commands = fc.constantFrom(readValidity, readOrder, order, getChallenge.encode({ le: 16 }))
  const index = fc.nat({ max: 1_000 })
  const changes: { readonly [why: string]: (wrapped: CommandApdu, at: number, bit: number) => CommandApdu } = {
    'a flipped bit in its data': (wrapped, at, bit) =>
      joined(wrapped, wrapped.data!.map((byte, place, { length }) => place === at % length ? byte ^ (1 << bit) : byte)),
    'data cut short': (wrapped, at) => joined(wrapped, wrapped.data!.subarray(0, at % wrapped.data!.length)),
    'a byte more': (wrapped, at) => joined(wrapped, Uint8Array.of(...wrapped.data!, at & 0xff)),
    'another P1': (wrapped, _, bit) => ({ ...wrapped, p1: wrapped.p1 ^ (1 << bit) }),
    'another P2': (wrapped, _, bit) => ({ ...wrapped, p2: wrapped.p2 ^ (1 << bit) }),
    'another instruction': (wrapped, _, bit) => ({ ...wrapped, ins: wrapped.ins ^ (1 << bit) }),
    'another Le behind it': (wrapped, at) => ({ ...wrapped, le: 1 + at % 255 }),
  }

  it.each(Object.keys(changes))('ends the session and does nothing: %s', async (why) => {
    const desk = await inSession()
    const content = contentOf(desk.hc)
    fc.assert(fc.property(commands, index, fc.nat({ max: 7 }), (command, at, bit) => {
      const changed = changes[why]!(desk.wrapped(command), at, bit)
      expect(swOf(desk, changed)).toMatch(/^698[78]$/)
      expectOver(desk, content)
    }), { numRuns: 60 })
  })

  it('answers 6987 when an object is missing, and 6988 when one is wrong', async () => {
    const desk = await inSession()
    const content = contentOf(desk.hc)
    const answers = [
      (data: Uint8Array) => data.subarray(0, 0), (data: Uint8Array) => data.subarray(0, -10),
      (data: Uint8Array) => data.subarray(0, -1), (data: Uint8Array) => data.subarray(3), () => new Uint8Array(20),
    ].map((change) => {
      const wrapped = desk.wrapped(readOrder)
      const sw = swOf(desk, joined(wrapped, change(wrapped.data!)))
      expectOver(desk, content)
      return sw
    })
    expect(answers).toEqual(['6987', '6987', '6988', '6988', '6988'])
  })
})

describe('secured commands in another order than they were made', () => {
  it('are executed none: one twice, one left out, two exchanged', async () => {
    const desk = await inSession()
    const content = contentOf(desk.hc)
    const [twice, again] = [desk.wrapped(readOrder), desk.wrapped(order)]
    expect(swOf(desk, twice)).toBe('9000')
    expect(swOf(desk, twice)).toBe('6988')
    expect(swOf(desk, again)).toBe('6985')
    expectOver(desk, content)

    desk.authenticate('hc')
    desk.wrapped(order)
    expect(swOf(desk, desk.wrapped(readOrder))).toBe('6988')
    expectOver(desk, content)

    desk.authenticate('hc')
    const [first, second] = [desk.wrapped(readOrder), desk.wrapped(order)]
    expect([swOf(desk, second), swOf(desk, first)]).toEqual(['6988', '6985'])
    expectOver(desk, content)
  })

  it('of an earlier session are nothing in a later one', async () => {
    const desk = await inSession()
    const content = contentOf(desk.hc)
    const old = [desk.wrapped(order), desk.wrapped(order)]
    desk.authenticate('hc')
    expect(swOf(desk, old[0]!)).toBe('6988')
    expectOver(desk, content)
    desk.hc.reset()
    expect(swOf(desk, old[1]!)).toBe('6985')
  })

  it('are nothing to another card, in whose own session they end it', async () => {
    const desk = await inSession()
    const [, lin] = people(7, 2)
    const other = new CardDesk({ person: lin! })
    await other.authenticateAll()
    const content = contentOf(other.hc)
    expect(swOf(other, desk.wrapped(order))).toBe('6988')
    expectOver(other, content)
    other.hc.reset()
    expect(swOf(other, desk.wrapped(order))).toBe('6985')
  })

  it('of a professional card’s session are nothing to the health card', async () => {
    const desk = await inSession()
    const content = contentOf(desk.hc)
    const channel = desk.authenticate('hpc')
    expect(swOf(desk, channel.wrap(getChallenge.encode({ le: 16 })))).toBe('6988')
    expectOver(desk, content)
  })
})

describe('an answer that was changed on its way', () => {
  it('is believed by no host: a flipped bit, another command’s answer, a refusal in plain', async () => {
    await ready
    fc.assert(fc.property(fc.nat(), fc.nat({ max: 7 }), (place, bit) => {
      physicians.authenticate('hc')
      const { data, sw } = physicians.plain(physicians.hc, physicians.wrapped(readOrder))!
      const changed = data.map((byte, at) => at === place % data.length ? byte ^ (1 << bit) : byte)
      expect(() => physicians.channel.unwrap({ data: changed, sw })).toThrow()
    }), { numRuns: 100 })
    const desk = await inSession()
    const [first, second] = [desk.wrapped(readOrder), desk.wrapped(readValidity)]
    desk.plain(desk.hc, first)
    expect(() => desk.channel.unwrap(desk.plain(desk.hc, second)!)).toThrow()
    desk.authenticate('hc')
    desk.wrapped(readOrder)
    expect(() => desk.channel.unwrap({ data: new Uint8Array(), sw: 0x9000 })).toThrow()
  })
})

describe('a plain command within a session', () => {
  const harmless: readonly (readonly [what: string, command: CommandApdu, sw: string])[] = [
    ['GET CHALLENGE', getChallenge.encode({ le: 8 }), '9000'],
    ['GET DATA', getData.encode({ tag: 0x1100, le: 256 }), '9000'],
    ['GET DATA of what is not there', getData.encode({ tag: 0x1234, le: 256 }), '6a88'],
    ['MUTUAL AUTHENTICATE without a challenge', falseAuthentication, '6985'],
    ['CHANGE REFERENCE DATA without a PIN', pinCommands.change('1234', '4321'), '6984'],
    ['DISABLE VERIFICATION REQUIREMENT without a PIN', pinCommands.disable('1234'), '6984'],
    ['ENABLE VERIFICATION REQUIREMENT with a block that is none', enableVerification.encode({ reference: 0x81, block: new Uint8Array(8) }),
      '6a80'],
    ['a class that is none', { cla: 0x80, ins: 0xb0, p1: 0x81, p2: 0, le: 256 }, '6e00'],
  ]
  it.each(harmless)('may be %s, and the session goes on', async (_, command, sw) => {
    const desk = await inSession()
    expect(swOf(desk, command)).toBe(sw)
    expect(desk.secured(readValidity).sw).toBe(0x9000)
  })

  const endings: readonly (readonly [what: string, command: CommandApdu, sw: string])[] = [
    ['READ BINARY', readValidity, '6987'],
    ['READ RECORD', readOrder, '6987'],
    ['APPEND RECORD', order, '6987'],
    ['UPDATE BINARY', updateBinary.encode({ sfi: 23, offset: 0, data: Uint8Array.of(0x41) }), '6987'],
    ['SELECT of a file', selectFile.encode({ fid: 0x0101 }), '6987'],
    ['RESET RETRY COUNTER by a right', pinCommands.open(), '6987'],
    ['an instruction that is none', { cla: 0, ins: 0xff, p1: 0, p2: 0 }, '6987'],
    ['P1 that is none', { cla: 0, ins: 0x84, p1: 1, p2: 0, le: 8 }, '6987'],
    ['SELECT of the application', select.encode({ aid: unhex(hcApplication.aid) }), '9000'],
    ['SELECT of another', select.encode({ aid: unhex('f04e48495f54455354') }), '6a82'],
  ]
  it.each(endings)('that is %s ends it and does nothing', async (_, command, sw) => {
    const desk = await inSession()
    const content = contentOf(desk.hc)
    expect(swOf(desk, command)).toBe(sw)
    expectOver(desk, content)
  })

  it('that is a mutual authentication begins the session anew, a wrong one ends it', async () => {
    const desk = await inSession()
    const content = contentOf(desk.hc)
    desk.plain(desk.hc, getChallenge.encode({ le: 16 }))
    expect(swOf(desk, falseAuthentication)).toBe('6300')
    expectOver(desk, content)
  })
})

it('a mutual authentication by secure messaging ends the session it came in', async () => {
  const desk = await inSession()
  expect(desk.secured(getChallenge.encode({ le: 16 })).data).toHaveLength(16)
  const wrapped = desk.wrapped(falseAuthentication)
  expect(desk.plain(desk.hc, wrapped)).toEqual({ data: new Uint8Array(), sw: 0x6300 })
  expect(swOf(desk, desk.wrapped(readValidity))).toBe('6985')
})

it('what a session reached is gone with it: roles, PIN and the current file', async () => {
  const desk = new CardDesk({ pin: '1234' })
  await desk.authenticateAll()
  const endings = [
    () => void desk.hc.reset(), () => void desk.plain(desk.hc, readValidity), () => void desk.authenticate('hc'),
    () => void desk.reauthenticate('hc'),
  ]
  for (const end of endings) {
    const channel = desk.authenticate('hpc')
    desk.verifyHpcPin()
    desk.authenticate('hc')
    desk.proveHpc(channel)
    await desk.proveIdc()
    expect(desk.secured(verifyPin).sw).toBe(0x9000)
    expect(desk.read('orders')).toHaveLength(3)
    end()
    if (desk.plain(desk.hc, getChallenge.encode({ le: 16 }))?.sw === 0x6985) desk.authenticate('hc')
    else desk.reauthenticate('hc')
    expect(() => desk.read('orders')).toThrow('6982')
    expect(desk.secured(verifyPin).sw).toBe(0x9000)
    expect(() => desk.read('orders')).toThrow('6982')
    expect(desk.secured(updateBinary.encode({ sfi: validity.sfi, offset: 0, data: Uint8Array.of(0x31) })).sw)
      .toBe(0x6982)
  }
})

it('extended commands are secured as well, and give all records at once', async () => {
  const desk = await inSession()
  const all = readRecord.encode({ sfi: hcFiles.vaccinations.sfi, record: 1, toTheLast: true, le: 40 * 35 })
  expect(commandCase(all)).toBe('2E')
  expect(desk.secured(all).data).toHaveLength(40 * 35)
})
