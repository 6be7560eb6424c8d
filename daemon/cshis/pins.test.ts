import { describe, expect, test } from 'vitest'
import { cshisFunctions } from '#protocols/cshis/index'
import { startTestDaemon } from '../daemon.fixture.ts'
import { inTurn } from '../engines/open-profile/pad-link.fixture.ts'
import { FunctionDesk } from './function-desk.fixture.ts'

const pad = (...entries: readonly string[]) => inTurn(entries)

async function codeOf(desk: FunctionDesk, name: Parameters<FunctionDesk['call']>[0], input: object = {}): Promise<number> {
  return (await desk.call(name, input)).code
}

test('no function takes a PIN', () => {
  const names = ['csVerifyHCPIN', 'csInputHCPIN', 'csDisableHCPIN', 'hpcVerifyHPCPIN', 'hpcInputHPCPIN', 'hpcUnlockHPC'] as const
  for (const name of names) expect(cshisFunctions[name].inputs).toEqual({})
})

describe('the patient’s PIN, at the pad', () => {
  test('opens what wants it', async () => {
    const desk = new FunctionDesk({ world: 'pin-card', pad: pad('1234') })
    expect(await codeOf(desk, 'hisGetCumulativeFee')).toBe(5102)
    expect(await codeOf(desk, 'csVerifyHCPIN')).toBe(0)
    expect(await codeOf(desk, 'hisGetCumulativeFee')).toBe(0)
    expect(await codeOf(desk, 'hisGetCardStatus', { cardType: 2 })).toBe(4)
  })

  test('is 5102 when wrong, 5109 when the person cancelled, and 9043 when it is locked', async () => {
    const desk = new FunctionDesk({ world: 'pin-card', pad: pad('9999', 'cancelled', '9999', '9999', '1234') })
    const codes = []
    for (let at = 0; at < 5; at++) codes.push(await codeOf(desk, 'csVerifyHCPIN'))
    expect(codes).toEqual([5102, 5109, 5102, 9043, 9043])
  })

  test('opens a critical illness to its owner’s id, which wants it too', async () => {
    const desk = new FunctionDesk({ world: 'pin-card', pad: pad('1234') })
    const lin = { patientId: 'Z299999027', birthday: '1985-12-31' }
    expect(await codeOf(desk, 'hisGetCriticalIllnessID', lin)).toBe(5102)
    await codeOf(desk, 'csVerifyHCPIN')
    expect(await codeOf(desk, 'hisGetCriticalIllnessID', lin)).toBe(5141)
  })

  test('is set, changed and taken off, and each time the card knows the new one alone', async () => {
    const desk = new FunctionDesk({
      world: 'one-clinic', pad: pad('1234', '1234', '1234', '246810', '246810', '1234', '246810', '246810', '9999'),
    })
    expect(await codeOf(desk, 'csInputHCPIN')).toBe(0)
    expect(await codeOf(desk, 'csISSetPIN')).toBe(1)
    expect(await codeOf(desk, 'csInputHCPIN')).toBe(0)
    await desk.desk.call('auth.logout')
    expect(await codeOf(desk, 'csVerifyHCPIN')).toBe(5102)
    expect(await codeOf(desk, 'csVerifyHCPIN')).toBe(0)
    expect(await codeOf(desk, 'csDisableHCPIN')).toBe(0)
    expect(await codeOf(desk, 'csISSetPIN')).toBe(0)
    expect(await codeOf(desk, 'csDisableHCPIN')).toBe(5111)
  })

  test('stays as it is when the old one is wrong, the new ones differ or the person cancels at any entry', async () => {
    const entries = ['9999', '2468', '2468', '1234', '2468', '2469', 'cancelled', '1234', 'cancelled', '1234', '2468', 'cancelled', '9999']
    const desk = new FunctionDesk({ world: 'pin-card', pad: pad(...entries, '1234') })
    const codes = []
    for (let at = 0; at < 5; at++) codes.push(await codeOf(desk, 'csInputHCPIN'))
    codes.push(await codeOf(desk, 'csDisableHCPIN'), await codeOf(desk, 'csVerifyHCPIN'))
    expect(codes).toEqual([5105, 5107, 5109, 5109, 5109, 5105, 0])
  })
})

