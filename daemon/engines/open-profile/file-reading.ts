import { MalformedError } from '#protocols/bytes/malformed'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { decodeResponseApdu, encodeCommandApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import { readBinary, readRecord } from '#protocols/iso7816/commands/index'
import { answerRoom, type HostSecureMessaging } from '#protocols/iso7816/secure-messaging'
import { isOk } from '#protocols/iso7816/status-word'
import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import type { PresentCard } from '../../sessions/present-card.ts'
import { kept } from './profile-card.ts'

/** Records of files from record 1 on; a record never written is null. */
export type FilesRead<Name extends HcFileName> = { readonly [One in Name]: readonly (RecordIn<One> | null)[] }

/** A command for a part of a file, and how many records its answer has. */
interface Page {
  readonly name: HcFileName
  readonly step: string
  readonly command: CommandApdu
  readonly records: number
}

function pagesOf(name: HcFileName): Page[] {
  const { sfi, structure, count, record: { length } } = hcFiles[name]
  const step = `READ ${name}`
  if (structure === 'transparent') return [{ name, step, command: readBinary.encode({ sfi, offset: 0, le: length }), records: 1 }]
  const most = Math.floor(answerRoom.short / length)
  return Array.from({ length: Math.ceil(count / most) }, (_, page): Page => {
    const first = page * most + 1
    const records = Math.min(most, count - first + 1)
    return { name, step, command: readRecord.encode({ sfi, record: first, toTheLast: true, le: records * length }), records }
  })
}

/** The same for every card, so made once. */
const pagesByName = new Map((Object.keys(hcFiles) as HcFileName[]).map((name) => [name, pagesOf(name)]))

/** Security status, its blocked method, and conditions of use (ISO/IEC 7816-4): of rights that the card does not see. */
const OF_RIGHTS: readonly number[] = [0x6982, 0x6983, 0x6985]

/** A card that refuses what the rights allow does not know of them; or what stands there cannot be read. */
function refusal(reader: string, { name, step }: Page, sw: number): NhicardError {
  const told = sw.toString(16)
  if (OF_RIGHTS.includes(sw)) return new NhicardError('AUTHENTICATION_FAILED', { reader, code: told })
  return new NhicardError('RECORD_MALFORMED', { reader, step, sw: told, field: name, why: 'the card does not read it' })
}

/**
 * Reads whole files within a session, all of them in one transfer: what is asked is known beforehand, so the commands are
 * secured ahead of their answers.
 * @throws NhicardError AUTHENTICATION_FAILED when the card does not know of the rights, RECORD_MALFORMED when it does not read the
 *   file or the record is none, and what the reader says; SecureMessagingError when the session is over
 */
export async function readFiles<Name extends HcFileName>(
  card: PresentCard, channel: HostSecureMessaging, names: readonly Name[],
): Promise<FilesRead<Name>> {
  const [only = [], ...others] = names.map((name) => pagesByName.get(name) ?? [])
  const pages = others.length === 0 ? only : only.concat(...others)
  const exchanges = pages.map(({ step, command }) => (
    // whatever the card says of the command stands within a secured 9000; anything else ends the session
    { step, capdu: encodeCommandApdu(channel.wrap(command)), mayBeRefused: false }
  ))
  const answers = await kept(channel, card.perform(exchanges))
  const read: Partial<Record<HcFileName, unknown[]>> = {}
  let at = 0
  for (const page of pages) {
    const { name, step, records } = page
    const { data, sw } = channel.unwrap(decodeResponseApdu(answers[at++] ?? new Uint8Array(2)))
    if (!isOk(sw)) throw refusal(card.reader, page, sw)
    const { record: { length }, decodeAt } = hcFiles[name]
    if (data.length !== records * length) {
      throw new NhicardError('RECORD_MALFORMED', { reader: card.reader, step, sw: '9000', field: name, why: 'another length' })
    }
    const file = read[name] ??= []
    try {
      for (let from = 0; from < data.length; from += length) file.push(decodeAt(data, from))
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      throw new NhicardError('RECORD_MALFORMED', { reader: card.reader, step, sw: '9000', field: error.field, why: error.why })
    }
  }
  return read as { [One in HcFileName]: unknown[] } as FilesRead<Name>
}
