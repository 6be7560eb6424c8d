import { NhicardError } from '#protocols/errors/nhicard-error'
import type { OwnErrorName } from '#protocols/errors/own'
import type { CshisCall, Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'

/** nhi-facts §3.1. */
const OLD_PIN_NOT_VERIFIED = 5105, NOT_DISABLED = 5111, STILL_LOCKED = 5122

/** At the reader's pad, always: the functions have no parameter for a PIN. */
function atPad({ cards, reader, caller }: CshisCall, operation: 'verify' | 'enable' | 'change' | 'disable') {
  return cards.healthPin(reader, { operation, typed: undefined }, caller).then((from) => from.map(() => ({})))
}

/** @throws CshisRefusal with `code` in place of the error of that name */
async function told<Value>(work: Promise<Value>, name: OwnErrorName, code: number): Promise<Value> {
  try {
    return await work
  } catch (error) {
    throw isNamed(error, name) ? new CshisRefusal(code) : error
  }
}

function isNamed(error: unknown, name: OwnErrorName): boolean {
  return error instanceof NhicardError && error.name === name
}

export const pins: Implementations<
  'csVerifyHCPIN' | 'csInputHCPIN' | 'csDisableHCPIN' | 'hpcVerifyHPCPIN' | 'hpcInputHPCPIN' | 'hpcUnlockHPC'
> = {
  csVerifyHCPIN: async (call) => {
    try {
      return await atPad(call, 'verify')
    } catch (error) {
      // that a card without a PIN answers 0 is assumed: everything that a verified PIN opens is open
      if (isNamed(error, 'PIN_NOT_SET')) return {}
      throw error
    }
  },
  csInputHCPIN: async (call) => {
    try {
      return await atPad(call, 'enable')
    } catch (error) {
      if (!isNamed(error, 'PIN_SET_ALREADY')) throw error
      return told(atPad(call, 'change'), 'PIN_WRONG', OLD_PIN_NOT_VERIFIED)
    }
  },
  csDisableHCPIN: (call) => {
    const work = told(told(atPad(call, 'disable'), 'PIN_NOT_SET', NOT_DISABLED), 'PIN_NOT_CHANGED', NOT_DISABLED)
    return told(work, 'PIN_WRONG', OLD_PIN_NOT_VERIFIED)
  },
  hpcVerifyHPCPIN: (call) => call.professionalPin('verify'),
  hpcInputHPCPIN: (call) => told(call.professionalPin('change'), 'PIN_WRONG', OLD_PIN_NOT_VERIFIED),
  hpcUnlockHPC: (call) => told(told(call.professionalPin('unlock'), 'PIN_BLOCKED', STILL_LOCKED), 'PIN_WRONG', STILL_LOCKED),
}
