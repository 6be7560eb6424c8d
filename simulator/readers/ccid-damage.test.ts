import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { CcidHost, healthCard } from './ccid-host.fixture.ts'
import { readerModels, type ReaderModelName } from './reader-models.ts'

/** One sound message of every type, by hand, and the type of the message that answers it (CCID rev 1.1 table 6.1-1). */
const commands = [
  { name: 'IccPowerOn', message: '62000000000010010000', answer: 0x80, reserved: [8, 9] },
  { name: 'IccPowerOff', message: '63000000000011000000', answer: 0x81, reserved: [7, 8, 9] },
  { name: 'GetSlotStatus', message: '65000000000012000000', answer: 0x81, reserved: [7, 8, 9] },
  { name: 'XfrBlock', message: '6f0500000000130000000084000008', answer: 0x80, reserved: [] },
  { name: 'GetParameters', message: '6c000000000014000000', answer: 0x82, reserved: [7, 8, 9] },
  { name: 'ResetParameters', message: '6d000000000015000000', answer: 0x82, reserved: [7, 8, 9] },
  { name: 'SetParameters', message: '610500000000160000001100000a00', answer: 0x82, reserved: [8, 9] },
  { name: 'Escape', message: '6b01000000001700000002', answer: 0x83, reserved: [7, 8, 9] },
  { name: 'IccClock', message: '6e000000000018000000', answer: 0x81, reserved: [8, 9] },
  { name: 'T0APDU', message: '6a00000000001903ffff', answer: 0x81, reserved: [] },
  {
    name: 'Secure', answer: 0x80, reserved: [],
    message: '691c000000001a000000' + '001e820800080402000904' + '00000000' + '0020000108ffffffffffffffff',
  },
  { name: 'Mechanical', message: '7100000000001b010000', answer: 0x81, reserved: [8, 9] },
  { name: 'Abort', message: '7200000000001c000000', answer: 0x81, reserved: [7, 8, 9] },
  {
    name: 'SetDataRateAndClockFrequency', message: '7308000000001d000000a00f000080250000', answer: 0x84,
    reserved: [7, 8, 9],
  },
]
const models: readonly ReaderModelName[] = [
  'character', 'tpdu', 'short-apdu', 'extended-apdu', 'tpdu-t0', 'pin-pad', 'two-slots',
]
type Slot = 'absent' | 'inactive' | 'active'
const ICC: Readonly<Record<Slot, number>> = { active: 0, inactive: 1, absent: 2 }

function reader(model: ReaderModelName, slot: Slot): CcidHost {
  const host = CcidHost.of(model, slot === 'absent' ? {} : { slots: [healthCard()] })
  if (slot === 'active') host.powerOn()
  host.said.length = 0
  return host
}

/** What a message is answered by, and whether the slot is as it was. */
function answered(host: CcidHost, message: Uint8Array): { answers: string[], changed: boolean } {
  const seen = () => (['PC_to_RDR_GetSlotStatus', 'PC_to_RDR_GetParameters'] as const).map((name) => {
    const { bSeq: _, ...answer } = host.ask({ name })
    return answer
  })
  const before = JSON.stringify(seen())
  host.said.length = 0
  host.twin.command(message)
  host.clock.advance(60_000)
  const answers = [...host.said]
  return { answers, changed: JSON.stringify(seen()) !== before }
}

const failedAnswer = (type: number, message: Uint8Array, icc: number, bError: number) => {
  const body = type === 0x84 ? new Uint8Array(8) : new Uint8Array()
  return hex(Uint8Array.of(type, body.length, 0, 0, 0, message[5]!, message[6]!, 0x40 | icc, bError, 0, ...body))
}
const altered = (message: Uint8Array, at: number, to: number) => {
  const copy = Uint8Array.from(message)
  copy[at] = to
  return copy
}

describe.each(models)('a damaged message to a reader of the model %s', (model) => {
  const usable = model === 'tpdu-t0' ? (['absent'] as const) : (['absent', 'inactive', 'active'] as const)
  describe.each(usable)('with a slot that is %s', (slot) => {
    const host = reader(model, slot)
    const icc = ICC[slot]

    it.each(commands)('$name cut short is answered once, and does nothing', ({ message, answer }) => {
      const whole = unhex(message)
      for (let length = 0; length < whole.length; length++) {
        const cut = whole.slice(0, length)
        const expected = length < 10 ? [] : [failedAnswer(answer, cut, icc, 1)]
        expect(answered(host, cut), `${length} bytes`).toEqual({ answers: expected, changed: false })
      }
    })

    it.each(commands)('$name with more behind it, or announcing more, is answered once', ({ message, answer }) => {
      const whole = unhex(message)
      for (const damaged of [Uint8Array.of(...whole, 0), altered(whole, 1, whole[1]! + 1), altered(whole, 4, 1)]) {
        const expected = { answers: [failedAnswer(answer, whole, icc, 1)], changed: false }
        expect(answered(host, damaged), hex(damaged)).toEqual(expected)
      }
    })

    it.each(commands)('$name with a reserved byte set is refused at that byte', ({ message, answer, reserved }) => {
      const [first] = reserved
      for (const at of reserved) {
        const damaged = altered(unhex(message), at, 0x80)
        const expected = { answers: [failedAnswer(answer, damaged, icc, first!)], changed: false }
        expect(answered(host, damaged), hex(damaged)).toEqual(expected)
      }
    })

    it.each(commands)('$name to a slot that is not there is refused at bSlot', ({ message, answer }) => {
      for (const bSlot of [readerModels[model].descriptor.bMaxSlotIndex + 1, 0x7f, 0xff]) {
        const damaged = altered(unhex(message), 5, bSlot)
        const expected = { answers: [failedAnswer(answer, damaged, 2, 5)], changed: false }
        expect(answered(host, damaged), hex(damaged)).toEqual(expected)
      }
    })

    it('of no known type is not supported', () => {
      const known = new Set(commands.map(({ message }) => unhex(message)[0]))
      for (let type = 0; type < 0x100; type++) {
        if (known.has(type)) continue
        const message = Uint8Array.of(type, 0, 0, 0, 0, 0, 0x2a, 0, 0, 0)
        const expected = { answers: [failedAnswer(0x81, message, icc, 0)], changed: false }
        expect(answered(host, message), hex(message)).toEqual(expected)
      }
    })
  })
})
