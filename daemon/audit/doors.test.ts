import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAudited, isAuditedMethod } from '#protocols/audit/audited'
import { cshisMethods } from '#protocols/cshis/native'
import { localCalls } from '#protocols/cs6/local/index'
import { pathOf, verbOf } from '#protocols/cs6/local-call'
import { remotePath } from '#protocols/cs6/remote-call'
import { remoteCalls } from '#protocols/cs6/remote/index'
import type { MethodDeclaration } from '#protocols/native-api/method'
import { methods } from '#protocols/native-api/registry'
import { openDoor, type OpenDoor } from '../doors/cs6/door.fixture.ts'
import type { ShownRecord } from '../store/audit-rows.ts'
import { memory, openStore } from '../store/store.fixture.ts'

const PAGE = 'https://his.example'
const INITIAL = 'POST /api/common/v1/Initial'
const user = `user ${process.getuid?.()}`
const store = openStore(memory())
let door: OpenDoor

beforeAll(async () => {
  door = await openDoor({ world: 'three-cards', withCloud: true, config: { origins: [PAGE] }, store })
  await door.ask('POST', pathOf({ name: INITIAL }))
})
afterAll(() => door.close())

const records = () => store.audit.recent(10_000).reverse()

/** The records that a call leaves. */
async function left(call: () => Promise<unknown>): Promise<ShownRecord[]> {
  const before = records().length
  await call()
  return records().slice(before)
}

const rpc = (method: string, params = {}, more = {}) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params, ...more })
const asPage = (method: string, params = {}, more = {}) => door.running.post(rpc(method, params, more), { Origin: PAGE })

const natives: readonly MethodDeclaration[] = Object.values(methods)

describe('every declared call', () => {
  it('says why it is not recorded, where it is one of a kind that is', () => {
    const all = [...natives, ...cshisMethods().map(({ declared }) => declared), ...localCalls]
    for (const { name, unaudited = 'because of its scope' } of all) expect(unaudited.length, name).toBeGreaterThan(8)
    for (const method of natives) {
      if (method.unaudited !== undefined) expect(isAuditedMethod({ scope: method.scope }), method.name).toBe(true)
      if (method.secret !== undefined || method.scope === 'card.write') expect(isAuditedMethod(method), method.name).toBe(true)
    }
    for (const { declared } of cshisMethods()) {
      if (Object.keys(declared.needs).length > 0) expect(isAudited(declared), declared.name).toBe(true)
    }
    for (const call of localCalls) if (call.secret !== undefined) expect(isAudited(call), call.name).toBe(true)
  })

  it.each(natives)('$name leaves one record, or none when it is declared to leave none', async (method) => {
    const isRecorded = isAuditedMethod(method)
    const found = await left(() => door.running.rpc(method.name, { unexpected: true }))
    expect(found).toMatchObject(isRecorded ? [{ door: 'native', caller: 'token', called: method.name, result: 'PARAMS_INVALID' }] : [])
  })

  it.each(cshisMethods())('cshis.$name leaves one record, or none', async ({ name, declared }) => {
    const found = await left(() => door.running.rpc(`cshis.${name}`, { unexpected: true }))
    const row = { door: 'cshis', caller: 'token', called: `cshis.${name}`, result: 'PARAMS_INVALID' }
    expect(found).toMatchObject(isAudited(declared) ? [row] : [])
  })

  it.each(localCalls)('$name of 6.0 leaves one record, or none', async (call) => {
    const found = await left(() => door.ask(verbOf(call), pathOf(call), call.name.startsWith('GET') ? undefined : '['))
    expect(found).toMatchObject(isAudited(call) ? [{ door: 'cs6', caller: user, called: call.name, result: '1706' }] : [])
  })

  it.each(remoteCalls)('$name through the remote proxy leaves one record', async ({ name }) => {
    const url = `${door.running.url}/nhia${remotePath(name)}`
    const found = await left(() => fetch(url, { method: 'POST', body: '[' }))
    expect(found).toMatchObject([{ door: 'remoteProxy', caller: user, called: name, result: '1706' }])
  })
})

