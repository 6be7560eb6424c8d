import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import {
  decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu, type CommandApdu, type ResponseApdu,
} from './apdu.ts'
import {
  answerRoom, CardSecureMessaging, HostSecureMessaging, isSecured, shortCommandRoom,
} from './secure-messaging.ts'

const keys = {
  enc: unhex('404142434445464748494a4b4c4d4e4f'), mac: unhex('505152535455565758595a5b5c5d5e5f'),
  ssc: unhex('00112233445566778899aabbccddeeff'),
}
const session = () => ({ host: new HostSecureMessaging(keys), card: new CardSecureMessaging(keys) })
const NONE = new Uint8Array()
const DONE: ResponseApdu = { data: NONE, sw: 0x9000 }
const reason = (name: string) => expect.objectContaining({ name: 'SecureMessagingError', reason: name })

/** Over the wire, so that what is tested is bytes. */
const carried = (command: CommandApdu) => decodeCommandApdu(encodeCommandApdu(command))
const back = (response: ResponseApdu) => decodeResponseApdu(encodeResponseApdu(response))

const byte = fc.integer({ min: 0, max: 0xff })
const header = fc.record({
  cla: fc.constantFrom(0x00, 0x01, 0x03, 0x10, 0x13), ins: fc.integer({ min: 0, max: 0x7f }).map((half) => 2 * half),
  p1: byte, p2: byte,
})
const bytes = (max: number) => fc.uint8Array({ minLength: 1, maxLength: max })
const shortBody = fc.record({ data: bytes(223), le: fc.integer({ min: 1, max: 256 }) }, { requiredKeys: [] })
const extendedBody = fc.record(
  { data: bytes(400), le: fc.integer({ min: 1, max: 65_536 }), extended: fc.constant(true) },
  { requiredKeys: ['extended'] },
)
const command: fc.Arbitrary<CommandApdu> = fc.tuple(header, fc.oneof(shortBody, extendedBody))
  .map(([head, body]) => ({ ...head, ...body }))
const response: fc.Arbitrary<ResponseApdu> = fc.record({
  data: fc.uint8Array({ maxLength: answerRoom.short }), sw: fc.constantFrom(0x9000, 0x6a82, 0x63c2, 0x6282),
})

describe('secure messaging', () => {
  /**
   * Made with another implementation of AES and CMAC and a script of its own, which also reproduces published vectors
   * of this layout with AES-256 keys (READ BINARY of a passport, CMAC of 8 bytes, counter from zero).
   */
  it('secures a read, a PIN and a command without data as worked out by hand', () => {
    const { host, card } = session()
    const exchanges = [
      {
        capdu: '00b201943d', secured: '0cb201940d 97013d 8e08698434c38b47356d 00',
        rapdu: `${'41'.repeat(61)}9000`, answer: '874101b1b0432b0366d94bdaaaf57ae4bdf78c675d8ae7e5e1a7c579db3e2cdd71b3'
          + '24c9617f864feb504f36718638db18dc9fefefd74c48af66ccabff9923952dcf18 99029000 8e08fbb27ebd7c2ee72c 9000',
      },
      {
        capdu: '0020008108241234ffffffffff',
        secured: '0c2000811d 871101e15e191caa8d046ed5af08b525ffa8e5 8e08ea4aeeb0e8b7f6e3 00',
        rapdu: '63c2', answer: '990263c2 8e08c81fad2a7e3e8b4b 9000',
      },
    ]
    for (const { capdu, secured, rapdu, answer } of exchanges) {
      const sent = host.wrap(decodeCommandApdu(unhex(capdu)))
      expect(hex(encodeCommandApdu(sent))).toBe(hex(unhex(secured)))
      expect(card.unwrap(sent)).toEqual({ command: decodeCommandApdu(unhex(capdu)), room: answerRoom.short })
      const answered = card.wrap(decodeResponseApdu(unhex(rapdu)))
      expect(hex(encodeResponseApdu(answered))).toBe(hex(unhex(answer)))
      expect(hex(encodeResponseApdu(host.unwrap(answered)))).toBe(rapdu)
    }
    expect(hex(encodeCommandApdu(host.wrap({ cla: 0, ins: 0x84, p1: 0, p2: 0 }))))
      .toBe('0c8400000a8e0802fe750383c0086600')
  })

  it('carries any command and any answer unchanged, one after the other', () => {
    fc.assert(fc.property(fc.array(fc.tuple(command, response), { minLength: 1, maxLength: 4 }), (exchanges) => {
      const { host, card } = session()
      for (const [given, answer] of exchanges) {
        const sent = carried(host.wrap(given))
        expect(isSecured(sent)).toBe(true)
        const received = card.unwrap(sent)
        expect(received).toMatchObject({ command: carried(given) })
        expect(host.unwrap(back(card.wrap(answer)))).toEqual(answer)
      }
    }))
  })

  it('answers commands that were all sent before the first answer came', () => {
    fc.assert(fc.property(fc.array(fc.tuple(command, response), { minLength: 2, maxLength: 6 }), (exchanges) => {
      const { host, card } = session()
      const sent = exchanges.map(([given]) => host.wrap(given))
      const answers = sent.map((secured, index) => {
        card.unwrap(secured)
        return card.wrap(exchanges[index]![1])
      })
      expect(answers.map((answer) => host.unwrap(answer))).toEqual(exchanges.map(([, answer]) => answer))
    }))
  })

  it('gives the card the command without Le of the secured one, as T=0 does', () => {
    const { host, card } = session()
    const { le: _le, ...sent } = host.wrap({ cla: 0, ins: 0xb0, p1: 0x81, p2: 0, le: 16 })
    expect(card.unwrap(sent)).toMatchObject({ command: { le: 16 } })
  })

  it('never shows the same bytes twice for the same command', () => {
    const { host } = session()
    const verify = decodeCommandApdu(unhex('0020008108241234ffffffffff'))
    const seen = Array.from({ length: 50 }, () => hex(encodeCommandApdu(host.wrap(verify)).subarray(8, 24)))
    expect(new Set(seen).size).toBe(50)
  })
})

