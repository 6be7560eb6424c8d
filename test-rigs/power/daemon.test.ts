import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StateDirectory } from '#daemon/state-directory'
import { DaemonProcess } from '#rigs/daemon-process'
import { PowerCutLayer } from './power-cut-layer.ts'
import { complaintsAbout, emptyFolder, scratchFolder } from './power-rig.ts'

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
