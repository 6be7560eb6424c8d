import { MalformedError } from '#protocols/bytes/malformed'
import { flagsOf } from '#protocols/ccid/descriptor'
import { parseAtr, type Atr } from '#protocols/iso7816/atr'
import type { Clock } from '#protocols/port/clock'
import type { HealthCount } from '#protocols/reader/health'
import { SlotError } from '../reader/reader.ts'
import { does, type CcidFacts } from './facts.ts'
import { readerPatience, resetPatience } from './patience.ts'
import type { SlotCommands } from './slot-commands.ts'
import { refusalError } from './slot-fault.ts'

/** bPowerSelect. */
const AUTOMATIC = 0
const VOLTAGES = [{ name: '5V', bPowerSelect: 1 }, { name: '3V', bPowerSelect: 2 }, { name: '1.8V', bPowerSelect: 3 }]
/** Between looks at a reader that is just activating a card by itself, in ms, and how many. */
const SEQUENCE_MS = 100
const SEQUENCE_LOOKS = 20

export interface PowerOn {
  readonly commands: SlotCommands
  readonly facts: CcidFacts
  readonly clock: Clock
  readonly count: (what: HealthCount) => void
}

export interface ResetCard {
  readonly bytes: Uint8Array
  readonly atr: Atr
}

/**
 * Cold reset: power off, power on. A mute card or a damaged ATR is tried once more, and then at the other voltages the
 * reader gives, the highest first: NHI readers and cards are 5 V ones, and no ATR is known before the card has power.
 * @throws SlotError
 */
export async function resetCard(power: PowerOn): Promise<ResetCard> {
  const { commands, count } = power
  const [first = AUTOMATIC, ...others] = voltagesOf(power.facts)
  let failure: SlotError | undefined
  for (const bPowerSelect of [first, first, ...others]) {
    if (failure !== undefined) count('atrRetried')
    const off = await commands.run({ name: 'PC_to_RDR_IccPowerOff' }, readerPatience)
    if ('refusal' in off && off.refusal.icc === 'absent') throw refusalError(off.refusal)
    try {
      return await activate(power, bPowerSelect)
    } catch (error) {
      if (!(error instanceof SlotError) || isFinal(error)) throw error
      // of several failures the first says most: the right voltage is usually the first
      failure ??= error
    }
  }
  throw failure ?? new SlotError('cardMute')
}

function voltagesOf(facts: CcidFacts): number[] {
  if (does(facts, 'automaticVoltage') || does(facts, 'automaticActivation')) return [AUTOMATIC]
  const given = flagsOf(facts.descriptor, 'bVoltageSupport')
  // a descriptor that names none says nothing
  return VOLTAGES.filter(({ name }) => given.length === 0 || given.includes(name)).map((one) => one.bPowerSelect)
}

/** Failures that no other try can mend. */
export function isFinal({ fault }: SlotError): boolean {
  return fault === 'cardAbsent' || fault === 'readerLost'
}

async function activate(power: PowerOn, bPowerSelect: number): Promise<ResetCard> {
  const { commands, facts, clock } = power
  for (let looks = 0; ; looks++) {
    const outcome = await commands.run({ name: 'PC_to_RDR_IccPowerOn', bPowerSelect }, resetPatience)
    if ('answer' in outcome) {
      return parsed(outcome.answer.name === 'RDR_to_PC_DataBlock' ? outcome.answer.abData : new Uint8Array(), facts)
    }
    const { refusal } = outcome
    if (refusal.error.name !== 'BUSY_WITH_AUTO_SEQUENCE' || looks === SEQUENCE_LOOKS) throw refusalError(refusal)
    await new Promise<void>((resolve) => clock.after(SEQUENCE_MS, resolve))
  }
}

function parsed(abData: Uint8Array, { atrPrefix = 0 }: CcidFacts): ResetCard {
  const bytes = abData.slice(atrPrefix)
  try {
    return { bytes, atr: parseAtr(bytes) }
  } catch (error) {
    if (error instanceof MalformedError) throw new SlotError('transmission', `ATR ${error.field}`)
    throw error
  }
}