describe('what the card refuses', () => {
  it('a command with any bit flipped', () => {
    fc.assert(fc.property(command, (given) => {
      const sent = encodeCommandApdu(session().host.wrap(given))
      for (let bit = 0; bit < 8 * sent.length; bit += sent.length > 64 ? 7 : 1) {
        const { card } = session()
        const flipped = Uint8Array.from(sent)
        flipped[bit >> 3]! ^= 1 << (bit & 7)
        const damaged = decodedOrNone(flipped)
        if (damaged === undefined) continue // its length fields already give it away
        expect(card.unwrap(damaged), `bit ${bit}`).toHaveProperty('refused')
        expect(card.ended).toBe(true)
      }
    }), { numRuns: 40 })
  })

  it('a command dropped, replayed or out of order: whatever comes is not the next', () => {
    const count = 5
    fc.assert(fc.property(fc.array(fc.nat({ max: count - 1 }), { minLength: 1, maxLength: 8 }), (order) => {
      const { host, card } = session()
      const sent = Array.from({ length: count }, (_, p2) => host.wrap({ cla: 0, ins: 0xb0, p1: 0x81, p2, le: 1 }))
      const good = order.findIndex((index, place) => index !== place)
      const taken = order.map((index) => {
        const received = card.unwrap(sent[index]!)
        if ('command' in received) card.wrap(DONE)
        return 'command' in received
      })
      expect(taken).toEqual(order.map((_, place) => good === -1 || place < good))
    }))
  })

  it.each([
    ['in plain', '00b0810001', 0x6987], ['without data', '0cb0810000', 0x6987],
    ['without a checksum', '0cb081000397010100', 0x6987], ['of an odd instruction', '0cb181000397010100', 0x6987],
    ['with a wrong checksum', '0cb081000d9701018e08000000000000000000', 0x6988],
    ['with objects in another order', '0cb081000d8e08000000000000000097010100', 0x6988],
    ['with an unknown object', '0cb081000e8502aabb8e08000000000000000000', 0x6988],
    ['with bytes that are no objects', '0cb0810002ffff00', 0x6988],
    ['with a checksum cut short', '0cb0810007970101 8e020000 00', 0x6988],
  ])('a command %s', (_, capdu, refused) => {
    const { card } = session()
    expect(card.unwrap(decodeCommandApdu(unhex(capdu)))).toEqual({ refused })
    expect(card.ended).toBe(true)
  })

  it('everything after a refusal, even what was right', () => {
    const { host, card } = session()
    const sent = host.wrap({ cla: 0, ins: 0xb0, p1: 0x81, p2: 0, le: 1 })
    card.unwrap({ ...sent, p2: 1 })
    expect(card.unwrap(sent)).toEqual({ refused: 0x6988 })
    expect(() => card.wrap(DONE)).toThrow(RangeError)
  })

  it('a command while the one before has no answer', () => {
    const { host, card } = session()
    const [first, second] = [1, 2].map((p2) => host.wrap({ cla: 0, ins: 0xb0, p1: 0x81, p2, le: 1 }))
    expect(card.unwrap(first!)).toHaveProperty('command')
    expect(card.unwrap(second!)).toEqual({ refused: 0x6988 })
  })
})

