import type { ResultOf } from '#protocols/native-api/registry'

export type Basic = ResultOf<'card.readBasic'>['basic']

/** What the page keeps of a card that nobody asked to see in full: enough to recognise the patient in front of you. */
export interface MaskedBasic {
  readonly name: string
  readonly nameComplete: boolean
  readonly idCardNum: string
  readonly birthYear: number
  readonly cardSn: string
  readonly cancelled: Basic['cancelled']
}

export function maskBasic(basic: Basic): MaskedBasic {
  return {
    name: maskName(basic.name),
    nameComplete: basic.nameComplete,
    idCardNum: maskEnds(basic.idCardNum, 2, 2),
    birthYear: Number(/^-?\d+/.exec(basic.birthday)?.[0]),
    cardSn: maskEnds(basic.cardSn, 0, 4),
    cancelled: basic.cancelled,
  }
}

/** First and last character, as on a clinic's call board; of two characters the first, of one none. */
export function maskName(name: string): string {
  const characters = [...name] // code points: rare characters of names lie outside the basic plane
  const [first = ''] = characters
  const last = characters.at(-1) ?? ''
  if (characters.length <= 1) return characters.map(() => '○').join('')
  if (characters.length === 2) return `${first}○`
  return first + '○'.repeat(characters.length - 2) + last
}

/** Keeps `head` and `tail` characters; a text too short to hide at least as many as it shows is hidden whole. */
export function maskEnds(text: string, head: number, tail: number): string {
  const hidden = text.length - head - tail
  if (hidden < head + tail) return '*'.repeat(text.length)
  return text.slice(0, head) + '*'.repeat(hidden) + text.slice(text.length - tail)
}
