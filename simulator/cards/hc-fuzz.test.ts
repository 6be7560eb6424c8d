import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { encodePinBlock } from '#protocols/iso7816/pin-block'
import { hcApplication } from '#protocols/nhi-card/application'
import { initialStatus } from '#protocols/nhi-card/access'
import { hcFileList, type HcFileName } from '#protocols/nhi-card/contents'
import { readBinary, readRecord, select } from '#protocols/iso7816/commands/index'
import { ApduFuzz, shareOf } from './apdu-fuzz.fixture.ts'
import { canaryCard, Canaries } from './canaries.fixture.ts'
import { CardDesk } from './card-desk.fixture.ts'
import { contentOf } from './eeprom-cuts.fixture.ts'
import { recordBytes } from './hc-image.ts'

const TESTED = shareOf(70_000)

it('each protected file holds something that stands in no other, where it has room for it', () => {
  const records = hcFileList.map(({ name }) => ({ name, bytes: recordBytes(canaryCard, name as HcFileName) }))
  const silent = records.filter(({ name, bytes }) => {
    const others = records.filter((other) => other.name !== name).flatMap((other) => other.bytes)
    return new Canaries(bytes, others).size === 0
  })
  expect(silent.map(({ name }) => name)).toEqual(['insured', 'lastSequence', 'donorMark'])
})

describe('a health card that is sent whatever there is, in plain', () => {
  it('answers everything, gives nothing protected and changes nothing but tries', { timeout: 300_000 }, async () => {
    const desk = new CardDesk({ image: canaryCard, pin: '739146' })
    await desk.authenticateAll()
    const corpus = desk.passed.filter(({ card }) => card === desk.hc).map(({ capdu }) => unhex(capdu))
    const { hc } = desk
    const canaries = Canaries.ofStatus(initialStatus(true), [encodePinBlock('739146')])
    const fuzz = new ApduFuzz(1, corpus)
    hc.reset()
    const content = contentOf(hc)
    const seen = new Map<number, number>()
    for (let count = 0; count < TESTED; count++) {
      if (fuzz.once(500)) hc.reset()
      if (fuzz.once(30)) desk.plain(hc, select.encode({ aid: unhex(hcApplication.aid) }))
      const capdu = fuzz.bytes()
      const answer = hc.transmit(capdu)!
      const sw = (answer.at(-2)! << 8) | answer.at(-1)!
      seen.set(sw, (seen.get(sw) ?? 0) + 1)
      if (canaries.in(answer) !== undefined) expect.fail(`${canaries.in(answer)} in the answer to ${hex(capdu)}`)
      if (sw === 0x9000 && ![0xa4, 0xca, 0x84].includes(capdu[1]!)) expect.fail(`9000 to ${hex(capdu)}`)
      desk.passed.length = 0
    }
    // every refusal was met, so that the fuzz came everywhere
    const met = [0x9000, 0x6300, 0x6700, 0x6982, 0x6985, 0x6a80, 0x6a82, 0x6a86, 0x6a88, 0x6d00, 0x6e00]
    expect(met.filter((sw) => !seen.has(sw))).toEqual([])
    const [tries, ...before] = pinOf(content)
    const [left, ...after] = pinOf(contentOf(hc))
    expect(after).toEqual(before)
    expect(left).toBeLessThanOrEqual(tries!)
    desk.plain(hc, select.encode({ aid: unhex(hcApplication.aid) }))
    for (const { structure, sfi, record } of hcFileList) {
      const reading = structure === 'transparent' ? readBinary.encode({ sfi, offset: 0, le: record.length })
        : readRecord.encode({ sfi, record: 1, toTheLast: true, le: 256 })
      expect(desk.plain(hc, reading)?.sw).toBe(0x6982)
    }
  })
})

/** The tries that are left, then everything else. */
function pinOf(content: string): readonly [number, ...string[]] {
  const block = Buffer.from(encodePinBlock('739146')).toString('latin1')
  const at = content.indexOf(block) - 1
  return [content.charCodeAt(at), content.slice(0, at), content.slice(at + 1)]
}
