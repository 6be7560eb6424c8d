import { ifscOf, type Agreement } from './agreement.ts'
import { ApduExchange } from './apdu-exchange.ts'
import type { CardExchange } from './exchange.ts'
import { cardClock, levelOf, maxIfsd, type CcidFacts } from './facts.ts'
import { CardPatience } from './patience.ts'
import type { SlotCommands } from './slot-commands.ts'
import { T0CharacterExchange, T0TpduExchange } from './t0-exchange.ts'
import { T1Exchange } from './t1-exchange.ts'

/** What carries APDUs to this card through this reader (CCID rev 1.1 §3.2). */
export function exchangeFor(
  { commands, facts, agreement }: { commands: SlotCommands, facts: CcidFacts, agreement: Agreement },
): CardExchange {
  const { t, parameters, rate } = agreement
  const ifs = Math.min(ifscOf(agreement), maxIfsd(facts))
  const line = { ...rate, clockHz: cardClock(facts) }
  const options = { commands, facts, agreement, patience: new CardPatience({ t, parameters, line, ifs }) }
  switch (levelOf(facts)) {
    case 'character': return t === 0 ? new T0CharacterExchange(options) : new T1Exchange(options)
    case 'tpdu': return t === 0 ? new T0TpduExchange(options) : new T1Exchange(options)
    case 'shortApdu': case 'extendedApdu': return new ApduExchange(options)
  }
}
