import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReaderModelName } from '#simulator/readers/reader-models'
import type { CheckGroup } from './check-group.ts'
import type { Desk } from './desk.ts'
import { PcscService } from './pcsc-service.ts'
import { Twin } from './twin.ts'
import { until } from './until.ts'

/** Published for NHI cards (nhi-facts §4.1): T=1 only. */
const ATR = '3b:fa:18:00:00:81:31:fe:45:50:56:4a:43:4f:50:34:53:49:44:93'
const SELECT = '00A4040010D1580000010000000000000000001100'
const BASIC = '00CA1100020000'
const DEVICES = '/sys/bus/usb/devices'

/** A reader with a card in it, not plugged in. */
async function withReader(
  model: ReaderModelName, work: (twin: Twin) => Promise<void>, pulled = false,
): Promise<void> {
  const twin = await Twin.make({ kind: 'ccid', model, pulled })
  await twin.tell({ do: 'insert', card: 'wang' })
  try {
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

async function readBasic(service: PcscService): Promise<void> {
  equal(await service.atr(), ATR)
  // 王測試 in Big5 as far as the first line of the tool's hex goes, and the number of the card
  match(await service.transmit(SELECT, BASIC), /30 30 30 30 31 32 33 34 35 36 37 38 A4 FD B4 FA/)
}

function readByPcscd(model: ReaderModelName): Promise<void> {
  return withReader(model, (twin) => PcscService.during(async (service) => {
    await twin.plug()
    await readBasic(service)
  }))
}

/**
 * Within an answer of the card's, and not while pcscd powers the card up: pcscd 1.9.9 then forgets that it has to let go
 * of the reader, waits for that ever after, and hears of no other device (RFSetReaderEventState clears hLockId, by which
 * EHDestroyEventHandler ends the thread of a reader).
 */
function pulledAndBack(twin: Twin): Promise<void> {
  return PcscService.during(async (service) => {
    await twin.plug()
    equal(await service.atr(), ATR)
    await rejects(service.transmit(SELECT, BASIC))
    await until('the kernel lets go of it', () => twin.isGone())
    await until('pcscd lets go of it', async () => /No smart card readers/.test((await service.tool('-l')).stdout))
    await twin.plug()
    await readBasic(service)
  })
}

/** @param desk QEMU’s reader is unplugged, so that ours is the first of pcscd */
export async function usbipReadersByPcscd(desk: Desk): Promise<CheckGroup<'usbipReadersByPcscd'>> {
  await desk.ask('unplug')
  return {
    checks: {
      'the kernel lists our reader with the texts we gave it': () => withReader('tpdu', async (twin) => {
        await twin.plug()
        const ours = () => textsOfDevices().filter(([vendor, product]) => vendor === '08e6' && product === '3437')
        await until('the kernel', () => ours().length > 0)
        deepEqual(ours(), [['08e6', '3437', 'Gemplus', 'USB SmartCard Reader']])
      }),
      'pcscd and libccid read our TPDU reader by T=1': () => readByPcscd('tpdu'),
      'pcscd and libccid read our short APDU reader': () => readByPcscd('short-apdu'),
      'pcscd reads our reader again after it was pulled within an answer':
        () => withReader('tpdu', pulledAndBack, true),
    },
    close: () => desk.ask('plug'),
  }
}
