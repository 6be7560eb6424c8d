import { describe, expect, it } from 'vitest'
import { equal } from '#protocols/bytes/byte-array'
import { unhex } from '#protocols/bytes/hex'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import { passingOn } from '../serial/around-twin.fixture.ts'
import { atrs, FileCard, READ_ANSWER, READ_BINARY } from '../serial/file-card.fixture.ts'
import { PhoenixDesk } from './phoenix-desk.fixture.ts'

/** FF 11 18 F6: T=1, PPS1 = 18; F6 makes them add up to zero. */
const REQUEST = unhex('FF 11 18 F6')

/** A card that answers a PPS request as the test says, and does not change its speed. */
function answering(response: string): (twin: SerialTwin) => SerialTwin {
  return (twin) => {
    let heard: number[] = []
    let send: (bytes: Uint8Array) => void = () => {}
    return {
      ...passingOn(twin),
      attach: (cable) => {
        send = cable.send
        twin.attach(cable)
      },
      received: (bytes) => {
        for (const byte of bytes) {
          if (heard.length < REQUEST.length && byte === REQUEST[heard.length]) {
            heard.push(byte)
            send(Uint8Array.of(byte)) // the echo
            if (equal(Uint8Array.from(heard), REQUEST)) send(unhex(response))
          } else twin.received(Uint8Array.of(byte))
        }
      },
      controlLines: (lines) => {
        heard = []
        twin.controlLines(lines)
      },
    }
  }
}

describe('a card asked for a higher rate', () => {
  it.each([
    ['keeps silent', ''],
    ['begins to answer and stops', 'FF 11'],
    ['answers with another rate', 'FF 11 11 FF'],
    ['answers with another protocol', 'FF 10 18 F7'],
    ['answers with a wrong check byte', 'FF 11 18 F7'],
    ['answers with something else', '6A 82 00 00'],
  ])('%s, and is reset and spoken to as it began', async (_, response) => {
    const desk = await PhoenixDesk.with(new FileCard(atrs.t1At115200), { around: answering(response) })
    expect(await desk.ends(desk.slot.powerOn())).toEqual(unhex(atrs.t1At115200))
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
  })

  it('takes the protocol and leaves the rate as it is: PPS1 is left out of its answer', async () => {
    const desk = await PhoenixDesk.with(new FileCard(atrs.t1At115200), { around: answering('FF 01 FE') })
    await desk.ends(desk.slot.powerOn())
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
  })

  it('is spoken to as it began when the adapter refuses the speed after the card has agreed', async () => {
    const desk = new PhoenixDesk()
    desk.twin.insert(new FileCard(atrs.t1At115200))
    const open = desk.ports.open.bind(desk.ports)
    desk.ports.open = async (path, settings, listener) => {
      const line = await open(path, settings, listener)
      const setBaudRate = line.setBaudRate.bind(line)
      line.setBaudRate = (baudRate) => baudRate === 9600 ? setBaudRate(baudRate) : Promise.reject(desk.refusal)
      return line
    }
    await desk.open()
    await desk.ends(desk.slot.powerOn())
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
  })
})

describe('a card in a specific mode that it can leave', () => {
  it('is reset when its rate is one no adapter makes, and spoken to as it comes then', async () => {
    // TA2 = 01: T=1 at the rate of TA1 = 94, changeable
    const modes = [unhex('3B 90 94 91 01 31 FE 45 1E'), unhex(atrs.t1)]
    let resets = 0
    const card = new FileCard(atrs.t1)
    const desk = await PhoenixDesk.with({
      get atr() {
        return modes[Math.min(resets, modes.length) - 1] ?? new Uint8Array()
      },
      reset: () => void resets++,
      transmit: (capdu) => card.transmit(capdu),
    })
    expect(await desk.ends(desk.slot.powerOn())).toEqual(unhex(atrs.t1))
    expect(await desk.ends(desk.slot.transmit(READ_BINARY))).toEqual(READ_ANSWER)
    expect(resets).toBe(2)
  })
})

describe('a card that cannot be spoken with', () => {
  it.each([
    ['offers T=14 alone', '3B 80 0E 8E'],
    ['is in specific mode at a rate that no adapter makes', '3B 90 94 91 81 31 FE 45 9E'],
    ['is in specific mode at a reserved rate', '3B 90 F4 91 81 31 FE 45 FE'],
  ])('%s: that is said, and not taken for damage', async (_, atr) => {
    const desk = await PhoenixDesk.with(new FileCard(atr))
    expect(await desk.fault(desk.slot.powerOn())).toBe('protocol')
    expect(desk.news).toEqual(['card'])
  })
})
