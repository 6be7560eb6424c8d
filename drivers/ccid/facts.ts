import { exchangeLevel, flagsOf, type CcidDescriptor, type ExchangeLevel } from '#protocols/ccid/descriptor'

/** What is known of a reader before the first message: its class descriptor, and what quirks say instead. */
export interface CcidFacts {
  readonly descriptor: CcidDescriptor
  /** Bits per second (GET_DATA_RATES); empty or absent: everything from dwDataRate to dwMaxDataRate. */
  readonly dataRates?: readonly number[]
  /** Whether the reader tells of cards by itself; otherwise it is asked. */
  readonly notifies: boolean
  /** bNumberMessage of a PIN entry where the reader takes only one value. */
  readonly pinMessage?: number
  /** Bytes before the ATR in the answer to a power-on. */
  readonly atrPrefix?: number
}

const HEADER = 10
/** Most information bytes of a block of T=1 there are, and fewest every card is sent. */
const MAX_IFS = 254, DEFAULT_IFS = 32
/** Assumed where a descriptor says 0: about what gives 9600 bits per second after a reset. */
const TYPICAL_KHZ = 3580

type Feature =
  | 'automaticParameters' | 'automaticActivation' | 'automaticVoltage' | 'automaticClock' | 'automaticBaudRate'
  | 'automaticNegotiation' | 'automaticPps' | 'automaticIfsd'

export function does({ descriptor }: CcidFacts, feature: Feature): boolean {
  return flagsOf(descriptor, 'dwFeatures').includes(feature)
}

export function verifiesPin({ descriptor }: CcidFacts): boolean {
  return flagsOf(descriptor, 'bPINSupport').includes('verification')
}

/** @throws MalformedError when the descriptor announces more than one exchange level */
export function levelOf({ descriptor }: CcidFacts): ExchangeLevel {
  return exchangeLevel(descriptor)
}

/** Most bytes of abData in one message. */
export function roomIn({ descriptor }: CcidFacts): number {
  return Math.max(0, descriptor.dwMaxCCIDMessageLength - HEADER)
}

/** bMaxCCIDBusySlots; some readers say 0 and mean 1. */
export function busySlots({ descriptor }: CcidFacts): number {
  return Math.max(1, descriptor.bMaxCCIDBusySlots)
}

export function slotCount({ descriptor }: CcidFacts): number {
  return descriptor.bMaxSlotIndex + 1
}

/** Most information bytes of one block of T=1 the reader takes. */
export function maxIfsd({ descriptor }: CcidFacts): number {
  return Math.min(MAX_IFS, descriptor.dwMaxIFSD || DEFAULT_IFS)
}

/** Hertz: of the clock the reader gives to a card unless told otherwise. */
export function cardClock({ descriptor }: CcidFacts): number {
  return (descriptor.dwDefaultClock || TYPICAL_KHZ) * 1000
}
