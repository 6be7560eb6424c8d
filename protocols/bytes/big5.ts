import { big5Rows } from './generated/big5-index.ts'
import { MalformedError } from './malformed.ts'

/** Stands where bytes could not be decoded. It has no Big5 code, so it can never be written back to a card. */
export const REPLACEMENT = '\ufffd'

/** Codes of two code points each: the Encoding Standard's Big5 decoder states them apart from its index. */
const PAIRS: readonly (readonly [code: number, characters: string])[] = [
  [0x8862, '\u00ca\u0304'], [0x8864, '\u00ca\u030c'], [0x88a3, '\u00ea\u0304'], [0x88a5, '\u00ea\u030c'],
]

/** Written with their last code instead of their first: Encoding Standard, index Big5 pointer. */
const LAST_CODE_WINS: ReadonlySet<string> = new Set('═╞╡╪十卅')

const TRAILS_BELOW_7F = 0x3f

let characters: ReadonlyMap<number, string> | undefined
let codes: ReadonlyMap<string, number> | undefined

/** 18594 entries, built on first use: a daemon that meets no Chinese name does not pay for them. */
function characterOf(code: number): string | undefined {
  characters ??= charactersByCode()
  return characters.get(code)
}

/** The other direction, built apart from it: a daemon that only reads cards never needs it. */
function codeOf(character: string): number | undefined {
  codes ??= codesByCharacter()
  return codes.get(character)
}

function charactersByCode(): Map<number, string> {
  const found = new Map<number, string>()
  for (const [lead, row] of big5Rows) {
    let trailIndex = 0
    for (const character of row) {
      const trail = trailIndex + (trailIndex < TRAILS_BELOW_7F ? 0x40 : 0x62)
      if (character !== ' ') found.set((lead << 8) | trail, character)
      trailIndex++
    }
  }
  for (const [code, pair] of PAIRS) found.set(code, pair)
  return found
}

function codesByCharacter(): Map<string, number> {
  const chosen = new Map<string, number>()
  for (const [code, character] of charactersByCode()) {
    const known = chosen.get(character)
    const better = known === undefined || LAST_CODE_WINS.has(character) || (!isStandard(known) && isStandard(code))
    if (better) chosen.set(character, code)
  }
  return chosen
}

/** Big5 of 1984: symbols, then 5401 frequent and 7652 less frequent characters; all other codes came with HKSCS. */
function isStandard(code: number): boolean {
  return (code >= 0xa140 && code <= 0xc67e) || (code >= 0xc940 && code <= 0xf9d5)
}

/**
 * Big5 with HKSCS, as the Encoding Standard decodes it. What cannot be decoded (a code nobody assigned, a character
 * cut at the end) becomes U+FFFD and `complete` is false; an ASCII byte after a stray lead byte is kept.
 */
export function decodeBig5(bytes: Uint8Array): { text: string; complete: boolean } {
  let text = ''
  let complete = true
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) {
      text += String.fromCharCode(lead)
      continue
    }
    const trail = lead === 0x80 || lead === 0xff ? undefined : bytes[at + 1]
    const character = trail === undefined ? undefined : characterOf((lead << 8) | trail)
    text += character ?? REPLACEMENT
    complete &&= character !== undefined
    if (character !== undefined || (trail !== undefined && trail >= 0x80)) at++
  }
  return { text, complete }
}

/**
 * Text as Big5 with HKSCS. A character with several codes is written with the one every Big5 program knows: a code of
 * 1984 before one of HKSCS. (For 仝 alone this leaves the Encoding Standard, which would write HKSCS c6df, not c969.)
 * HKSCS codes below a140, which the Encoding Standard only reads, are written too: names on cards use them.
 * @throws MalformedError of `field` when a character has no code
 */
export function encodeBig5(text: string, field = 'text'): Uint8Array {
  const bytes: number[] = []
  for (const { code, size } of spellings(text, field)) {
    if (size === 1) bytes.push(code)
    else bytes.push(code >> 8, code & 0xff)
  }
  return Uint8Array.from(bytes)
}

/**
 * As much of a text as `length` bytes hold, cut between characters: never within one of two bytes, nor within one that is two code
 * points.
 * @throws MalformedError of `field` when a character, also of the rest, has no code
 */
export function cutBig5(text: string, length: number, field = 'text'): string {
  let bytes = 0
  let kept = ''
  for (const { characters, size } of spellings(text, field)) {
    bytes += size
    if (bytes <= length) kept += characters
  }
  return kept
}

interface Spelling {
  /** One code point, or two that have one code. */
  readonly characters: string
  readonly code: number
  /** bytes, 1 or 2 */
  readonly size: number
}

function* spellings(text: string, field: string): Generator<Spelling> {
  const units = [...text]
  for (let at = 0; at < units.length; at++) {
    const character = units[at] ?? ''
    if (character <= '\x7f') {
      yield { characters: character, code: character.charCodeAt(0), size: 1 }
      continue
    }
    const next = units[at + 1]
    const pair = next === undefined ? undefined : codeOf(character + next)
    const code = pair ?? codeOf(character)
    if (code === undefined) throw new MalformedError(field, 'a character has no Big5 code')
    yield { characters: pair === undefined ? character : character + (next ?? ''), code, size: 2 }
    if (pair !== undefined) at++
  }
}
