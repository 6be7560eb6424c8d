import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { realClock } from '#daemon/main'
import { serialPortsContract, type SerialPortsWorld } from '#drivers/contract/serial-ports.contract'
import { loadSerialPorts } from '#drivers/serial/serial-binding'
import { PtyAttachment } from '#simulator/attachments/pty'
import { PATIENCE_MS } from '#rigs/patience'
import type { SerialCable, SerialTwin } from '#simulator/readers/serial-twin'

/** A far end that keeps what arrives and says what it is told to. */
class FarEnd implements SerialTwin {
  cable: SerialCable | undefined
  readonly come: number[] = []

  attach(cable: SerialCable): void {
    this.cable = cable
  }

  received(bytes: Uint8Array): void {
    this.come.push(...bytes)
  }

  settings(): void {}
  controlLines(): void {}
}

describe.skipIf(process.platform !== 'linux')('npm serialport on a pseudo-terminal', () => {
  let folder: string
  let terminal: PtyAttachment
  const far = new FarEnd()
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'serial-ports-'))
    terminal = await PtyAttachment.open(join(folder, 'tty'), far)
  })
  afterEach(async () => {
    await terminal.close()
    rmSync(folder, { recursive: true })
  })

  function world(): SerialPortsWorld {
    const ports = loadSerialPorts(realClock)
    if ('bindingMissing' in ports) throw new Error(ports.bindingMissing)
    return {
      ports, path: terminal.link, absentPath: join(folder, 'none'), listed: false,
      arrived: () => Uint8Array.from(far.come.splice(0)),
      say: (bytes) => far.cable?.send(bytes),
      unplug: () => terminal.close(),
      until: (condition) => expect.poll(condition, { timeout: PATIENCE_MS, interval: 5 }).toBe(true),
    }
  }

  test.each(serialPortsContract)('$sentence', async ({ run }) => {
    await expect(run(world())).resolves.toBeUndefined()
  })
})
