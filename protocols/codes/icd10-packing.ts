/**
 * ICD-10 codes and their card forms as numbers, so that a table of 69,189 rows is some typed arrays instead of 138,378
 * strings. Characters are digits from the left, a blank is zero: every text has one number, whatever its padding.
 */
const BLANK = ' '
const ALPHANUMERICS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** What begins every card form, and no ICD-9 or ICD-10 code (nhi-facts §4.7). */
export const RESERVED_SYMBOLS = '!"#$%&()*+:<>?@^{|}~'

/** No text of this kind. Compares unequal to every number of one. */
export const NOT_PACKED = -1

interface Packing {
  /** One more than the highest number. */
  readonly end: number
  /** @returns NOT_PACKED for a text that is too long or has other characters */
  pack(text: string): number
  /** With blanks at the end. */
  unpack(packed: number): string
}

/**
 * In two halves, `head` and `tail` characters long, each of which is a small integer: beyond 2^31 V8 takes remainders of
 * floating point, which is far slower.
 */
function packing(head: number, tail: number, characters: string): Packing {
  const alphabet = BLANK + characters
  const base = alphabet.length
  const tailEnd = base ** tail
  const digits = new Int8Array(128).fill(-1)
  for (let digit = 0; digit < base; digit++) digits[alphabet.charCodeAt(digit)] = digit
  const pairs = Array.from({ length: base * base }, (_, pair) => alphabet.charAt(Math.floor(pair / base)) + alphabet.charAt(pair % base))

  const packHalf = (text: string, from: number, to: number): number => {
    let packed = 0
    for (let at = from; at < to; at++) {
      const digit = at < text.length ? digits[text.charCodeAt(at)] ?? -1 : 0
      if (digit < 0) return NOT_PACKED
      packed = packed * base + digit
    }
    return packed
  }

  const unpackHalf = (packed: number, length: number): string => {
    let text = ''
    let rest = packed | 0
    let left = length
    for (; left > 1; left -= 2) {
      text = (pairs[rest % pairs.length] ?? '') + text
      rest = (rest / pairs.length) | 0
    }
    return left === 1 ? alphabet.charAt(rest) + text : text
  }

  return {
    end: base ** (head + tail),
    pack(text) {
      if (text.length > head + tail) return NOT_PACKED
      const first = packHalf(text, 0, head)
      const second = packHalf(text, head, head + tail)
      return first < 0 || second < 0 ? NOT_PACKED : first * tailEnd + second
    },
    unpack(packed) {
      const first = Math.floor(packed / tailEnd)
      return unpackHalf(first, head) + unpackHalf(packed - first * tailEnd, tail)
    },
  }
}

/** ICD-10 codes without dot, at most 7 characters: a category of three and the rest. Below 2^37. */
export const icd10Packing = packing(3, 4, ALPHANUMERICS)

/** Card forms, at most 5 characters: a category of two and the rest. Below 2^30. */
export const cardFormPacking = packing(2, 3, RESERVED_SYMBOLS + ALPHANUMERICS)
