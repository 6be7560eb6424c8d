import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../../bytes/hex.ts'
import { decodeCommandApdu } from '../apdu.ts'
import { decodeHeader, encodeHeader, tpduOf } from './tpdu.ts'

describe('the exchange for a command APDU', () => {
  // typed by hand from ISO/IEC 7816-3:2006 §12.2
  it.each([
    ['1', '00ca1100', '00ca110000', 'none', 0],
    ['2S', '00ca110008', '00ca110008', 'receive', 8],
    ['2S', '00ca110000', '00ca110000', 'receive', 256],
    ['3S', '00ca1100 02 0000', '00ca110002', 'send', 2],
    ['4S', '00ca1100 02 0000 00', '00ca110002', 'send', 2],
    ['2E', '00ca1100 00 0008', '00ca110008', 'receive', 8],
    ['2E', '00ca1100 00 0101', '00ca110000', 'receive', 256],
    ['3E', '00ca1100 00 0001 a1', '00ca110001', 'send', 1],
  ])('of case %s, %s, has the header %s', (_, capdu, header, direction, length) => {
    const tpdu = tpduOf(decodeCommandApdu(unhex(capdu)))
    expect(hex(encodeHeader(tpdu))).toBe(header)
    expect(tpdu).toMatchObject({ direction, length })
    expect(tpdu.data).toHaveLength(direction === 'send' ? length : 0)
  })

  it.each([
    ['INS', '0060000000'], ['INS', '009a000000'], ['CLA', 'ffca000000'], ['Lc', `00d60000 00 0100 ${'00'.repeat(256)}`],
  ])('is refused for its %s in %s', (field, capdu) => {
    const apdu = decodeCommandApdu(unhex(capdu))
    expect(() => tpduOf(apdu)).toThrow(expect.objectContaining({ name: 'MalformedError', field }))
  })

  it('begins with five bytes, no more and no fewer', () => {
    expect(decodeHeader(unhex('00ca110002'))).toEqual({ cla: 0, ins: 0xca, p1: 0x11, p2: 0, p3: 2 })
    for (const bytes of ['00ca1100', '00ca11000200']) expect(() => decodeHeader(unhex(bytes))).toThrow(/5/)
  })
})
