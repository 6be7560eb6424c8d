import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { decodeBig5 } from '#protocols/bytes/big5'
import { utf8Text } from '#protocols/bytes/utf8'
import type { FileCheckName } from '#protocols/upload/file-checks'
import { uploadFormats } from '#protocols/upload/formats'
import type { UploadFields, UploadFormat, UploadRecord, UploadSegment, Values } from '#protocols/upload/record'
import { withoutReferences, withReferences } from './character-references.ts'

/** An upload as it was read; or which check of the whole file it breaks, and where. */
export type UploadFile =
  | { readonly format: UploadFormat, readonly records: readonly UploadRecord[], readonly refused?: never }
  | { readonly refused: FileCheckName, readonly at: string }

class Refused extends Error {
  readonly check: FileCheckName
  readonly at: string

  constructor(check: FileCheckName, at: string) {
    super(check)
    this.check = check
    this.at = at
  }
}

/** An element as the parser gives it: one property, its children; or a text. */
type Node = Readonly<Record<string, readonly Node[] | string>>
interface Element {
  readonly name: string
  readonly children: readonly Node[]
}

const TEXT = '#text'
const parser = new XMLParser({
  preserveOrder: true, ignoreAttributes: true, parseTagValue: false, trimValues: false, processEntities: false, textNodeName: TEXT,
})

const ENCODING = /^<\?xml[^>]*?\sencoding\s*=\s*["'](?<name>[A-Za-z0-9._-]+)["']/
const HEAD = 200

/**
 * Bytes as text, by the encoding they declare; without one they are Big5 (nhi-facts §8.5).
 * @param acceptsUtf8 one client of CS 6.0 sends it (nhi-facts §8.8)
 */
function textOf(bytes: Uint8Array, acceptsUtf8: boolean): string {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD))
  const encoding = ENCODING.exec(head)?.groups?.name?.toLowerCase() ?? 'big5'
  if (encoding === 'utf-8' && acceptsUtf8) {
    const text = utf8Text(bytes)
    if (text !== null) return text
  } else if (encoding === 'big5') {
    const { text, complete } = decodeBig5(bytes)
    if (complete) return text
  }
  throw new Refused('notBig5', 'RECS')
}

/** Without comments, and with CDATA as the text it is, so that tags can be counted. A document type is refused: it could name entities. */
function plain(text: string): string {
  if (/<!DOCTYPE/i.test(text)) throw new Refused('notWellFormed', 'RECS')
  return text.replaceAll(/<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, content: string | undefined) => withReferences(content ?? ''))
}

const count = (text: string, tag: RegExp) => text.match(tag)?.length ?? 0

/** What can be told of a file before it is parsed: codes that name a tag which is not there. */
function checkTags(text: string): void {
  if (count(text, /<RECS[\s/>]/g) > 1) throw new Refused('severalFiles', 'RECS')
  if (count(text, /<RECS[\s/>]/g) === 0) throw new Refused('notRecs', 'RECS')
  if (!/<\/RECS\s*>|<RECS\s*\/>/.test(text)) throw new Refused('unendedFile', 'RECS')
  if (count(text, /<REC[\s>]/g) > count(text, /<\/REC\s*>/g)) throw new Refused('unendedRecord', 'REC')
  if (XMLValidator.validate(text) !== true) throw new Refused('notWellFormed', 'RECS')
}

/** The elements among the children; text between them is refused, blanks are not. */
function elements(children: readonly Node[], at: string): readonly Element[] {
  return children.flatMap((node) => Object.entries(node).flatMap(([name, content]): Element[] => {
    if (typeof content !== 'string') return name.startsWith('?') || name === ':@' ? [] : [{ name, children: content }]
    if (content.trim() !== '') throw new Refused('wrongLevel', at)
    return []
  }))
}

function valueIn({ children }: Element, at: string): string {
  const text = children.map((node) => {
    const value = node[TEXT]
    if (typeof value !== 'string') throw new Refused('wrongLevel', at)
    return value
  }).join('')
  const resolved = withoutReferences(text)
  if (resolved === undefined) throw new Refused('notWellFormed', at)
  return resolved.trim()
}

/** The fields of a segment. */
function valuesOf(segment: Element, fields: UploadFields): Values {
  const name = segment.name as UploadSegment
  const values = new Map<string, string>()
  for (const element of elements(segment.children, name)) {
    const field = Object.hasOwn(fields, element.name) ? fields[element.name] : undefined
    if (field === undefined || values.has(element.name)) throw new Refused('unknownField', name)
    if (field.segment !== name && (field.segment !== 'either' || name === 'MSH')) throw new Refused('wrongLevel', name)
    const value = valueIn(element, name)
    values.set(element.name, value)
  }
  return Object.fromEntries([...values].filter(([, value]) => value !== ''))
}

function only(found: readonly Element[], missing: Refused): Element {
  const [one, another] = found
  if (one === undefined || another !== undefined) throw missing
  return one
}

const formatOf = (header: Element): UploadFormat => (
  elements(header.children, 'MSH').some(({ name }) => name.startsWith('H')) ? '2.0' : '1.0')

function recordOf(rec: Element, format: UploadFormat): UploadRecord {
  const { fields } = uploadFormats[format]
  const parts = elements(rec.children, 'REC')
  const header = only(parts.filter(({ name }) => name === 'MSH'), new Refused('headerMissing', 'MSH'))
  const body = only(parts.filter(({ name }) => name === 'MB'), new Refused('wrongLevel', 'MB'))
  if (parts.length > 2) throw new Refused('wrongLevel', 'REC')
  const segments = elements(body.children, 'MB')
  const visit = only(segments.filter(({ name }) => name === 'MB1'), new Refused('wrongLevel', 'MB1'))
  const orders = segments.filter(({ name }) => name === 'MB2')
  if (orders.length + 1 < segments.length) throw new Refused('wrongLevel', 'MB')
  return { header: valuesOf(header, fields), visit: valuesOf(visit, fields), orders: orders.map((order) => valuesOf(order, fields)) }
}

function parse(bytes: Uint8Array, acceptsUtf8: boolean): UploadFile {
  const text = plain(textOf(bytes, acceptsUtf8))
  checkTags(text)
  const root = only(elements(parser.parse(text) as readonly Node[], 'RECS'), new Refused('notRecs', 'RECS'))
  if (root.name !== 'RECS') throw new Refused('notRecs', 'RECS')
  const recs = elements(root.children, 'RECS')
  if (recs.length === 0) throw new Refused('notRecs', 'RECS')
  if (recs.some(({ name }) => name !== 'REC')) throw new Refused('wrongLevel', 'REC')
  const header = elements(recs[0]?.children ?? [], 'REC').find(({ name }) => name === 'MSH')
  if (header === undefined) throw new Refused('headerMissing', 'MSH')
  const format = formatOf(header)
  return { format, records: recs.map((rec) => recordOf(rec, format)) }
}

/** The records of an uploaded file. What it says of a refusal is a segment's name, never a value. */
export function readUploadFile(bytes: Uint8Array, { acceptsUtf8 = false } = {}): UploadFile {
  try {
    return parse(bytes, acceptsUtf8)
  } catch (error) {
    if (error instanceof Refused) return { refused: error.check, at: error.at }
    throw error
  }
}
