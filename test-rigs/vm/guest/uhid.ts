import { deepEqual, ok } from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { hidDevicesContract, type HidDevicesWorld } from '#drivers/contract/hid-devices.contract'
import { scannerContract, type ScannerWorld } from '#drivers/contract/scanner.contract'
import { loadHidDevices } from '#drivers/hid-scanner/hid-binding'
import { HidScannerDriver } from '#drivers/hid-scanner/hid-scanner-driver'
import { ScannerSession } from '#drivers/scanner/scanner-session'
import type { HidDevices } from '#protocols/port/hid-devices'
import type { ScannerEvent, ScannerLink } from '#protocols/port/scanner-link'
import { HidPosScanner } from '#simulator/scanners/hid-pos-scanner'
import { UhidDevice } from '../uhid.ts'
import { checksOf, type CheckGroup, type Opened } from './check-group.ts'
import { realClock, realEntropy } from './real-time.ts'
import { until } from './until.ts'

/** Bytes of every value, more than one report holds. */
const LONG = Uint8Array.from({ length: 420 }, (_, index) => (index * 7 + 1) & 0xff)

/** How often a PC asks a scanner for a report, in ms; the kernel keeps 64 for a program that is slower. */
const INTERVAL_MS = 10

/** A simulated scanner at a kernel that takes it for a real one. */
class Plug {
  readonly scanner: HidPosScanner
  #device: UhidDevice | undefined
  /** Done when the kernel has every report. */
  #tail: Promise<void> = Promise.resolve()

  constructor(scanner: HidPosScanner) {
    this.scanner = scanner
    const later = async (bytes: Uint8Array) => {
      this.#device?.report(bytes)
      await pause(INTERVAL_MS)
    }
    scanner.plugged({
      report: (bytes) => void (this.#tail = this.#tail.then(() => later(bytes))), powerCycle: () => this.unplug(),
    })
  }

  /** Does something at the scanner, and waits until the reports of it are out. */
  async sent(act: (scanner: HidPosScanner) => void): Promise<void> {
    act(this.scanner)
    await this.#tail
  }

  plug(): void {
    const { identity: { product: name, vendorId, productId }, reportDescriptor } = this.scanner
    this.#device = new UhidDevice({ name, vendorId, productId }, reportDescriptor)
  }

  unplug(): void {
    this.#device?.close()
    this.#device = undefined
  }
}

function hidDevices(): HidDevices {
  const devices = loadHidDevices()
  if ('bindingMissing' in devices) throw new Error(devices.bindingMissing)
  return devices
}

async function noneLeft(): Promise<void> {
  await until('no device is left', async () => (await hidDevices().list()).length === 0)
}

async function deviceWorld(): Promise<Opened<HidDevicesWorld>> {
  const plug = new Plug(new HidPosScanner())
  const { scanner: { identity: { vendorId, productId }, reportDescriptor } } = plug
  return {
    world: {
      devices: hidDevices(), vendorId, productId, reportDescriptor,
      plug: () => plug.plug(), unplug: () => plug.unplug(),
      send: (report) => plug.sent((scanner) => scanner.send(report)),
      until: (condition) => until('the condition of the contract', condition),
    },
    close: async () => {
      plug.unplug()
      await noneLeft()
    },
  }
}

function scannerLink(): ScannerLink {
  let listener: (event: ScannerEvent) => void = () => {}
  const session = new ScannerSession({
    drivers: [new HidScannerDriver({ devices: hidDevices(), clock: realClock })],
    clock: realClock, entropy: realEntropy, report: (event) => listener(event),
    onHung: () => console.error('a call of the HID binding hangs'),
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

async function scannerWorld(scanner = new HidPosScanner()): Promise<Opened<ScannerWorld>> {
  const plug = new Plug(scanner)
  plug.plug()
  const link = scannerLink()
  return {
    world: {
      link, kind: 'hid-pos', sendsAim: true,
      scan: (code) => plug.sent(() => scanner.scan(code)),
      breakOff: (code) => plug.sent(() => scanner.scan(code, { fault: 'stopped', at: 0 })),
      unplug: () => plug.unplug(), plug: () => plug.plug(), pass: (ms) => pause(ms),
      until: (condition) => until('the condition of the contract', condition),
      within: (_, condition) => until('the condition of the contract', condition),
    },
    close: async () => {
      await link.close()
      plug.unplug()
      await noneLeft()
    },
  }
}

/** A scanner with our driver, and the events of it. */
async function withScanner(
  scanner: HidPosScanner, work: (of: (type: ScannerEvent['type']) => Promise<ScannerEvent>) => Promise<void>,
): Promise<void> {
  const { world: { link }, close } = await scannerWorld(scanner)
  const events: ScannerEvent[] = []
  try {
    link.start((event) => events.push(event))
    await work(async (type) => {
      await until(type, () => events.some((event) => event.type === type))
      const event = events.find((one) => one.type === type)
      ok(event)
      return event
    })
  } finally {
    await close()
  }
}

export function uhid(): CheckGroup<'uhid'> {
  return {
    checks: {
      ...checksOf('our HID binding on /dev/uhid', hidDevicesContract, deviceWorld),
      ...checksOf('our scanner driver on /dev/uhid', scannerContract, () => scannerWorld()),
      'a scanner whose reports have no AIM identifiers is read by its report descriptor': () => {
        const scanner = new HidPosScanner({ shape: 'plain' })
        return withScanner(scanner, async (of) => {
          await of('scannerAdded')
          scanner.scan({ data: LONG })
          const event = await of('scanned')
          deepEqual(event.type === 'scanned' && event.code, { data: LONG })
        })
      },
      'a scanner in keyboard mode is told of as one that must be switched': () => (
        withScanner(new HidPosScanner({ mode: 'keyboard' }), async (of) => {
          const event = await of('deviceProblem')
          deepEqual(event.type === 'deviceProblem' && event.problem, { why: 'unsuitable', holder: '' })
        })
      ),
    },
    close: () => {},
  }
}
