import { ccidUsbDriver } from '#drivers/ccid-usb/ccid-usb-driver'
import { contractCards, readerLinkContract, type ReaderLinkWorld } from '#drivers/contract/reader-link.contract'
import type { ReaderModelName } from '#simulator/readers/reader-models'
import { checksOf, type CheckGroup, type Opened } from './check-group.ts'
import { linkOf } from './driven-reader.ts'
import { libusb } from './libusb.ts'
import { realClock } from './real-time.ts'
import { Twin } from './twin.ts'
import { until } from './until.ts'
import { WatchedReader } from './watched-reader.ts'

/** From the opening of the reader to the end of the first read: of the slot, the power-on, the parameters, T=1. */
const PULLED_WITHIN = Array.from({ length: 8 }, (_, answer) => answer)
/** Within the header of an answer. */
const BYTE = 7

function driven(): Pick<ReaderLinkWorld, 'link' | 'until'> {
  return linkOf(ccidUsbDriver({ host: libusb(), clock: realClock, holderOf: async () => '' }))
}

function worldOf(model: ReaderModelName): () => Promise<Opened<ReaderLinkWorld>> {
  return async () => {
    const twin = await Twin.make({ kind: 'ccid', model })
    await twin.plug()
    const { link, until } = driven()
    return {
      world: {
        link, until, insert: (card) => twin.tell({ do: 'insert', card }), remove: () => twin.tell({ do: 'remove' }),
        unplug: () => twin.unplug(), plug: () => twin.plug(),
      },
      close: async () => {
        await link.close()
        await twin.unplug()
      },
    }
  }
}

/** A reader with a card is pulled within one of its answers and plugged in again. */
async function pullWithin(answer: number): Promise<void> {
  const faults = [{ fault: 'removed', at: answer, times: 1, byte: BYTE }] as const
  const twin = await Twin.make({ kind: 'ccid', model: 'tpdu', faults })
  await twin.tell({ do: 'insert', card: 'wang' })
  const reader = new WatchedReader(driven().link)
  try {
    await twin.plug()
    await until(`it is pulled within answer ${answer}`, async () => {
      await reader.read()
      return twin.isGone()
    })
    await twin.plug()
    await until(`it is read after it was pulled within answer ${answer}`,
      async () => await reader.read() === contractCards.wang)
  } finally {
    await reader.close()
    await twin.unplug()
  }
}

export function usbipReaders(): CheckGroup<'usbipReaders'> {
  return {
    checks: {
      ...checksOf('our driver on a TPDU reader over USB/IP', readerLinkContract, worldOf('tpdu')),
      ...checksOf('our driver on an extended APDU reader over USB/IP', readerLinkContract, worldOf('extended-apdu')),
      ...checksOf('our driver on an EZ100PU over USB/IP', readerLinkContract, worldOf('ez100pu')),
      'a reader over USB/IP that is pulled within an answer, whichever it is, is read when it is back': async () => {
        for (const answer of PULLED_WITHIN) await pullWithin(answer)
      },
    },
    close: () => {},
  }
}