describe('what the host refuses', () => {
  const asked = () => {
    const { host, card } = session()
    card.unwrap(host.wrap({ cla: 0, ins: 0xb2, p1: 1, p2: 0x94, le: 256 }))
    return { host, card }
  }

  it('an answer with any bit flipped', () => {
    fc.assert(fc.property(response, (given) => {
      const answer = encodeResponseApdu(asked().card.wrap(given))
      for (let bit = 0; bit < 8 * answer.length; bit += answer.length > 64 ? 5 : 1) {
        const { host } = asked()
        const flipped = Uint8Array.from(answer)
        flipped[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => host.unwrap(decodeResponseApdu(flipped)), `bit ${bit}`)
          .toThrow(expect.objectContaining({ name: 'SecureMessagingError' }))
        expect(host.ended).toBe(true)
      }
    }), { numRuns: 30 })
  })

  it('answers dropped, replayed or out of order', () => {
    fc.assert(fc.property(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 5 }), (order) => {
      const { host, card } = session()
      const answers = Array.from({ length: 4 }, (_, p2) => {
        card.unwrap(host.wrap({ cla: 0, ins: 0xb0, p1: 0x81, p2, le: 1 }))
        return card.wrap({ data: Uint8Array.of(p2), sw: 0x9000 })
      })
      const good = order.findIndex((index, place) => index !== place)
      const first = good < answers.length ? 'wrongMac' : 'unasked'
      order.forEach((index, place) => {
        if (good === -1 || place < good) expect(host.unwrap(answers[index]!).data).toEqual(Uint8Array.of(index))
        else expect(() => host.unwrap(answers[index]!)).toThrow(reason(place === good ? first : 'ended'))
      })
    }))
  })

  it.each([
    ['in plain', '6988', 'plain'], ['of no objects', 'ffff9000', 'malformed'],
    ['without a status word', '8e0800000000000000009000', 'malformed'],
    ['without a checksum', '990290009000', 'malformed'],
    ['with a wrong checksum', '990290008e0800000000000000009000', 'wrongMac'],
  ])('an answer %s', (_, rapdu, why) => {
    const { host } = asked()
    expect(() => host.unwrap(decodeResponseApdu(unhex(rapdu)))).toThrow(reason(why))
    expect(() => host.wrap({ cla: 0, ins: 0xb0, p1: 0x81, p2: 0, le: 1 })).toThrow(reason('ended'))
  })

  it('a status word in plain that is not 9000, even the protected one', () => {
    const { host, card } = asked()
    expect(() => host.unwrap({ ...card.wrap({ data: NONE, sw: 0x6982 }), sw: 0x6982 })).toThrow(reason('wrongStatus'))
  })

  it('an answer nobody asked for, and tells the status word of one in plain', () => {
    expect(() => session().host.unwrap(DONE)).toThrow(reason('unasked'))
    expect(() => asked().host.unwrap({ data: NONE, sw: 0x6987 })).toThrow(expect.objectContaining({ sw: 0x6987 }))
  })
})

describe('the room of a secured message', () => {
  const write = (length: number) => ({ cla: 0, ins: 0xd6, p1: 0x81, p2: 0, data: new Uint8Array(length) })

  it('is as stated, for commands with and without Le', () => {
    const { host, card } = session()
    expect(encodeCommandApdu(host.wrap(write(shortCommandRoom.withoutLe))).length).toBeLessThanOrEqual(4 + 1 + 255 + 1)
    host.wrap({ ...write(shortCommandRoom.withLe), le: 1 })
    expect(() => host.wrap(write(shortCommandRoom.withoutLe + 1))).toThrow(reason('tooLong'))
    expect(() => host.wrap({ ...write(shortCommandRoom.withLe + 1), le: 1 })).toThrow(reason('tooLong'))
    expect(card.unwrap(host.wrap(write(1)))).toEqual({ refused: 0x6988 }) // two came before; those too long did not
  })

  it('leaves the session as it was when a command does not fit', () => {
    const { host, card } = session()
    expect(() => host.wrap(write(250))).toThrow(reason('tooLong'))
    expect(card.unwrap(host.wrap(write(1)))).toHaveProperty('command')
  })

  it('is as stated for answers, to short and to extended commands', () => {
    for (const [le, room] of [[256, answerRoom.short], [65_536, answerRoom.extended]] as const) {
      const { host, card } = session()
      expect(card.unwrap(host.wrap({ cla: 0, ins: 0xb0, p1: 0x81, p2: 0, le }))).toMatchObject({ room })
      expect(() => card.wrap({ data: new Uint8Array(room + 1), sw: 0x9000 })).toThrow(RangeError)
      const answer = card.wrap({ data: new Uint8Array(room), sw: 0x9000 })
      expect(answer.data.length).toBeLessThanOrEqual(le)
      expect(host.unwrap(answer).data).toHaveLength(room)
    }
  })

  it('grows when the sender asks for extended length fields, and the card sees that he did', () => {
    const { host, card } = session()
    const given = { ...write(250), extended: true }
    expect(card.unwrap(carried(host.wrap(given)))).toEqual({ command: given, room: answerRoom.extended })
  })

  it.each([
    ['a class that is secured already', { cla: 0x0c }], ['a proprietary class', { cla: 0x80 }],
    ['an odd instruction', { ins: 0x87 }], ['Le out of range', { le: 65_537 }],
  ])('is not given to %s', (_, wrong) => {
    expect(() => session().host.wrap({ ...write(1), ...wrong }))
      .toThrow(expect.objectContaining({ name: 'MalformedError' }))
  })

  it('needs keys and a counter of 16 bytes', () => {
    expect(() => new HostSecureMessaging({ ...keys, ssc: new Uint8Array(8) })).toThrow(RangeError)
    expect(() => new CardSecureMessaging({ ...keys, mac: new Uint8Array(24) })).toThrow(RangeError)
  })
})

function decodedOrNone(bytes: Uint8Array): CommandApdu | undefined {
  try {
    return decodeCommandApdu(bytes)
  } catch {
    return undefined
  }
}
