import { describe, expect, it } from 'vitest'
import type { SerialPorts } from '#protocols/port/serial-ports'
import { PATH } from '../serial/serial-desk.fixture.ts'
import { CardLine } from './card-line.ts'
import { PhoenixDesk } from './phoenix-desk.fixture.ts'
import { phoenixModels } from './wiring.ts'

/** Lines whose every opening and closing takes a while. */
function slowly(desk: PhoenixDesk, ms: number): SerialPorts {
  const pause = () => new Promise<void>((resolve) => desk.clock.after(ms, resolve))
  return {
    list: () => desk.ports.list(),
    open: async (path, settings, listener) => {
      await pause()
      const line = await desk.ports.open(path, settings, listener)
      return {
        write: (bytes) => line.write(bytes), setBaudRate: (baudRate) => line.setBaudRate(baudRate),
        setLines: (lines) => line.setLines(lines), lines: () => line.lines(), flush: () => line.flush(),
        close: async () => {
          await pause()
          await line.close()
        },
      }
    },
  }
}

describe('the line to a card, closed at any moment of being opened anew for the other convention', () => {
  it('is free when its closing is over, and what was under way has failed', async () => {
    const outcomes = new Set<string>()
    for (let at = 0; at < 160; at += 4) {
      const desk = new PhoenixDesk()
      const line = await desk.ends(CardLine.open({
        ports: slowly(desk, 40), clock: desk.clock, path: PATH, wiring: phoenixModels.phoenix.wiring, lost: () => {},
      }))
      const reset = line.reset('inverse').then(() => 'reset', (error: Error) => error.message)
      await desk.wait(at)
      await desk.ends(line.close())
      const other = await desk.ports.open(
        PATH, { baudRate: 9600, dataBits: 8, parity: 'even', stopBits: 2 }, { received: () => {}, lost: () => {} },
      )
      outcomes.add(await desk.ends(reset))
      await other.close()
      await desk.wait(1_000)
      expect(desk.clock.waiting, `closed after ${at} ms`).toBe(0)
    }
    expect(outcomes).toEqual(new Set(['lost', 'reset']))
  })
})
