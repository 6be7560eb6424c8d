import { ok } from 'node:assert/strict'
import type { ScannerEvent, ScannerLink } from '#protocols/port/scanner-link'
import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import { SimulatedHidDevices } from '#simulator/scanners/hid-devices'
import { HidPosScanner, type HidPosScannerOptions } from '#simulator/scanners/hid-pos-scanner'
import { SerialScanner, type SerialScannerOptions } from '#simulator/scanners/serial-scanner'
import { VirtualClock } from '#simulator/virtual-clock'
import { HidScannerDriver } from '../hid-scanner/hid-scanner-driver.ts'
import { framingOf, settingsOf, type SerialScannerConfig } from '../scanner/scanner-config.ts'
import { ScannerSession } from '../scanner/scanner-session.ts'
import type { ScannerDriver } from '../scanner/scanner.ts'
import { SerialScannerDriver } from '../serial-scanner/serial-scanner-driver.ts'
import type { ScannerWorld } from './scanner.contract.ts'
import { untilBy } from './session-link.fixture.ts'

export const startAt = '2026-01-15T09:00:00+08:00'
export const noEntropy = { bytes: (length: number) => new Uint8Array(length) }

/** Lets virtual time pass in steps, and between them everything happen that needs none. */
export function passBy(clock: VirtualClock): (ms: number) => Promise<void> {
  return async (ms) => {
    for (let left = ms; ; left -= 10) {
      for (let turn = 0; turn < 50; turn++) await undefined
      if (left <= 0) return
      clock.advance(Math.min(10, left))
    }
  }
}

/** Lets that much virtual time pass, and asks whether the condition holds. */
export function withinBy(clock: VirtualClock): ScannerWorld['within'] {
  const pass = passBy(clock)
  return async (ms, condition) => {
    await pass(ms)
    ok(condition())
  }
}

/** The child's session as a link, without the process between them. */
export function scannerSessionLink(drivers: readonly ScannerDriver[], clock: VirtualClock): ScannerLink {
  let listener: (event: ScannerEvent) => void = () => {}
  const session = new ScannerSession({
    drivers, clock, entropy: noEntropy, report: (event) => listener(event), onHung: () => {},
  })
  return {
    start: (report) => {
      listener = report
      session.start()
    },
    close: () => {
      listener = () => {}
      return session.close()
    },
  }
}

export function hidWorld(options: HidPosScannerOptions, system: { givesDescriptors: boolean }): ScannerWorld {
  const clock = new VirtualClock(startAt)
  const devices = new SimulatedHidDevices(system)
  const scanner = new HidPosScanner(options)
  devices.plug(scanner)
  return {
    link: scannerSessionLink([new HidScannerDriver({ devices, clock })], clock),
    kind: 'hid-pos', sendsAim: options.shape !== 'plain',
    scan: (code) => scanner.scan(code),
    breakOff: (code) => scanner.scan(code, { fault: 'stopped', at: 0 }),
    unplug: () => devices.unplug(scanner),
    plug: () => devices.plug(scanner),
    until: untilBy(clock), pass: passBy(clock), within: withinBy(clock),
  }
}

export function serialWorld(options: SerialScannerOptions, config: SerialScannerConfig): ScannerWorld {
  const clock = new VirtualClock(startAt)
  const ports = new SimulatedSerialPorts({ clock })
  const scanner = new SerialScanner(options)
  const info = { info: { idVendor: '0c2e', idProduct: '090a' } }
  ports.plug('/dev/ttyACM0', scanner, info)
  const { place } = config
  const driver = new SerialScannerDriver({
    ports, clock, place, settings: settingsOf(config), framing: framingOf(config),
  })
  return {
    link: scannerSessionLink([driver], clock),
    kind: 'serial', sendsAim: options.sendsAim ?? false,
    scan: (code) => scanner.scan(code),
    breakOff: (code) => scanner.scan(code, 20),
    unplug: () => ports.unplug('/dev/ttyACM0'),
    plug: () => ports.plug('/dev/ttyACM0', scanner, info),
    until: untilBy(clock), pass: passBy(clock), within: withinBy(clock),
  }
}