test('what is entered for a change comes into no answer, event or line of the log, whatever becomes of it', async () => {
  const [old, fresh, wrong] = ['135791', '246802', '975310']
  const entries = [old, old, wrong, fresh, fresh, old, fresh, wrong, old, fresh, 'cancelled', old, fresh, fresh, wrong, fresh]
  const daemon = await startTestDaemon({ world: 'one-clinic', pad: inTurn(entries) })
  try {
    const answers = []
    const names = [...Array<string>(5).fill('csInputHCPIN'), 'csDisableHCPIN', 'csDisableHCPIN']
    for (const name of names) {
      answers.push(await daemon.rpc(`cshis.${name}`))
    }
    expect(answers.map((one) => 'result' in one ? (one.result as { code: number }).code : NaN)).toEqual([0, 5105, 5107, 5109, 0, 5105, 0])
    const told = JSON.stringify([answers, daemon.logged])
    for (const secret of [old, fresh, wrong]) expect(told).not.toMatch(new RegExp(`(?<!\\d)${secret}(?!\\d)`))
  } finally {
    await daemon.close()
  }
})

describe('the professional’s PIN, at the pad', () => {
  test('is what hpcGetHPCStatus tells of', async () => {
    const desk = new FunctionDesk({ world: 'three-cards', pad: pad('123456') })
    expect((await desk.call('hpcGetHPCStatus', { req: 1 })).written).toEqual({ status: '0000' })
    expect(await codeOf(desk, 'hpcVerifyHPCPIN')).toBe(0)
    expect((await desk.call('hpcGetHPCStatus', { req: 1 })).written).toEqual({ status: '0100' })
    expect(await codeOf(desk, 'hisReadPrescriptAllergic', { startPos: 1, endPos: 3 })).toBe(0)
  })

  test('is 5102 when wrong and 9043 when it is locked', async () => {
    const desk = new FunctionDesk({ world: 'three-cards', pad: pad('999999', '999999', '999999') })
    const codes = []
    for (let at = 0; at < 4; at++) codes.push(await codeOf(desk, 'hpcVerifyHPCPIN'))
    expect(codes).toEqual([5102, 5102, 9043, 9043])
  })

  test('is changed, and set anew by the PUK when it is locked', async () => {
    const desk = new FunctionDesk({
      world: 'three-cards', pad: pad(
        '999999', '7654321', '7654321', '123456', '7654321', '7654321', '123456', '123456', '7654321',
        '11112222', '246810', '246810', '87654321', '246810', '246811', '87654321', '246810', '246810', '246810',
      ),
    })
    const codes = []
    const names = ['hpcInputHPCPIN', 'hpcInputHPCPIN'] as const
    for (const name of names) codes.push(await codeOf(desk, name))
    await desk.desk.call('auth.logout')
    for (let at = 0; at < 3; at++) codes.push(await codeOf(desk, 'hpcVerifyHPCPIN'))
    for (let at = 0; at < 3; at++) codes.push(await codeOf(desk, 'hpcUnlockHPC'))
    codes.push(await codeOf(desk, 'hpcVerifyHPCPIN'))
    expect(codes).toEqual([5105, 0, 5102, 5102, 0, 5122, 5107, 0, 0])
  })

  test('is verified by HCA_GNFuncCall as well', async () => {
    const desk = new FunctionDesk({ world: 'three-cards', pad: pad('123456') })
    const none = { input: '', p1: 0, p2: 0, p3: 0, p4: 0, p5: 0 }
    expect(await codeOf(desk, 'HCA_GNFuncCall', { id: 10_105, ...none })).toBe(0)
    expect(await codeOf(desk, 'hisGetCardStatus', { cardType: 3 })).toBe(3)
  })
})
