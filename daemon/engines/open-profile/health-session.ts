import { NhicardError } from '#protocols/errors/nhicard-error'
import {
  decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu, type CommandApdu,
} from '#protocols/iso7816/apdu'
import { appendRecord, updateBinary, updateRecord } from '#protocols/iso7816/commands/index'
import { isOk } from '#protocols/iso7816/status-word'
import { viewOf, type SecurityStatus } from '#protocols/nhi-card/access'
import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import type { Basic } from '#protocols/nhi-card/basic'
import type { Exchange, TransferAnswer } from '#protocols/port/reader-link'
import type { PresentCard } from '../../sessions/present-card.ts'
import { readBasicSecured } from '../chip.ts'
import { readFiles, type FilesRead } from './file-reading.ts'
import { kept } from './profile-card.ts'
import type { InstitutionSide } from './institution-side.ts'
import type { OpenSession } from './station.ts'

/** Of a card that stopped before: within a session it stands for the session's end. */
const NO_ANSWER = { data: new Uint8Array(), sw: 0 }

/** A record of a file as it is to be; null is a blank one. */
export type FileChange = {
  readonly [Name in HcFileName]:
    | { readonly how: 'append', readonly name: Name, readonly record: RecordIn<Name> }
    /** `number` from 1 on; 1 of a file that has no more. */
    | { readonly how: 'update', readonly name: Name, readonly number: number, readonly record: RecordIn<Name> | null }
}[HcFileName]

export interface RefusedChange {
  /** Which of the changes, from 0 on. */
  readonly at: number
  readonly change: FileChange
  readonly sw: number
}

function commandFor(change: FileChange): CommandApdu {
  const { name } = change
  const { sfi, structure, encode } = hcFiles[name]
  const data = (encode as (record: object | null) => Uint8Array)(change.record)
  if (change.how === 'append') return appendRecord.encode({ sfi, data })
  if (structure === 'transparent') return updateBinary.encode({ sfi, offset: 0, data })
  return updateRecord.encode({ sfi, record: change.number, data })
}

interface SessionStanding {
  readonly status: SecurityStatus
  readonly institution: () => InstitutionSide
  /** Whether the professional's rights among `status` stand. */
  readonly mayStill: () => boolean
}

/** A health card within an authenticated session, for the length of one call. */
export class HealthSession {
  readonly card: PresentCard
  readonly status: SecurityStatus
  readonly #standing: SessionStanding
  readonly #session: OpenSession
  #isOver = false
  #owner: Promise<Basic> | undefined

  constructor(card: PresentCard, session: OpenSession, standing: SessionStanding) {
    this.card = card
    this.status = standing.status
    this.#standing = standing
    this.#session = session
  }

  /** The card is to forget what it authenticated, once this call is done. */
  end(): void {
    this.#isOver = true
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** The clinic's security module and the data centre behind it. */
  get institution(): InstitutionSide {
    return this.#standing.institution()
  }

  /** 12 bytes. */
  get cardId(): Uint8Array {
    return this.#session.cardId
  }

  /** Whose card it is, and whether it was cancelled: read once a call. @throws NhicardError as `readBasic` */
  owner(): Promise<Basic> {
    return this.#owner ??= readBasicSecured((exchanges) => this.ask(exchanges), this.card)
  }

  /** Whether the card would give these files now. */
  mayRead(...names: readonly HcFileName[]): boolean {
    return names.every((name) => viewOf(hcFiles[name], this.status) !== 'refused')
  }

  /** Any commands, asked by secure messaging; the answers as they would be in plain. @throws as `readFiles` */
  async ask(exchanges: readonly Exchange[]): Promise<TransferAnswer> {
    const { channel } = this.#session
    const secured = exchanges.map(({ step, capdu }) => (
      { step, capdu: encodeCommandApdu(channel.wrap(decodeCommandApdu(capdu))), mayBeRefused: false }
    ))
    const answers = await kept(channel, this.card.perform(secured))
    return secured.map((_, index) => {
      const answer = answers[index]
      return encodeResponseApdu(channel.unwrap(answer === undefined ? NO_ANSWER : decodeResponseApdu(answer)))
    })
  }

  /**
   * Changes files, one after the other, and stops at the first change that the card refuses: what stands before it is
   * done, what stands behind it is not. None is begun when one of them cannot be spelled.
   * @returns the refused change with its status word; undefined when all of them were done
   * @throws NhicardError, SecureMessagingError: see `readFiles`; the change under way may have been done. MalformedError:
   *   nothing was done
   */
  async change(changes: readonly FileChange[]): Promise<RefusedChange | undefined> {
    const spelled = changes.map((change) => ({ change, capdu: encodeCommandApdu(commandFor(change)) }))
    for (const [at, { change, capdu }] of spelled.entries()) {
      const step = `${change.how === 'append' ? 'APPEND' : 'UPDATE'} ${change.name}`
      const [answer] = await this.ask([{ step, capdu, mayBeRefused: true }])
      const { sw } = decodeResponseApdu(answer ?? new Uint8Array(2))
      if (!isOk(sw)) return { at, change, sw }
    }
    return undefined
  }

  /**
   * @throws NhicardError, SecureMessagingError: see `readFiles`; SESSION_LOST when a professional's rights were used, and the
   *   professional card has gone meanwhile, or was logged out
   */
  read<Name extends HcFileName>(...names: readonly Name[]): Promise<FilesRead<Name>> {
    const files = readFiles(this.card, this.#session.channel, names)
    return names.every((name) => hcFiles[name].access.read !== 'hpc') ? files : this.#ifStillGranted(files)
  }

  async #ifStillGranted<Files>(reading: Promise<Files>): Promise<Files> {
    const files = await reading
    if (this.#standing.mayStill()) return files
    throw new NhicardError('SESSION_LOST', { reader: this.card.reader, step: 'proveHpc' })
  }
}
