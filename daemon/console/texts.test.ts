import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { texts } from './texts.ts'

const HAN = /\p{Script=Han}/u
const folder = new URL('.', import.meta.url)
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot).sort()
const rows = Object.entries(texts)

/** Words that are the same in both languages: a standard's term, and the name of each language in itself. */
const SAME = ['reader.atr', 'language.zh', 'language.en']

test.each(rows)('%s is said in both languages, with the same slots', (key, { zh, en }) => {
  expect(zh.trim()).not.toBe('')
  expect(en.trim()).not.toBe('')
  expect(slots(zh)).toStrictEqual(slots(en))
  if (SAME.includes(key)) expect(zh).toBe(en)
  else expect([HAN.test(zh) || slots(zh).length > 0, HAN.test(en)]).toStrictEqual([true, false])
})

const sources = readdirSync(folder).filter((file) => file.endsWith('.ts') && !/^texts|\.test\.|\.fixture\./.test(file))

test('the console has views to check', () => {
  expect(sources.filter((file) => file.endsWith('view.ts')).length).toBeGreaterThan(5)
})

test.each(sources)('%s has no text of its own: sentences stand in the table', (file) => {
  const code = readFileSync(new URL(file, folder), 'utf8').replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/ .*$/gm, '')
  expect(code).not.toMatch(HAN)
  const markup = [...code.matchAll(/html`([\s\S]*?)`/g)].map(([, inner = '']) => inner.replaceAll(/\$\{[^}]*\}/g, ''))
  const words = markup.flatMap((inner) => [...inner.matchAll(/>([^<>]*)</g)].map(([, text = '']) => text.trim()))
  expect(words.filter((text) => /[a-z]{2}/i.test(text) && !/[`$={}()]/.test(text) && text !== 'nhicardd')).toStrictEqual([])
})

test.each(rows.map(([key]) => key))('%s is used', (key) => {
  const code = sources.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n')
  const family = key.replace(/[^.]*$/, '')
  const within = key.replace(/\.[^.]+\.[^.]+$/, '.')
  expect([`'${key}'`, `\`${family}\${`, `\`${within}\${`].some((spelling) => code.includes(spelling))).toBe(true)
})
