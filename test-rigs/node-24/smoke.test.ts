import { afterEach, beforeAll, expect, test } from 'vitest'
import { rmSync } from 'node:fs'
import { methods } from '#protocols/native-api/registry'
import { DaemonProcess, stateDirectoryWith } from '#rigs/daemon-process'
import { PATIENCE_MS } from '#rigs/patience'
import { startPrivatePcscd } from '#rigs/pcscd/private-pcscd'
import { foreignCard, PcscdDesk } from '#rigs/pcscd/desk'
import { installForNode24, type Installation } from './installation.ts'

let installation: Installation
let daemon: DaemonProcess | undefined

beforeAll(() => {
  installation = installForNode24()
})
afterEach(async () => {
  await daemon?.stop()
  daemon = undefined
})

test('the built daemon runs on Node 24 with its simulated clinic', async () => {
  daemon = await DaemonProcess.start({ ...installation })
  expect(await daemon.call('card.readBasic')).toEqual(methods['card.readBasic'].examples[0]!.result)
})

test('the PC/SC binding built for Node 24 reads a foreign card in a real pcscd', async () => {
  const desk = await PcscdDesk.open(await startPrivatePcscd(), installation)
  try {
    desk.insertForeignCard()
    await expect.poll(() => desk.daemon.call('card.readBasic'), { timeout: PATIENCE_MS }).toMatchObject({ basic: foreignCard })
  } finally {
    await desk.close()
  }
})

test('a binding built for another Node is a named state, and the daemon serves all the same', async () => {
  const folder = stateDirectoryWith({ port: 0 })
  daemon = await DaemonProcess.start({ node: installation.node, args: [], stateDirectory: folder })
  await expect.poll(() => daemon!.call('system.status'), { timeout: PATIENCE_MS })
    .toMatchObject({ links: [{ link: 'pcsc', state: 'bindingMissing' }, { link: 'ccid-usb' }] })
  rmSync(folder, { recursive: true, force: true })
})
