import { describe, expect, it } from 'vitest'
import type { ControlLines, SerialSettings, StatusLines } from '#protocols/port/serial-ports'
import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import type { SerialCable, SerialTwin } from '#simulator/readers/serial-twin'
import { VirtualClock } from '#simulator/virtual-clock'
import { NativeCalls } from '../child/native-calls.ts'
import { serialPortsContract, type SerialPortsWorld } from '../contract/serial-ports.contract.ts'
import { WatchedPorts } from './watched-ports.ts'

/** A far end that keeps what arrives and says what it is told to. */
class FarEnd implements SerialTwin {
  cable: SerialCable | undefined
  come: number[] = []
  lines: ControlLines = {}

  attach(cable: SerialCable): void {
    this.cable = cable
  }

  received(bytes: Uint8Array): void {
    this.come.push(...bytes)
  }

  settings(_settings: SerialSettings): void {}

  controlLines(lines: ControlLines): void {
    this.lines = { ...this.lines, ...lines }
  }
}

function world(controlLines: boolean, watched: boolean): SerialPortsWorld {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const ports = new SimulatedSerialPorts({ clock })
  const far = new FarEnd()
  ports.plug('/dev/ttyS0', far, { controlLines })
  const signals = {
    seen: () => far.lines,
    show: (lines: StatusLines) => far.cable?.setLines(lines),
  }
  return {
    ports: watched ? new WatchedPorts(ports, new NativeCalls(clock, () => {})) : ports,
    path: '/dev/ttyS0', absentPath: '/dev/ttyS1', listed: true,
    arrived: () => Uint8Array.from(far.come.splice(0)),
    say: (bytes) => far.cable?.send(bytes),
    ...(controlLines ? { signals } : {}),
    unplug: () => ports.unplug('/dev/ttyS0'),
    until: async (condition) => {
      for (let ms = 0; ms < 30_000; ms += 5) {
        for (let turn = 0; turn < 20; turn++) await undefined
        if (condition()) return
        clock.advance(5)
      }
      throw new Error('it does not come to hold')
    },
  }
}

describe.each([
  ['with signals', true, false], ['without signals', false, false], ['that are watched', true, true],
] as const)('simulated serial lines %s', (_, signals, watched) => {
  it.each(serialPortsContract.map((check) => [check.sentence, check] as const))('%s', async (_, { run }) => {
    await expect(run(world(signals, watched))).resolves.toBeUndefined()
  })
})
