import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { cardFor } from '#drivers/contract/contract-card.fixture'
import type { DeskRequest } from './desk-request.ts'
import { Qmp } from './qmp.ts'
import { VscCard } from './vsc-card.ts'

/** Always in the same socket, so that its name is the same when it comes back. */
export const READER = { driver: 'usb-ccid', id: 'reader', bus: 'usb.0', port: '1' }
export const CARD_SLOT = { driver: 'ccid-card-passthru', id: 'slot', bus: 'reader.0', chardev: 'card' }

const ASK = 'ask '

/**
 * Reads the guest's lines and does at QEMU's reader what they ask for, one after the other, until the machine is off.
 * @param report gets the other lines
 */
export async function serveDesk(
  [checks, cardSocket, monitor]: readonly [Socket, Socket, Socket], report: (line: string) => void,
): Promise<void> {
  const qmp = new Qmp(monitor)
  const card = new VscCard(cardSocket)
  const actions: Readonly<Record<DeskRequest, () => void | Promise<void>>> = {
    'insert wang': () => card.insert(cardFor('wang')),
    'insert lin': () => card.insert(cardFor('lin')),
    'insert mute': () => card.insert(cardFor('mute')),
    remove: () => card.remove(),
    unplug: () => qmp.deleteDevice(READER.id),
    plug: async () => {
      await qmp.command('device_add', READER)
      await qmp.command('device_add', CARD_SLOT)
      card.readerPlugged()
    },
  }
  let tail = Promise.resolve()
  checks.on('error', () => {}) // the machine was stopped
  const lines = createInterface({ input: checks }).on('line', (text) => {
    const line = text.trim()
    if (!line.startsWith(ASK)) return report(line)
    const action = new Map(Object.entries(actions)).get(line.slice(ASK.length))
    tail = tail.then(async () => void checks.write(`${await answerTo(action)}\n`))
  })
  await once(lines, 'close')
}

async function answerTo(action: (() => void | Promise<void>) | undefined): Promise<string> {
  try {
    if (action === undefined) return 'no such request'
    await action()
    return 'done'
  } catch (error) {
    return String(error).replaceAll('\n', ' ')
  }
}
