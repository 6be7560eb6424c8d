import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../../bytes/hex.ts'
import { MalformedError } from '../../bytes/malformed.ts'
import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu } from '../apdu.ts'
import { showCommand, showResponse } from '../command.ts'
import {
  apduCommands, appendRecord, commandFor, getChallenge, getData, getResponse, readBinary, readRecord, select,
  selectFile, traceRowFor, verify,
} from './index.ts'

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
    const parameter = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 0x0c, 0x9a, 0x9e, 0xbe), byte)
    fc.assert(fc.property(known, parameter, parameter, (header, p1, p2) => {
      expect(apduCommands.filter((command) => command.matches({ ...header, p1, p2 })).length).toBeLessThanOrEqual(1)
    }))
  })

  it('has no row for another class, instruction or way of SELECT', () => {
    for (const unknown of [
      '80ca1100020000', '00b1000000', '00a40000023f00', '00a4020002 0112', '002a80860100', '00a4040c0100', '00c0000108',
    ]) {
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

  it('reads back any place in a file', () => {
    const sfi = fc.integer({ min: 0, max: 30 })
    const le = fc.integer({ min: 1, max: 65_536 })
    const binary = sfi.chain((file) => fc.record({
      sfi: fc.constant(file), offset: fc.integer({ min: 0, max: file === 0 ? 0x7fff : 0xff }), le,
    }))
    const record = fc.record({ sfi, record: fc.integer({ min: 1, max: 254 }), toTheLast: fc.boolean(), le })
    fc.assert(fc.property(binary, record, (place, records) => {
      expect(readBinary.decode(decodeCommandApdu(encodeCommandApdu(readBinary.encode(place))))).toEqual(place)
      expect(readRecord.decode(decodeCommandApdu(encodeCommandApdu(readRecord.encode(records))))).toEqual(records)
    }))
  })

  it('decodes any command to arguments that encode to it again, or refuses it', () => {
    const byte = fc.integer({ min: 0, max: 0xff })
    const known = fc.constantFrom(...apduCommands.map(({ cla, ins, when }) => {
      const [p1, p2] = [when?.p1, when?.p2].map((parameter) => typeof parameter === 'number' ? parameter : undefined)
      return { cla, ins, p1, p2 }
    }))
    const data = fc.option(fc.uint8Array({ minLength: 1, maxLength: 20 }), { nil: undefined })
    let decoded = 0
    const someLe = fc.option(fc.integer({ min: 1, max: 256 }))
    fc.assert(fc.property(known, byte, byte, data, someLe, (row, p1, p2, content, le) => {
      const { cla, ins } = row
      const apdu = {
        cla, ins, p1: row.p1 ?? p1, p2: row.p2 ?? p2,
        ...(content === undefined ? {} : { data: content }), ...(le === null ? {} : { le }),
      }
      const command = commandFor(apdu)
      if (command === undefined) return
      try {
        expect(hex(encodeCommandApdu(command.encode(command.decode(apdu))))).toBe(hex(encodeCommandApdu(apdu)))
        decoded++
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError)
      }
    }), { numRuns: 3_000 })
    expect(decoded).toBeGreaterThan(300)
  })

  it('sends nothing out of range', () => {
    expect(() => readBinary.encode({ sfi: 31, offset: 0, le: 1 })).toThrow(expect.objectContaining({ field: 'SFI' }))
    expect(() => readBinary.encode({ sfi: 1, offset: 256, le: 1 }))
      .toThrow(expect.objectContaining({ field: 'offset' }))
    expect(() => readRecord.encode({ sfi: 1, record: 0, toTheLast: false, le: 1 }))
      .toThrow(expect.objectContaining({ field: 'record' }))
    expect(() => selectFile.encode({ fid: 0x1_0000 })).toThrow(expect.objectContaining({ field: 'FID' }))
    expect(() => appendRecord.encode({ sfi: -1, data: unhex('20') })).toThrow(expect.objectContaining({ field: 'SFI' }))
  })

  it('tells EXTERNAL from MUTUAL AUTHENTICATE by P2, whatever else they carry', () => {
    const names = ['0082000001aa', '0082000001aa00', '0082000101aa', '008200ff01aa00', '00820100']
      .map((capdu) => commandFor(decodeCommandApdu(unhex(capdu)))?.name)
    expect(names).toEqual([
      'MUTUAL AUTHENTICATE', 'MUTUAL AUTHENTICATE', 'EXTERNAL AUTHENTICATE', 'EXTERNAL AUTHENTICATE', undefined,
    ])
  })
})

describe('a trace line', () => {
  it('names a secured command as its plain one and shows nothing it carries', () => {
    const secured = decodeCommandApdu(unhex('0c2000811d8711010102030405060708090a0b0c0d0e0f108e08010203040506070800'))
    expect(showCommand(secured, traceRowFor(secured))).toBe('VERIFY (secured) 0c200081 data (secret) le 256')
    expect(showResponse({ data: unhex('99029000'), sw: 0x9000 }, traceRowFor(secured))).toBe('9000 data (secret)')
    const unknown = decodeCommandApdu(unhex('0cb1000001aa'))
    expect(showCommand(unknown, traceRowFor(unknown))).toBe('unknown command (secured) 0cb10000 data (secret)')
  })

  it('shows nothing of a PIN, not even its length', () => {
    const apdu = verify.encode({ reference: 0x81, block: unhex('241234ffffffffff') })
    expect(showCommand(apdu, traceRowFor(apdu))).toBe('VERIFY 00200081 data (secret)')
  })
})
