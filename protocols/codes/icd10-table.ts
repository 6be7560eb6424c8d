import { MalformedError } from '../bytes/malformed.ts'
import { cardFormPacking, icd10Packing, NOT_PACKED } from './icd10-packing.ts'
import { PackedIndex } from './packed-index.ts'

/** ICD-10-CM without its dot: a letter, a digit, and one to five letters or digits. */
const ICD10 = /^[A-Z][0-9][0-9A-Z]{1,5}$/

/** bytes of a diagnosis on the card */
export const CARD_FORM_LENGTH = 5

/** Whether a text is spelt as an ICD-10 code without dot; not whether there is such a code. */
export function isIcd10(text: string): boolean {
  return ICD10.test(text)
}

/**
 * Whether a code stands on the card as it is. Codes longer than the card's five bytes do not fit, and those with V or E
 * in front would be taken for ICD-9, which has V and E codes too: those are in the table (nhi-facts §4.7).
 */
export function needsNoEncoding(icd10: string): boolean {
  return icd10.length <= CARD_FORM_LENGTH && !icd10.startsWith('V') && !icd10.startsWith('E')
}

/** Fields are padded with blanks on the right, in the table as on the card. */
function withoutPadding(text: string): string {
  let end = text.length
  while (text.charCodeAt(end - 1) === 0x20) end--
  return end === text.length ? text : text.slice(0, end)
}

/**
 * The table behind hisGetICD10EnC and hisGetICD10DeC (nhi-facts §4.7): ICD-10 codes without dot, and the five characters
 * that stand for them on the card. Immutable; 1.9 MB for the 69,189 rows of the published edition, less than 1 µs a
 * look-up, exact both ways. What is not found is undefined: csHIS makes 9127 of it.
 */
export class Icd10Table {
  /** Without rows: what stands on the card as it is can still be read and written. */
  static readonly none = new Icd10Table(new Float64Array(0), new Uint32Array(0))

  /** Packed. */
  readonly #codes: Float64Array
  /** Packed, in the order of the codes. */
  readonly #forms: Uint32Array
  readonly #byCode: PackedIndex
  readonly #byForm: PackedIndex

  /**
   * Of packed rows, which are taken over and not copied.
   * @throws MalformedError when two have one code or one card form
   */
  constructor(codes: Float64Array, forms: Uint32Array) {
    if (forms.length !== codes.length) throw new MalformedError('ICD-10 table', `${forms.length} card forms for ${codes.length} codes`)
    this.#codes = codes
    this.#forms = forms
    this.#byCode = new PackedIndex(codes)
    this.#byForm = new PackedIndex(forms)
    if (!this.#byCode.distinct) throw new MalformedError('ICD-10 table', 'a code is there twice')
    if (!this.#byForm.distinct) throw new MalformedError('ICD-10 table', 'two codes have one card form')
  }

  /** rows */
  get size(): number {
    return this.#codes.length
  }

  /** Packed rows, in the order in which they were given. */
  *rows(): Generator<readonly [code: number, form: number]> {
    for (const [place, code] of this.#codes.entries()) yield [code, this.#forms[place] ?? NOT_PACKED]
  }

  /**
   * What stands on the card for a code: always five characters, padded with blanks. Capitals only; blanks behind the
   * code are its padding.
   * @returns undefined for what is no code or is not in the table
   */
  encode(icd10: string): string | undefined {
    const code = withoutPadding(icd10)
    if (!isIcd10(code)) return undefined
    if (needsNoEncoding(code)) return code.padEnd(CARD_FORM_LENGTH)
    const place = this.#byCode.placeOf(icd10Packing.pack(code))
    return place === undefined ? undefined : cardFormPacking.unpack(this.#forms[place] ?? NOT_PACKED)
  }

  /**
   * The code, without padding, for which five characters stand on the card; their padding may be absent.
   * @returns undefined for what is not in the table, and for what stands on the card as it is without being ICD-10,
   * such as an ICD-9 code
   */
  decode(cardForm: string): string | undefined {
    const form = withoutPadding(cardForm)
    if (isIcd10(form)) return needsNoEncoding(form) ? form : undefined
    const place = this.#byForm.placeOf(cardFormPacking.pack(form))
    return place === undefined ? undefined : withoutPadding(icd10Packing.unpack(this.#codes[place] ?? NOT_PACKED))
  }
}
