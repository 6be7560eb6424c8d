import { concat } from '../../bytes/byte-array.ts'
import { unhex } from '../../bytes/hex.ts'
import { MalformedError } from '../../bytes/malformed.ts'
import { apduCommand, nothing, type CommandParameters } from '../command.ts'
import { dataOf, withoutData, withoutLe } from './data-field.ts'

/**
 * The commands about PINs. A block has 8 bytes (`protocols/iso7816/pin-block.ts`); the rows carry it as it is, so that
 * the card can answer 6A80 to one that is none. All data are secret, their lengths too.
 */
const provenance = { assumed: 'the open profile of simulated cards (docs/open-profile.md §7); real cards refuse it' }
const marks = { data: 'secret' } as const
const BLOCK_LENGTH = 8

export interface ReferenceArgs {
  /** P2: which PIN; 81 the card's own (docs/open-profile.md §7). */
  readonly reference: number
}

export interface BlockArgs extends ReferenceArgs {
  /** 8 bytes. */
  readonly block: Uint8Array
}

/** One block as the data; the length is the card's to judge, because it answers 6A80 and not 6700 to a wrong one. */
const oneBlock = {
  encode: ({ reference, block }: BlockArgs): CommandParameters => ({ p1: 0x00, p2: reference, data: block }),
  decode: (parameters: CommandParameters): BlockArgs => {
    withoutLe(parameters)
    return { reference: parameters.p2, block: dataOf(parameters) }
  },
}

function twoBlocks(parameters: CommandParameters): readonly [first: Uint8Array, second: Uint8Array] {
  withoutLe(parameters)
  const data = dataOf(parameters)
  if (data.length !== 2 * BLOCK_LENGTH) throw new MalformedError('PIN blocks', 'not two of 8 bytes')
  return [data.slice(0, BLOCK_LENGTH), data.slice(BLOCK_LENGTH)]
}

export interface VerifyArgs extends ReferenceArgs {
  /** 8 bytes. Without it the command asks how many tries are left. */
  readonly block?: Uint8Array
}

/** VERIFY a PIN, or ask for its state: 9000 verified or not needed, 63Cx tries left, 6983 blocked, 6984 not set. */
export const verify = apduCommand<VerifyArgs, undefined>({
  name: 'VERIFY', spec: 'ISO/IEC 7816-4:2005 §7.5.6', provenance,
  cla: 0x00, ins: 0x20, when: { p1: 0x00 },
  header: {
    encode: ({ reference, block }) => ({ p1: 0x00, p2: reference, ...(block === undefined ? {} : { data: block }) }),
    decode: (parameters) => {
      withoutLe(parameters)
      const { p2: reference, data } = parameters
      return data === undefined || data.length === 0 ? { reference } : { reference, block: data }
    },
  },
  response: nothing, marks,
  examples: [
    {
      args: { reference: 0x81, block: unhex('241234ffffffffff') },
      capdu: '0020008108241234ffffffffff', result: undefined, rapdu: '9000',
    },
    { args: { reference: 0x81 }, capdu: '00200081', result: undefined, rapdu: '9000' },
  ],
})

export interface ChangeReferenceDataArgs extends ReferenceArgs {
  /** Left out: the PIN was verified before, in this session. */
  readonly oldBlock?: Uint8Array
  readonly newBlock: Uint8Array
}

const WITH_OLD = 0x00, BY_VERIFICATION = 0x01

/** CHANGE REFERENCE DATA: the old PIN and the new one (P1 = 00), or the new one alone (P1 = 01). */
export const changeReferenceData = apduCommand<ChangeReferenceDataArgs, undefined>({
  name: 'CHANGE REFERENCE DATA', spec: 'ISO/IEC 7816-4:2005 §7.5.7', provenance,
  cla: 0x00, ins: 0x24,
  header: {
    encode: ({ reference, oldBlock, newBlock }) => oldBlock === undefined
      ? { p1: BY_VERIFICATION, p2: reference, data: newBlock }
      : { p1: WITH_OLD, p2: reference, data: concat(oldBlock, newBlock) },
    decode: (parameters) => {
      const { p1, p2: reference } = parameters
      if (p1 === BY_VERIFICATION) {
        withoutLe(parameters)
        return { reference, newBlock: dataOf(parameters) }
      }
      if (p1 !== WITH_OLD) throw new MalformedError('P1', 'neither with the old PIN nor by its verification')
      const [oldBlock, newBlock] = twoBlocks(parameters)
      return { reference, oldBlock, newBlock }
    },
  },
  response: nothing, marks,
  examples: [
    {
      args: { reference: 0x81, oldBlock: unhex('26123456ffffffff'), newBlock: unhex('26654321ffffffff') },
      capdu: '002400811026123456ffffffff26654321ffffffff', result: undefined, rapdu: '9000',
    },
    {
      args: { reference: 0x81, newBlock: unhex('26654321ffffffff') },
      capdu: '002401810826654321ffffffff', result: undefined, rapdu: '9000',
    },
  ],
})

