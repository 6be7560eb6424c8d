import { cardFormPacking, icd10Packing, RESERVED_SYMBOLS } from './icd10-packing.ts'
import { CARD_FORM_LENGTH, Icd10Table, isIcd10, needsNoEncoding } from './icd10-table.ts'

/** A line that cannot be taken. What stands in it is not told: a file named by mistake may be a patient list. */
export interface BadLine {
  /** from 1 */
  readonly line: number
  readonly why: string
}

export type Icd10Reading =
  | { readonly table: Icd10Table, readonly lines: number, readonly repeated: number }
  /** `bad`: the first of them; `badCount`: how many there are. */
  | { readonly table?: never, readonly lines: number, readonly bad: readonly BadLine[], readonly badCount: number }

/** Told now and then: lines done, of all. */
export type Icd10Progress = (done: number, lines: number) => void

const LINES_PER_STEP = 4096

/** More of them help nobody to mend a file. */
const BAD_LINES_TOLD = 10

const CATEGORY_LENGTH = 3
const CATEGORY_FORM_LENGTH = 2

const isSymbol = (character: string) => RESERVED_SYMBOLS.includes(character)
const isAlphanumeric = (text: string) => /^[0-9A-Z]+$/.test(text)

/** Texts that stand for each other one to one, and the line that said so first. */
class Pairing {
  readonly #what: string
  readonly #forward = new Map<string, { readonly other: string, readonly line: number }>()
  readonly #back = new Map<string, number>()

  constructor(what: string) {
    this.#what = what
  }

  has(one: string, other: string): boolean {
    return this.#forward.get(one)?.other === other
  }

  complaint(one: string, other: string): string | undefined {
    const known = this.#forward.get(one)
    if (known !== undefined && known.other !== other) return `${this.#what} has another card form in line ${known.line}`
    const taken = this.#back.get(other)
    return taken === undefined || known !== undefined ? undefined : `card form is that of another ${this.#what}, in line ${taken}`
  }

  add(one: string, other: string, line: number): void {
    if (this.#forward.has(one)) return
    this.#forward.set(one, { other, line })
    this.#back.set(other, line)
  }
}

function misspelling(code: string, form: string): string | undefined {
  if (!isIcd10(code)) return 'code is not a letter, a digit and one to five letters or digits'
  if (needsNoEncoding(code)) return 'code needs no encoding: it fits on the card and begins with neither V nor E'
  const length = code.length === CATEGORY_LENGTH ? CATEGORY_FORM_LENGTH : CARD_FORM_LENGTH
  if (form.length !== length) return `card form has ${form.length} characters instead of ${length}`
  if (!isSymbol(form.charAt(0))) return 'card form does not begin with a reserved symbol'
  if (!isSymbol(form.charAt(1)) && !isAlphanumeric(form.charAt(1))) return 'card form’s second character is no symbol, letter or digit'
  const detail = form.slice(CATEGORY_FORM_LENGTH)
  return detail === '' || isAlphanumeric(detail) ? undefined : 'card form’s last three characters are not letters and digits'
}

/**
 * Lines `CODE,FORM` of the official file (nhi-facts §4.7), with any end of line; empty lines say nothing. The form of a
 * category (three characters) is two characters, that of every other code five: the category's two and three for the
 * rest of the code, and the same two and three wherever they occur. All rows of the published edition keep this, so a line
 * that does not is damaged, although it may be spelt well. One bad line refuses the whole: what a diagnosis on a card
 * means must not hang on half a file. A row that is there twice is taken once.
 */
export function readIcd10Text(text: string, progress?: Icd10Progress): Icd10Reading {
  const lines = text.split(/\r\n?|\n/)
  if (lines.at(-1) === '') lines.pop()
  const codes = new Pairing('code')
  const categories = new Pairing('category')
  const details = new Pairing('end of the code')
  const rows: (readonly [code: number, form: number])[] = []
  const bad: BadLine[] = []
  let badCount = 0
  let repeated = 0

  /** Takes a line, or says why not. */
  const complaintOf = (content: string, line: number): string | undefined => {
    const [code = '', form, ...more] = content.split(',')
    if (form === undefined || more.length > 0) return 'not a code, a comma and a card form'
    const [category, end] = [code.slice(0, CATEGORY_LENGTH), code.slice(CATEGORY_LENGTH)]
    const [categoryForm, endForm] = [form.slice(0, CATEGORY_FORM_LENGTH), form.slice(CATEGORY_FORM_LENGTH)]
    const complaint = misspelling(code, form) ?? codes.complaint(code, form)
      ?? categories.complaint(category, categoryForm) ?? details.complaint(end, endForm)
    if (complaint !== undefined) return complaint
    if (codes.has(code, form)) {
      repeated++
      return undefined
    }
    codes.add(code, form, line)
    categories.add(category, categoryForm, line)
    details.add(end, endForm, line)
    rows.push([icd10Packing.pack(code), cardFormPacking.pack(form)])
    return undefined
  }

  for (const [index, content] of lines.entries()) {
    if (index % LINES_PER_STEP === 0) progress?.(index, lines.length)
    const why = content === '' ? undefined : complaintOf(content, index + 1)
    if (why === undefined) continue
    badCount++
    if (bad.length < BAD_LINES_TOLD) bad.push({ line: index + 1, why })
  }
  progress?.(lines.length, lines.length)
  if (badCount > 0) return { lines: lines.length, bad, badCount }
  if (rows.length === 0) return { lines: lines.length, bad: [{ line: 1, why: 'there is no row at all' }], badCount: 1 }
  const table = new Icd10Table(Float64Array.from(rows, ([code]) => code), Uint32Array.from(rows, ([, form]) => form))
  return { table, lines: lines.length, repeated }
}
