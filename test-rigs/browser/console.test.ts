import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DaemonProcess } from '#rigs/daemon-process'
import { Browser, CHROMIUM, chromiumExists } from './chromium.ts'

/** The card of the simulated clinic's first reader, as the page may show it to anyone, and only to who asked. */
const WANG = {
  masked: ['王○試', 'Z1******16', '********5678'],
  full: ['王測試', 'Z199999016', '1990-01-01', '000012345678'],
}
const LIN = { masked: ['林○試', '********5686'], full: ['林測試', '1985-12-31', '000012345686'] }

const patient = (page: Page, reader: string) => page.locator(`[data-reader=${reader}] .patient`)
const button = (page: Page, reader: string, name: string) => (
  page.locator(`[data-reader=${reader}]`).getByRole('button', { name })
)
/** Everything in the document. Labels of the simulator's cards name patients in Chinese, so tests look in English. */
const wholeDocument = (page: Page) => page.evaluate(() => document.documentElement.outerHTML)
const found = async (page: Page, texts: readonly string[]) => {
  const html = await wholeDocument(page)
  return texts.filter((text) => html.includes(text))
}

if (!chromiumExists) console.warn(`no ${CHROMIUM}: the console is not tested in a browser; CHROMIUM names another one`)

describe.skipIf(!chromiumExists)('the console in Chromium', () => {
  let stateDirectory: string
  let daemon: DaemonProcess
  let browser: Browser
  /** What Chromium complained about; a violation of the page's policy appears here. */
  let complaints: string[]

  beforeAll(() => {
    stateDirectory = mkdtempSync(join(tmpdir(), 'nhicardd-console-'))
  })
  afterAll(() => rmSync(stateDirectory, { recursive: true, force: true }))

  beforeEach(async () => {
    complaints = []
    daemon = await start(0)
    browser = await Browser.launch()
  })
  afterEach(async () => {
    await browser.close()
    await daemon.stop('SIGKILL')
  })

  const start = (port: number) => DaemonProcess.start({ stateDirectory, args: ['--simulate', '--port', String(port)] })

  async function open(address: string): Promise<Page> {
    const page = await browser.newPage()
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(address)
    return page
  }

  /** Let in by the one-time link, in English, with the first patient on the screen. */
  async function openConsole(): Promise<Page> {
    const page = await open(daemon.link)
    await page.getByRole('button', { name: 'English' }).click()
    await patient(page, 'r1').waitFor()
    return page
  }

  async function show(page: Page, reader: string): Promise<void> {
    await button(page, reader, 'Show full data').click()
    await button(page, reader, 'Hide').waitFor()
  }

  describe('admission', () => {
    test('opens with the one-time link, takes it out of the address bar and shows the patient masked', async () => {
      const page = await open(daemon.link)
      await patient(page, 'r1').waitFor()
      expect(page.url()).toBe(`${daemon.url}/`)
      expect(await found(page, WANG.masked)).toEqual(WANG.masked)
      expect(await found(page, WANG.full.slice(1))).toEqual([])
      expect(await patient(page, 'r1').innerText()).not.toContain(WANG.full[0])
      await page.getByText('模擬模式 — 測試資料').waitFor()
      expect(complaints).toEqual([])
    })

    test('is remembered: the page opens again without a link', async () => {
      const page = await openConsole()
      await page.reload()
      await patient(page, 'r1').waitFor()
    })

    test('without a session shows how to get a link, and no data', async () => {
      const page = await open(daemon.url)
      await page.getByText('npx --no nhicard console').waitFor()
      expect(await found(page, [...WANG.masked, ...WANG.full, 'data-reader'])).toEqual([])
      expect(complaints).toEqual([])
    })

    test('takes a pasted link', async () => {
      const page = await open(daemon.url)
      await page.getByLabel('一次性連結或代碼').fill(daemon.link)
      await page.keyboard.press('Enter')
      await patient(page, 'r1').waitFor()
    })

    test('refuses a link that was used, and says so', async () => {
      await openConsole()
      const stranger = await Browser.launch()
      try {
        const page = await stranger.newPage()
        await page.goto(daemon.link)
        await page.getByText('這個連結已使用過或已失效').waitFor()
        expect(await found(page, [...WANG.masked, ...WANG.full])).toEqual([])
      } finally {
        await stranger.close()
      }
    })

    test('keeps a valid session when a used link is opened again', async () => {
      await openConsole()
      const again = await open(daemon.link)
      await again.getByText('This page is still permitted').waitFor()
      await patient(again, 'r1').waitFor()
      await again.getByRole('button', { name: 'OK' }).click()
      await again.getByText('This page is still permitted').waitFor({ state: 'detached' })
      await again.reload()
      await patient(again, 'r1').waitFor()
    })

    test('in one tab lets the other tabs in', async () => {
      const waiting = await open(daemon.url)
      await waiting.getByText('npx --no nhicard console').waitFor()
      await openConsole()
      await patient(waiting, 'r1').waitFor()
    })
  })

  describe('a patient', () => {
    test('is shown in full on demand, and hidden again by the button', async () => {
      const page = await openConsole()
      await show(page, 'r1')
      expect(await found(page, WANG.full)).toEqual(WANG.full)
      await button(page, 'r1', 'Hide').click()
      await button(page, 'r1', 'Show full data').waitFor()
      expect(await found(page, WANG.full)).toEqual([])
    })

    test('is hidden after a minute', async () => {
      const page = await open('about:blank')
      await page.clock.install()
      await page.goto(daemon.link)
      await page.getByRole('button', { name: 'English' }).click()
      await patient(page, 'r1').waitFor()
      await show(page, 'r1')
      await page.clock.runFor(58_000)
      expect(await found(page, WANG.full)).toEqual(WANG.full)
      await page.clock.runFor(3_000)
      expect(await found(page, WANG.full)).toEqual([])
    })

    test('is gone from the document when the card is taken out', async () => {
      const page = await openConsole()
      await show(page, 'r1')
      await button(page, 'r1', 'Remove').click()
      await page.locator('[data-reader=r1] .reader-empty').waitFor()
      expect(await found(page, [...WANG.masked, ...WANG.full])).toEqual([])
    })

    test('is gone from the document when the next card comes, also when the reader saw no removal', async () => {
      const page = await openConsole()
      await show(page, 'r1')
      await page.locator('[data-reader=r1] select').selectOption('hc.lin')
      await button(page, 'r1', 'Swap quickly').click()
      await patient(page, 'r1').getByText('林○試').waitFor()
      expect(await found(page, [...WANG.masked, ...WANG.full])).toEqual([])
      await show(page, 'r1')
      expect(await found(page, LIN.full)).toEqual(LIN.full)
    })

    test('appears at the reader into which the card is inserted', async () => {
      const page = await openConsole()
      await page.locator('[data-reader=r2] select').selectOption('hc.lin')
      await button(page, 'r2', 'Insert').click()
      await patient(page, 'r2').waitFor()
      expect(await found(page, LIN.masked)).toEqual(LIN.masked)
      expect(await patient(page, 'r1').innerText()).toContain('王○試')
    })

    test('with a cancelled card cannot be overlooked', async () => {
      const page = await openConsole()
      await page.locator('[data-reader=r2] select').selectOption('hc.cancelled')
      await button(page, 'r2', 'Insert').click()
      await page.getByRole('alert').getByText('This card is cancelled').waitFor()
    })

    test('is not shown for a card that is not of NHI; the remedy is, in the chosen language', async () => {
      const page = await openConsole()
      await button(page, 'r1', 'Remove').click()
      await page.locator('[data-reader=r1] select').selectOption('hpc')
      await button(page, 'r1', 'Insert').click()
      await page.getByRole('alert').getByText('Insert an NHI card.').waitFor()
      await page.getByRole('button', { name: '中文' }).click()
      await page.getByRole('alert').getByText('請插入健保卡').waitFor()
      expect(await patient(page, 'r1').count()).toBe(0)
    })
  })

  describe('the three cards', () => {
    const PIN = '123456'
    const WRONG = '654321'
    const card = (page: Page, name: 'hc' | 'hpc' | 'sam') => page.locator(`[data-card=${name}]`)
    const hpc = (page: Page) => card(page, 'hpc')

    async function insertPhysician(page: Page): Promise<void> {
      await page.locator('[data-reader=r2] select').selectOption('hpc.physician')
      await button(page, 'r2', 'Insert').click()
      await hpc(page).getByLabel('PIN of the professional card').waitFor()
    }

    async function enterPin(page: Page, pin: string): Promise<void> {
      await hpc(page).getByLabel('PIN of the professional card').fill(pin)
      await page.keyboard.press('Enter')
    }

    /** Everything a person could see or a script of the page could find in the document, fields as they stand. */
    const everything = async (page: Page) => await wholeDocument(page) + await page.evaluate(() => (
      [...document.querySelectorAll('input')].map(({ value }) => value).join()
    )) + await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]))

    test('are shown as they are when the page opens', async () => {
      const page = await openConsole()
      await card(page, 'hc').getByText('Not authenticated').waitFor()
      await hpc(page).getByText('Not inserted').waitFor()
      await card(page, 'sam').getByText('TESTSAM00001').waitFor()
      expect(complaints).toEqual([])
    })

    test('change live as a PIN is entered, a program reads, and the card leaves; the PIN is nowhere after', async () => {
      const page = await openConsole()
      await insertPhysician(page)
      await hpc(page).getByText('physician').waitFor()
      await enterPin(page, WRONG)
      await hpc(page).getByRole('alert').getByText('The PIN is wrong; 2 tries are left.').waitFor()
      await hpc(page).getByText('Not verified, 2 tries left').waitFor()
      expect(await everything(page)).not.toContain(WRONG)

      await enterPin(page, PIN)
      await hpc(page).locator('.pill').getByText('PIN verified').waitFor()
      expect(await hpc(page).getByRole('alert').count()).toBe(0)
      await page.getByRole('region', { name: 'The three cards' }).getByText('physician').first().waitFor()
      expect(await daemon.call('card.readPrescriptions')).toMatchObject({ allergies: [{ ingredient: 'PENICILLIN' }] })
      await card(page, 'hc').locator('.pill').getByText('With a professional').waitFor()

      await button(page, 'r2', 'Remove').click()
      await hpc(page).getByText('Not inserted').waitFor()
      await card(page, 'hc').locator('.pill').getByText('Not authenticated').waitFor()
      // the simulated cards' labels give the PIN away; nothing else may
      const rest = (await everything(page)).replaceAll('(PIN 123456)', '')
      expect([PIN, WRONG, '2028-12-31'].filter((text) => rest.includes(text))).toEqual([])
      expect(complaints).toEqual([])
    })

    test('say that a PIN is blocked, and offer no field any more', async () => {
      const page = await openConsole()
      await insertPhysician(page)
      for (const left of ['2 tries', '1 tries']) {
        await enterPin(page, WRONG)
        await hpc(page).getByRole('alert').getByText(`${left} are left`).waitFor()
      }
      await enterPin(page, WRONG)
      await hpc(page).locator('.pill').getByText('PIN blocked').waitFor()
      expect(await hpc(page).locator('input').count()).toBe(0)
    })

    test('forget a PIN that was typed and not sent, with the card', async () => {
      const page = await openConsole()
      await insertPhysician(page)
      await hpc(page).getByLabel('PIN of the professional card').fill('111222')
      await button(page, 'r2', 'Remove').click()
      await hpc(page).getByText('Not inserted').waitFor()
      await insertPhysician(page)
      expect(await everything(page)).not.toContain('111222')
    })

    test('are authenticated and logged out by buttons', async () => {
      const page = await openConsole()
      await card(page, 'sam').getByRole('button', { name: 'Authenticate now' }).click()
      await card(page, 'sam').locator('.pill').getByText('Authenticated', { exact: true }).waitFor()
      await insertPhysician(page)
      await enterPin(page, PIN)
      await hpc(page).getByRole('button', { name: 'Log out' }).click()
      await hpc(page).locator('.pill').getByText('Not authenticated').waitFor()
    })
  })

  describe('when the daemon dies', () => {
    test('no patient stays, the page says what is wrong, and a restarted daemon asks for a new link', async () => {
      const page = await openConsole()
      await show(page, 'r1')
      const { port } = new URL(daemon.url)
      await daemon.stop('SIGKILL')
      await page.getByText('The service does not answer').waitFor()
      expect(await found(page, [...WANG.masked, ...WANG.full])).toEqual([])

      daemon = await start(Number(port))
      await page.getByText('npx --no nhicard console').waitFor()
      await page.getByText('The earlier permission has ended').waitFor()
      expect(await found(page, [...WANG.masked, ...WANG.full])).toEqual([])
      await page.getByLabel('One-time link or code').fill(daemon.link)
      await page.getByRole('button', { name: 'Open the console' }).click()
      await patient(page, 'r1').waitFor()
    })

    test('a new link opened in the same tab lets the page in again', async () => {
      const page = await openConsole()
      const { port } = new URL(daemon.url)
      await daemon.stop('SIGKILL')
      daemon = await start(Number(port))
      await page.getByText('npx --no nhicard console').waitFor()
      await page.goto(daemon.link) // only the fragment differs: the browser does not load the page again
      await patient(page, 'r1').waitFor()
      expect(page.url()).toBe(`${daemon.url}/`)
    })
  })

  describe('for everybody at the counter', () => {
    test('the language is switched and remembered', async () => {
      const page = await open(daemon.link)
      await page.getByRole('heading', { name: '讀卡主控台' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hant-TW')
      await page.getByRole('button', { name: 'English' }).click()
      await page.reload()
      await page.getByRole('heading', { name: 'Reader console' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
    })

    test('events appear with their numbers, and name no patient', async () => {
      const page = await openConsole()
      const events = page.getByRole('region', { name: 'Live events' })
      await button(page, 'r1', 'Remove').click()
      await events.getByText('The card was taken out of r1.').waitFor()
      await page.locator('[data-reader=r1] select').selectOption('hc.wang')
      await button(page, 'r1', 'Insert').click()
      await events.getByText('A card was inserted into r1.').waitFor()
      const [second, first] = await events.locator('.event-seq').allInnerTexts()
      // what the three cards came to be has a number too, and no row
      expect(Number(second)).toBeGreaterThan(Number(first))
      const text = await events.innerText()
      expect([...WANG.masked, ...WANG.full].filter((datum) => text.includes(datum))).toEqual([])
    })

    test('the health of each reader is told, and what was counted on demand, in either language', async () => {
      const page = await openConsole()
      const reader = page.locator('[data-reader=r1]')
      await reader.getByText('Not known yet').waitFor()
      const inserted = reader.locator('[data-count=inserted]')
      expect(await inserted.isVisible()).toBe(false)
      await reader.getByText('Health of the reader').click()
      await inserted.waitFor()
      expect(await inserted.innerText()).toBe('1')
      await button(page, 'r1', 'Remove').click()
      await page.locator('[data-reader=r1] select').selectOption('hc.wang')
      await button(page, 'r1', 'Insert').click()
      await inserted.filter({ hasText: '2' }).waitFor() // told anew while it is open, and it stays open
      expect(await reader.locator('[data-count=latency]').innerText()).toMatch(/^p50 [\d.]+, p95 [\d.]+, p99 [\d.]+ ms$/)
      await page.getByRole('button', { name: '中文' }).click()
      await reader.getByText('尚無法判斷').waitFor()
      await reader.getByText('插入後無反應').waitFor()
      expect(complaints).toEqual([])
    })

    test('the page works with the keyboard alone', async () => {
      const page = await openConsole()
      await page.locator('body').press('Tab')
      for (let presses = 0; presses < 40; presses += 1) {
        if (await page.evaluate(() => document.activeElement?.textContent?.includes('Show full data'))) break
        await page.keyboard.press('Tab')
      }
      await page.keyboard.press('Enter')
      await button(page, 'r1', 'Hide').waitFor()
      await page.keyboard.press('Enter') // the button kept the focus
      await button(page, 'r1', 'Show full data').waitFor()
    })

    test.each([360, 768, 1400])('nothing is cut off at a width of %i pixels, in either language', async (width) => {
      const page = await openConsole()
      await page.locator('[data-reader=r2] select').selectOption('hpc.physician')
      await button(page, 'r2', 'Insert').click()
      await page.locator('[data-card=hpc] input').waitFor()
      await page.setViewportSize({ width, height: 800 })
      for (const language of ['English', '中文']) {
        await page.getByRole('button', { name: language }).click()
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      }
    })
  })
})
