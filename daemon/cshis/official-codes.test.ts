import { describe, expect, test } from 'vitest'
import { officialCode } from '#protocols/auth/outcome'
import { cshisFunctions } from '#protocols/cshis/index'
import { officialError, officialErrorsOf } from '#protocols/errors/official/index'
import { shownBy } from '#protocols/errors/official/shown'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { ownErrors, type OwnErrorName } from '#protocols/errors/own'
import { pinOutcomes, type PinFailure } from '#protocols/hpc-card/pin-outcomes'
import { pinErrorOf } from '../engines/open-profile/pin-operation.ts'
import { officialCodeOf } from './official-code.ts'

const codeOf = (name: OwnErrorName) => officialCodeOf(new NhicardError(name, {} as never))

describe('the official table and the errors of ours that a HIS hears of as numbers', () => {
  const told = (Object.keys(ownErrors) as OwnErrorName[])
    .flatMap((name) => { const code = codeOf(name); return code === undefined ? [] : [[name, code] as const] })

  test('are many', () => expect(told.length).toBeGreaterThan(20))

  test.each(told)('%s is told as %i, whose row names it and what makes it happen', (name, code) => {
    expect(shownBy('native', 'csHIS', code)?.names).toContain(name)
    expect(officialError('csHIS', code)?.happens.by).toBeDefined()
  })

  test('agree where a row says that such an error makes its code happen', () => {
    for (const { code, happens } of officialErrorsOf('csHIS')) {
      for (const fault of happens.by ?? []) {
        if (fault.startsWith('error.')) expect(codeOf(fault.slice('error.'.length) as OwnErrorName)).toBe(code)
      }
    }
  })
})

describe('the official table and what the PIN of a card really ends in', () => {
  /** Told in the words of the reader. */
  const failures = (Object.keys(pinOutcomes) as PinFailure[]).filter((failure) => failure !== 'cardLost')
  const kinds = failures.flatMap((failure) => (['hc', 'hpc'] as const).map((kind) => [failure, kind] as const))

  test.each(kinds)('%s of a card %s is told by an error that the row of its code names', (failure, kind) => {
    const output = { pin: 'unknown', triesLeft: null, failure, sw: null } as const
    const error = pinErrorOf({ kind, operation: 'verify', typed: undefined }, 'reader', output)
    const code = officialCode(pinOutcomes[failure], kind)
    expect(shownBy('native', 'csHIS', code)?.names, String(code)).toContain(error?.name)
  })
})

test('every number that a csHIS function may return is in the official table, or is a state that is the answer', () => {
  for (const { name, returns } of Object.values(cshisFunctions)) {
    for (const code of returns) {
      if (code > 0 && code < 10) continue // of a card (§4.5), or that a PIN is set (1.36)
      expect(officialError('csHIS', code), `${name} ${code}`).toBeDefined()
    }
  }
})
