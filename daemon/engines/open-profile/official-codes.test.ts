import { describe, expect, test } from 'vitest'
import { officialCode } from '#protocols/auth/outcome'
import { officialError } from '#protocols/errors/official/index'
import { shownBy } from '#protocols/errors/official/shown'
import { pinOutcomes, type PinFailure } from '#protocols/hpc-card/pin-outcomes'
import { pinErrorOf } from './pin-operation.ts'

/** Outcomes with an official code that the native API tells in the words of the reader or of the session. */
const ofTheReader: readonly PinFailure[] = ['cardLost']

describe('the official table and what the PIN of a card really ends in', () => {
  const failures = (Object.keys(pinOutcomes) as PinFailure[]).filter((failure) => !ofTheReader.includes(failure))
  const kinds = failures.flatMap((failure) => (['hc', 'hpc'] as const).map((kind) => [failure, kind] as const))

  test.each(kinds)('%s of a card %s is told by an error that the row of its code names', (failure, kind) => {
    const output = { pin: 'unknown', triesLeft: null, failure, sw: null } as const
    const told = pinErrorOf({ kind, operation: 'verify', typed: undefined }, 'reader', output)
    const code = officialCode(pinOutcomes[failure], kind)
    expect(officialError('csHIS', code)).toBeDefined()
    expect(shownBy('native', 'csHIS', code)?.names, String(code)).toContain(told?.name)
  })
})
