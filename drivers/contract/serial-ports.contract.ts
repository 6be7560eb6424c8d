import assert from 'node:assert/strict'
import { hex } from '#protocols/bytes/hex'
import { concat } from '#protocols/bytes/byte-array'
import {
  SerialError, type ControlLines, type SerialFault, type SerialLine, type SerialListener, type SerialPorts,
  type SerialSettings, type StatusLines,
} from '#protocols/port/serial-ports'
import type { ContractCheck } from './contract.ts'

/** Lines, one of which leads to the test, and the test's hands at its far end. */
export interface SerialPortsWorld {
  readonly ports: SerialPorts
  /** A line that nobody has open. */
  readonly path: string
  /** Where there is no line. */
  readonly absentPath: string
  /** Whether the operating system lists the line; it does not list pseudo-terminals. */
  readonly listed: boolean
  /** Everything that arrived at the far end since the last call. */
  arrived(): Uint8Array
  /** Says something at the far end. */
  say(bytes: Uint8Array): void | Promise<void>
  /** The signals at the far end; absent on a line that has none. */
  readonly signals?: {
    /** Those of the PC, as they are now. */
    seen(): ControlLines
    show(lines: StatusLines): void | Promise<void>
    /** Those of the far end that reach the PC, where not all do: CDC-ACM has no CTS. */
    readonly carried?: readonly (keyof StatusLines)[]
  }
  /** Absent where it cannot be pulled. Afterwards the world is over. */
  unplug?(): void | Promise<void>
  /** Lets time pass, real or virtual, until the condition holds. Rejects when it does not come to hold. */
  until(condition: () => boolean): Promise<void>
}

const SETTINGS: SerialSettings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 }
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte)

/** What came from one opened line. */
class Heard implements SerialListener {
  bytes: Uint8Array = new Uint8Array()
  losses = 0

  received(bytes: Uint8Array): void {
    assert.equal(this.losses, 0, 'bytes after the loss')
    assert.ok(bytes.length > 0, 'a piece of nothing')
    this.bytes = concat(this.bytes, bytes)
  }

  lost(): void {
    this.losses++
  }
}

async function withLine(
  world: SerialPortsWorld, work: (line: SerialLine, heard: Heard) => Promise<void>, settings = SETTINGS,
): Promise<void> {
  world.arrived()
  const heard = new Heard()
  const line = await during(world, world.ports.open(world.path, settings, heard))
  try {
    await work(line, heard)
  } finally {
    await during(world, line.close())
  }
}

/** Lets time pass until a call ends. */
async function during<T>(world: SerialPortsWorld, call: Promise<T>): Promise<T> {
  let over = false
  const end = () => void (over = true)
  call.then(end, end)
  await world.until(() => over)
  return call
}

async function failsBy(world: SerialPortsWorld, fault: SerialFault, call: Promise<unknown>): Promise<void> {
  const error = await during(world, call).then(() => undefined, (reason: unknown) => reason)
  assert.ok(error instanceof SerialError, `no SerialError but ${String(error)}`)
  assert.equal(error.fault, fault)
}

/** All bytes arrive at the far end, and nothing else. */
async function carries(world: SerialPortsWorld, line: SerialLine, bytes: Uint8Array): Promise<void> {
  let come: Uint8Array = new Uint8Array()
  await during(world, line.write(bytes))
  await world.until(() => (come = concat(come, world.arrived())).length >= bytes.length)
  assert.equal(hex(come), hex(bytes))
}

