import type { T1Host } from '#protocols/iso7816/t1/host'
import type { T1Failure } from '#protocols/iso7816/t1/host-context'
import { slotError } from './ccid-reply.ts'
import type { ContactLine } from './contact-line.ts'

/** How an exchange of T=1 between a simulated reader and a card ended. */
export interface T1Exchange {
  readonly outcome: Uint8Array | { readonly bError: number }
  /** Multipliers of the S(WTX request) blocks of the card. */
  readonly extensions: readonly number[]
  /** Block waiting times that passed in vain. */
  readonly waits: number
}

const errors: Readonly<Record<T1Failure, number>> = {
  mute: slotError.ICC_MUTE,
  unresponsive: slotError.XFR_PARITY_ERROR,
  doubtful: slotError.ICC_MUTE,
  aborted: slotError.HW_ERROR,
  cancelled: slotError.CMD_ABORTED,
  tooLong: slotError.XFR_OVERRUN,
}

/** One exchange of APDUs by a reader that speaks T=1 itself. */
export function exchangeT1(line: ContactLine, host: T1Host, apdu: Uint8Array): T1Exchange {
  const extensions: number[] = []
  let waits = 0
  let isSilent = false
  host.begin(apdu)
  for (;;) {
    let heard: Uint8Array = new Uint8Array()
    for (const effect of host.drain()) {
      if (effect.type === 'send') heard = line.say(effect.bytes)
      if (effect.type === 'setTimer' && effect.bwt > 1) extensions.push(effect.bwt)
      if (effect.type === 'deliver') return { outcome: effect.apdu, extensions, waits }
      if (effect.type === 'fail') {
        return { outcome: { bError: isSilent ? slotError.ICC_MUTE : errors[effect.reason] }, extensions, waits }
      }
    }
    if (heard.length === 0) heard = line.silence()
    isSilent = heard.length === 0
    if (!isSilent) host.received(heard)
    if (isSilent || host.midBlock) {
      waits += 1
      host.timedOut()
    }
  }
}
