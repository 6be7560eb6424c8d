import { afterEach, describe, expect, test } from 'vitest'
import { cardShelf } from '#simulator/card-shelf'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { T0_ATR, wearing } from '#simulator/readers/ccid-host.fixture'
import { withLineFaults } from '#simulator/readers/line-fault'
import type { SerialModelName } from '#simulator/readers/serial-models'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import { PATIENCE_MS } from '#rigs/patience'
import { whyNoPcscd } from '../pcscd/private-pcscd.ts'
import { ccidTwinDriver, SerialDesk, type SerialDeskOptions } from './serial-desk.ts'

// Typed by hand from nhi-facts §4.1 to §4.4; opensc-tool prints 16 bytes a line, and their text beside them.
const NHI_ATR = '3b:fa:18:00:00:81:31:fe:45:50:56:4a:43:4f:50:34:53:49:44:93'
const SELECT = '00A4040010D1580000010000000000000000001100'
const GET_BASIC = '00CA1100020000'
/** With Le: for a card of T=0 opensc-tool fetches an answer, by GET RESPONSE, only where Le says that it wants one. */
const GET_BASIC_T0 = '00CA110002000000'
/** 000012345678, 王測試 in Big5, Z199999016, 0790101, M and 1090601, between two status words. */
const BASIC = new RegExp([
  /SW1=0x90, SW2=0x00/, /30 30 30 30 31 32 33 34 35 36 37 38 A4 FD B4 FA/, /B8 D5( 20){14}/,
  /5A 31 39 39 39 39 39 30 31 36 30 37 39 30 31 30/, /31 4D 31 30 39 30 36 30 31/,
].map(({ source }) => source).join('[^]*'))

const shelf = cardShelf(1)
const wang = (): SimulatedCard => shelf.find(({ card }) => card === 'hc.wang')!.make()

/** Between reader and line: damages blocks of T=1 in answers to XfrBlock. */
class Noise {
  damages = 0
  #at: number | undefined

  /** One bit of byte `at` of the next block is flipped. */
  damageNext(at: number): void {
    this.#at = at
  }

  around(twin: SerialTwin): SerialTwin {
    const damaged = (frame: Uint8Array) => {
      const at = this.#at
      // a DataBlock with an I-block in it: more than a block’s four bytes
      if (at === undefined || frame[2] !== 0x80 || frame.length <= 13 + 4) return frame
      this.#at = undefined
      this.damages += 1
      return frame.map((byte, index) => index === 12 + at ? byte ^ 0x10 : byte)
    }
    return {
      attach: (cable) => twin.attach({ ...cable, send: (frame) => cable.send(damaged(frame)) }),
      received: (bytes) => twin.received(bytes),
      settings: (settings) => twin.settings(settings),
      controlLines: (lines) => twin.controlLines(lines),
    }
  }
}

const obstacle = process.env['CI'] === 'true' ? undefined : whyNoPcscd(ccidTwinDriver('', 'GemPCTwin'))

const name = `Debian’s libccidtwin and our serial reader${obstacle ? ` (${obstacle})` : ''}`

describe.skipIf(obstacle !== undefined)(name, () => {
  let desk: SerialDesk | undefined
  afterEach(async () => {
    await desk?.close()
    desk = undefined
  })

  async function open(model: SerialModelName, options: SerialDeskOptions = {}): Promise<SerialDesk> {
    desk = await SerialDesk.open(model, options)
    return desk
  }

  /** What `opensc-tool` prints of the card in a slot. */
  const atrIn = async (slot = 0) => (await desk!.opensc('--reader', String(slot), '--atr')).stdout.trim()
  const basicIn = async (slot = 0, getBasic = GET_BASIC) =>
    (await desk!.opensc('--reader', String(slot), '-c', 'default', '-s', SELECT, '-s', getBasic)).stdout
  /** Whether each reader that pcscd lists has a card. */
  const listed = async () => {
    const { stdout } = await desk!.opensc('-l')
    return [...stdout.matchAll(/^\d+ +(Yes|No)/gm)].map(([, card]) => card)
  }
  const poll = <T>(probe: () => T) => expect.poll(probe, { timeout: PATIENCE_MS, interval: 50 })

  test('read a health card at TPDU level: its T=1 and its PPS are spoken to ours', async () => {
    await open('GemPCTwin', { slots: [wang()] })
    await poll(atrIn).toBe(NHI_ATR)
    expect(await basicIn()).toMatch(BASIC)
  })

  test('see a card come and go, 5 times, and read it each time', async () => {
    const { device } = await open('GemPCTwin')
    await poll(listed).toEqual(['No'])
    for (let cycle = 0; cycle < 5; cycle++) {
      device.reader.insert(0, wang())
      await poll(listed).toEqual(['Yes'])
      expect(await basicIn()).toMatch(BASIC)
      device.reader.remove(0)
      await poll(listed).toEqual(['No'])
    }
  })

  test('read a card of T=0, which asks for time by single bytes before each answer', async () => {
    await open('GemPCTwin', { slots: [wearing(T0_ATR, wang())], contact: { extensions: 2 } })
    await poll(atrIn).toBe('3b:02:14:50')
    expect(await basicIn(0, GET_BASIC_T0)).toMatch(BASIC)
  })

  test('serve a reader with five slots and no echo', async () => {
    const { device } = await open('GemCorePOSPro', { slots: [wang(), undefined, wearing(T0_ATR, wang())] })
    await poll(listed).toEqual(['Yes', 'No', 'Yes', 'No', 'No'])
    expect(await basicIn(0)).toMatch(BASIC)
    expect(await basicIn(2, GET_BASIC_T0)).toMatch(BASIC)
    device.reader.insert(4, wang())
    await poll(listed).toEqual(['Yes', 'No', 'Yes', 'No', 'Yes'])
    expect(await atrIn(4)).toBe(NHI_ATR)
  })

  test('repair a damaged block of T=1: libccidtwin asks for it again, our card repeats it', async () => {
    const noise = new Noise()
    await open('GemPCTwin', { slots: [wang()], around: (twin) => noise.around(twin) })
    await poll(atrIn).toBe(NHI_ATR)
    for (const at of [0, 1, 2, 3]) {
      noise.damageNext(at)
      expect(await basicIn()).toMatch(BASIC)
    }
    expect(noise.damages).toBe(4)
  })

  test('repair a damaged first frame: our reader refuses it, libccidtwin sends it again', async () => {
    await open('GemPCTwin', {
      slots: [wang()],
      around: (twin) => withLineFaults(twin, [{ way: 'toDevice', at: 4, fault: 'flipped', bit: 3 }], () => {}),
    })
    await poll(atrIn).toBe(NHI_ATR)
  })

  test('start again with each other when both were gone', async () => {
    const { pcscd, device } = await open('GemPCTwin', { slots: [wang()] })
    await poll(atrIn).toBe(NHI_ATR)
    await pcscd.stopService()
    await desk!.restartReader()
    await pcscd.startService()
    await poll(listed).toEqual(['Yes'])
    expect(await basicIn()).toMatch(BASIC)
    device.reader.remove(0)
    await poll(listed).toEqual(['No'])
  })
})
