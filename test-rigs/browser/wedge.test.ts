import type { CDPSession, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DaemonProcess } from '#rigs/daemon-process'
import { Browser, CHROMIUM, chromiumExists } from './chromium.ts'

/** As on a virtual card: what a scan must never leave on the page. */
const CODE = 'V1RTUALCARD-0123456789'
const GUIDANCE = '有掃描器正以鍵盤方式輸入'

if (!chromiumExists) console.warn(`no ${CHROMIUM}: typing scanners are not tested; CHROMIUM names another browser`)

describe.skipIf(!chromiumExists)('a scanner that types into the console in Chromium', () => {
  let daemon: DaemonProcess
  let browser: Browser
  let page: Page
  let keys: CDPSession

  beforeAll(async () => {
    daemon = await DaemonProcess.start()
  })
  afterAll(() => daemon.stop('SIGKILL'))

  beforeEach(async () => {
    browser = await Browser.launch()
    page = await browser.newPage()
    keys = await page.context().newCDPSession(page)
  })
  afterEach(() => browser.close())

  /** Keys at the times a scanner presses them: Chromium takes the given times for those of the hardware. */
  async function type(text: string, gapMs: number, key: (character: string) => object = plain): Promise<void> {
    let at = Date.now() / 1_000
    for (const character of [...text, 'Enter']) {
      at += gapMs / 1_000
      const one = character === 'Enter' ? ENTER : key(character)
      await keys.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp: at, ...one })
      await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp: at, ...one })
    }
  }

  const ENTER = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' }
  const plain = (character: string) => ({ key: character, text: character })
  /** What a page gets of a key that an input method has taken. */
  const taken = () => ({ key: 'Process', windowsVirtualKeyCode: 229 })

  const guidance = () => page.getByRole('heading', { name: GUIDANCE })
  const everything = () => page.evaluate(() => (
    document.documentElement.outerHTML + [...document.querySelectorAll('input')].map(({ value }) => value).join()
  ))

  /** Let in by a one-time link, of which each browser needs its own. */
  async function openConsole(): Promise<void> {
    const { stdout } = await daemon.nhicard('console')
    await page.goto(stdout.trim())
    await page.locator('[data-reader=r1] .patient').waitFor()
  }

  test('is noticed, and the page says how to switch it and keeps nothing of the code', async () => {
    await openConsole()
    await type(CODE, 8)
    await guidance().waitFor()
    await page.getByText('HID-POS', { exact: false }).first().waitFor()
    expect(await everything()).not.toContain(CODE.slice(0, 8))
    await page.getByRole('button', { name: '知道了' }).click()
    await type(CODE, 8)
    expect(await guidance().count()).toBe(0)
  })

  test('presses no button with its Enter', async () => {
    await openConsole()
    await page.locator('[data-reader=r1]').getByRole('button', { name: '顯示完整資料' }).focus()
    await type(CODE, 8)
    await guidance().waitFor()
    expect(await page.locator('[data-reader=r1] .patient-shown').count()).toBe(0)
  })

  test('leaves nothing in the field it typed into, and sends no form', async () => {
    await page.goto(daemon.url)
    await page.getByLabel('一次性連結或代碼').focus()
    await type(CODE, 8)
    await guidance().waitFor()
    expect(await everything()).not.toContain(CODE.slice(0, 8))
    expect(await page.locator('#door-problem').count()).toBe(0)
  })

  test('is told about without cutting anything off on a narrow screen, in either language', async () => {
    await openConsole()
    await type(CODE, 8)
    await guidance().waitFor()
    await page.setViewportSize({ width: 360, height: 800 })
    for (const language of ['English', '中文']) {
      await page.getByRole('button', { name: language }).click()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    }
  })

  test('through a Chinese input method is noticed as mangled', async () => {
    await openConsole()
    await type(CODE, 8, taken)
    await page.getByRole('heading', { name: '內容被中文輸入法改變' }).waitFor()
  })

  test('is none when a person types', async () => {
    await page.goto(daemon.url)
    await page.getByLabel('一次性連結或代碼').focus()
    await type('two words', 120)
    await page.locator('#door-problem').waitFor() // the form was sent
    expect(await guidance().count()).toBe(0)
  })
})
