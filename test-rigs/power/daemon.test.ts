import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realEntropy } from '#daemon/real-entropy'
import { StateDirectory } from '#daemon/state-directory'
import { openStore } from '#daemon/store/open-store'
import { quietLog } from '#daemon/store/store.fixture'
import { VirtualClock } from '#simulator/virtual-clock'
import { DaemonProcess } from '#rigs/daemon-process'
import { PowerCutLayer } from './power-cut-layer.ts'
import { complaintsAbout, emptyFolder, isLong, scratchFolder } from './power-rig.ts'

test('a daemon under the layer starts and answers, and the token it gave out is the one it has after any later power cut', async () => {
  using folder = emptyFolder()
  const layer = new PowerCutLayer(folder.path)
  const daemon = await DaemonProcess.start({ stateDirectory: folder.path, env: layer.env })
  await daemon.call('card.status')
  const { token } = daemon
  await daemon.stop()
  const log = layer.take()
  using scratch = scratchFolder()
  let cutsAfterLink = 0
  expect(await complaintsAbout(log.cuts({ randomWeathers: 4 }), ({ told, image }) => {
    if (!told.output.includes(daemon.link)) return undefined
    cutsAfterLink += 1
    image.writeTo(join(scratch.path, 'state'))
    return new StateDirectory(join(scratch.path, 'state')).token() === token ? undefined : 'the token is another one'
  })).toEqual([])
  expect(cutsAfterLink).toBeGreaterThan(2)
  expect([...log.cuts()].at(-1)?.told.socket).toContain('HTTP/1.1 200')
})

/** To the caller: the centre, which lives in the same process here, has told the daemon before. */
function isToldIn(socket: string, signature: string): boolean {
  return new RegExp(`"epoch":[0-9]+,"visit":\\{[^}]*"signature":"${signature}"`).test(socket)
}

interface Taken { readonly visit: { readonly signature: string } }

test('a visit number that a daemon under the layer told is in its journal after any later power cut', async () => {
  using folder = emptyFolder()
  const layer = new PowerCutLayer(folder.path)
  const daemon = await DaemonProcess.start({ stateDirectory: folder.path, env: layer.env })
  const taken: string[] = []
  for (const key of ['visit-0001', 'visit-0002']) {
    const { visit } = await daemon.call('visit.takeNumber', '--treatment-item', '01', '--idempotency-key', key) as Taken
    taken.push(visit.signature)
  }
  await daemon.stop()
  using scratch = scratchFolder()
  const told = taken.map(() => 0)
  const options = isLong ? { randomWeathers: 6 } : { stride: 5, randomWeathers: 1 }
  expect(await complaintsAbout(layer.take().cuts(options), (cut) => {
    const due = taken.filter((signature) => isToldIn(cut.told.socket, signature))
    if (due.length === 0) return undefined
    cut.image.writeTo(join(scratch.path, 'state'))
    const store = openStore({
      state: new StateDirectory(join(scratch.path, 'state')), clock: new VirtualClock('2026-01-15T09:00:00+08:00'),
      entropy: realEntropy, log: quietLog,
    })
    try {
      const { state, why } = store.report
      if (state !== 'ok') return `losing power was taken for damage: ${why ?? state}`
      const kept = JSON.stringify(store.journal.visits({ limit: 100 }).map((id) => store.journal.entriesOf(id)))
      const lost = due.findIndex((signature) => !kept.includes(signature))
      due.forEach((_, visit) => told[visit]! += 1)
      return lost === -1 ? undefined : `number ${lost + 1} was told and is lost`
    } finally {
      store.close()
    }
  })).toEqual([])
  for (const cuts of told) expect(cuts).toBeGreaterThan(2)
}, isLong ? 3_600_000 : undefined)
