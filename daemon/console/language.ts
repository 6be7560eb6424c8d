import { fill, type Bilingual } from '#protocols/bilingual'
import { texts, type TextKey } from './texts.ts'

export type Language = keyof Bilingual

export const languages: readonly Language[] = ['zh', 'en']

/** BCP 47 tags for the `lang` attribute and for times of day. */
export const languageTag = { zh: 'zh-Hant-TW', en: 'en' } as const satisfies Record<Language, string>

export type Details = Readonly<Record<string, string | number>>

/** A row of the table with its slots filled: what is kept where a sentence must be shown in either language later. */
export interface Sentence {
  readonly key: TextKey
  readonly details: Details
}

/** Says a row of the table, a kept sentence, or a text that came from the daemon in both languages. */
export type Say = (what: TextKey | Sentence | Bilingual, details?: Details) => string

export function sayIn(language: Language): Say {
  return (what, details = {}) => {
    if (typeof what === 'string') return fill(texts[what], details)[language]
    if ('key' in what) return fill(texts[what.key], what.details)[language]
    return what[language]
  }
}
