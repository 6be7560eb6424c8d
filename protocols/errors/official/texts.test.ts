import { describe, expect, test } from 'vitest'
import { counterparts } from './counterpart.ts'
import { officialError, officialErrorsOf, officialFamilies, type OfficialError } from './index.ts'
import { shownBy } from './shown.ts'

/** Characters of simplified Chinese that no text in traditional Chinese has. */
const SIMPLIFIED = new RegExp(`[${[
  '们这对时会来说过还问题吗么样国电脑网络号读写数误认证医师护药费检请联设备软线连传输码验应该关闭启动实无报务级类单双环处开',
  '装签钟键间门车顺项须额权资库态总续约业亲产妇岁换损将发变历厂页张诊疗维复',
].join('')}]`)
/** Words of the mainland where Taiwan has its own. */
const MAINLAND = /服務器|軟件|網絡|信息|數據庫|默認|登錄|激活|打印|屏幕|鼠標|硬盤/
/** A remedy that only sends people to somebody, without saying what for. */
const EMPTY = /^請?(?:聯絡|洽詢?|通知)[^，；、]{0,8}$|^(?:please )?(?:contact|call|ask) [\w ]{0,20}\.$/i

const remedies = ({ staff, engineer }: OfficialError) => [staff, engineer]
const texts = (error: OfficialError) => [error.meaning, error.cause, error.staff, error.engineer]

const families = officialFamilies.map((family) => [`${family.edition}: ${family.title.en}`, family] as const)

describe.each(families)('%s', (_, { title, errors }) => {
  test.each(errors.map((error) => [error.code, error] as const))('%i speaks plainly in both languages', (_code, error) => {
    for (const { zh, en } of [title, ...texts(error)]) {
      expect(zh).toMatch(/[\u4e00-\u9fff]/)
      expect(zh).not.toMatch(SIMPLIFIED)
      expect(zh).not.toMatch(MAINLAND)
      expect(zh).not.toMatch(/[。,;]|\s$/) // a line of a table: Chinese punctuation, no full stop
      expect(en).toMatch(/^[A-Z0-9][\u0020-\u007e’]+$/)
    }
    for (const { en } of texts(error)) expect(en).toMatch(/\.$/)
    for (const { zh, en } of remedies(error)) {
      expect(zh.length, zh).toBeGreaterThanOrEqual(6)
      expect(en.split(' ').length, en).toBeGreaterThanOrEqual(3)
      expect(zh).not.toMatch(EMPTY)
      expect(en).not.toMatch(EMPTY)
    }
    expect(new Set(texts(error).map(({ zh }) => zh)).size, 'a text serves twice in a row').toBe(4)
  })
})

describe('texts of the whole table', () => {
  const editions = [...new Set(officialFamilies.map(({ edition }) => edition))]

  test.each(editions)('%s gives every code a meaning of its own', (edition) => {
    const rows = officialErrorsOf(edition)
    for (const language of ['zh', 'en'] as const) {
      const twice = rows.filter(({ meaning }, index) => rows.findIndex((row) => row.meaning[language] === meaning[language]) !== index)
      expect(twice.map(({ code }) => code)).toEqual([])
    }
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length)
  })

  test('are written for their code: what several codes share stays among the few of one range', () => {
    for (const edition of editions) {
      const uses = new Map<string, number[]>()
      for (const error of officialErrorsOf(edition)) {
        for (const { zh, en } of texts(error)) for (const text of [zh, en]) uses.set(text, [...uses.get(text) ?? [], error.code])
      }
      const scattered = [...uses].filter(([, codes]) => Math.max(...codes) - Math.min(...codes) >= 14)
      expect(scattered).toEqual([])
    }
  })

  test('say which codes go with success', () => {
    const notices = officialFamilies.flatMap(({ edition, errors }) =>
      errors.filter(({ severity }) => severity === 'notice').map(({ code }) => `${edition} ${code}`))
    expect(notices).toEqual(expect.arrayContaining(['csHIS 5010', 'csHIS 5174', 'cs6 1001', 'cs6 3209']))
    expect(notices.filter((notice) => !/ 0$/.test(notice))).toHaveLength(4)
  })
})

describe('what each door shows', () => {
  test('is the number itself at the door of its edition', () => {
    for (const { edition, errors } of officialFamilies) {
      if (edition !== 'csHIS' && edition !== 'cs6') continue
      for (const { code } of errors) expect(shownBy(edition, edition, code)).toEqual({ code })
    }
  })

  test('is the status code of CS 6.0 that says the same', () => {
    expect(shownBy('cs6', 'csHIS', 5083)).toEqual({ code: 3214 })
    expect(shownBy('cs6', 'csHIS', 5154)).toEqual({ code: 3218 })
    expect(shownBy('cs6', 'csHIS', 5057)).toBeUndefined() // nothing in CS 6.0 speaks of allergies
    expect(shownBy('csHIS', 'cs6', 1037)).toBeUndefined()
  })

  test('is an error of ours at the native door, or nothing where none is thrown yet', () => {
    expect(shownBy('native', 'csHIS', 4012)).toEqual({ names: ['SAM_ABSENT'] })
    expect(shownBy('native', 'csHIS', 5001)).toEqual({ names: ['VISIT_REFUSED'] })
    expect(shownBy('native', 'csHIS', 5015)).toBeUndefined()
    expect(shownBy('native', 'csHIS', 1)).toBeUndefined()
  })

  test('has counterparts that exist, one for a csHIS code', () => {
    for (const { csHIS, cs6, provenance } of counterparts) {
      expect(officialError('csHIS', csHIS), String(csHIS)).toBeDefined()
      expect(officialError('cs6', cs6), String(cs6)).toBeDefined()
      expect(Object.values(provenance)).toHaveLength(1)
    }
    expect(new Set(counterparts.map(({ csHIS }) => csHIS)).size).toBe(counterparts.length)
  })

  test('takes a notice for no error, and an error for no notice', () => {
    for (const { csHIS, cs6 } of counterparts.filter(({ csHIS }) => csHIS !== 5174)) {
      expect(officialError('csHIS', csHIS)?.severity).toBe(officialError('cs6', cs6)?.severity)
    }
  })
})
