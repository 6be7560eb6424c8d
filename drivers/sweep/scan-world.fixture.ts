import type { ScannedCode, ScannerLink } from '#protocols/port/scanner-link'
import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import { SimulatedHidDevices } from '#simulator/scanners/hid-devices'
import { HidPosScanner, hidPosReports } from '#simulator/scanners/hid-pos-scanner'
import { SerialScanner } from '#simulator/scanners/serial-scanner'
import { openScannerLink } from '../scanner/child-link.ts'
import type { ScannersConfig } from '../scanner/scanner-config.ts'
import { serveScanners } from '../scanner/serve.ts'
import { Children, type ChildSweep } from './child-world.fixture.ts'
import type { MortalChild } from './mortal-child.fixture.ts'
import { SteppedClock } from './program-clock.fixture.ts'
import { Turnstile } from './turnstile.fixture.ts'
import { noEntropy } from './usb-world.fixture.ts'

/** What arrives instead of one report, or of one byte; a fate may befall the world besides. */
export type PieceFate = (piece: Uint8Array, world: ScanWorld) => readonly Uint8Array[]

/** What befalls which report, or which byte, that a scanner sends; or which message of its child. */
export interface ScanSweep extends ChildSweep {
  readonly piece?: number
  readonly fate?: PieceFate
}

/** A link with a child and one scanner, not started, and the hands at the scanner. */
export interface ScanWorld {
  readonly link: ScannerLink
  readonly clock: SteppedClock
  /** Reads a code and sends it, piece by piece, as time passes. */
  readonly scan: (code: ScannedCode) => void
  /** What is left of the code that is being sent is not sent. */
  readonly breakOff: () => void
  readonly unplug: () => void
  readonly plug: () => void
  readonly isOut: () => boolean
  /** The scanner loses its power and has it again; with `quietly` no program is told. Serial ones are not noticed. */
  readonly powerCycle: (quietly?: boolean) => void
  readonly child: () => MortalChild | undefined
  /** Reports or bytes sent so far, and messages between supervisor and child. */
  readonly pieces: Turnstile
  readonly messages: Turnstile
  /** Callbacks of the clock that the programs wait for. */
  readonly waiting: () => number
  /** Whether a program has the scanner open. */
  readonly isHeld: () => Promise<boolean>
}

interface ScanDevice extends Pick<ScanWorld, 'unplug' | 'plug' | 'powerCycle' | 'isHeld'> {
  readonly clock: SteppedClock
  /** ms between two pieces. */
  readonly pace: number
  readonly piecesOf: (code: ScannedCode) => readonly Uint8Array[]
  readonly send: (piece: Uint8Array) => void
  readonly config: ScannersConfig
  readonly devices?: SimulatedHidDevices
  readonly ports?: SimulatedSerialPorts
}

const PATH = '/dev/ttyS0'
/** A scanner that reports every so often, and a serial one at 9,600 bits per second, in ms. */
const REPORT_MS = 8, BYTE_MS = 1

export function hidScanSweep(sweep: ScanSweep = {}): ScanWorld {
  const devices = new SimulatedHidDevices()
  const scanner = new HidPosScanner()
  devices.plug(scanner)
  return scanWorld({
    clock: new SteppedClock(), pace: REPORT_MS, devices, config: { hid: {} },
    piecesOf: (code) => hidPosReports(code),
    send: (report) => scanner.send(report),
    powerCycle: (quietly) => scanner.powerCycle(quietly),
    unplug: () => devices.unplug(scanner),
    plug: () => devices.plug(scanner),
    isHeld: async () => devices.handles > 0,
  }, sweep)
}

export function serialScanSweep(sweep: ScanSweep = {}): ScanWorld {
  const clock = new SteppedClock()
  const ports = new SimulatedSerialPorts({ clock, instant: true })
  const scanner = new SerialScanner({ sendsAim: true })
  ports.plug(PATH, scanner)
  return scanWorld({
    clock, pace: BYTE_MS, ports, config: { serial: [{ place: { path: PATH } }] },
    piecesOf: (code) => Array.from(scanner.encode(code), (byte) => Uint8Array.of(byte)),
    send: (byte) => scanner.send(byte),
    powerCycle: () => {},
    unplug: () => ports.unplug(PATH),
    plug: () => ports.plug(PATH, scanner),
    isHeld: async () => {
      const settings = { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1 } as const
      const line = await ports.open(PATH, settings, { received: () => {}, lost: () => {} }).catch(() => undefined)
      await line?.close()
      return line === undefined
    },
  }, sweep)
}

function scanWorld(
  { clock, pace, piecesOf, send, config, devices, ports, ...hands }: ScanDevice, { piece, fate, ...child }: ScanSweep,
): ScanWorld {
  let isOut = false
  let code = 0
  const pieces = new Turnstile(piece)
  const children = new Children(clock, child, (one) => serveScanners({
    channel: one.channel, clock: one.clock, entropy: noEntropy, config,
    bindings: {
      hid: async () => one.hid(devices ?? new SimulatedHidDevices()),
      serial: async () => one.serial(ports ?? new SimulatedSerialPorts({ clock })),
    },
  }))
  const world: ScanWorld = {
    ...hands, clock, pieces, messages: children.messages,
    link: openScannerLink({ ...children.linkOptions, config }),
    scan: (content) => {
      const own = ++code
      for (const [index, bytes] of piecesOf(content).entries()) {
        clock.after(index * pace, () => {
          if (own !== code || isOut) return
          const befallen = pieces.passed.length === piece ? fate : undefined
          pieces.pass(bytes.length)
          for (const arriving of befallen?.(bytes, world) ?? [bytes]) if (!isOut) send(arriving)
        })
      }
    },
    breakOff: () => void code++,
    isOut: () => isOut,
    unplug: () => {
      isOut = true
      hands.unplug()
    },
    plug: () => {
      isOut = false
      hands.plug()
    },
    child: () => children.last,
    waiting: () => children.waiting(),
  }
  return world
}
