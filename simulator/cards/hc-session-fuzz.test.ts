import { describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { decodeResponseApdu, encodeCommandApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import { viewOf, type SecurityStatus } from '#protocols/nhi-card/access'
import { hcFileList } from '#protocols/nhi-card/contents'
import type { ProfessionName } from '#protocols/nhi-card/profession'
import { readBinary, readRecord } from '#protocols/iso7816/commands/index'
import { ApduFuzz, shareOf, unwrappedBy, wrappedBy } from './apdu-fuzz.fixture.ts'
import { canaryCard, Canaries } from './canaries.fixture.ts'
import { CardDesk } from './card-desk.fixture.ts'
import { contentOf } from './eeprom-cuts.fixture.ts'
import { recordBytes } from './hc-image.ts'

interface Level {
  readonly who: string
  readonly pin?: string
  readonly profession?: ProfessionName
  readonly share: number
  /** Sessions are as long as their making is dear: a role takes four signatures. */
  readonly length: number
}

const levels: readonly Level[] = [
  { who: 'a SAM, the PIN not shown', pin: '739146', share: 40_000, length: 40 },
  { who: 'a SAM, where no PIN is set', share: 20_000, length: 40 },
  { who: 'a SAM and a pharmacist', profession: 'pharmacist', share: 15_000, length: 150 },
  { who: 'a SAM and a nurse', profession: 'nurse', share: 5_000, length: 150 },
]
const WHOLE = 0xffff
const FOREVER = { timeout: 300_000 }
/** What none of them may rewrite. */
const untouched = (['illnessPeriods', 'illnessCodes', 'specialMarks', 'designatedInstitution', 'allergies'] as const)
  .flatMap((name) => recordBytes(canaryCard, name)).map((record) => Buffer.from(record).toString('latin1'))

/** A host that wraps whatever there is, in sessions that begin anew when the card or the host ended one. */
async function host({ pin, profession }: Level) {
  const desk = new CardDesk({
    image: canaryCard, ...(pin === undefined ? {} : { pin }), ...(profession === undefined ? {} : { profession }),
  })
  await desk.authenticateSam()
  const channel = profession === undefined ? undefined : desk.authenticate('hpc')
  if (channel !== undefined) desk.verifyHpcPin()
  const memory = desk.hc.eeprom.read(0, WHOLE)
  const begin = () => {
    desk.hc.eeprom.write(0, memory)
    desk.authenticate('hc')
    if (channel !== undefined) desk.proveHpc(channel)
    desk.passed.length = 0
  }
  /** @returns the data of a secured answer; undefined when the session is over */
  const secured = (command: CommandApdu): Uint8Array | undefined => {
    const wrapped = wrappedBy(desk.channel, command)
    if (wrapped === undefined) return new Uint8Array()
    const answer = decodeResponseApdu(desk.hc.transmit(encodeCommandApdu(wrapped))!)
    return unwrappedBy(desk.channel, answer)?.data
  }
  return { desk, begin, secured }
}

describe('a health card in sessions with', () => {
  it.each(levels)('$who that wrap whatever there is gives what they may see alone', FOREVER, async (level) => {
    const { desk, begin, secured } = await host(level)
    const { hc } = desk
    const { pin, profession = null } = level
    const status: SecurityStatus = { sam: true, pin: pin === undefined, hpc: profession, idc: false }
    const canaries = Canaries.ofStatus(status)
    const fuzz = new ApduFuzz(level.share)
    const check = (capdu: CommandApdu, answer: Uint8Array) => {
      const found = canaries.in(answer)
      if (found !== undefined) expect.fail(`${found} in the answer to ${hex(encodeCommandApdu(capdu))}`)
    }
    let gave = 0
    begin()
    for (let count = 0; count < shareOf(level.share); count++) {
      const command = fuzz.command()
      if (fuzz.once(level.length)) {
        const spoiled = fuzz.once(3) ? fuzz.bytes() : fuzz.mutated(encodeCommandApdu(desk.wrapped(fuzz.sound())))
        check(command, hc.transmit(spoiled)!)
        const content = contentOf(hc)
        expect(untouched.filter((record) => !content.includes(record))).toEqual([])
        begin()
        continue
      }
      const data = secured(command)
      if (data === undefined) begin()
      else check(command, data)
      gave += data?.length ?? 0
    }
    expect(gave).toBeGreaterThan(shareOf(level.share) / 20) // it was no fuzz against a wall

    begin()
    for (const file of hcFileList) {
      const { structure, sfi, record } = file
      const reading = structure === 'transparent' ? readBinary.encode({ sfi, offset: 0, le: record.length })
        : readRecord.encode({ sfi, record: 1, toTheLast: true, le: 223 })
      const given = desk.secured(reading)
      check(reading, given.data)
      expect(given.sw, file.name).toBe(viewOf(file, status) === 'refused' ? 0x6982 : 0x9000)
    }
  })
})
