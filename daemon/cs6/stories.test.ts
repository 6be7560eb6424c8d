import { afterEach, describe, expect, test } from 'vitest'
import { localCalls } from '#protocols/cs6/local/index'
import type { World } from '#protocols/native-api/method'
import type { Clinic } from '#simulator/clinic'
import { openDoor, type OpenDoor } from '../doors/cs6/door.fixture.ts'

const FIRST = 'Simulated Reader 01', SECOND = 'Simulated Reader 02'
const INITIAL = 'POST /api/common/v1/Initial', VERIFY_HPC = 'POST /api/hpc/v1/Verification/Hpc', HC_PIN = 'POST /api/hc/v1/Pin'
const SAM = 'POST /api/sam/v1/Signature', HPC = 'POST /api/hpc/v1/Signature'
const HC = 'POST /api/hc/v1/Signature/Hc', ALL = 'POST /api/hc/v1/Signature/HpcHc'
const VERIFY_SAM = 'POST /api/sam/v1/Verification', STATUS = 'GET /api/common/v1/Status'

let door: OpenDoor
afterEach(() => door.close())

const bodies: Readonly<Record<string, object>> = {
  [VERIFY_HPC]: { pin: '123456' }, [HC_PIN]: { pin: '1234' }, 'PUT /api/hc/v1/Pin': { newPin: '5678' },
  'POST /api/hpc/v1/Pin': { newPin: '654321' }, 'PUT /api/hpc/v1/Pin': { puk: '87654321', newPin: '654321' },
  ...Object.fromEntries([SAM, HPC, HC, ALL].map((name) => [name, { serviceType: '01' }])),
}

interface Reply {
  readonly statusCode: number
  readonly [field: string]: unknown
}

async function ask(name: string, body: object = bodies[name] ?? {}): Promise<Reply> {
  const [verb = '', path = ''] = name.split(' ')
  return (await door.ask(verb, path, verb === 'GET' ? undefined : body)).json as Reply
}

const code = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).statusCode

async function opened(world: World, before: (clinic: Clinic) => void = () => {}): Promise<void> {
  door = await openDoor({ world })
  expect(await code(INITIAL)).toBe(0)
  before(door.running.clinic)
  if (world === 'three-cards') expect(await code(VERIFY_HPC)).toBe(0)
}

const onHc = localCalls.map(({ name }) => name).filter((name) => /\/hc\/v1\/(?:Pin|Signature)/.test(name))

describe('where something is missing', () => {
  test('no reader at all is 1100, an empty one 1102, another card 1103, a real card 1502, two cards 1601', async () => {
    await opened('one-clinic')
    const { clinic } = door.running
    const answers = async () => new Set(await Promise.all(onHc.filter((name) => name !== ALL).map((name) => code(name))))
    clinic.remove(FIRST)
    expect(await answers()).toEqual(new Set([1102]))
    clinic.removeReader(SECOND)
    clinic.insert(FIRST, 'hpc.physician')
    expect(await answers()).toEqual(new Set([1103]))
    clinic.remove(FIRST)
    clinic.insert(FIRST, 'hc.real')
    expect(await answers()).toEqual(new Set([1502]))
    clinic.addReader(SECOND)
    clinic.insert(SECOND, 'hc.wang')
    expect(await answers()).toEqual(new Set([1601]))
    clinic.removeReader(SECOND)
    clinic.removeReader(FIRST)
    expect(await answers()).toEqual(new Set([1100]))
  })

  test('no data centre is 1700 wherever the module is wanted, and over when it is back', async () => {
    await opened('one-clinic')
    expect(await code(VERIFY_SAM)).toBe(0)
    door.running.idc!.reachable = false
    for (const name of [VERIFY_SAM, SAM, HC]) expect(await code(name), name).toBe(1700)
    door.running.idc!.reachable = true
    for (const name of [VERIFY_SAM, SAM, HC]) expect(await code(name), name).toBe(0)
  })

  test.each([['suspended', 1303], ['expired', 1304]] as const)(
    'a module that is %s is %i', async (standing, expected) => {
      await opened('one-clinic')
      expect(await code(VERIFY_SAM)).toBe(0)
      door.running.idc!.judge('TESTSAM00001', standing)
      expect(await code(VERIFY_SAM)).toBe(expected)
    },
  )
})

