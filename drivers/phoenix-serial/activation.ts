import { MalformedError } from '#protocols/bytes/malformed'
import { parseAtr } from '#protocols/iso7816/atr'
import { atrParameters, type AtrParameters } from '#protocols/iso7816/atr-parameters'
import { proposePps } from '#protocols/iso7816/pps'
import { defaultRate, lineTiming, type Rate } from '#protocols/iso7816/timing'
import { SlotError } from '../reader/reader.ts'
import { readAtr } from './answer-to-reset.ts'
import type { CardExchange } from './card-exchange.ts'
import type { CardLine } from './card-line.ts'
import { otherConvention } from './convention.ts'
import { exchangePps } from './pps-exchange.ts'
import { lineAt, pacingFor, speedFor } from './speed.ts'
import { T0Exchange } from './t0-exchange.ts'
import { T1Exchange } from './t1-exchange.ts'

/** Resets of one reading before a card counts as silent or its line as bad (assumed). */
const MOST_RESETS = 3

export interface ActivationOptions {
  readonly line: CardLine
  /** Bits per second after a reset. */
  readonly baudRate: number
  /** Bits per second that are never exceeded. */
  readonly mostBaud: number
  /** Whether another card cannot have taken its place unnoticed; otherwise T=1 repeats nothing. */
  readonly staysItself: boolean
  /** A reset was tried again because the one before brought no ATR. */
  readonly retried: () => void
}

export interface ActiveCard {
  readonly atr: Uint8Array
  readonly exchange: CardExchange
}

interface CardRead {
  readonly atr: Uint8Array
  readonly parameters: AtrParameters
}

interface Settled {
  readonly t: number
  readonly rate: Rate
}

/**
 * Resets a card, reads its ATR and settles protocol and rate: the protocol the card offers first, if it is T=0 or T=1,
 * and the rate the card would like, if the adapter makes it. A card that refuses PPS, or an adapter that refuses the
 * speed, has the card reset and spoken to as cards begin (ISO/IEC 7816-3:2006 §9.3).
 * @throws SlotError, WireError
 */
export async function activate(options: ActivationOptions): Promise<ActiveCard> {
  let proposes = true
  let refused = false
  for (;;) {
    const card = await resetUntilRead(options)
    try {
      const settled = proposes ? await settle(card.parameters, options) : settleForLeast(card.parameters)
      if (settled !== undefined) return active(card, settled, options)
      proposes = false
    } catch (error) {
      // a damaged ATR may still be one: only what a card says twice is believed to be beyond us
      if (refused || !(error instanceof SlotError) || error.fault !== 'protocol') throw error
      refused = true
    }
  }
}

async function resetUntilRead({ line, baudRate, retried }: ActivationOptions): Promise<CardRead> {
  let { convention } = line
  let damaged = false
  for (let resets = 1; ; resets++) {
    await line.reset(convention)
    const reading = await readAtr(line, baudRate)
    if (typeof reading === 'object' && 'atr' in reading) {
      const parameters = parametersOf(reading.atr)
      if (parameters !== undefined) return { atr: reading.atr, parameters }
    }
    damaged ||= reading !== 'silent'
    if (resets === MOST_RESETS) throw damaged ? new SlotError('transmission', 'ATR') : new SlotError('cardMute', 'ATR')
    // where the operating system drops characters of the wrong parity, the other convention looks like damage
    if (typeof reading === 'object' && 'convention' in reading) convention = reading.convention
    else {
      retried()
      if (reading === 'damaged') convention = otherConvention(convention)
    }
  }
}

/** Undefined from bytes that are no ATR. */
function parametersOf(atr: Uint8Array): AtrParameters | undefined {
  try {
    return atrParameters(parseAtr(atr))
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}

/** What card and line agree on; undefined when the card is to be reset to find out. */
async function settle(
  parameters: AtrParameters, { line, baudRate, mostBaud }: ActivationOptions,
): Promise<Settled | undefined> {
  const { specificMode, fi, di, protocols, firstOffered } = parameters
  const own = fi === undefined || di === undefined ? undefined : { fi, di }
  const speedOf = (rate: Rate | undefined) => rate && speedFor(rate, baudRate, mostBaud)
  const speaks = async (rate: Rate) => line.speakAt(speedOf(rate) ?? baudRate)

  if (specificMode !== undefined) {
    const rate = rateOf(parameters)
    if (rate !== undefined && speedOf(rate) !== undefined && await speaks(rate)) return { t: specificMode.t, rate }
    if (specificMode.changeable) return undefined
    throw new SlotError('protocol', 'specific mode')
  }
  const t = isSpoken(firstOffered) ? firstOffered : protocols.find(isSpoken)
  if (t === undefined) throw new SlotError('protocol', `T=${firstOffered}`)
  const request = proposePps(parameters, { t, rate: speedOf(own) === undefined ? 'default' : 'card' })
  if (request === undefined) return { t, rate: defaultRate }
  const outcome = await exchangePps(line, request, pacingFor(parameters, lineAt(defaultRate, baudRate)))
  return outcome?.agreed === true && await speaks(outcome.rate) ? outcome : undefined
}

/** After a PPS in vain, or a reset out of a specific mode: nothing is proposed. */
function settleForLeast(parameters: AtrParameters): Settled {
  const { specificMode, firstOffered } = parameters
  if (specificMode !== undefined) throw new SlotError('protocol', 'specific mode')
  return { t: firstOffered, rate: defaultRate }
}

/** The rate of a card in specific mode; F and D by the rules of T=0 and T=1 are the default ones. */
function rateOf({ specificMode, fi, di }: AtrParameters): Rate | undefined {
  if (specificMode?.rate !== 'TA1') return defaultRate
  return fi === undefined || di === undefined ? undefined : { fi, di }
}

function isSpoken(t: number): boolean {
  return t === 0 || t === 1
}

function active(
  { atr, parameters }: CardRead, { t, rate }: Settled, { line, baudRate, staysItself }: ActivationOptions,
): ActiveCard {
  const cardLine = lineAt(rate, baudRate)
  const pacing = pacingFor(parameters, cardLine)
  const timing = lineTiming(parameters, cardLine)
  if (t === 0) return { atr, exchange: new T0Exchange(line, pacing, timing) }
  if (t === 1 && parameters.t1 !== undefined) {
    return { atr, exchange: new T1Exchange({ line, pacing, parameters: parameters.t1, timing, repeats: staysItself }) }
  }
  throw new SlotError('protocol', `T=${t}`)
}
