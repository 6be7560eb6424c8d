import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../../bytes/hex.ts'
import { MalformedError } from '../../bytes/malformed.ts'
import type { CommandApdu, ResponseApdu } from '../apdu.ts'
import { t0Application } from './application.ts'
import { createT0Card } from './card-engine.ts'

const cafe: ResponseApdu = { data: unhex('cafe'), sw: 0x9000 }
const cardOf = (answer: ResponseApdu, seen: CommandApdu[] = []) => t0Application((apdu) => {
  seen.push(apdu)
  return answer
}, ({ ins }) => ins === 0xa4)

describe('a card of T=0', () => {
  it('acknowledges as its plan says, and with INS when the plan is used up', () => {
    const card = createT0Card(cardOf({ data: unhex('010203'), sw: 0x9000 }), ['null', 'one', 'null', 'all'])
    expect(hex(card.received(unhex('00ca110003')))).toBe('60 3501 60 ca0203 9000'.replaceAll(' ', ''))
    expect(hex(createT0Card(cardOf(cafe)).received(unhex('00ca110002')))).toBe('cacafe9000')
  })

  it('takes command data when they come, in any pieces, and announces the answer', () => {
    const card = createT0Card(cardOf(cafe), ['one'])
    const said = ['00a4', '040003', '01', '02', '03'].map((bytes) => hex(card.received(unhex(bytes))))
    expect(said).toEqual(['', '5b', 'a4', '', '6102'])
    expect(hex(card.received(unhex('00c0000002')))).toBe('3fcac0fe9000')
  })

  it('forgets half a command when the host falls silent', () => {
    const card = createT0Card(cardOf(cafe))
    card.received(unhex('00a4040003 01'))
    card.abandoned()
    expect(hex(card.received(unhex('00ca110002')))).toBe('cacafe9000')
  })

  it('carries a command out once, although 6Cxx makes the host repeat it', () => {
    const seen: CommandApdu[] = []
    const card = createT0Card(cardOf(cafe, seen))
    expect(hex(card.received(unhex('00ca110000')))).toBe('6c02')
    expect(hex(card.received(unhex('00ca110002')))).toBe('cacafe9000')
    expect(seen).toHaveLength(1)
    card.received(unhex('00ca110002'))
    expect(seen).toHaveLength(2)
  })

  it('does not hand an answer to the next command', () => {
    const card = createT0Card(cardOf(cafe))
    card.received(unhex('00ca110000'))
    card.received(unhex('00b0000002'))
    card.received(unhex('00a4040001'))
    expect(hex(card.received(unhex('01')))).toBe('6102')
    expect(hex(card.received(unhex('00c0000005')))).toBe('6c02')
    expect(hex(card.received(unhex('00c0000002')))).toBe('c0cafe9000')
  })

  it('gives a long answer in the pieces that are asked for', () => {
    const card = createT0Card(cardOf({ data: new Uint8Array(300).fill(0xa5), sw: 0x9000 }))
    expect(hex(card.received(unhex('00ca110010')))).toBe(`ca${'a5'.repeat(16)}6100`)
    expect(hex(card.received(unhex('00c0000000')))).toBe(`c0${'a5'.repeat(256)}611c`)
    expect(hex(card.received(unhex('00c000001c')))).toBe(`c0${'a5'.repeat(28)}9000`)
  })

  it('is not made to say what T=0 cannot carry', () => {
    const card = createT0Card({ takesData: () => false, answer: () => cafe })
    expect(() => card.received(unhex('00ca110003'))).toThrow(MalformedError)
  })
})
