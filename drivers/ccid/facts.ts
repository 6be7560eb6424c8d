import { exchangeLevel, flagsOf, type CcidDescriptor, type ExchangeLevel } from '#protocols/ccid/descriptor'
import type { PinEntry } from '#protocols/ccid/pin-entry'

/** What is known of a reader before the first message: its class descriptor, and what quirks say instead. */
export interface CcidFacts {
  readonly descriptor: CcidDescriptor
  /** Bits per second (GET_DATA_RATES); empty or absent: everything from dwDataRate to dwMaxDataRate. */
  readonly dataRates?: readonly number[]
  /** Whether the reader tells of cards by itself; otherwise it is asked. */
  readonly notifies: boolean
  /** bNumberMessage of a PIN entry where the reader takes only one value. */
  readonly pinMessage?: number
  /** Whether the reader wants three indices of messages in a change of a PIN, however many messages there are. */
  readonly pinIndices?: 'three'
  /** Bytes before the ATR in the answer to a power-on. */
  readonly atrPrefix?: number
}

const HEADER = 10
/** Most information bytes of a block of T=1 there are, and fewest every card is sent. */
const MAX_IFS = 254, DEFAULT_IFS = 32
/** Assumed where a descriptor says 0 or what no card takes: about what gives 9600 bits per second after a reset. */
const TYPICAL_KHZ = 3580
/** Of clocks a card may be given (ISO/IEC 7816-3:2006 §5.2.3). */
const LEAST_KHZ = 1_000, MOST_KHZ = 20_000
/** abData of PC_to_RDR_SetParameters for T=1: what every reader must have room for. */
const LEAST_ROOM = 7
/** As many as pcsc-lite knows readers; a descriptor that says more says nothing sensible (assumed). */
const MOST_SLOTS = 16

type Feature =
  | 'automaticParameters' | 'automaticActivation' | 'automaticVoltage' | 'automaticClock' | 'automaticBaudRate'
  | 'automaticNegotiation' | 'automaticPps' | 'automaticIfsd'

/** Whether a reader that says this of itself can be spoken with at all. */
export function isSuitable(facts: Pick<CcidFacts, 'descriptor'>): boolean {
  const { descriptor } = facts
  const speaksAny = flagsOf(descriptor, 'dwProtocols').length > 0
    || flagsOf(descriptor, 'dwFeatures').includes('automaticNegotiation')
  return roomIn(facts) >= LEAST_ROOM && slotCount(facts) <= MOST_SLOTS && speaksAny
}

export function does({ descriptor }: CcidFacts, feature: Feature): boolean {
  return flagsOf(descriptor, 'dwFeatures').includes(feature)
}

/** Whether a PIN can be entered at the reader as this wants it. */
export function takesPin({ descriptor }: CcidFacts, { change }: Pick<PinEntry, 'change'>): boolean {
  return flagsOf(descriptor, 'bPINSupport').includes(change === undefined ? 'verification' : 'modification')
}

/** @throws MalformedError when the descriptor announces more than one exchange level */
export function levelOf({ descriptor }: CcidFacts): ExchangeLevel {
  return exchangeLevel(descriptor)
}

/** Most bytes of abData in one message. */
export function roomIn({ descriptor }: Pick<CcidFacts, 'descriptor'>): number {
  return Math.max(0, descriptor.dwMaxCCIDMessageLength - HEADER)
}

/** bMaxCCIDBusySlots; some readers say 0 and mean 1. */
export function busySlots({ descriptor }: CcidFacts): number {
  return Math.max(1, descriptor.bMaxCCIDBusySlots)
}

export function slotCount({ descriptor }: Pick<CcidFacts, 'descriptor'>): number {
  return descriptor.bMaxSlotIndex + 1
}

/** Most information bytes of one block of T=1 the reader takes. */
export function maxIfsd({ descriptor }: CcidFacts): number {
  return Math.min(MAX_IFS, descriptor.dwMaxIFSD || DEFAULT_IFS)
}

/** Hertz: of the clock the reader gives to a card unless told otherwise. */
export function cardClock({ descriptor: { dwDefaultClock } }: CcidFacts): number {
  return 1000 * (dwDefaultClock >= LEAST_KHZ && dwDefaultClock <= MOST_KHZ ? dwDefaultClock : TYPICAL_KHZ)
}
