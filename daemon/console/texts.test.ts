import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { texts } from './texts.ts'

const HAN = /\p{Script=Han}/u
const folder = new URL('.', import.meta.url)
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot).sort()
const rows = Object.entries(texts)

/** Words that are the same in both languages: a standard's term, and the name of each language in itself. */
const SAME = ['reader.atr', 'cards.pin', 'language.zh', 'language.en']

test('every row is said in both languages', () => {
  const wrong = rows.filter(([key, { zh, en }]) => {
    if (SAME.includes(key)) return zh !== en
    return en.trim() === '' || HAN.test(en) || !(HAN.test(zh) || slots(zh).length > 0)
  })
  expect(wrong).toStrictEqual([])
})

test('both languages of a row have the same slots', () => {
  expect(rows.filter(([, { zh, en }]) => slots(zh).join() !== slots(en).join())).toStrictEqual([])
})

const sources = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !/texts\.ts$|\.test\.|\.fixture\./.test(file))

test('the console has views to check', () => {
  expect(sources.filter((file) => file.endsWith('view.ts')).length).toBeGreaterThan(5)
})

test.each(sources)('%s has no text of its own: sentences stand in the table', (file) => {
  const code = readFileSync(new URL(file, folder), 'utf8').replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/ .*$/gm, '')
  expect(code).not.toMatch(HAN)
  const markup = [...code.matchAll(/html`([\s\S]*?)`/g)].map(([, inner = '']) => inner.replaceAll(/\$\{[^}]*\}/g, ''))
  const words = markup.flatMap((inner) => [...inner.matchAll(/>([^<>]*)</g)].map(([, text = '']) => text.trim()))
  const isSentence = (text: string) => /[a-z]{2}/i.test(text) && !/[`$={}()]/.test(text) && text !== 'nhicardd'
  expect(words.filter(isSentence)).toStrictEqual([])
})

test('every row is used', () => {
  const code = sources.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n')
  const unused = rows.map(([key]) => key).filter((key) => {
    const family = key.replace(/[^.]*$/, '')
    const within = key.replace(/\.[^.]+\.[^.]+$/, '.')
    return ![`'${key}'`, `\`${family}\${`, `\`${within}\${`].some((spelling) => code.includes(spelling))
  })
  expect(unused).toStrictEqual([])
})
