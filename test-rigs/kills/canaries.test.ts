import { closeSync, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NhicardClient } from '#client/node'
import { PATIENCE_MS } from '#rigs/patience'
import { KillRig } from './kill-rig.ts'
import type { MortalDaemon } from './mortal-daemon.ts'
import { filesUnder, formsOf, secretsIn, type Secret } from './secret-search.ts'

const PIN = '123456', NEW_PIN = '73910526'
const KEY = 'CANARY-KEY-OF-HIS-0001'
const ORDER = 'A0KANARI01', DIAGNOSIS = 'Z9KAN7'
/** What an exception is planted with: it comes a while after the start. */
const CRASH_MS = 2_500
const cards = ['hc.wang', 'hc.rare'] as const

let rig: KillRig
beforeAll(async () => {
  rig = await KillRig.open(cards)
})
afterAll(() => rig?.close())

const secrets: Secret[] = []
const found = () => {
  const places = filesUnder(rig.stateDirectory)
  rig.logs.forEach((log, at) => places.set(`log ${at + 1}`, Buffer.from(log)))
  return secretsIn(places, secrets)
}
/** Calls that fail carry a secret where something else belongs. */
const refused = (client: NhicardClient, method: string, params: object) => (
  (client.call as (name: string, params: object) => Promise<unknown>).call(client, method, params).then(() => undefined, () => undefined)
)

