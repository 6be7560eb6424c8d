import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DaemonProcess } from '#rigs/daemon-process'
import { Browser, CHROMIUM, chromiumExists } from './chromium.ts'

if (!chromiumExists) console.warn(`no ${CHROMIUM}: the console is not tested in a browser; CHROMIUM names another one`)

describe.skipIf(!chromiumExists)('NHIA in the console, in Chromium', () => {
  let stateDirectory: string
  let daemon: DaemonProcess
  let browser: Browser

  beforeEach(async () => {
    stateDirectory = mkdtempSync(join(tmpdir(), 'nhicardd-console-'))
    daemon = await DaemonProcess.start({ stateDirectory, args: ['--simulate', '--port', '0'] })
    browser = await Browser.launch()
  })
  afterEach(async () => {
    await browser.close()
    await daemon.stop('SIGKILL')
    rmSync(stateDirectory, { recursive: true, force: true })
  })

  test('a site that goes down is told at once, with what to do, in either language', async () => {
    const complaints: string[] = []
    const page = await browser.newPage()
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(daemon.link)
    await page.getByRole('button', { name: 'English' }).click()
    const nhia = page.getByRole('region', { name: 'NHIA', exact: true })
    await nhia.locator('.site-up').waitFor()
    const other = await nhia.locator('[data-site="2"] code').innerText()
    expect((await fetch(`${other}/simulator/v1/sites/1/stop`, { method: 'POST' })).ok).toBe(true)
    await page.getByRole('button', { name: 'Authenticate now' }).click() // whoever asks next finds it gone
    await nhia.getByText('The site refuses connections.').waitFor()
    await nhia.locator('[data-site="2"] .site-up').waitFor()
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByText('站台拒絕連線').waitFor()
    expect(complaints).toEqual([])
  })
})
