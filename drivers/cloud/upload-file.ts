import { XMLBuilder } from 'fast-xml-parser'
import { encodeBig5 } from '#protocols/bytes/big5'
import { MalformedError } from '#protocols/bytes/malformed'
import { uploadFormats } from '#protocols/upload/formats'
import { valueOf, type UploadFields, type UploadFormat, type UploadRecord, type UploadSegment, type Values } from '#protocols/upload/record'

/** Big5 is what the format asks for; one client of CS 6.0 sends UTF-8 (nhi-facts §8.8). */
export type UploadEncoding = 'Big5' | 'UTF-8'

const builder = new XMLBuilder({ preserveOrder: true, format: false, processEntities: true, suppressEmptyNode: false })

/** What XML 1.0 has no way to write. */
const UNWRITABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** The fields of a segment, in the order of their table; empty ones are left away. @throws MalformedError */
function segmentOf(segment: UploadSegment, values: Values, fields: UploadFields): object[] {
  for (const name of Object.keys(values)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) throw new MalformedError(name, 'no field of this format')
    const isPlaced = field.segment === segment || (field.segment === 'either' && segment !== 'MSH')
    if (!isPlaced) throw new MalformedError(name, `no field of ${segment}`)
  }
  return Object.keys(fields).flatMap((name) => {
    const value = valueOf(values, name)
    if (UNWRITABLE.test(value)) throw new MalformedError(name, 'a character that XML cannot hold')
    return value === '' ? [] : [{ [name]: [{ '#text': value }] }]
  })
}

/** A character that Big5 lacks is written by its number, as other writers of XML do. */
function big5With(text: string): Uint8Array {
  return Buffer.concat([...text.matchAll(/[\x00-\x7f]+|[^\x00-\x7f]+/g)].flatMap(([run]) => {
    try {
      return [encodeBig5(run)]
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      return [...run].map(big5Of)
    }
  }))
}

function big5Of(character: string): Uint8Array {
  try {
    return encodeBig5(character)
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    return encodeBig5(`&#${character.codePointAt(0) ?? 0};`)
  }
}

/**
 * Records as the bytes of an upload file: one RECS with a REC each (nhi-facts §8.5).
 * @throws MalformedError of a field that the format does not have in its segment, or whose value XML cannot hold
 */
export function writeUploadFile(format: UploadFormat, records: readonly UploadRecord[], encoding: UploadEncoding = 'Big5'): Uint8Array {
  const { fields } = uploadFormats[format]
  const recs = records.map(({ header, visit, orders }) => ({
    REC: [
      { MSH: segmentOf('MSH', header, fields) },
      { MB: [{ MB1: segmentOf('MB1', visit, fields) }, ...orders.map((order) => ({ MB2: segmentOf('MB2', order, fields) }))] },
    ],
  }))
  // a reader takes a carriage return for the end of a line, unless it is written by its number
  const xml = `<?xml version="1.0" encoding="${encoding}"?>${String(builder.build([{ RECS: recs }])).replaceAll('\r', '&#13;')}`
  return encoding === 'Big5' ? big5With(xml) : new TextEncoder().encode(xml)
}
