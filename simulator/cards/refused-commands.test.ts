import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { profileApplications } from '#protocols/auth/applications'
import { hex, unhex } from '#protocols/bytes/hex'
import { decodeResponseApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import {
  appendRecord, readBinary, readRecord, select, selectFile, updateBinary, updateRecord,
} from '#protocols/iso7816/commands/index'
import { hcFileList, hcFiles } from '#protocols/nhi-card/contents'
import { CardDesk } from './card-desk.fixture.ts'
import { contentOf } from './eeprom-cuts.fixture.ts'

const kinds = ['hc', 'hpc', 'sam'] as const
type Kind = typeof kinds[number]

const say = (desk: CardDesk, kind: Kind, capdu: string) => {
  const rapdu = desk[kind].transmit(unhex(capdu))
  return rapdu && hex(rapdu)
}
const selected = (kind: Kind, desk = new CardDesk()) => {
  desk.must(desk[kind], select.encode({ aid: unhex(profileApplications[kind].aid) }), 'SELECT')
  return desk
}
const inSession = async () => {
  const desk = new CardDesk()
  await desk.authenticateAll()
  return desk
}
const { validity, orders, visits, allergies, donorMark } = hcFiles
const read = (sfi: number, record: number, le = 223, toTheLast = false) =>
  readRecord.encode({ sfi, record, toTheLast, le })
const used = new Set(hcFileList.map(({ sfi }) => sfi))
const unusedSfis = Array.from({ length: 30 }, (_, at) => at + 1).filter((sfi) => !used.has(sfi))

describe.each(kinds)('a card that is asked what it does not know (%s)', (kind) => {
  it('knows nothing before its application is selected, and takes no other application', () => {
    const desk = new CardDesk()
    expect(say(desk, kind, '00cadf2100')).toBe('6985')
    expect(say(desk, kind, '00ff0000')).toBe('6d00')
    expect(say(desk, kind, '00a4040009f04e48495f54455354')).toBe('6a82')
    expect(say(desk, kind, '00cadf2100')).toBe('6985')
    expect(say(selected(kind, desk), kind, '00cadf2100')).toMatch(/9000$/)
    expect(say(desk, kind, '00a4040009f04e48495f54455354')).toBe('6a82')
    expect(say(desk, kind, '00cadf2100')).toBe('6985')
  })

  it('is not put off by a SELECT that is none', () => {
    const desk = selected(kind)
    const none = ['00a40400', '00a4040011' + '11'.repeat(17), '00a4040000', '00a4']
    expect(none.map((capdu) => say(desk, kind, capdu))).toEqual(['6700', '6700', '6700', '6700'])
    expect(say(desk, kind, '00cadf2100')).toMatch(/9000$/)
  })

  it('has no logical channels, no chaining, no other classes and no half secure messaging', () => {
    const desk = selected(kind)
    for (let cla = 0; cla <= 0xff; cla++) {
      const sw = cla >= 0x20 ? '6e00' : (cla & 3) !== 0 ? '6881' : (cla & 0x10) !== 0 ? '6884'
        : cla === 0x04 || cla === 0x08 ? '6882' : cla === 0x0c ? '6985' : undefined
      const answer = say(desk, kind, `${cla.toString(16).padStart(2, '0')}cadf2100`)
      if (sw === undefined) expect(answer).toMatch(/9000$/)
      else expect(answer, cla.toString(16)).toBe(sw)
    }
  })

  it('has no other instructions', () => {
    const desk = selected(kind)
    const shared = [0xa4, 0xca, 0x84]
    const known = {
      hc: [...shared, 0xb0, 0xb2, 0xd6, 0xdc, 0xe2, 0x20, 0x24, 0x28, 0x26, 0x2c, 0x2a, 0x82],
      hpc: [...shared, 0x20, 0x24, 0x2c, 0x82, 0x88], sam: [...shared, 0x88, 0x87, 0x2a, 0x82],
    }[kind]
    for (let ins = 0; ins <= 0xff; ins++) {
      if (known.includes(ins)) continue
      expect(desk.plain(desk[kind], { cla: 0, ins, p1: 0, p2: 0, le: 256 })?.sw, ins.toString(16)).toBe(0x6d00)
    }
  })

  it('answers 6700 to lengths that do not agree with the bytes', () => {
    const desk = selected(kind)
    const wrong = ['', '00', '00ca', '00cadf', '00cadf210200', '00cadf2102000000ff', '00cadf210000020000ff']
    expect(wrong.map((capdu) => say(desk, kind, capdu))).toEqual(wrong.map(() => '6700'))
    expect(say(desk, kind, '00cadf21000000')).toMatch(/9000$/)
  })

  it('keeps everything it holds, whatever is refused', () => {
    const desk = selected(kind)
    const memory = () => 'eeprom' in desk[kind] ? contentOf(desk[kind] as CardDesk['hc']) : ''
    const before = memory()
    const command = fc.record({
      cla: fc.constant(0), ins: fc.nat({ max: 255 }), p1: fc.nat({ max: 255 }), p2: fc.nat({ max: 255 }),
      data: fc.uint8Array({ maxLength: 40 }),
    })
    fc.assert(fc.property(command, (sent) => {
      const answer = desk.plain(desk[kind], sent)
      return answer?.sw === 0x9000 || memory() === before
    }), { numRuns: 500 })
  })
})

describe('the files of a health card', () => {
  const swOf = (desk: CardDesk, command: CommandApdu) => desk.secured(command).sw.toString(16)

  it('are not told apart from each other in plain', () => {
    const desk = selected('hc')
    for (const { sfi, structure, record } of hcFileList) {
      const reading = structure === 'transparent' ? readBinary.encode({ sfi, offset: 0, le: record.length })
        : read(sfi, 1)
      expect(desk.plain(desk.hc, reading)?.sw).toBe(0x6982)
    }
  })

  it('answer what is wrong with a command, by status words of the profile', async () => {
    const desk = await inSession()
    const before = contentOf(desk.hc)
    const data = new Uint8Array(61).fill(0x39) // month 99
    for (const sfi of unusedSfis) {
      expect(swOf(desk, read(sfi, 1)), `${sfi}`).toBe('6a82')
      expect(swOf(desk, readBinary.encode({ sfi, offset: 0, le: 1 }))).toBe('6a82')
      expect(swOf(desk, appendRecord.encode({ sfi, data }))).toBe('6a82')
      expect(swOf(desk, updateRecord.encode({ sfi, record: 1, data }))).toBe('6a82')
      expect(swOf(desk, updateBinary.encode({ sfi, offset: 0, data }))).toBe('6a82')
    }
    const rows: readonly (readonly [why: string, sw: string, command: CommandApdu])[] = [
      ['a file that is none', '6a82', selectFile.encode({ fid: 0x0200 })],
      ['no current file to read', '6986', readBinary.encode({ sfi: 0, offset: 0, le: 9 })],
      ['no current file to append to', '6986', appendRecord.encode({ sfi: 0, data })],
      ['a record that is none', '6a83', read(orders.sfi, 61)],
      ['the last number there is', '6a83', read(orders.sfi, 254)],
      ['a slot that is none', '6a83', updateRecord.encode({ sfi: allergies.sfi, record: 4, data: new Uint8Array(40) })],
      ['record 0', '6a86', { ...read(orders.sfi, 1), p1: 0 }],
      ['record 255', '6a86', { ...read(orders.sfi, 1), p1: 255 }],
      ['another meaning of P1', '6a86', { ...read(orders.sfi, 1), p2: (orders.sfi << 3) | 2 }],
      ['a short identifier of 31', '6a86', { ...read(orders.sfi, 1), p2: (31 << 3) | 4 }],
      ['records of a transparent file', '6981', read(validity.sfi, 1)],
      ['bytes of a file of records', '6981', readBinary.encode({ sfi: orders.sfi, offset: 0, le: 61 })],
      ['bytes into a file of records', '6981', updateBinary.encode({ sfi: orders.sfi, offset: 0, data })],
      ['a record into a transparent file', '6981', updateRecord.encode({ sfi: donorMark.sfi, record: 1, data })],
      ['an offset behind the end', '6b00', readBinary.encode({ sfi: validity.sfi, offset: 9, le: 1 })],
      [
        'an offset behind the end, to write', '6b00',
        updateBinary.encode({ sfi: donorMark.sfi, offset: 1, data: Uint8Array.of(0x31) }),
      ],
      [
        'more bytes than the file has', '6700',
        updateBinary.encode({ sfi: donorMark.sfi, offset: 0, data: Uint8Array.of(0x31, 0x31) }),
      ],
      ['less room than a record', '6c3d', read(orders.sfi, 1, 60)],
      ['less room than a record, of all', '6c3d', read(orders.sfi, 1, 60, true)],
      ['a record too short', '6700', appendRecord.encode({ sfi: orders.sfi, data: data.subarray(1) })],
      [
        'a record too long', '6700',
        updateRecord.encode({ sfi: visits.sfi, record: 1, data: new Uint8Array(70).fill(0x31) }),
      ],
      ['no room asked for', '6700', { cla: 0, ins: 0xb2, p1: 1, p2: (orders.sfi << 3) | 4 }],
      ['data to read with', '6700', { ...read(orders.sfi, 1), data }],
      ['nothing to append', '6700', { cla: 0, ins: 0xe2, p1: 0, p2: orders.sfi << 3 }],
      ['an order that is none', '6a80', appendRecord.encode({ sfi: orders.sfi, data })],
      [
        'a file that nobody writes', '6982',
        appendRecord.encode({ sfi: hcFiles.importantOrders.sfi, data: new Uint8Array(36) }),
      ],
      [
        'what only the centre rewrites', '6982',
        updateBinary.encode({ sfi: validity.sfi, offset: 0, data: new Uint8Array(9).fill(0x31) }),
      ],
      ['SELECT of an application', '6a86', select.encode({ aid: unhex(profileApplications.hc.aid) })],
    ]
    for (const [why, sw, command] of rows) expect(swOf(desk, command), why).toBe(sw)
    expect(contentOf(desk.hc)).toBe(before)
    expect(desk.read('orders')).toHaveLength(3) // and the session goes on
  })

  it('give only whole records, as many as there is room for', async () => {
    const desk = await inSession()
    const files = fc.constantFrom(...hcFileList.filter(({ structure }) => structure !== 'transparent'))
    fc.assert(fc.property(files, fc.nat(), fc.integer({ min: 1, max: 256 }), (file, from, le) => {
      const { sfi, record: { length }, count } = file
      const record = 1 + from % count
      const { data, sw } = desk.secured(read(sfi, record, le, true))
      const room = Math.min(le, 223)
      if (room < length) return sw === (0x6c00 | length) && data.length === 0
      return sw === 0x9000 && data.length === length * Math.min(Math.floor(room / length), count - record + 1)
    }), { numRuns: 300 })
  })

  it('are current from SELECT on until the session ends', async () => {
    const desk = await inSession()
    expect(desk.secured(selectFile.encode({ fid: 0x0100 + orders.sfi })).sw).toBe(0x9000)
    expect(desk.secured(read(0, 1)).data).toEqual(desk.secured(read(orders.sfi, 1)).data)
    expect(desk.secured(selectFile.encode({ fid: 0x0200 })).sw).toBe(0x6a82)
    expect(desk.secured(read(0, 1)).sw).toBe(0x9000)
    desk.authenticate('hc')
    expect(desk.secured(read(0, 1)).sw).toBe(0x6986)
  })
})

it('a secured command to a card without a session answers 6985 in plain', () => {
  for (const kind of kinds) {
    const desk = selected(kind)
    const answer = desk[kind].transmit(unhex('0cb0810010' + '97010a8e08' + '00'.repeat(11) + '00'))
    expect(decodeResponseApdu(answer!)).toEqual({ data: new Uint8Array(), sw: 0x6985 })
  }
})
