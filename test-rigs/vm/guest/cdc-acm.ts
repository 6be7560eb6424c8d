import { deepEqual } from 'node:assert/strict'
import { serialPortsContract } from '#drivers/contract/serial-ports.contract'
import type { SerialLine, SerialSettings } from '#protocols/port/serial-ports'
import { LINE } from './adapter.ts'
import { checksOf, type CheckGroup } from './check-group.ts'
import { FarEndLine, lineWorld, serialPorts, unplugLine } from './line-world.ts'
import { until } from './until.ts'

/** What a T=0 card, a scanner, an old modem and nobody want. */
const CARD: SerialSettings = { baudRate: 9_600, dataBits: 8, parity: 'even', stopBits: 2 }
const SETTINGS: readonly SerialSettings[] = [
  CARD,
  { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  { baudRate: 19_200, dataBits: 7, parity: 'odd', stopBits: 1 },
  { baudRate: 10_752, dataBits: 8, parity: 'odd', stopBits: 2 },
]

type Open = (settings: SerialSettings) => Promise<SerialLine>

async function withLine(work: (farEnd: FarEndLine, open: Open) => Promise<void>): Promise<void> {
  const farEnd = await FarEndLine.plug()
  const ports = serialPorts()
  try {
    await work(farEnd, (settings) => ports.open(LINE, settings, { received: () => {}, lost: () => {} }))
  } finally {
    await unplugLine(farEnd.twin)
  }
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

export function cdcAcm(): CheckGroup<'cdcAcm'> {
  return {
    checks: {
      ...checksOf('our serial binding on a CDC-ACM adapter', serialPortsContract, lineWorld),
      'speed, data bits, parity and stop bits arrive at a CDC-ACM adapter as they were set': () => (
        withLine(async (farEnd, open) => {
          for (const settings of SETTINGS) {
            const line = await open(settings)
            await until(`the settings ${JSON.stringify(settings)}`, () => same(farEnd.settings, settings))
            await line.close()
          }
        })
      ),
      'a break arrives at a CDC-ACM adapter, and its end': () => withLine(async (farEnd, open) => {
        const line = await open(CARD)
        for (const brk of [true, false]) {
          await line.setLines({ brk })
          await until(`break ${brk}`, () => farEnd.lines.brk === brk)
        }
        await line.close()
      }),
      'our driver lists a CDC-ACM adapter by the ids and the serial number of its USB device': () => (
        withLine(async () => {
          deepEqual((await serialPorts().list()).filter(({ path }) => path === LINE), [
            { path: LINE, idVendor: '0403', idProduct: '6001', serialNumber: 'A-1', manufacturer: 'Simulated' },
          ])
        })
      ),
    },
    close: () => {},
  }
}
