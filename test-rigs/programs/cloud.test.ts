import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { remoteCallNamed, type RemoteName } from '#protocols/cs6/remote/index'
import { remotePath } from '#protocols/cs6/remote-call'
import { nhicard } from '#rigs/daemon-process'
import { CentreStore } from '#simulator/cloud/centre-store'
import { ClinicCaller, issued, type Desk } from '#simulator/cloud/clinic-caller.fixture'
import { CloudCard } from '#simulator/cloud/cloud-card'
import { next, ofWang } from '#simulator/cloud/code-story.fixture'
import { realClock } from '#daemon/main'

const running: ChildProcess[] = []
const folders: string[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-cloud-'))
  folders.push(folder)
  return join(folder, 'centre.sqlite')
}

/** `nhicard simulate cloud` as a process of its own. */
async function cloudOn(database: string): Promise<{ readonly child: ChildProcess, readonly origin: string }> {
  const child = spawn(process.execPath, [nhicard, 'simulate', 'cloud', '--port', '0', '--database', database], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the cloud ended with ${String(code)}`)
  })
  ended.catch(() => undefined) // when it ends later, as it should
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]) as [string]
  return { child, origin: /http:\S+/.exec(line)?.[0] ?? '' }
}

const caller = new ClinicCaller(realClock)

async function call(origin: string, name: RemoteName, params: object = {}, desk: Desk = {}): Promise<{ readonly statusCode: number }> {
  const declared = remoteCallNamed(name)
  const body = JSON.stringify({ ...caller.bundleFor(declared, desk), ...params })
  const response = await fetch(`${origin}${remotePath(name)}`, { method: 'POST', body })
  return await response.json() as { readonly statusCode: number }
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('a cloud that is killed between a visit and its answer has the whole visit, and goes on with the next', async () => {
  const database = temporaryFile()
  const first = await cloudOn(database)
  await fetch(`${first.origin}/simulator/v1/faults`, { method: 'POST', body: JSON.stringify({ fault: 'silenceAfter' }) })
  const lost = call(first.origin, 'SequelNumber/Next', next).catch(() => 'no answer')
  await expect.poll(async () => {
    const response = await fetch(`${first.origin}/simulator/v1/people/${ofWang}/visits`)
    return (await response.json() as { visits: object[] }).visits.length
  }).toBe(1)
  await killed(first.child)
  expect(await lost).toBe('no answer')
  const second = await cloudOn(database)
  expect(await call(second.origin, 'Treatment/NoNeedHPC')).toMatchObject({
    treatments: [{ hospitalVisit: '0003' }, { hospitalVisit: '0002' }, { hospitalVisit: '0001' }],
  })
  expect(await call(second.origin, 'SequelNumber/Next', next)).toMatchObject({ statusCode: 0, sequenceNumber: '0004', isSameDay: 'Y' })
  second.child.kill('SIGINT')
  expect(await once(second.child, 'exit')).toEqual([0, null])
})

const cards = ['hc.wang', 'hc.lin', 'hc.elder', 'hc.rare', 'hc.mother', 'hc.patient-1', 'hc.patient-2', 'hc.patient-3']

test.each([1, 3, 6, 11])('killed at answer %i of many, every card is whole: counts, number and visits agree', async (answers) => {
  const database = temporaryFile()
  const { child, origin } = await cloudOn(database)
  let seen = 0
  await new Promise<void>((resolve) => {
    for (const hc of [...cards, ...cards]) {
      call(origin, 'SequelNumber/Next', next, { hc }).then(() => {
        seen += 1
        if (seen === answers) resolve(killed(child))
      }).catch(() => undefined)
    }
  })
  const store = await CentreStore.open(database)
  let visits = 0
  for (const hc of cards) {
    const { hcId, person, image } = issued(hc)
    const card = new CloudCard(store, store.card(hex(hcId))!)
    const counted = store.visits(person.idCardNum).length
    visits += counted
    expect(card.first('lastSequence')?.sequenceNumber).toBe(
      String(Number(image.lastSequence?.[0]?.sequenceNumber) + counted).padStart(4, '0'),
    )
    expect(card.first('cumulativeData')?.treatmentCount).toBe((image.cumulativeData?.[0]?.treatmentCount ?? 0) + counted)
    expect(card.first('validity')?.treatmentCounter).toBe((image.validity?.[0]?.treatmentCounter ?? 0) - counted)
    const signatures = card.records('visitSignatures').slice(0, counted)
    expect(signatures.every((one) => one !== null)).toBe(true)
  }
  store.close()
  expect(visits).toBeGreaterThanOrEqual(answers)
})