describe('PINs', () => {
  test('of a health card: wanted 1511, wrong 1514, verified twice 1513, changed and taken away without being shown again', async () => {
    await opened('pin-card')
    expect(await code(HC)).toBe(1511)
    expect(await code(HC_PIN, { pin: '4321' })).toBe(1514)
    expect([await code(HC_PIN), await code(HC_PIN), await code(HC)]).toEqual([0, 1513, 0])
    expect(await ask(STATUS)).toMatchObject({ status: { hc: { status: 3 } } })
    expect([await code('PUT /api/hc/v1/Pin'), await code('DELETE /api/hc/v1/Logout'), await code(HC)]).toEqual([0, 0, 1511])
    expect([await code(HC_PIN), await code(HC_PIN, { pin: '5678' })]).toEqual([1514, 0])
    expect([await code('DELETE /api/hc/v1/Pin'), await code('DELETE /api/hc/v1/Logout'), await code(HC)]).toEqual([0, 0, 0])
    expect([await code(HC_PIN), await code('DELETE /api/hc/v1/Pin')]).toEqual([1510, 1510])
  })

  test('of a professional card: changed once it is verified, opened by the PUK when it is blocked', async () => {
    await opened('three-cards')
    expect([await code('POST /api/hpc/v1/Pin'), await code('DELETE /api/hpc/v1/Logout'), await code(HPC)]).toEqual([0, 0, 1402])
    for (let tries = 0; tries < 4; tries++) expect(await code(VERIFY_HPC)).toBe(1410)
    expect(await code(VERIFY_HPC, { pin: '654321' })).toBe(1410)
    expect(await code('PUT /api/hpc/v1/Pin', { puk: '87654321', newPin: '111222' })).toBe(0)
    expect([await code(VERIFY_HPC, { pin: '111222' }), await code(ALL)]).toEqual([0, 0])
  })

  test('of six zeros mean the key-pad: without one it is 1410, and no card loses a try, however often', async () => {
    await opened('three-cards')
    expect(await code('DELETE /api/hpc/v1/Logout')).toBe(0)
    for (let start = 0; start < 5; start++) expect(await code(VERIFY_HPC, { pin: '000000' })).toBe(1410)
    expect(await code(VERIFY_HPC)).toBe(0)
  })

  test('that no card can have cost no try', async () => {
    await opened('pin-card')
    for (const pin of ['', '1', '12345678', '12a4', '１２３４', ' 1234']) expect(await code(HC_PIN, { pin })).toBe(1514)
    expect(await code(HC_PIN)).toBe(0)
  })
})

describe('the three cards', () => {
  test('stand in Status as they were authenticated, and a card that goes is gone from it', async () => {
    await opened('three-cards')
    const shown = async () => Object.values((await ask(STATUS))['status'] as object).map((one: unknown) => (
      typeof one === 'object' ? (one as { status: number }).status : one
    ))
    expect(await shown()).toEqual([true, 2, 3, 1])
    expect(await code(ALL)).toBe(0)
    expect(await shown()).toEqual([true, 2, 3, 2])
    door.running.clinic.remove(SECOND)
    expect(await shown()).toEqual([true, 2, 0, 1])
    expect(await code(ALL)).toBe(1102)
    door.running.clinic.remove(FIRST)
    expect(await shown()).toEqual([true, 2, 0, 0])
  })

  test('a signature names the card that lies there, never one before', async () => {
    await opened('one-clinic')
    const first = await ask(HC)
    door.running.clinic.remove(FIRST)
    door.running.clinic.insert(FIRST, 'hc.lin')
    const second = await ask(HC)
    expect([first['hcIdNo'], second['statusCode']]).toEqual(['Z199999016', 0])
    expect(second['hcId']).not.toBe(first['hcId'])
    door.running.clinic.swap(FIRST, 'hc.wang') // faster than the reader looks
    const third = await ask(HC)
    expect([1102, 1501, 0]).toContain(third.statusCode)
    if (third.statusCode === 0) expect(third['hcId']).toBe(first['hcId'])
  })

  test('a call on a PIN that is blocked in a three-card signature tells of the professional card', async () => {
    await opened('three-cards')
    expect(await code('DELETE /api/hpc/v1/Logout')).toBe(0)
    for (let tries = 0; tries < 3; tries++) expect(await code(VERIFY_HPC, { pin: '999999' })).toBe(1410)
    expect(await code(ALL)).toBe(1410)
  })
})
