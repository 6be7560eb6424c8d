/** A text for people: Traditional Chinese first, English second. */
export interface Bilingual {
  readonly zh: string
  readonly en: string
}

/** Fills `{slot}` places from `details`; a place without a detail stays visible as it is. */
export function fill(text: Bilingual, details: Readonly<Record<string, string | number>>): Bilingual {
  const put = (template: string) => template.replaceAll(/\{(\w+)\}/g, (place, slot: string) => String(details[slot] ?? place))
  return { zh: put(text.zh), en: put(text.en) }
}