/** A visit with all that a patient does not want to be known, and calls that are wrong. */
async function visit(client: NhicardClient, readerId: string, card: string, key: string): Promise<void> {
  const { idCardNum: patientId, birthday, name, cardSn } = rig.clinic.card(card).issued.person
  const reader = readerId
  const { visit: { treatmentDateTime, signature, treatmentNumber } } = await client.call('visit.takeNumber', {
    reader, treatmentItem: '01', babyTreatment: '', afterCheck: '1', idempotencyKey: key,
  })
  const owner = { reader, patientId, birthday, treatmentDateTime }
  await client.call('visit.write', {
    ...owner, afterCheck: '1', fees: { outpatientFee: 7_391, costFee: 0, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null },
    diagnoses: { mainCode: DIAGNOSIS, subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' },
  }).catch(() => {}) // a code that no table has: it was kept before it was refused, or was not
  const { signatures } = await client.call('visit.writeOrders', {
    ...owner, orders: [{
      treatmentDateTime, orderType: '1', treatmentItemCode: ORDER, treatmentPosition: '', usage: 'BID', days: 7,
      totalQuantity: '00014.0', deliveryNotes: '01',
    }],
  })
  await client.call('card.readBasic', { reader })
  await client.call('visit.list', { patientId, pendingOnly: false, limit: 50 })
  for (const text of [name, patientId, NEW_PIN, key]) {
    await refused(client, 'visit.get', { visitId: text })
    await refused(client, `cshis.${text}`, { [text]: text })
    await refused(client, 'hpc.verifyPin', { pin: text, reader: text })
  }
  secrets.push(
    { name: `name on ${card}`, text: name }, { name: `ID on ${card}`, text: patientId }, { name: `number of ${card}`, text: cardSn },
    { name: `birthday on ${card}`, text: birthday }, { name: `key for ${card}`, text: key },
    { name: `signature for ${card}`, text: signature },
    ...signatures.map((text) => ({ name: `order’s signature for ${card}`, text })),
    ...treatmentNumber === null ? [] : [{ name: `就醫識別碼 for ${card}`, text: treatmentNumber }],
  )
}

interface Life {
  readonly daemon: MortalDaemon
  readonly client: NhicardClient
}

async function alive(env: Readonly<Record<string, string>> = {}): Promise<Life> {
  const daemon = rig.start(env)
  expect(await daemon.ready(), daemon.log).toBe(true)
  return { daemon, client: daemon.client() }
}

async function killed({ daemon, client }: Life): Promise<void> {
  daemon.kill()
  await daemon.exited
  client.close()
}

test('a secret is found in each form in which it may stand', () => {
  const secret = { name: 'a name', text: '王測試' }
  for (const [form, bytes] of formsOf(secret.text)) {
    const places = new Map([['a file', Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')])]])
    expect(secretsIn(places, [secret])).toContain(`a name, ${form}, in a file`)
  }
  for (const pad of ['', 'x', 'xy']) {
    const places = new Map([['a file', Buffer.from(Buffer.from(`${pad}${secret.text}zz`).toString('base64'))]])
    expect(secretsIn(places, [secret]).join()).toMatch(/base64 of utf-8/)
  }
})

test('a day with two patients and many mistakes leaves nothing in clear, with its log hot and its process killed', async () => {
  rig.clinic.seat('Simulated Reader 01', cards[0])
  rig.clinic.seat('Simulated Reader 02', cards[1])
  const life = await alive()
  await expect.poll(async () => (await life.client.call('readers.list', {})).readers.length, { timeout: PATIENCE_MS }).toBe(3)
  await life.client.call('hpc.changePin', { pin: PIN, newPin: NEW_PIN })
  await life.client.call('hpc.verifyPin', { pin: NEW_PIN })
  await visit(life.client, 'r1', cards[0], KEY)
  await visit(life.client, 'r2', cards[1], `${KEY}-again`)
  const pending = life.client.call('visit.undo', { reader: 'r1', treatmentDateTime: '2026-01-01T00:00:00' }).catch(() => {})
  await killed(life)
  await pending
  const read = (file: string) => readFileSync(join(rig.stateDirectory, file), 'utf8')
  const masterKey = readFileSync(join(rig.stateDirectory, 'master.key'), 'latin1').trim()
  secrets.push(
    { name: 'PIN', text: PIN }, { name: 'new PIN', text: NEW_PIN }, { name: 'order', text: ORDER }, { name: 'diagnosis', text: DIAGNOSIS },
    { name: 'secret of the machine', text: 'nhicardd TEST machine' },
    { name: 'token', text: read('token').trim(), file: 'token' }, { name: 'master key', text: masterKey, file: 'master.key' },
  )
  expect(existsSync(join(rig.stateDirectory, 'store.sqlite-wal'))).toBe(true)
  expect(rig.logs.join('').split('\n').length).toBeGreaterThan(10)
  expect(found()).toEqual([])
})

test('an exception that nobody catches ends the daemon with a report of ours, and its message stands nowhere', async () => {
  const message = `${rig.clinic.card(cards[0]).issued.person.name} ${NEW_PIN}`
  const planted = `data:text/javascript,setTimeout(() => { throw new RangeError(${JSON.stringify(message)}) }, ${CRASH_MS})`
  const { daemon, client } = await alive({ NODE_OPTIONS: `--import "${encodeURI(planted).replaceAll('"', '%22')}"` })
  const memory = `/proc/${daemon.pid}/coredump_filter`
  if (existsSync(memory)) expect(Number.parseInt(readFileSync(memory, 'utf8'), 16)).toBe(0)
  await daemon.exited
  client.close()
  expect(daemon.exitCode).toBe(1)
  const reports = [...filesUnder(rig.stateDirectory)].filter(([name]) => name.startsWith('crash-'))
  expect(reports).toHaveLength(1)
  const [[name, content]] = reports as [[string, Buffer]]
  expect(JSON.parse(content.toString())).toMatchObject({ error: 'RangeError', code: null })
  expect(statSync(join(rig.stateDirectory, name)).mode & 0o777).toBe(0o600)
  expect(found()).toEqual([])
  const next = await alive()
  await expect.poll(() => next.daemon.log, { timeout: PATIENCE_MS }).toContain(name)
  await killed(next)
})

test('a damaged journal is kept in quarantine and rebuilt, and neither is readable', async () => {
  const file = join(rig.stateDirectory, 'store.sqlite')
  const clean = await alive()
  await clean.client.call('visit.pending', {})
  await clean.daemon.stop()
  clean.client.close()
  const descriptor = openSync(file, 'r+')
  for (let at = 8_192; at < statSync(file).size; at += 8_192) writeSync(descriptor, 'damage damage damage', at)
  closeSync(descriptor)
  const life = await alive()
  await refused(life.client, 'visit.pending', {})
  await killed(life)
  expect(existsSync(join(rig.stateDirectory, 'quarantine'))).toBe(true)
  expect(found()).toEqual([])
})
