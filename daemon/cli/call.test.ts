import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { methods, type MethodName } from '#protocols/native-api/registry'
import { paramsFrom } from './call.ts'
import { secretsOf } from './secrets.ts'

const withSecrets = (Object.keys(methods) as MethodName[]).filter((method) => secretsOf(method).length > 0)
const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function refusal(method: MethodName, args: readonly string[]): NhicardError {
  try {
    paramsFrom(method, args)
  } catch (error) {
    if (error instanceof NhicardError) return error
  }
  throw new Error(`${method} ${args.join(' ')} was taken`)
}

describe('the command line', () => {
  test('becomes parameters as the method declares them', () => {
    expect(paramsFrom('card.readBasic', ['--reader', 'r1'])).toEqual({ reader: 'r1' })
    expect(paramsFrom('system.hello', ['--client', '1', '--api', '{"min":1,"max":2}']))
      .toEqual({ client: '1', api: { min: 1, max: 2 } })
    expect(paramsFrom('hpc.verifyPin', ['--reader', 'r2'])).toEqual({ reader: 'r2' })
  })

  test('asks for visits and settles one as their methods want it', () => {
    const visitId = '1'.repeat(32)
    expect(paramsFrom('visit.list', ['--reader', 'r1', '--pending-only', 'true', '--limit', '5']))
      .toEqual({ reader: 'r1', pendingOnly: true, limit: 5 })
    expect(paramsFrom('visit.get', ['--visit-id', visitId])).toEqual({ visitId })
    expect(paramsFrom('visit.pending', [])).toEqual({})
    expect(paramsFrom('visit.settle', ['--visit-id', visitId, '--note', '5'])).toEqual({ visitId, note: '5' })
  })

  test('knows which methods have secrets', () => {
    expect(withSecrets).toEqual([
      'card.verifyPin', 'card.enablePin', 'card.changePin', 'card.disablePin',
      'hpc.verifyPin', 'hpc.changePin', 'hpc.unlock',
    ])
  })

  test('takes no secret, however it is spelt, and says by name where it is taken from', () => {
    for (const method of withSecrets) {
      for (const name of secretsOf(method)) {
        const [flag, dashed] = [`--${name}`, `--${kebab(name)}`]
        for (const flags of [[flag, '135790'], [dashed, '135790'], [`${flag}=135790`], [`${dashed}=135790`], [flag]]) {
          const { name: error, message } = refusal(method, flags)
          expect(error).toBe('PARAMS_INVALID')
          expect(message).toMatch(new RegExp(`${name} is secret.*asked for, or read from standard input`))
          expect(message).not.toContain('135790')
        }
      }
    }
  })

  test('of a method with secrets is never repeated in an error, wherever a PIN was put', () => {
    const pins = fc.stringMatching(/^[0-9]{4,12}$/)
    const shapes = fc.constantFrom<(pin: string) => string[]>(
      (pin) => [pin], (pin) => [`--${pin}`], (pin) => ['-p', pin], (pin) => [`-p${pin}`], (pin) => ['--PIN', pin],
      (pin) => [`--Pin=${pin}`], (pin) => ['--reader', 'r2', pin], (pin) => [`pin=${pin}`],
      (pin) => ['--puk-code', pin],
    )
    fc.assert(fc.property(fc.constantFrom(...withSecrets), pins, shapes, (method, pin, shape) => {
      expect(JSON.stringify(refusal(method, shape(pin)).shape())).not.toContain(pin)
    }))
  })
})
