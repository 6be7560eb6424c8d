import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../../bytes/hex.ts'
import { MalformedError } from '../../bytes/malformed.ts'
import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu } from '../apdu.ts'
import { apduCommands, commandFor, getChallenge, getData, getResponse, select } from './index.ts'

describe.each(apduCommands)('$name', (command) => {
  describe.each(command.examples)('in its example $capdu', ({ args, capdu, result, rapdu }) => {
    it('is sent by the host as these bytes, and their answer read', () => {
      expect(hex(encodeCommandApdu(command.encode(args)))).toBe(capdu)
      const response = decodeResponseApdu(unhex(rapdu))
      expect(command.decodeResult(response.data)).toEqual(result)
      expect(response.sw).toBe(0x9000)
    })

    it('is recognised by the card from these bytes, and answered', () => {
      const apdu = decodeCommandApdu(unhex(capdu))
      expect(commandFor(apdu)).toBe(command)
      expect(command.decode(apdu)).toEqual(args)
      expect(hex(encodeResponseApdu({ data: command.encodeResult(result), sw: 0x9000 }))).toBe(rapdu)
    })
  })
})

describe('the catalogue', () => {
  it('has one row per name', () => {
    expect(new Set(apduCommands.map(({ name }) => name)).size).toBe(apduCommands.length)
  })

  it('has at most one row for any command', () => {
    const byte = fc.integer({ min: 0, max: 0xff })
    const known = fc.constantFrom(...apduCommands.map(({ cla, ins }) => ({ cla, ins })))
    const parameter = fc.oneof(fc.constantFrom(0, 4), byte)
    fc.assert(fc.property(known, parameter, parameter, (header, p1, p2) => {
      expect(apduCommands.filter((command) => command.matches({ ...header, p1, p2 })).length).toBeLessThanOrEqual(1)
    }))
  })

  it('has no row for another class, instruction or way of SELECT', () => {
    for (const unknown of ['80ca1100020000', '00b0000000', '00a40000023f00', '00a4040c0100', '00c0000108']) {
      expect(commandFor(decodeCommandApdu(unhex(unknown)))).toBeUndefined()
    }
  })

  it('reads back the arguments of GET DATA, whatever tag, data and lengths', () => {
    const lengths = { data: fc.uint8Array({ minLength: 1, maxLength: 300 }), le: fc.integer({ min: 1, max: 65_536 }) }
    const args = fc.record({ tag: fc.integer({ min: 0, max: 0xffff }), ...lengths }, { requiredKeys: ['tag'] })
    fc.assert(fc.property(args, (given) => {
      expect(getData.decode(decodeCommandApdu(encodeCommandApdu(getData.encode(given))))).toEqual(given)
    }))
  })

  it('writes the commands of NHI clients byte for byte', () => {
    const sent = [
      getData.encode({ tag: 0x1100, data: unhex('0000') }), getChallenge.encode({ le: 8 }),
      select.encode({ aid: unhex('D1 58 00 00 01 00 00 00 00 00 00 00 00 00 11 00') }), getResponse.encode({ le: 57 }),
    ]
    expect(sent.map((apdu) => hex(encodeCommandApdu(apdu)))).toEqual([
      '00ca1100020000', '0084000008', '00a4040010d1580000010000000000000000001100', '00c0000039',
    ])
  })

  it('refuses matching commands whose fields are not the command’s', () => {
    const refused = (capdu: string) => {
      const apdu = decodeCommandApdu(unhex(capdu))
      return () => commandFor(apdu)?.decode(apdu)
    }
    expect(refused('00840000')).toThrow(expect.objectContaining({ name: 'MalformedError', field: 'Le' }))
    expect(refused('00c0000001aa08')).toThrow(expect.objectContaining({ name: 'MalformedError', field: 'Lc' }))
    expect(refused('00a40400')).toThrow(expect.objectContaining({ name: 'MalformedError', field: 'AID' }))
    expect(() => select.encode({ aid: new Uint8Array(17) })).toThrow(MalformedError)
    expect(() => encodeCommandApdu(getData.encode({ tag: 0x1_0000 }))).toThrow(MalformedError)
  })
})
