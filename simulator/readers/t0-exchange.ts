import type { ResponseApdu } from '#protocols/iso7816/apdu'
import type { T0Effect, T0Host } from '#protocols/iso7816/t0/engine'
import type { T0Failure } from '#protocols/iso7816/t0/machine'
import { NULL, type Tpdu } from '#protocols/iso7816/t0/tpdu'
import { slotError } from './ccid-reply.ts'
import type { ContactLine } from './contact-line.ts'

/** How an exchange of T=0 between a simulated reader and a card ended. */
export interface T0Exchange {
  readonly outcome: ResponseApdu | { readonly bError: number }
  /** NULL bytes of the card: each begins the work waiting time anew. */
  readonly nulls: number
  /** Work waiting times that passed in vain. */
  readonly waits: number
}

const errors: Readonly<Record<T0Failure, number>> = {
  workWaitingTime: slotError.ICC_MUTE,
  illegalProcedureByte: slotError.PROCEDURE_BYTE_CONFLICT,
  dataIncomplete: slotError.PROCEDURE_BYTE_CONFLICT,
  parity: slotError.XFR_PARITY_ERROR,
  surplusBytes: slotError.XFR_OVERRUN,
  resetNeeded: slotError.ICC_MUTE,
}

/** One exchange by a reader that handles procedure bytes itself. */
export function exchangeT0(line: ContactLine, host: T0Host, tpdu: Tpdu): T0Exchange {
  let nulls = 0
  let waits = 0
  let effects: readonly T0Effect[] = host.begin(tpdu)
  for (;;) {
    let heard = new Uint8Array()
    for (const effect of effects) {
      if (effect.type === 'send') heard = Uint8Array.from(line.say(effect.bytes))
      if (effect.type === 'answered') return { outcome: effect.response, nulls, waits }
      if (effect.type === 'failed') return { outcome: { bError: errors[effect.failure] }, nulls, waits }
    }
    if (heard.length === 0) {
      waits += 1
      effects = host.timedOut()
    } else {
      // whatever the reader sends, a procedure byte answers it
      nulls += Math.max(0, heard.findIndex((byte) => byte !== NULL))
      effects = host.received(heard)
    }
  }
}
