import { describe, expect, test } from 'vitest'
import { ThreeCardDesk, type Called, type DeskOptions } from './three-card-desk.fixture.ts'

const failed = (called: Called) => 'failed' in called ? called.failed : 'done'

/** A call and what it comes to. */
type Line = readonly [method: Parameters<ThreeCardDesk['call']>[0], params: object, outcome: string]

async function story(options: DeskOptions, lines: readonly Line[]) {
  const desk = new ThreeCardDesk(options)
  const seen = new Set<string>()
  for (const [index, [method, params, outcome]] of lines.entries()) {
    const called = await desk.call(method, params)
    expect(failed(called), `${index}: ${method} ${JSON.stringify(params)}`).toBe(outcome)
    for (const [name, value] of Object.entries(params)) if (/^(?:pin|puk|newPin)$/.test(name)) seen.add(String(value))
    const told = JSON.stringify([called, desk.events, await desk.call('card.status')])
    for (const secret of seen) expect(told).not.toMatch(new RegExp(`(?<!\\d)${secret}(?!\\d)`))
  }
  return desk
}

describe('the PIN of a health card', () => {
  test('is wanted before anything protected is read, once for a session', async () => {
    await story({ world: 'pin-card' }, [
      ['card.readRegister', {}, 'PIN_REQUIRED'], ['card.verifyPin', { pin: '1235' }, 'PIN_WRONG'],
      ['card.readRegister', {}, 'PIN_REQUIRED'], ['card.verifyPin', { pin: '1234' }, 'done'],
      ['card.readRegister', {}, 'done'], ['card.readMarks', {}, 'done'],
      ['auth.logout', { card: 'hc' }, 'done'], ['card.readRegister', {}, 'PIN_REQUIRED'],
    ])
  })

  test('is set, changed and taken away', async () => {
    await story({ world: 'one-clinic' }, [
      ['card.verifyPin', { pin: '1234' }, 'PIN_NOT_SET'], ['card.disablePin', { pin: '1234' }, 'PIN_NOT_SET'],
      ['card.enablePin', { newPin: '246813' }, 'done'], ['card.enablePin', { newPin: '1357' }, 'PIN_SET_ALREADY'],
      ['card.changePin', { pin: '99887', newPin: '1357' }, 'PIN_WRONG'],
      ['card.changePin', { pin: '246813', newPin: '1357' }, 'done'],
      ['auth.logout', {}, 'done'], ['card.readRegister', {}, 'PIN_REQUIRED'], ['card.verifyPin', { pin: '1357' }, 'done'],
      ['card.readRegister', {}, 'done'], ['card.disablePin', { pin: '1357' }, 'done'],
      ['auth.logout', {}, 'done'], ['card.readRegister', {}, 'done'],
    ])
  })

  test('of another form costs no try', async () => {
    await story({ world: 'pin-card' }, [
      ...['123', '1234567', '12a4', '１２３４'].map((pin) => ['card.verifyPin', { pin }, 'PIN_MALFORMED'] as const),
      ['card.verifyPin', { pin: '5678' }, 'PIN_WRONG'], ['card.verifyPin', { pin: '5679' }, 'PIN_WRONG'],
      ['card.verifyPin', { pin: '1234' }, 'done'],
    ])
  })

  test('three times wrong is blocked, and everything says so', async () => {
    await story({ world: 'pin-card' }, [
      ['card.verifyPin', { pin: '5678' }, 'PIN_WRONG'], ['card.verifyPin', { pin: '5678' }, 'PIN_WRONG'],
      ['card.verifyPin', { pin: '5678' }, 'PIN_BLOCKED'], ['card.verifyPin', { pin: '1234' }, 'PIN_BLOCKED'],
      ['card.readRegister', {}, 'PIN_BLOCKED'], ['card.changePin', { pin: '1234', newPin: '246824' }, 'PIN_BLOCKED'],
    ])
  })
})

describe('the PIN of a professional card', () => {
  test('three times wrong is blocked until the PUK sets another', async () => {
    const desk = await story({ world: 'three-cards' }, [
      ['hpc.verifyPin', { pin: '654321' }, 'PIN_WRONG'], ['hpc.verifyPin', { pin: '654321' }, 'PIN_WRONG'],
      ['hpc.verifyPin', { pin: '654321' }, 'PIN_BLOCKED'], ['hpc.verifyPin', { pin: '123456' }, 'PIN_BLOCKED'],
      ['card.readPrescriptions', {}, 'PIN_BLOCKED'], ['card.readRegister', {}, 'done'],
      ['hpc.unlock', { puk: '11112222', newPin: '7654321' }, 'PIN_WRONG'],
      ['hpc.unlock', { puk: '87654321', newPin: '7654321' }, 'done'], ['hpc.verifyPin', { pin: '7654321' }, 'done'],
      ['card.readPrescriptions', {}, 'done'],
    ])
    expect(await desk.call('card.status')).toMatchObject({ result: { hpc: { pin: 'verified', state: 3 } } })
  })

  test('is changed by whoever knows it', async () => {
    await story({ world: 'three-cards' }, [
      ['hpc.changePin', { pin: '654321', newPin: '24681357' }, 'PIN_WRONG'],
      ['hpc.changePin', { pin: '123456', newPin: '12345' }, 'PIN_MALFORMED'],
      ['hpc.changePin', { pin: '123456', newPin: '24681357' }, 'done'], ['auth.logout', {}, 'done'],
      ['card.readPrescriptions', {}, 'HPC_PIN_REQUIRED'], ['hpc.verifyPin', { pin: '24681357' }, 'done'],
      ['card.readPrescriptions', {}, 'done'],
    ])
  })
})

describe('the reader’s own pad', () => {
  test('is said to be absent where there is none, and nothing is lost by that', async () => {
    const desk = await story({ world: 'three-cards' }, [
      ['card.readRegister', {}, 'done'], ['hpc.verifyPin', {}, 'PIN_PAD_ABSENT'], ['card.readRegister', {}, 'done'],
      ['hpc.verifyPin', { pin: '123456' }, 'done'], ['card.readPrescriptions', {}, 'done'],
    ])
    expect(desk.events.filter(({ event }) => event === 'card.removed')).toEqual([])
  })

  test('gives the card a PIN that never comes here, or nothing: cancelled, too late, wrong', async () => {
    for (const world of ['pin-card', 'three-cards'] as const) {
      const right = world === 'pin-card' ? '1234' : '123456'
      const entries = ['cancelled', 'timedOut', '999999', right]
      const desk = new ThreeCardDesk({ world, pad: () => entries.shift() ?? '' })
      const verify = () => desk.call(world === 'pin-card' ? 'card.verifyPin' : 'hpc.verifyPin')
      const outcomes = [await verify(), await verify(), await verify(), await verify()]
      expect(outcomes.map(failed)).toEqual(['PIN_CANCELLED', 'PIN_TIMEOUT', 'PIN_WRONG', 'done'])
      expect(failed(await desk.call(world === 'pin-card' ? 'card.readRegister' : 'card.readPrescriptions'))).toBe('done')
      expect(desk.events.filter(({ event }) => event === 'card.removed')).toEqual([])
    }
  })
})
