import { MalformedError } from '#protocols/bytes/malformed'
import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import { parseAtr } from '#protocols/iso7816/atr'
import { atrParameters, type AtrParameters } from '#protocols/iso7816/atr-parameters'
import { failed, offset, slotError, type Reply } from './ccid-reply.ts'
import type { ContactCard } from './contact-card.ts'

/** A card that answered its reset. */
export interface Answered {
  readonly bytes: Uint8Array
  readonly atr: AtrParameters
}

const AUTOMATIC = 0x00
/** automaticActivation, automaticVoltage. */
const CHOOSES_VOLTAGE = 0x04 | 0x08
/** bPowerSelect and the bit of bVoltageSupport; the lowest first, as a card of any class survives that. */
const voltages = [{ select: 3, bit: 4 }, { select: 2, bit: 2 }, { select: 1, bit: 1 }] as const
/** A card answers within 40,000 clock cycles (ISO/IEC 7816-3:2006 §6.2.2). */
const ATR_CYCLES = 40_000

/** Powers a card on, or resets it when it has power already. */
export function powerOn(
  card: ContactCard, bPowerSelect: number, { bVoltageSupport, dwFeatures, dwDefaultClock, dwProtocols }: CcidDescriptor,
): Answered | Reply {
  const chooses = bPowerSelect === AUTOMATIC && (dwFeatures & CHOOSES_VOLTAGE) !== 0
  const tried = voltages.filter(({ select, bit }) =>
    (bVoltageSupport & bit) !== 0 && (chooses || select === bPowerSelect))
  if (tried.length === 0) return failed(offset.specific)

  for (const { select } of tried) {
    const bytes = card.reset(select)
    if (bytes.length > 0) return judged(bytes, dwProtocols)
  }
  return failed(slotError.ICC_MUTE, tried.length * Math.ceil(ATR_CYCLES / dwDefaultClock))
}

function judged(bytes: Uint8Array, dwProtocols: number): Answered | Reply {
  try {
    const atr = atrParameters(parseAtr(bytes))
    if (!atr.protocols.some((t) => (dwProtocols & (1 << t)) !== 0)) return failed(slotError.ICC_PROTOCOL_NOT_SUPPORTED)
    return { bytes, atr }
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    if (error.field === 'TS') return failed(slotError.BAD_ATR_TS)
    // one that is cut short is waited for in vain
    return failed(error.field === 'TCK' ? slotError.BAD_ATR_TCK : slotError.ICC_MUTE)
  }
}
