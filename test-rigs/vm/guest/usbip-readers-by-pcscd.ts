import { deepEqual, equal, match } from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReaderFaultPlan } from '#simulator/readers/reader-fault'
import type { ReaderModelName } from '#simulator/readers/reader-models'
import type { CheckGroup } from './check-group.ts'
import { PcscService } from './pcsc-service.ts'
import { Twin } from './twin.ts'
import { until } from './until.ts'

/** As libccid's table of devices calls 08e6:3437. */
const READER = 'Gemalto PC Twin Reader'
/** Published for NHI cards (nhi-facts §4.1): T=1 only. */
const ATR = '3b:fa:18:00:00:81:31:fe:45:50:56:4a:43:4f:50:34:53:49:44:93'
const SELECT = '00A4040010D1580000010000000000000000001100'
const BASIC = '00CA1100020000'
const DEVICES = '/sys/bus/usb/devices'

async function withReader(
  model: ReaderModelName, work: (twin: Twin) => Promise<void>, faults: readonly ReaderFaultPlan[] = [],
): Promise<void> {
  const twin = await Twin.make({ kind: 'ccid', model, faults })
  await twin.tell({ do: 'insert', card: 'wang' })
  try {
    await twin.plug()
    await work(twin)
  } finally {
    await twin.unplug()
  }
}

function textsOfDevices(): string[][] {
  const textOf = (folder: string, name: string) => {
    const file = join(DEVICES, folder, name)
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  }
  return readdirSync(DEVICES).map((folder) => ['idVendor', 'idProduct', 'manufacturer', 'product']
    .map((name) => textOf(folder, name)))
}

export async function usbipReadersByPcscd(): Promise<CheckGroup<'usbipReadersByPcscd'>> {
  const service = await PcscService.start()

  const readBasic = async () => {
    equal(await service.atrIn(READER), ATR)
    const printed = await service.transmit(READER, SELECT, BASIC)
    // 王測試 in Big5 as far as the first line of the tool's hex goes, and the number of the card
    match(printed, /30 30 30 30 31 32 33 34 35 36 37 38 A4 FD B4 FA/)
  }

  return {
    checks: {
      'the kernel lists our reader with the texts we gave it': () => withReader('tpdu', async () => {
        await until('the kernel', () => textsOfDevices().some(([idVendor]) => idVendor === '08e6'))
        deepEqual(textsOfDevices().filter(([idVendor, idProduct]) => idVendor === '08e6' && idProduct === '3437'), [
          ['08e6', '3437', 'Gemplus', 'USB SmartCard Reader'],
        ])
      }),
      'pcscd and libccid read our TPDU reader by T=1': () => withReader('tpdu', readBasic),
      'pcscd and libccid read our short APDU reader': () => withReader('short-apdu', readBasic),
      'pcscd reads our reader again after it was pulled within an answer': () => withReader('tpdu', async (twin) => {
        await until('it is pulled', () => twin.isGone())
        await twin.plug()
        await readBasic()
      }, [{ fault: 'removed', at: 6, times: 1, byte: 7 }]),
    },
    close: () => service.stop(),
  }
}
