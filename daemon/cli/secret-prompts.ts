import type { Bilingual } from '#protocols/bilingual'

/** How each secret parameter of the native API is asked for at a terminal. */
export const secretPrompts: Readonly<Record<string, Bilingual>> = {
  pin: { zh: '目前的 PIN', en: 'PIN' },
  newPin: { zh: '新的 PIN', en: 'new PIN' },
  puk: { zh: 'PUK', en: 'PUK' },
}

const hidden = { zh: '輸入時不顯示', en: 'not shown' }
const leftOut = { zh: '直接按 Enter 表示在讀卡機的鍵盤輸入', en: 'Enter alone: it is entered at the reader’s own pad' }
const again = { zh: '再輸入一次', en: 'once more' }

/** One line in both languages, the cursor behind it. */
export function promptFor(name: string, { optional, repeated }: { optional: boolean, repeated: boolean }): string {
  const what = secretPrompts[name] ?? { zh: name, en: name }
  const notes = [...repeated ? [again] : [], hidden, ...optional ? [leftOut] : []]
  const zh = `${what.zh}（${notes.map((note) => note.zh).join('；')}）`
  return `${zh} / ${what.en} (${notes.map((note) => note.en).join('; ')}): `
}
