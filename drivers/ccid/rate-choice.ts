import type { AtrParameters } from '#protocols/iso7816/atr-parameters'
import { baudRate, defaultRate, type Rate } from '#protocols/iso7816/timing'
import { cardClock, type CcidFacts } from './facts.ts'

/** Baud rate adjustment integers (ISO/IEC 7816-3:2006 table 8), fastest first. */
const DI = [64, 32, 20, 16, 12, 8, 4, 2, 1]
/** Readers round their clock and their rates; a character tolerates this much (assumed). */
const ROUNDING = 0.01

/** Whether the reader can speak at a rate, at the clock it gives to cards. */
export function reaches(facts: CcidFacts, rate: Rate): boolean {
  const { descriptor: { dwMaxDataRate }, dataRates = [] } = facts
  const baud = baudRate({ ...rate, clockHz: cardClock(facts) })
  const isNear = (other: number) => Math.abs(other - baud) <= other * ROUNDING
  if (baud > dwMaxDataRate && !isNear(dwMaxDataRate)) return false
  return dataRates.length === 0 || dataRates.some(isNear)
}

/**
 * The fastest rate both can speak: that of the card, or the same F with a smaller D (ISO/IEC 7816-3:2006 §9.2), or the
 * default one, which every reader can speak because the ATR comes at it.
 */
export function bestRate(facts: CcidFacts, { fi, di }: AtrParameters): Rate {
  if (fi === undefined || di === undefined) return defaultRate
  const isFaster = (rate: Rate) => rate.di / rate.fi > defaultRate.di / defaultRate.fi
  const rates = DI.filter((d) => d <= di).map((d) => ({ fi, di: d }))
  return rates.find((rate) => isFaster(rate) && reaches(facts, rate)) ?? defaultRate
}
