import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { decodeResponseApdu, encodeCommandApdu, type ResponseApdu } from '../iso7816/apdu.ts'
import { getData } from '../iso7816/commands/get-data.ts'
import { select } from '../iso7816/commands/select.ts'
import { isOk } from '../iso7816/status-word.ts'
import type { Exchange } from '../port/reader-link.ts'
import { hcApplication } from './application.ts'
import { basicOf, type Basic } from './basic.ts'
import { cardId } from './card-id.ts'
import { cardTermination } from './card-termination.ts'
import { publicBasic } from './public-basic.ts'

/** Clients of NHI cards send this data field and no Le with every GET DATA (nhi-facts §4.3). */
const ZEROES = unhex('0000')

function get(step: string, tag: number, mayBeRefused: boolean): Exchange {
  return { step: `GET DATA ${step}`, capdu: encodeCommandApdu(getData.encode({ tag, data: ZEROES })), mayBeRefused }
}

const selectHc: Exchange = {
  step: 'SELECT', capdu: encodeCommandApdu(select.encode({ aid: unhex(hcApplication.aid) })), mayBeRefused: true,
}
const getBasic = get('basic', publicBasic.tag, false)

/**
 * The commands that read the public basic data. The card id stands first and last, so that a card swapped in between
 * is noticed: the PC/SC binding has no transactions. SELECT, the id and the termination block may be refused; only the
 * basic block decides (nhi-facts §4.2 warning).
 */
export const basicExchanges: readonly Exchange[] = [
  selectHc, get('card id', cardId.tag, true), getBasic, get('termination', cardTermination.tag, true),
  get('card id again', cardId.tag, true),
]

/** What brackets the read where a card refuses its id: the basic block once more. */
export const basicAgain: readonly Exchange[] = [selectHc, { ...getBasic, step: 'GET DATA basic again' }]

export type BasicReading =
  | {
    readonly kind: 'read', readonly basic: Basic
    /** Tells this card from another: its id, or its basic block where it refuses the id. Personal. */
    readonly identity: string
    /** False when the card refused its id: the basic block must be read again and give the same identity. */
    readonly bracketed: boolean
  }
  /** Two cards answered. */
  | { readonly kind: 'changed', readonly step: string }
  /** Not an NHI card, judged by its answer and not by its ATR. */
  | { readonly kind: 'unrecognised', readonly step: string, readonly sw: string }
  | { readonly kind: 'malformed', readonly step: string, readonly sw: string, readonly field: string, readonly why: string }

/** Makes sense of the answers to `basicExchanges`, as far as they came. */
export function readBasicAnswers(answers: readonly Uint8Array[]): BasicReading {
  const [, firstId, block, termination, lastId] = answers.map(decodeResponseApdu)
  if (block === undefined || !isOk(block.sw)) {
    return { kind: 'unrecognised', step: getBasic.step, sw: swOf(block) }
  }
  const [first, last] = [idOf(firstId), idOf(lastId)]
  if (first !== last) return { kind: 'changed', step: 'GET DATA card id again' }
  try {
    const decoded = publicBasic.content.decode(block.data)
    const mark = termination !== undefined && isOk(termination.sw)
      ? cardTermination.content.decode(termination.data) : undefined
    const identity = first ?? hex(block.data)
    return { kind: 'read', basic: basicOf(decoded, mark), identity, bracketed: first !== undefined }
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    return { kind: 'malformed', step: getBasic.step, sw: swOf(block), field: error.field, why: error.why }
  }
}

/** Whether the second reading of the basic block is that of the same card. */
export function isSameBasic(answers: readonly Uint8Array[], identity: string): boolean {
  const block = answers.map(decodeResponseApdu)[1]
  return block !== undefined && isOk(block.sw) && hex(block.data) === identity
}

function idOf(answer: ResponseApdu | undefined): string | undefined {
  if (answer === undefined || !isOk(answer.sw) || answer.data.length === 0) return undefined
  return hex(answer.data)
}

function swOf(answer: ResponseApdu | undefined): string {
  return answer === undefined ? 'none' : answer.sw.toString(16).padStart(4, '0')
}
