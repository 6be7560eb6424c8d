const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'' }
const REFERENCE = /&(?:#(?<decimal>\d{1,7})|#x(?<hexadecimal>[0-9a-fA-F]{1,6})|(?<name>amp|lt|gt|quot|apos));|&/g
const LAST_CHARACTER = 0x10ffff

/** Text with the signs of XML as references. */
export const withReferences = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * Text with its references to characters resolved: the five of XML and those by number, as writers of Big5 use them for
 * characters that it lacks. There are no others, for a document type is refused. Undefined when one is none of these.
 */
export function withoutReferences(text: string): string | undefined {
  let isSound = true
  const resolved = text.replaceAll(REFERENCE, (...found) => {
    const { decimal, hexadecimal, name } = found.at(-1) as Readonly<Record<string, string | undefined>>
    if (name !== undefined) return NAMED[name] ?? ''
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
    isSound &&= code > 0 && code <= LAST_CHARACTER
    return isSound ? String.fromCodePoint(code) : ''
  })
  return isSound ? resolved : undefined
}
