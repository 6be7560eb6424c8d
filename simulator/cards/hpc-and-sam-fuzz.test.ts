import { describe, expect, it } from 'vitest'
import { hpcApplication, samApplication } from '#protocols/auth/applications'
import { cardKeysOf } from '#protocols/auth/mutual-authentication'
import { hex, unhex } from '#protocols/bytes/hex'
import { decodeResponseApdu, encodeCommandApdu, type CommandApdu, type ResponseApdu } from '#protocols/iso7816/apdu'
import { getData, internalAuthenticate, select } from '#protocols/iso7816/commands/index'
import { encodePinBlock } from '#protocols/iso7816/pin-block'
import type { HostSecureMessaging } from '#protocols/iso7816/secure-messaging'
import { ApduFuzz, shareOf, unwrappedBy, wrappedBy } from './apdu-fuzz.fixture.ts'
import { Canaries } from './canaries.fixture.ts'
import { CardDesk } from './card-desk.fixture.ts'
import { pinCommands, PlainCard } from './pin-commands.fixture.ts'
import { testPin, testPuk } from './professional-card.ts'
import { testMasterKeys, testPrivateKey } from './test-keys.ts'

const PIN = '739146'
const INTERNAL_AUTHENTICATE = 0x88, VERIFY = 0x20, CHANGE = 0x24
const FOREVER = { timeout: 300_000 }
const statusOf = (answer: Uint8Array) => (answer.at(-2)! << 8) | answer.at(-1)!

/** A desk whose professional card has a PIN that stands in no example. */
async function preparedDesk() {
  const desk = new CardDesk()
  expect(new PlainCard(desk, 'hpc').say(pinCommands.change(testPin, PIN))).toBe('9000')
  await desk.authenticateSam()
  const id = desk.must(desk.hpc, getData.encode({ tag: 0, le: 256 }), 'id')
  const keys = cardKeysOf(testMasterKeys.hpc, id)
  const canaries = new Canaries([
    encodePinBlock(PIN), encodePinBlock(testPuk), testPrivateKey(hex(id)), keys.enc, keys.mac,
    testPrivateKey('TESTSAM00001'), testMasterKeys.hc, testMasterKeys.hpc,
  ])
  const check = (capdu: Uint8Array, answer: Uint8Array) => {
    if (canaries.in(answer) !== undefined) expect.fail(`a secret in the answer to ${hex(capdu)}`)
  }
  return { desk, check }
}
const corpusOf = (desk: CardDesk, card: 'hpc' | 'sam') => desk.passed
  .filter((one) => one.card === desk[card]).map(({ capdu }) => unhex(capdu))
  .filter(([, ins]) => ins !== VERIFY && ins !== CHANGE)

describe('a professional card that is sent whatever there is', () => {
  it('signs nothing in plain, and gives no secret', FOREVER, async () => {
    const { desk, check } = await preparedDesk()
    desk.authenticate('hpc')
    const fuzz = new ApduFuzz(11, corpusOf(desk, 'hpc'))
    const { hpc } = desk
    for (let count = 0; count < shareOf(20_000); count++) {
      if (fuzz.once(400)) hpc.reset()
      if (fuzz.once(30)) desk.plain(hpc, select.encode({ aid: unhex(hpcApplication.aid) }))
      desk.passed.length = 0
      const capdu = fuzz.bytes()
      const answer = hpc.transmit(capdu)!
      check(capdu, answer)
      const isSigned = capdu[1] === INTERNAL_AUTHENTICATE || capdu[1] === VERIFY
      if (isSigned && statusOf(answer) === 0x9000) expect.fail(`9000 to ${hex(capdu)}`)
    }
  })

  it('signs nothing in sessions either while its PIN is not shown', FOREVER, async () => {
    const { desk, check } = await preparedDesk()
    const fuzz = new ApduFuzz(12)
    let channel: HostSecureMessaging = desk.authenticate('hpc')
    const nothing = { data: new Uint8Array(), sw: 0 }
    const send = (command: CommandApdu): ResponseApdu | undefined => {
      const wrapped = wrappedBy(channel, command)
      if (wrapped === undefined) return nothing
      return unwrappedBy(channel, decodeResponseApdu(desk.hpc.transmit(encodeCommandApdu(wrapped))!))
    }
    for (let count = 0; count < shareOf(20_000); count++) {
      const command = fuzz.command()
      if (fuzz.once(40)) {
        const spoiled = fuzz.mutated(encodeCommandApdu(channel.wrap(fuzz.sound())))
        check(spoiled, desk.hpc.transmit(spoiled)!)
      }
      const answer = send(command)
      if (answer === undefined) channel = desk.authenticate('hpc')
      else check(encodeCommandApdu(command), answer.data)
      const isSigned = command.ins === INTERNAL_AUTHENTICATE && answer?.sw === 0x9000
      if (isSigned) expect.fail(`signed ${hex(encodeCommandApdu(command))}`)
      desk.passed.length = 0
    }
    channel = desk.authenticate('hpc')
    expect(send(internalAuthenticate.encode({ reference: 0, data: new Uint8Array(28), le: 256 }))?.sw).toBe(0x6982)
  })
})

describe('a SAM that is sent whatever there is', () => {
  it('does nothing for cards until the data centre showed its role, and gives no secret', FOREVER, async () => {
    const { desk, check } = await preparedDesk()
    desk.authenticate('hpc')
    const corpus = corpusOf(desk, 'sam')
    const fuzz = new ApduFuzz(13, corpus)
    const { sam } = desk
    sam.reset()
    for (let count = 0; count < shareOf(15_000); count++) {
      if (fuzz.once(400)) sam.reset()
      if (fuzz.once(30)) desk.plain(sam, select.encode({ aid: unhex(samApplication.aid) }))
      desk.passed.length = 0
      const capdu = fuzz.bytes()
      const answer = sam.transmit(capdu)!
      check(capdu, answer)
      const [, ins, p1] = capdu
      const isRight = ins === 0x87 || ins === 0x82 || (ins === 0x2a && p1 === 0x9e)
      if (isRight && statusOf(answer) === 0x9000) expect.fail(`9000 to ${hex(capdu)}`)
    }
  })

  it('gives no secret but the keys of a session when it is authenticated', FOREVER, async () => {
    const { desk, check } = await preparedDesk()
    const corpus = corpusOf(desk, 'sam')
    const fuzz = new ApduFuzz(14, corpus)
    for (let count = 0; count < shareOf(10_000); count++) {
      const capdu = fuzz.bytes()
      if (capdu[1] === 0xa4) continue // it would end the authentication
      check(capdu, desk.sam.transmit(capdu)!)
    }
    desk.authenticate('hc')
    expect(desk.read('validity')).toHaveLength(1)
  })
})
