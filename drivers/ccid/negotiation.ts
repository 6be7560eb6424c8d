import { MalformedError } from '#protocols/bytes/malformed'
import { flagsOf } from '#protocols/ccid/descriptor'
import type { Atr } from '#protocols/iso7816/atr'
import { atrParameters, type AtrParameters } from '#protocols/iso7816/atr-parameters'
import { decodePps, encodePps, ppsLength, ppsOutcome, proposePps, type Pps } from '#protocols/iso7816/pps'
import { baudRate, defaultRate, rateOfTa1, type Rate } from '#protocols/iso7816/timing'
import { SlotError } from '../reader/reader.ts'
import { isDefault, protocolData, type Agreement } from './agreement.ts'
import { cardClock, does, levelOf, type CcidFacts } from './facts.ts'
import { parametersPatience, readerPatience } from './patience.ts'
import { bestRate, reaches } from './rate-choice.ts'
import type { SlotCommands } from './slot-commands.ts'
import { refusalError } from './slot-fault.ts'

/** Whether the fastest common rate is wanted, or the one that is in force after a reset. */
export type Pace = 'best' | 'default'

interface Talk {
  readonly commands: SlotCommands
  readonly facts: CcidFacts
  readonly atr: Atr
  readonly pace: Pace
}

/**
 * Brings a card that was just reset and its reader to one protocol and one rate. What the reader does by itself is left
 * to it (CCID rev 1.1 §5.1, dwFeatures): negotiation as a whole, or PPS by the parameters it is given; else the PPS is
 * ours, and the reader is told afterwards.
 * @throws SlotError `protocol` when there is no common protocol or rate
 */
export async function negotiate(talk: Talk): Promise<Agreement> {
  const { facts, atr, pace } = talk
  const parameters = atrParameters(atr)
  const common = { parameters, convention: atr.convention }
  if (does(facts, 'automaticNegotiation')) {
    return { ...common, t: await protocolInForce(talk, parameters), rate: bestRate(facts, parameters) }
  }
  const t = protocolOf(parameters, facts)
  let rate = rateOf(parameters, facts, pace)
  if (!does(facts, 'automaticPps')) {
    // an unchanged card stays at what it came with, whatever was wanted
    const proposal = proposePps({ ...parameters, ...rate }, { t })
    if (proposal !== undefined) rate = await exchangePps(talk, proposal)
  }
  const wanted: Agreement = { ...common, t, rate }
  const agreed = await setParameters(talk, wanted)
  await setRate(talk, agreed)
  return agreed
}

/** The first protocol the card offers that the reader speaks. */
function protocolOf({ protocols, specificMode }: AtrParameters, facts: CcidFacts): 0 | 1 {
  const spoken = flagsOf(facts.descriptor, 'dwProtocols')
  const offered = specificMode === undefined ? protocols : [specificMode.t]
  for (const t of offered) if ((t === 0 || t === 1) && spoken.includes(`T=${t}`)) return t
  throw new SlotError('protocol', `T=${offered.join(', T=')}`)
}

function rateOf(parameters: AtrParameters, facts: CcidFacts, pace: Pace): Rate {
  const { specificMode, fi, di } = parameters
  if (specificMode === undefined) return pace === 'best' ? bestRate(facts, parameters) : defaultRate
  if (specificMode.rate === 'implicit') throw new SlotError('protocol', 'implicitRate')
  const only = { fi: fi ?? defaultRate.fi, di: di ?? defaultRate.di }
  if (!isDefault(only) && !reaches(facts, only)) throw new SlotError('protocol', 'rate')
  return only
}

/** A reader that negotiates by itself says what came of it; one that does not say takes what the card offers first. */
async function protocolInForce({ commands, facts }: Talk, parameters: AtrParameters): Promise<0 | 1> {
  const outcome = await commands.run({ name: 'PC_to_RDR_GetParameters' }, readerPatience)
  if ('refusal' in outcome) {
    if (outcome.refusal.icc === 'absent') throw refusalError(outcome.refusal)
    return protocolOf(parameters, facts)
  }
  const said = outcome.answer.name === 'RDR_to_PC_Parameters' ? outcome.answer.bProtocolNum : undefined
  if (said !== 0 && said !== 1) throw new SlotError('protocol', `T=${said}`)
  return said
}

async function exchangePps(talk: Talk, proposal: Pps): Promise<Rate> {
  try {
    const response = decodePps(await carryPps(talk, encodePps(proposal)))
    const outcome = ppsOutcome(proposal, response)
    if (!outcome.agreed) throw new SlotError('protocol', outcome.why)
    return outcome.rate
  } catch (error) {
    if (error instanceof MalformedError) throw new SlotError('transmission', error.field)
    throw error
  }
}

/** At character level the reader must be told how much comes: three bytes, then what PPS0 of the response announces. */
async function carryPps({ commands, facts }: Talk, request: Uint8Array): Promise<Uint8Array> {
  const isCharacter = levelOf(facts) === 'character'
  const transfer = async (abData: Uint8Array, wLevelParameter: number) => {
    const answer = await commands.accepted(
      { name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter, abData }, parametersPatience,
    )
    return answer.name === 'RDR_to_PC_DataBlock' ? answer.abData : new Uint8Array()
  }
  const first = await transfer(request, isCharacter ? 3 : 0)
  const announced = isCharacter ? ppsLength(first) ?? 3 : first.length
  if (announced <= first.length) return first
  return Uint8Array.of(...first, ...await transfer(new Uint8Array(), announced - first.length))
}

async function setParameters({ commands, facts }: Talk, wanted: Agreement): Promise<Agreement> {
  const outcome = await commands.run({
    name: 'PC_to_RDR_SetParameters', bProtocolNum: wanted.t, abProtocolDataStructure: protocolData(wanted),
  }, parametersPatience)
  if ('refusal' in outcome) {
    const { error, icc } = outcome.refusal
    // field: readers that set everything by the ATR may not know the command
    const byItself = does(facts, 'automaticParameters') || does(facts, 'automaticPps')
    if (error.name === 'CMD_NOT_SUPPORTED' && icc !== 'absent' && byItself) return wanted
    throw refusalError(outcome.refusal)
  }
  const { answer } = outcome
  if (answer.name !== 'RDR_to_PC_Parameters') return wanted
  if (answer.bProtocolNum !== wanted.t) throw new SlotError('protocol', `T=${answer.bProtocolNum}`)
  // with a PPS of its own the reader may have come to another rate
  const said = rateOfTa1(answer.abProtocolDataStructure[0] ?? 0)
  return said === undefined ? wanted : { ...wanted, rate: said }
}

/** A reader that does not follow the parameters with its line is told the rate (§6.1.14). */
async function setRate({ commands, facts }: Talk, { rate }: Agreement): Promise<void> {
  if (does(facts, 'automaticBaudRate') || isDefault(rate)) return
  const clockHz = cardClock(facts)
  await commands.accepted({
    name: 'PC_to_RDR_SetDataRateAndClockFrequency', dwClockFrequency: clockHz / 1000,
    dwDataRate: Math.round(baudRate({ ...rate, clockHz })),
  }, readerPatience)
}