describe('a record', () => {
  it('says which page called, whom its HIS named, and whose card it was', async () => {
    const [byPage] = await left(() => asPage('card.readBasic', {}, { meta: { user: '王護理師' } }))
    expect(byPage).toMatchObject({ caller: `origin ${PAGE}`, user: '王護理師', called: 'card.readBasic', result: 'ok', professional: null })
    const [byFunction] = await left(() => asPage('cshis.hisGetBasicData'))
    expect(byFunction).toMatchObject({ door: 'cshis', user: null, result: 'ok', patient: byPage?.patient })
    const [byCs6] = await left(() => door.ask('POST', '/api/hc/v1/Signature/Hc', { serviceType: '02' }, { 'X-HIS-User': 'nurse%2007' }))
    expect(byCs6).toMatchObject({ door: 'cs6', caller: user, user: 'nurse 07', result: 'ok', patient: byPage?.patient })
    expect(byPage?.patient).toMatch(/^[0-9a-f]{32}$/)
  })

  it('says the professional card once it stands behind a call, masked', async () => {
    const [, verified, read] = await left(async () => {
      await asPage('card.readPrescriptions')
      await asPage('hpc.verifyPin', { pin: '123456' })
      await asPage('card.readPrescriptions')
    })
    expect(verified).toMatchObject({ called: 'hpc.verifyPin', result: 'ok', professional: expect.stringContaining('***') })
    expect(read).toMatchObject({ result: 'ok', professional: verified?.professional })
  })

  it('says how a call failed: by the error’s name, or by its official code', async () => {
    expect(await left(() => asPage('card.readBasic', { reader: 'r99' }))).toMatchObject([{ result: 'READER_UNKNOWN', patient: null }])
    expect(await left(() => asPage('cshis.csSoftwareReset', { type: 0 }))).toMatchObject([{ result: 'PAGE_REFUSED' }])
    expect(await left(() => asPage('cshis.hisGetTreatNumNoICCard', {}))).toMatchObject([{ result: 'PARAMS_INVALID' }])
    expect(await left(() => asPage('cshis.csUnGetSeqNumber', { unTreatDate: '2026-01-15T08:00:00' })))
      .toMatchObject([{ result: expect.stringMatching(/^\d{4}$/), patient: expect.any(String) }])
  })

  it('is one for each call of a batch, and for one that wants no answer', async () => {
    const batch = `[${rpc('card.readBasic')},${rpc('system.status')},{"jsonrpc":"2.0","method":"card.readBasic"}]`
    expect(await left(() => door.running.post(batch))).toMatchObject([{ called: 'card.readBasic' }, { called: 'card.readBasic' }])
  })

  it('is none for a call that nobody knows: its name is the caller’s text', async () => {
    expect(await left(() => asPage('card.Z199999016'))).toEqual([])
    expect(await left(() => asPage('cshis.Z199999016'))).toEqual([])
  })
})

describe('a user who is none', () => {
  it.each(['', 'x'.repeat(65), 'a\nb'])('is refused over the native API: %j', async (given) => {
    const response = await asPage('card.readBasic', {}, { meta: { user: given } })
    expect(await response.json()).toMatchObject({ error: { data: { name: 'REQUEST_INVALID' } } })
  })

  it.each(['%ff', 'x'.repeat(65), '%00'])('is refused in the header of NHIA’s doors: %s', async (given) => {
    const headers = { 'X-HIS-User': given }
    expect((await door.ask('POST', '/api/sam/v1/Verification', {}, headers)).json).toMatchObject({ statusCode: 1705 })
    const url = `${door.running.url}/nhia${remotePath('BasicData/Query')}`
    expect(await (await fetch(url, { method: 'POST', body: '{}', headers })).json()).toEqual({ statusCode: 1705 })
  })
})

describe('the whole of it', () => {
  it('is one whole chain, whatever two programs and a page call at the same time', async () => {
    const calls = Array.from({ length: 30 }, (_, call) => (
      call % 3 === 0 ? asPage('card.readBasic') : call % 3 === 1 ? door.running.rpc('card.readBasic')
      : door.ask('POST', '/api/sam/v1/Verification', {})
    ))
    expect(await left(() => Promise.all(calls))).toHaveLength(30)
    expect(store.audit.verify()).toMatchObject({ count: records().length, broken: null })
  })

  it('holds no id, name, birthday or PIN of anybody whose card was used', async () => {
    const response = await (await asPage('card.readRegister')).json() as { result: { register: Record<string, unknown> } }
    const { idCardNum, name, birthday, cardSn } = response.result.register
    const planted = [idCardNum, name, birthday, cardSn, '123456', '王護理師', door.running.token].map(String)
    const file = store.database.handle.serialize()
    const shown = JSON.stringify(records().map(({ user: _, ...others }) => others))
    for (const canary of planted) {
      expect(file.includes(canary), canary).toBe(false)
      expect(shown).not.toContain(canary)
    }
    expect(door.running.logged.join('')).not.toContain('王護理師')
  })
})
