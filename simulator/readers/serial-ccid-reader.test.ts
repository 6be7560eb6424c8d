import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { SerialLine, SerialSettings } from '#protocols/port/serial-ports'
import { VirtualClock } from '../virtual-clock.ts'
import { healthCard, T0_ATR, wearing } from './ccid-host.fixture.ts'
import type { LineFault } from './line-fault.ts'
import type { SerialCcidReader } from './serial-ccid-reader.ts'
import { SimulatedSerialPorts } from './serial-line.ts'
import { serialReaderOf, type SerialModelName, type SerialReaderOptions } from './serial-models.ts'
import { Listening } from './serial-twin.fixture.ts'

const usual: SerialSettings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 2 }

// Frames typed by hand: 03 06, ten header bytes, data, exclusive or of all before.
const GET_FIRMWARE = '03066b010000000000000000026d'
const FIRMWARE = '0306830d00000000000200006e686963617264642d7477696ebf'
const TELL_MOVEMENTS = '03066b0300000000010000000101016d'
const MOVEMENTS_TOLD = '03068300000000000102000085'
const GET_STATUS = '03066500000000000200000062'
const STATUS_ABSENT = '03068100000000000202000084'
const STATUS_INACTIVE = '03068100000000000201000087'
const POWER_ON = '03066200000000000301000065'
/** SetParameters: T=1, IFSC 254. */
const TO_T1 = '0306610700000000040100001110004500fe00dc'
const NAK = '031516'

class Pc {
  readonly clock: VirtualClock
  readonly device: SerialCcidReader
  readonly line: SerialLine
  readonly #heard: Listening

  private constructor(clock: VirtualClock, device: SerialCcidReader, line: SerialLine, heard: Listening) {
    this.clock = clock
    this.device = device
    this.line = line
    this.#heard = heard
  }

  static async open(
    model: SerialModelName = 'GemPCTwin', options: Omit<SerialReaderOptions, 'clock'> = {},
    { settings = usual, faults = [] }: { settings?: SerialSettings, faults?: LineFault[] } = {},
  ): Promise<Pc> {
    const clock = new VirtualClock('2026-01-01T00:00:00Z')
    const device = serialReaderOf(model, { ...options, clock })
    const ports = new SimulatedSerialPorts({ clock })
    ports.plug('/dev/ttyS0', device, { faults })
    const heard = new Listening(clock)
    return new Pc(clock, device, await ports.open('/dev/ttyS0', settings, heard), heard)
  }