export const serialPortsContract: readonly ContractCheck<SerialPortsWorld>[] = [
  {
    sentence: 'a line is listed by its path, and a path without a line is not',
    run: async (world) => {
      const paths = (await during(world, world.ports.list())).map(({ path }) => path)
      assert.equal(paths.includes(world.path), world.listed)
      assert.ok(!paths.includes(world.absentPath))
    },
  },
  {
    sentence: 'every byte passes unchanged both ways',
    run: (world) => withLine(world, async (line, heard) => {
      await carries(world, line, EVERY_BYTE)
      await world.say(EVERY_BYTE)
      await world.until(() => heard.bytes.length >= EVERY_BYTE.length)
      assert.equal(hex(heard.bytes), hex(EVERY_BYTE))
    }),
  },
  {
    sentence: 'what is written in many calls arrives in their order, also when nobody waits for them',
    run: (world) => withLine(world, async (line) => {
      const writes = Array.from({ length: 64 }, (_, number) => line.write(Uint8Array.of(number, 0xff - number)))
      let come: Uint8Array = new Uint8Array()
      await world.until(() => (come = concat(come, world.arrived())).length >= 2 * writes.length)
      await during(world, Promise.all(writes))
      assert.deepEqual([...come], writes.flatMap((_, number) => [number, 0xff - number]))
    }),
  },
  {
    sentence: 'thousands of bytes pass both ways at once, whole',
    run: (world) => withLine(world, async (line, heard) => {
      const long = Uint8Array.from({ length: 10_000 }, (_, at) => (at * 7 + (at >> 8)) & 0xff)
      const said = world.say(long)
      await carries(world, line, long)
      await said
      await world.until(() => heard.bytes.length >= long.length)
      assert.equal(hex(heard.bytes), hex(long))
    }),
  },
  {
    sentence: 'a line that is open is busy for others, and goes on',
    run: (world) => withLine(world, async (line) => {
      await failsBy(world, 'busy', world.ports.open(world.path, SETTINGS, new Heard()))
      await carries(world, line, EVERY_BYTE)
    }),
  },
  {
    sentence: 'a line that was closed can be opened again, and is gone for whoever had it, who is told of no loss',
    run: async (world) => {
      const heards: Heard[] = []
      for (let round = 0; round < 3; round++) {
        await withLine(world, async (line, heard) => {
          heards.push(heard)
          await carries(world, line, Uint8Array.of(round))
          await during(world, line.close())
          await failsBy(world, 'gone', line.write(Uint8Array.of(round)))
        })
      }
      assert.deepEqual(heards.map(({ losses }) => losses), [0, 0, 0])
    },
  },
  {
    sentence: 'where there is no line, that is said',
    run: (world) => failsBy(world, 'absent', world.ports.open(world.absentPath, SETTINGS, new Heard())),
  },
  {
    sentence: 'the speed of an open line can be changed, also to one between the usual ones',
    run: (world) => withLine(world, async (line) => {
      for (const baudRate of [9_600, 55_800, 115_200]) {
        await during(world, line.setBaudRate(baudRate))
        await carries(world, line, Uint8Array.of(0x3b, 0x00))
      }
    }),
  },
  {
    sentence: 'a line of 8 bits, even parity and two stop bits carries every byte',
    run: (world) => withLine(
      world, (line) => carries(world, line, EVERY_BYTE), { ...SETTINGS, baudRate: 9_600, parity: 'even', stopBits: 2 },
    ),
  },
  {
    sentence: 'after a flush the line carries on',
    run: (world) => withLine(world, async (line) => {
      await during(world, line.flush())
      await carries(world, line, EVERY_BYTE)
    }),
  },
  {
    sentence: 'RTS and DTR are asserted at the opening, and those not named stay as they are; or there are none',
    run: (world) => withLine(world, async (line) => {
      const { signals } = world
      if (signals === undefined) return failsBy(world, 'unsupported', line.setLines({ rts: false }))
      const shows = (rts: boolean, dtr: boolean) =>
        world.until(() => signals.seen().rts === rts && signals.seen().dtr === dtr)
      await shows(true, true)
      for (const [lines, rts, dtr] of [
        [{ rts: false }, false, true], [{ dtr: false }, false, false], [{ rts: true }, true, false],
        [{ brk: true }, true, false], [{ brk: false, dtr: true }, true, true],
      ] as const) {
        await during(world, line.setLines(lines))
        await shows(rts, dtr)
      }
    }),
  },
  {
    sentence: 'the signals of the far end are read one by one; or there are none',
    run: (world) => withLine(world, async (line) => {
      const { signals } = world
      if (signals === undefined) return failsBy(world, 'unsupported', line.lines())
      const { carried = ['cts', 'dsr', 'dcd'] } = signals
      for (const cts of [false, true]) for (const dsr of [false, true]) for (const dcd of [false, true]) {
        const lines = { cts, dsr, dcd }
        await signals.show(lines)
        let shown: StatusLines | undefined
        const look = () => void line.lines().then((seen) => (shown = seen))
        await world.until(() => {
          if (carried.every((line) => shown?.[line] === lines[line])) return true
          look()
          return false
        })
      }
    }),
  },
  {
    sentence: 'a line that is unplugged is told as lost, once, and is gone for every call; closing it does no harm',
    run: async (world) => {
      const { unplug } = world
      if (unplug === undefined) return
      await withLine(world, async (line, heard) => {
        await unplug.call(world)
        await world.until(() => heard.losses > 0)
        await failsBy(world, 'gone', line.write(Uint8Array.of(1)))
        await failsBy(world, 'gone', line.lines())
        assert.equal(heard.losses, 1)
      })
    },
  },
]
