import { NhicardError } from '#protocols/errors/nhicard-error'
import { judgeEntry, pinRules, type TypedPins } from '#protocols/hpc-card/pin-entry'
import { pinMachine, type PinEvent, type PinOperation, type PinOutput } from '#protocols/hpc-card/pin.machine'
import { entriesOf, type PinChange } from '#protocols/ccid/pin-entry'
import { encodeCommandApdu, decodeResponseApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import {
  changeReferenceData, disableVerification, enableVerification, resetRetryCounter, verify,
} from '#protocols/iso7816/commands/index'
import { emptyPinBlock, encodePinBlock, PIN_BLOCK_LENGTH, pinBlockEntry } from '#protocols/iso7816/pin-block'
import type { AuthenticatingKind } from '#protocols/port/idc'
import { runFrame } from '../../actors/run-frame.ts'
import { PATIENCE_MS, type Around } from './around.ts'
import { PIN } from './pin-state.ts'
import type { ProfileCard } from './profile-card.ts'
import { Trouble } from './trouble.ts'

/** Seconds a person has at the pad for one entry. */
const AT_PAD_S = 30

export interface PinRequest {
  readonly kind: AuthenticatingKind
  readonly operation: PinOperation
  /** Undefined: it is entered at the reader's own pad. Secret; it goes to the card and nowhere else. */
  readonly typed: TypedPins | undefined
}

/**
 * One operation with a PIN, on a card in its session.
 * @param card by secure messaging; the pad, which cannot encrypt, sends in plain
 * @throws NhicardError what the reader says; the card's verdict is the result
 */
export async function operatePin({ kind, operation, typed }: PinRequest, card: ProfileCard, { clock }: Around): Promise<PinOutput> {
  const trouble = new Trouble<PinEvent>()
  const lost = { card: { type: 'cardRemoved' } } as const
  const output = await runFrame(pinMachine, {
    input: { card: kind, operation, entry: typed === undefined ? 'pad' : 'typed' }, clock,
    patience: () => entriesOf(atPad[operation]) * AT_PAD_S * 1_000 + PATIENCE_MS, silence: { type: 'timedOut' },
    effects: {
      askState: () => trouble.meet(async () => ({ type: 'answered', sw: (await card.ask(verify, { reference: PIN })).sw }), lost),
      askPerson: () => ({ type: 'entered' as const, verdict: judgeEntry(kind, typed ?? {}, operation === 'unlock') }),
      send: () => trouble.meet(async () => ({ type: 'answered', sw: await sendTyped(operation, typed ?? {}, card) }), lost),
      sendFromPad: () => trouble.meet(async () => ({ type: 'answered', sw: await sendFromPad(kind, operation, card) }), lost),
    },
  }).done
  if (output.failure === 'cardLost' || output.failure === 'cardSilent') trouble.raise()
  return output
}

async function sendTyped(operation: PinOperation, { secret = '', fresh = '', verified }: TypedPins, card: ProfileCard): Promise<number> {
  const shown = <Key extends string>(key: Key) => (verified ? {} : { [key]: encodePinBlock(secret) }) as { [Name in Key]?: Uint8Array }
  switch (operation) {
    case 'verify': return (await card.ask(verify, { reference, block: encodePinBlock(secret) })).sw
    case 'disable': return (await card.ask(disableVerification, { reference, ...shown('block') })).sw
    case 'enable': return (await card.ask(enableVerification, { reference, block: encodePinBlock(fresh) })).sw
    case 'change': {
      const blocks = { ...shown('oldBlock'), newBlock: encodePinBlock(fresh) }
      return (await card.ask(changeReferenceData, { reference, ...blocks })).sw
    }
    case 'unlock': {
      const unblocking = { code: encodePinBlock(secret), newBlock: encodePinBlock(fresh) }
      return (await card.ask(resetRetryCounter, { reference, unblocking })).sw
    }
  }
}

/** Of an operation at a pad: its command with the places of the PINs, and what is entered there in turn. */
interface AtPad {
  readonly step: string
  readonly command: CommandApdu
  readonly change?: PinChange
}

const block = emptyPinBlock
/** One block behind the other. */
const OLD_AND_NEW = { oldAt: 0, newAt: PIN_BLOCK_LENGTH, confirm: true } as const
const reference = PIN
const atPad: Readonly<Record<PinOperation, AtPad>> = {
  verify: { step: verify.name, command: verify.encode({ reference, block }) },
  disable: { step: disableVerification.name, command: disableVerification.encode({ reference, block }) },
  enable: {
    step: enableVerification.name, command: enableVerification.encode({ reference, block }), change: { newAt: 0, confirm: true },
  },
  change: {
    step: changeReferenceData.name, command: changeReferenceData.encode({ reference, oldBlock: block, newBlock: block }),
    change: OLD_AND_NEW,
  },
  unlock: {
    step: resetRetryCounter.name,
    command: resetRetryCounter.encode({ reference, unblocking: { code: block, newBlock: block } }), change: OLD_AND_NEW,
  },
}

/** @throws NhicardError PIN_PAD_ABSENT too, where the reader verifies PINs and changes none */
async function sendFromPad(kind: AuthenticatingKind, operation: PinOperation, { present }: ProfileCard): Promise<number> {
  const { least, most } = pinRules[kind]
  const { step, command, change } = atPad[operation]
  const pinEntry = { ...pinBlockEntry({ min: least, max: most, timeoutS: AT_PAD_S }), change }
  const [answer] = await present.perform([{ step, capdu: encodeCommandApdu(command), mayBeRefused: true, pinEntry }])
  return decodeResponseApdu(answer ?? new Uint8Array()).sw
}

/** The caller's error for an operation that came to nothing; undefined when it did what it should. */
export function pinErrorOf({ kind, operation }: PinRequest, reader: string, output: PinOutput): NhicardError | undefined {
  const { failure, pin, triesLeft, sw } = output
  if (failure === null) {
    return operation === 'verify' && pin === 'notSet' ? new NhicardError('PIN_NOT_SET', { reader }) : undefined
  }
  const { least, most } = pinRules[kind]
  switch (failure) {
    case 'pinWrong':
    case 'typedPinWrong': return new NhicardError('PIN_WRONG', { triesLeft: triesLeft ?? 0 })
    case 'oldPinNotVerified':
      if (operation === 'enable') return new NhicardError('PIN_SET_ALREADY', { reader })
      return new NhicardError('PIN_WRONG', { triesLeft: triesLeft ?? 0 })
    case 'stillLocked':
      // the tries of the unblocking code
      if (sw !== null && sw > 0x63c0 && sw <= 0x63cf) return new NhicardError('PIN_WRONG', { triesLeft: sw & 0x0f })
      return new NhicardError('PIN_BLOCKED', { reader })
    case 'pinLocked': return new NhicardError('PIN_BLOCKED', { reader })
    case 'newPinsDiffer': return new NhicardError('PINS_DIFFER', { reader })
    case 'changeFailed':
    case 'disableFailed': return new NhicardError(pin === 'notSet' ? 'PIN_NOT_SET' : 'PIN_NOT_CHANGED', { reader })
    case 'pinBlank':
    case 'lengthWrong': {
      const range = `${least}-${most}`
      return new NhicardError('PIN_MALFORMED', { range: operation === 'unlock' ? `${range}, PUK 8` : range })
    }
    case 'cancelled': return new NhicardError('PIN_CANCELLED', { reader })
    case 'personSilent': return new NhicardError('PIN_TIMEOUT', { reader })
    case 'cardLost':
    case 'cardSilent': return new NhicardError('CARD_SILENT', { reader, step: 'VERIFY' })
    default:
      if (pin === 'notSet') return new NhicardError('PIN_NOT_SET', { reader })
      return new NhicardError('SESSION_LOST', { reader, step: failure })
  }
}
