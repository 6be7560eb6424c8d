import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DaemonProcess } from '#rigs/daemon-process'
import { Browser, CHROMIUM, chromiumExists } from './chromium.ts'

if (!chromiumExists) console.warn(`no ${CHROMIUM}: the console is not tested in a browser; CHROMIUM names another one`)

const NEXT = '/api/v1/SequelNumber/Next', VISITS = '/api/v1/Treatment/NoNeedHPC'
/** The patient of the first reader; the labels of simulated cards name people in Chinese, so ids are looked for. */
const WANG = ['Z199999016', '1990-01-01', '000012345678']

describe.skipIf(!chromiumExists)('visits in the console, in Chromium', () => {
  let stateDirectory: string
  let daemon: DaemonProcess
  let browser: Browser
  let complaints: string[]

  beforeEach(async () => {
    complaints = []
    stateDirectory = mkdtempSync(join(tmpdir(), 'nhicardd-console-'))
    daemon = await DaemonProcess.start({ stateDirectory, args: ['--simulate', '--port', '0'] })
    browser = await Browser.launch()
  })
  afterEach(async () => {
    await browser.close()
    await daemon.stop('SIGKILL')
    rmSync(stateDirectory, { recursive: true, force: true })
  })

  async function openConsole(): Promise<Page> {
    const page = await browser.newPage()
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(daemon.link)
    await page.getByRole('button', { name: 'English' }).click()
    await page.locator('[data-reader=r1] .patient').waitFor()
    return page
  }

  const takeNumber = (item: string) => daemon.call('visit.takeNumber', '--treatment-item', item)
  const panel = (page: Page) => page.getByRole('region', { name: 'Visits today' })
  const visit = (page: Page, text: string) => panel(page).locator('[data-visit]').filter({ hasText: text })

  async function expectNobodyNamed(page: Page): Promise<void> {
    const html = await page.evaluate(() => document.documentElement.outerHTML)
    expect(WANG.filter((text) => html.includes(text))).toEqual([])
  }

  /** Where NHIA stands, for what is to go wrong there. */
  async function cloudOf(page: Page): Promise<string> {
    const site = page.getByRole('region', { name: 'NHIA', exact: true }).locator('[data-site="1"] code')
    return `${await site.innerText()}/simulator/v1/faults`
  }

  async function plan(faults: string, fault: object): Promise<void> {
    expect((await fetch(faults, { method: 'POST', body: JSON.stringify(fault) })).ok).toBe(true)
  }

  test('one that is taken stands there, of nobody by name', async () => {
    const page = await openConsole()
    await panel(page).getByText('No visit was kept today.').waitFor()
    expect(await takeNumber('01')).toMatchObject({ visit: { sequenceNumber: '0003' } })
    await visit(page, '0003').getByText('Taken').waitFor()
    await visit(page, '0003').getByText('Z1******16').waitFor()
    await page.locator('[data-store=ok]').waitFor()
    expect(await panel(page).getByRole('button').count()).toBe(0)
    await expectNobodyNamed(page)
    expect(complaints).toEqual([])
  })

  test('one whose answer was lost waits with its step, and is settled by itself when its card comes again', async () => {
    const page = await openConsole()
    await takeNumber('01')
    const faults = await cloudOf(page)
    // counted by NHIA, which does not say so and cannot be asked after it
    await plan(faults, { fault: 'resetAfter', path: NEXT, times: 9 })
    await plan(faults, { fault: 'reset', path: VISITS, times: 999 })
    expect(await takeNumber('02')).toMatchObject({ data: { name: 'VISIT_UNCERTAIN' } })
    const lost = visit(page, 'To be found out')
    await lost.getByText('Do not take another number').waitFor()
    await panel(page).getByText('1 waiting').waitFor()
    expect(await panel(page).getByRole('button').count()).toBe(0)
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByText('請勿重新取號').waitFor()
    await page.getByRole('button', { name: 'English' }).click()

    const reader = page.locator('[data-reader=r1]')
    await reader.getByRole('button', { name: 'Remove' }).click()
    await reader.locator('.reader-empty').waitFor()
    expect((await fetch(faults, { method: 'DELETE' })).ok).toBe(true)
    await reader.locator('select').selectOption('hc.wang')
    await reader.getByRole('button', { name: 'Insert' }).click()

    // NHIA has counted it, the card does not have it, and nobody asks for it any more: it is taken back
    await panel(page).getByText('Not taken').waitFor()
    await panel(page).locator('[data-pending]').waitFor({ state: 'detached' })
    await expectNobodyNamed(page)
    expect(complaints).toEqual([])
  })

  test('one whose program has gone before it was told waits for a person, who says what was done', async () => {
    const page = await openConsole()
    await plan(await cloudOf(page), { fault: 'late', path: NEXT, ms: 4_000 })
    const program = new AbortController()
    const asked = fetch(`${daemon.url}/rpc`, {
      method: 'POST', signal: program.signal,
      headers: { 'Authorization': `Bearer ${daemon.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'visit.takeNumber', params: { treatmentItem: '01' } }),
    })
    await panel(page).getByText('Being taken').waitFor()
    program.abort()
    await expect(asked).rejects.toThrow()

    const waiting = visit(page, '0003')
    await waiting.getByText('Waits for a person').waitFor()
    await waiting.getByText('Number 0003 was taken').waitFor()
    await panel(page).getByText('1 waiting').waitFor()
    await expectNobodyNamed(page)
    await waiting.getByRole('button', { name: 'Looked after' }).click() // refused by the field: it wants a word
    await waiting.getByLabel('What was done').fill('undone at the desk')
    await waiting.getByRole('button', { name: 'Looked after' }).click()
    await panel(page).locator('[data-pending]').waitFor({ state: 'detached' })
    await visit(page, '0003').getByText('Taken').waitFor()
    expect(await panel(page).getByRole('button').count()).toBe(0)
    expect(await daemon.call('visit.pending')).toEqual({ visits: [] })
    await expectNobodyNamed(page)
    expect(complaints).toEqual([])
  })
})
