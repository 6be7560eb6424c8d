import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { decodeCommandApdu } from './apdu.ts'
import { showCommand, showResponse, type Mark } from './command.ts'
import { commandFor, getChallenge, getData, getResponse, select } from './commands/index.ts'

const shownAs = (capdu: string) => {
  const apdu = decodeCommandApdu(unhex(capdu))
  return showCommand(apdu, commandFor(apdu))
}
const canary = unhex('c0ffee5ec2e7')

describe('a command in a log', () => {
  it('shows what its row marks as open', () => {
    expect(shownAs('00ca1100020000')).toBe('GET DATA 00ca1100 data 0000')
    expect(shownAs('0084000008')).toBe('GET CHALLENGE 00840000 le 8')
    expect(shownAs('00a4040005f04e484901')).toBe('SELECT 00a40400 data f04e484901')
  })

  it('of no row shows the length of its data alone', () => {
    expect(shownAs('0021008106c0ffee5ec2e7')).toBe('unknown command 00210081 data (6 bytes)')
  })

  it('marked secret does not show even the length', () => {
    const verify = { name: 'VERIFY', marks: { data: 'secret' } } as const
    const apdu = { cla: 0, ins: 0x20, p1: 0, p2: 0x81, data: canary }
    expect(showCommand(apdu, verify)).toBe('VERIFY 00200081 data (secret)')
  })
})

describe('a response in a log', () => {
  it('shows a length for what a person’s card said, and bytes for a challenge', () => {
    const response = { data: canary, sw: 0x9000 }
    expect(showResponse(response, getData)).toBe('9000 data (6 bytes)')
    expect(showResponse(response, select)).toBe('9000 data (6 bytes)')
    expect(showResponse(response, getResponse)).toBe('9000 data (6 bytes)')
    expect(showResponse(response, getChallenge)).toBe('9000 data c0ffee5ec2e7')
    expect(showResponse({ data: new Uint8Array(), sw: 0x6a82 }, getData)).toBe('6a82')
  })

  it('never shows data that are not marked open', () => {
    const mark = fc.constantFrom<Mark | undefined>(undefined, 'personal', 'secret')
    fc.assert(fc.property(fc.uint8Array({ minLength: 5, maxLength: 60 }), mark, (data, response) => {
      const row = { name: 'TEST', marks: response ? { response } : {} }
      expect(showResponse({ data, sw: 0x9000 }, row)).not.toContain(hex(data))
    }))
  })
})
