import { deepEqual, equal, match } from 'node:assert/strict'
import { ccidUsbDriver } from '#drivers/ccid-usb/ccid-usb-driver'
import { holderOf } from '#drivers/ccid-usb/holder'
import { contractCards } from '#drivers/contract/reader-link.contract'
import type { Check, CheckGroup } from './check-group.ts'
import type { Desk } from './desk.ts'
import { linkOf } from './driven-reader.ts'
import { libusb } from './libusb.ts'
import { PcscService } from './pcsc-service.ts'
import { realClock } from './real-time.ts'
import { until } from './until.ts'
import { WatchedReader } from './watched-reader.ts'

/** QEMU's reader speaks T=0 only, and so does the card in it. */
const ATR = '3b:02:14:50'
const SELECT = '00A4040010D1580000010000000000000000001100'
/** With Le: the tool fetches what a T=0 card keeps behind 61xx only for a command that wants an answer. */
const BASIC = '00CA110002000000'

export async function qemuReaderByPcscd(desk: Desk): Promise<CheckGroup<'qemuReaderByPcscd'>> {
  await desk.ask('insert wang')
  const service = await PcscService.start()
  const explained = (check: () => Promise<void>): Check => () => service.explained(check)
  const driven = () => linkOf(ccidUsbDriver({ host: libusb(), clock: realClock, holderOf })).link
  let ours: WatchedReader | undefined
  return {
    checks: {
      'pcscd and libccid take QEMU’s reader, and see the card in it': explained(async () => {
        equal(await service.atr(), ATR)
      }),
      'opensc-tool reads the card in QEMU’s reader': explained(async () => {
        // the number of the card and 王測 in Big5, as far as the first line of the tool's hex goes
        match(await service.transmit(SELECT, BASIC), /30 30 30 30 31 32 33 34 35 36 37 38 A4 FD B4 FA/)
      }),
      'pcscd sees the card leave QEMU’s reader and come back': explained(async () => {
        await desk.ask('remove')
        await until('pcscd sees it leave', async () => (await service.tool('--reader', '0', '--atr')).code !== 0)
        await desk.ask('insert wang')
        equal(await service.atr(), ATR)
      }),
      'while pcscd holds QEMU’s reader, our driver says so, with the id of the process': explained(async () => {
        await ours?.close() // of a first try
        const { events } = ours = new WatchedReader(driven())
        await until('our driver tells', () => events.some(({ type }) => type === 'deviceProblem'))
        const told = events.filter(({ type }) => type === 'deviceProblem' || type === 'readerAdded')
        const problem = { why: 'held', holder: `pcscd (${service.pid})` }
        deepEqual(told.slice(0, 1), [{ type: 'deviceProblem', device: 'usb 1-1', problem }])
        equal(await service.atr(), ATR)
      }),
      'once pcscd has ended, our driver takes QEMU’s reader and reads the card': explained(async () => {
        await service.stop()
        await until('our driver reads the card', async () => await ours?.read() === contractCards.wang)
      }),
    },
    close: async () => {
      await ours?.close()
      await service.stop()
      await desk.ask('remove')
    },
  }
}