  say(frame: string, ms = 2000): string {
    this.line.write(unhex(frame)).catch(() => {})
    this.clock.advance(ms)
    return hex(this.#heard.take())
  }
}

describe('a serial CCID reader', () => {
  it('sends each command back before it answers, where its model does', async () => {
    const twin = await Pc.open()
    expect(twin.say(GET_FIRMWARE)).toBe(GET_FIRMWARE + FIRMWARE)
    expect(twin.say(GET_STATUS)).toBe(GET_STATUS + STATUS_ABSENT)
    const pos = await Pc.open('GemCorePOSPro')
    expect(pos.say(GET_FIRMWARE)).toBe(FIRMWARE)
  })

  it('reads commands however the line cuts them, and answers at its own speed', async () => {
    const pc = await Pc.open()
    for (const byte of unhex(GET_STATUS).subarray(0, -1)) expect(pc.say(hex(Uint8Array.of(byte)), 20)).toBe('')
    expect(pc.say(GET_STATUS.slice(-2), 20)).toBe(GET_STATUS + STATUS_ABSENT)
    // three frames of 13 characters of 11 bits
    const fast = await Pc.open()
    expect(fast.say(GET_STATUS, 3 * 13 * 11 / 115.2 - 0.01)).toBe((GET_STATUS + STATUS_ABSENT).slice(0, -2))
  })

  it('tells of the card in slot 0 with an answer, once it was asked to', async () => {
    const pc = await Pc.open()
    pc.device.reader.insert(0, healthCard())
    expect(pc.say(GET_STATUS)).toBe(GET_STATUS + STATUS_INACTIVE)
    pc.device.reader.remove(0)
    expect(pc.say(TELL_MOVEMENTS)).toBe(TELL_MOVEMENTS + MOVEMENTS_TOLD)
    pc.device.reader.insert(0, healthCard())
    expect(pc.say('')).toBe('')
    expect(pc.say(GET_STATUS)).toBe(`${GET_STATUS}5003${STATUS_INACTIVE}`)
    pc.device.reader.remove(0)
    expect(pc.say(GET_STATUS)).toBe(`${GET_STATUS}5002${STATUS_ABSENT}`)
    expect(pc.say(GET_STATUS)).toBe(GET_STATUS + STATUS_ABSENT)
  })

  it('may tell of it at once, and never of other slots', async () => {
    const pc = await Pc.open('GemCorePOSPro', { movements: 'atOnce' })
    pc.say(TELL_MOVEMENTS)
    pc.device.reader.insert(3, healthCard())
    expect(pc.say('')).toBe('')
    pc.device.reader.insert(0, healthCard())
    expect(pc.say('')).toBe('5003')
    pc.device.reader.remove(0)
    expect(pc.say('')).toBe('5002')
  })

  it('may lose the answer behind a movement, and gives the next', async () => {
    const pc = await Pc.open('GemPCTwin', { losesAnswerAfterMovement: true })
    pc.say(TELL_MOVEMENTS)
    pc.device.reader.insert(0, healthCard())
    expect(pc.say(GET_STATUS)).toBe(GET_STATUS)
    expect(pc.say(GET_STATUS)).toBe(`${GET_STATUS}5003${STATUS_INACTIVE}`)
  })

  it('carries cards: ATR, and a block of T=1 in an XfrBlock', async () => {
    const pc = await Pc.open('GemPCTwin', { slots: [healthCard()] })
    expect(pc.say(POWER_ON)).toContain('0306801400000000030000003bfa1800008131fe4550564a434f503453494493')
    expect(pc.say(TO_T1)).toContain('0306820700000000040000011110004500fe003f')
    // S(IFS request) of 254 and its response
    expect(pc.say('03066f05000000000500000000c101fe3e6a')).toContain('8005000000000500000000e101fe1e')
  })

  it('asks for more time by a byte in T=0, by an answer in T=1', async () => {
    const t0 = await Pc.open('GemPCTwin', { slots: [wearing(T0_ATR)], contact: { extensions: 1 } })
    t0.say(POWER_ON)
    // GET DATA 00 ca 24 00 00 without SELECT: 6985
    const asked = '03066f05000000000400000000ca24000085'
    expect(t0.say(asked)).toMatch(new RegExp(`^${asked}[89a-f][0-9a-f]0306800200000000040000006985`))
    const t1 = await Pc.open('GemPCTwin', {
      slots: [healthCard()], faults: [{ fault: 'timeExtensionStorm', at: 1, times: 1 }],
    })
    t1.say(POWER_ON)
    expect(t1.say(TO_T1, 20)).toBe(`${TO_T1}03068200000000000480010002`)
  })

  it('understands nothing at another speed', async () => {
    const pc = await Pc.open('GemPCTwin', {}, { settings: { ...usual, baudRate: 9600 } })
    expect(pc.say(GET_STATUS)).not.toContain(STATUS_ABSENT)
  })

  it('forgets at the loss of its cable that it was to tell of cards', async () => {
    const pc = await Pc.open('GemPCTwin', { movements: 'atOnce' })
    pc.say(TELL_MOVEMENTS)
    pc.device.attach({ send: () => expect.unreachable(), setLines: () => {} })
    pc.device.reader.insert(0, healthCard())
    pc.clock.advance(1000)
    expect(pc.clock.waiting).toBe(0)
  })
})

describe('a damaged frame', () => {
  const length = GET_STATUS.length / 2
  const at = fc.nat(length - 1)
  // the LRC as one byte more in front of it shifts the frame into another that the LRC fits: the framing cannot tell
  const inserted = fc.nat(255).filter((byte) => byte !== Number.parseInt(GET_STATUS.slice(-2), 16))
  const damage: fc.Arbitrary<LineFault> = fc.oneof(
    fc.record({ way: fc.constant('toDevice'), fault: fc.constant('lost'), at }),
    fc.record({ way: fc.constant('toDevice'), fault: fc.constant('flipped'), at, bit: fc.nat(7) }),
    fc.record({ way: fc.constant('toDevice'), fault: fc.constant('inserted'), at, byte: inserted }),
  )
  const answered = GET_STATUS + STATUS_ABSENT

  it('is carried out whole or refused once when the line is silent; repeated, it is carried out', async () => {
    const outcomes = new Set<string>()
    await fc.assert(fc.asyncProperty(damage, async (fault) => {
      const pc = await Pc.open('GemPCTwin', {}, { faults: [fault] })
      const said = pc.say(GET_STATUS)
      outcomes.add(said)
      expect([NAK, answered]).toContain(said)
      expect(pc.say(GET_STATUS)).toBe(answered)
      expect(pc.clock.waiting).toBe(0)
    }), { numRuns: 300 })
    expect(outcomes).toContain(NAK)
  })

  it('longer than the reader takes is refused', async () => {
    const pc = await Pc.open()
    expect(pc.say('03066f06010000000000000000')).toBe(NAK)
  })

  it('of the reader is repeated when the PC refuses it', async () => {
    const pc = await Pc.open('GemPCTwin', {}, { faults: [{ way: 'toPc', at: 20, fault: 'flipped', bit: 3 }] })
    expect(pc.say(GET_STATUS)).not.toBe(answered)
    expect(pc.say(NAK)).toBe(STATUS_ABSENT)
    expect(pc.say(NAK)).toBe(STATUS_ABSENT)
  })
})

describe('a faulty serial reader', () => {
  it('says frames around what is no message, and nothing once it is pulled', async () => {
    const garbage = await Pc.open('GemPCTwin', { faults: [{ fault: 'garbage', at: 0, times: 1 }] })
    expect(garbage.say(GET_STATUS)).toBe(`${GET_STATUS}0306${'a5'.repeat(10)}05`)
    expect(garbage.say(GET_STATUS)).toBe(GET_STATUS + STATUS_ABSENT)
    const pulled = await Pc.open('GemPCTwin', { faults: [{ fault: 'removed', at: 0, times: 1, byte: 4 }] })
    expect(pulled.say(GET_STATUS)).toBe(`${GET_STATUS}03068100000084`)
    expect(pulled.say(GET_STATUS)).toBe('')
  })
})
