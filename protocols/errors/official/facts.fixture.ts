/** A paragraph of the text of `docs/nhi-facts.md`, from its heading to the next. */
export function paragraph(facts: string, number: string): string {
  const [, text] = facts.split(`\n### ${number} `)
  if (text === undefined) throw new Error(`docs/nhi-facts.md has no §${number}`)
  return text.split(/\n##+ /)[0]!
}

/** The cells of every row of the tables in a text, without head and rule. */
export function tableRows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
}

/** Every number that a text names: `1033–1041` and `5160…5173` with all between. The minus of −1 is no dash of a range. */
export function codesIn(text: string): number[] {
  return [...text.matchAll(/(?<!\d)([−-]?\d+)(?:\s*[–…]\s*(\d+))?/g)].flatMap(([, first, last]) => {
    const from = Number(first!.replace('−', '-'))
    const to = last === undefined ? from : Number(last)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}

/** The codes of §3.1, those marked "+" apart from those of the manual. */
export function csHisCodes(facts: string): { readonly manual: readonly number[], readonly later: readonly number[] } {
  const cells = tableRows(paragraph(facts, '3.1')).map(([code]) => code!)
  const of = (later: boolean) => cells.filter((cell) => cell.startsWith('+') === later).flatMap(codesIn)
  return { manual: of(false), later: of(true) }
}

/** The codes of §3.2: what each entry between the dots begins with, whatever it says afterwards. */
export function cs6Codes(facts: string): number[] {
  return tableRows(paragraph(facts, '3.2'))
    .flatMap(([, cell]) => cell!.split(' · '))
    .flatMap((entry) => codesIn(/^[\d/–]+/.exec(entry)?.[0] ?? ''))
}

/** The codes of §5.4; what an open rewrite invented for itself stands below that table and is not official. */
export const webComponentCodes = (facts: string): number[] =>
  tableRows(paragraph(facts, '5.4')).flatMap(([one, , other]) => codesIn(`${one} / ${other}`))

/** The return codes of §8.8, and the one that its description of downloads has. */
export function uploadCodes(facts: string): number[] {
  const text = paragraph(facts, '8.8')
  const [, listed = ''] = /^RtnCodes: (.*)$/m.exec(text) ?? []
  const described = [...text.matchAll(/(?<!\d)(\d{4}) = not ready/g)].map(([, code]) => Number(code))
  return [...listed.split(' · ').map((entry) => Number(entry.slice(0, 4))), ...described]
}

/** The codes of §2.8. */
export const claimCodes = (facts: string): number[] => codesIn(paragraph(facts, '2.8').split('Errors: ')[1]!)