export interface ResetRetryCounterArgs extends ReferenceArgs {
  /** The unblocking code and the new PIN; without them the sender's rights alone open the PIN. */
  readonly unblocking?: { readonly code: Uint8Array, readonly newBlock: Uint8Array }
}

const BY_CODE = 0x00, BY_RIGHT = 0x03

/** RESET RETRY COUNTER: with unblocking code and new PIN (P1 = 00), or with nothing, by a right (P1 = 03). */
export const resetRetryCounter = apduCommand<ResetRetryCounterArgs, undefined>({
  name: 'RESET RETRY COUNTER', spec: 'ISO/IEC 7816-4:2005 §7.5.10', provenance,
  cla: 0x00, ins: 0x2c,
  header: {
    encode: ({ reference, unblocking }) => unblocking === undefined
      ? { p1: BY_RIGHT, p2: reference }
      : { p1: BY_CODE, p2: reference, data: concat(unblocking.code, unblocking.newBlock) },
    decode: (parameters) => {
      const { p1, p2: reference } = parameters
      if (p1 === BY_CODE) {
        const [code, newBlock] = twoBlocks(parameters)
        return { reference, unblocking: { code, newBlock } }
      }
      if (p1 !== BY_RIGHT) throw new MalformedError('P1', 'neither with an unblocking code nor by a right')
      withoutData(parameters)
      withoutLe(parameters)
      return { reference }
    },
  },
  response: nothing, marks,
  examples: [
    {
      args: { reference: 0x81, unblocking: { code: unhex('2887654321ffffff'), newBlock: unhex('26123456ffffffff') } },
      capdu: '002c0081102887654321ffffff26123456ffffffff', result: undefined, rapdu: '9000',
    },
    { args: { reference: 0x81 }, capdu: '002c0381', result: undefined, rapdu: '9000' },
  ],
})

/** ENABLE VERIFICATION REQUIREMENT: in the open profile the first PIN of a card that has none. */
export const enableVerification = apduCommand<BlockArgs, undefined>({
  name: 'ENABLE VERIFICATION REQUIREMENT', spec: 'ISO/IEC 7816-4:2005 §7.5.8', provenance,
  cla: 0x00, ins: 0x28, when: { p1: 0x00 }, header: oneBlock, response: nothing, marks,
  examples: [{
    args: { reference: 0x81, block: unhex('241234ffffffffff') },
    capdu: '0028008108241234ffffffffff', result: undefined, rapdu: '9000',
  }],
})

export interface DisableVerificationArgs extends ReferenceArgs {
  /** 8 bytes; left out: the PIN was verified before, in this session. */
  readonly block?: Uint8Array
}

/** DISABLE VERIFICATION REQUIREMENT, with the PIN (P1 = 00) or by its verification (P1 = 01): the card has none afterwards. */
export const disableVerification = apduCommand<DisableVerificationArgs, undefined>({
  name: 'DISABLE VERIFICATION REQUIREMENT', spec: 'ISO/IEC 7816-4:2005 §7.5.9', provenance,
  cla: 0x00, ins: 0x26,
  header: {
    encode: ({ reference, block }) => block === undefined
      ? { p1: BY_VERIFICATION, p2: reference }
      : { p1: WITH_OLD, p2: reference, data: block },
    decode: (parameters) => {
      const { p1, p2: reference } = parameters
      withoutLe(parameters)
      if (p1 === WITH_OLD) return { reference, block: dataOf(parameters) }
      if (p1 !== BY_VERIFICATION) throw new MalformedError('P1', 'neither with the PIN nor by its verification')
      withoutData(parameters)
      return { reference }
    },
  },
  response: nothing, marks,
  examples: [
    {
      args: { reference: 0x81, block: unhex('241234ffffffffff') },
      capdu: '0026008108241234ffffffffff', result: undefined, rapdu: '9000',
    },
    { args: { reference: 0x81 }, capdu: '00260181', result: undefined, rapdu: '9000' },
  ],
})
