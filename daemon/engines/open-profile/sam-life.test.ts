import { describe, expect, test } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { makeCloudSam } from '#protocols/sam/cloud-sam'
import { signsVisit } from '#protocols/visit/visit-signature'
import { testCertificate, testPrivateKey } from '#simulator/cards/test-keys'
import { testClinic } from '#simulator/staff'
import { testSamFolder } from '#simulator/cloud/test-centre'
import { longestRest } from './rest.ts'
import type { SamFolder } from './sam-folder.ts'
import { ThreeCardDesk, type Called } from './three-card-desk.fixture.ts'

const [name] = testSamFolder.names()
const sound = testSamFolder.read()
const failure = (called: Called) => 'failed' in called ? called : undefined

/** A folder whose files a test changes as it runs. */
class Folder implements SamFolder {
  machineSecret = testSamFolder.machineSecret
  files = new Map<string, string>([[name!, sound]])

  names(): string[] {
    return [...this.files.keys()]
  }

  read(file: string): string {
    return this.files.get(file) ?? ''
  }
}

async function samOf(desk: ThreeCardDesk) {
  return (await desk.call('card.status') as { result: { sam: object } }).result.sam
}

/** The same module with another key, as a renewed file has it. */
function renewed(): string {
  const privateKey = testPrivateKey('renewed')
  return makeCloudSam({
    ...testClinic, environment: 'test', privateKey, machineSecret: testSamFolder.machineSecret, nonce: new Uint8Array(24),
    certificate: testCertificate({ holder: testClinic.samId, role: 'sam' }, privateKey),
  })
}

describe('a cloud SAM', () => {
  test('whose file is renewed under its name is authenticated anew, and signs with the key that the centre knows', async () => {
    const samFolder = new Folder()
    const desk = new ThreeCardDesk({ world: 'one-clinic', samFolder })
    for (const file of [sound, renewed(), sound]) {
      samFolder.files.set(name!, file)
      const called = await desk.call('visit.takeNumber', { treatmentItem: '01', babyTreatment: '', afterCheck: '1', updateIfDue: true })
      const { visit } = (called as { result: { visit: { signature: string, treatmentDateTime: string } } }).result
      const { hospitalId } = testClinic
      const signed = { idCardNum: 'Z199999016', hospitalId, treatmentDateTime: visit.treatmentDateTime }
      expect(signsVisit(unhex(visit.signature), signed)).toBe(true)
    }
  })

  const refusals: Readonly<Record<string, { code: number, spoil: (folder: Folder) => void }>> = {
    'no .SAM among the files': { code: 9200, spoil: ({ files }) => files.clear() ?? files.set('read.me', '') },
    'two files': { code: 9200, spoil: ({ files }) => files.set('9900000013TESTSAM00002.SAM', sound) },
    'garbage': { code: 9201, spoil: ({ files }) => files.set(name!, '\0garbage') },
    'an empty file': { code: 9201, spoil: ({ files }) => files.set(name!, '') },
    'another’s name': {
      code: 9201, spoil: ({ files }) => files.clear() ?? files.set('9900000013TESTSAM00002.SAM', sound),
    },
    'an altered seal': {
      code: 9201, spoil: ({ files }) => files.set(name!, sound.replace(/"sealedKey": "../, '"sealedKey": "00')),
    },
    'another machine': { code: 9202, spoil: (folder) => { folder.machineSecret = new Uint8Array(32).fill(7) } },
  }

  test.each(Object.entries(refusals))('is refused with its code for %s until that is mended', async (_, { code, spoil }) => {
    for (const late of [false, true]) {
      const samFolder = new Folder()
      const desk = new ThreeCardDesk({ world: 'one-clinic', samFolder })
      if (late) await desk.call('card.readRegister')
      spoil(samFolder)
      const refused = { failed: 'SAM_FILE_REFUSED', details: { code } }
      expect(await desk.call('sam.verify')).toEqual(refused)
      expect(await desk.call('card.readRegister')).toEqual(refused)
      expect(await samOf(desk)).toMatchObject({ kind: 'cloud', state: 1, problem: 'SAM_FILE_REFUSED' })
      samFolder.files = new Map([[name!, sound]])
      samFolder.machineSecret = testSamFolder.machineSecret
      expect(failure(await desk.call('card.readRegister'))).toBeUndefined()
      expect(await samOf(desk)).toMatchObject({ kind: 'cloud', state: 2, problem: null })
    }
  })

  test('whose folder is emptied is gone, with everything it had authenticated', async () => {
    const samFolder = new Folder()
    const desk = new ThreeCardDesk({ world: 'one-clinic', samFolder })
    await desk.call('card.readRegister')
    samFolder.files.clear()
    expect(await desk.call('card.readRegister')).toEqual({ failed: 'SAM_ABSENT', details: {} })
    expect(await samOf(desk)).toMatchObject({ kind: 'none', state: 0 })
    samFolder.files.set(name!, sound)
    expect(failure(await desk.call('card.readRegister'))).toBeUndefined()
  })
})

describe.each(['one-clinic', 'dedicated-reader'] as const)('the SAM of %s', (world) => {
  const standings = [['suspended', 9060], ['expired', 9061]] as const

  test.each(standings)('that is %s is refused with %i until it is valid again', async (standing, code) => {
    const desk = new ThreeCardDesk({ world })
    desk.centre.judge(testClinic.samId, standing)
    expect(await desk.call('card.readRegister')).toEqual({ failed: 'SAM_REFUSED', details: { code } })
    expect(await samOf(desk)).toMatchObject({ state: 1, problem: 'SAM_REFUSED' })
    desk.centre.judge(testClinic.samId, 'valid')
    expect(failure(await desk.call('card.readRegister'))).toBeUndefined()
    expect(await samOf(desk)).toMatchObject({ state: 2, problem: null })
  })

  test('is verified anew whenever that is asked, and the health card follows', async () => {
    const desk = new ThreeCardDesk({ world })
    for (let time = 0; time < 3; time++) {
      const before = desk.messages
      expect(await desk.call('sam.verify')).toMatchObject({ result: { state: 2, samId: testClinic.samId } })
      expect(desk.messages - before).toBe(2)
      expect(failure(await desk.call('card.readRegister'))).toBeUndefined()
    }
    desk.centre.reachable = false
    expect(await desk.call('sam.verify')).toEqual({ failed: 'IDC_UNREACHABLE', details: {} })
    expect(await samOf(desk)).toMatchObject({ state: 1, problem: 'IDC_UNREACHABLE' })
  })

  test('is authenticated once at the start, by itself, and what stands in the way is shown', async () => {
    const desk = new ThreeCardDesk({ world })
    desk.centre.reachable = false
    await desk.cards.prepare()
    expect(await samOf(desk)).toMatchObject({ state: 1, problem: 'IDC_UNREACHABLE' })
    desk.centre.reachable = true
    await desk.cards.prepare()
    const { messages } = desk
    await desk.cards.prepare()
    expect(await samOf(desk)).toMatchObject({ state: 2, problem: null })
    expect(desk.messages).toBe(messages)
    expect(desk.events.some(({ event }) => event === 'cards.changed')).toBe(true)
  })

  test('that rested too long is authenticated again by the next call', async () => {
    const desk = new ThreeCardDesk({ world })
    await desk.call('card.readRegister')
    desk.clock.advance(longestRest.sam)
    expect(await samOf(desk)).toMatchObject({ state: 1 })
    expect(failure(await desk.call('card.readRegister'))).toBeUndefined()
    expect(await samOf(desk)).toMatchObject({ state: 2 })
  })
})

test('a SAM card that another program made forget everything is authenticated again by the next call', async () => {
  const desk = new ThreeCardDesk({ world: 'dedicated-reader' })
  await desk.call('card.readRegister')
  desk.clinic.cardIn('Simulated Reader 03')?.reset() // unseen
  desk.clinic.resetCard('Simulated Reader 01')
  expect(failure(await desk.call('card.readRegister'))).toBeUndefined()
})

describe('a session that rests', () => {
  test('for long is renewed where no person is needed, and wants the PIN anew where one is', async () => {
    const desk = new ThreeCardDesk({ world: 'three-cards' })
    await desk.call('hpc.verifyPin', { pin: '123456' })
    await desk.call('card.readPrescriptions')
    desk.clock.advance(longestRest.hc)
    expect(await desk.call('card.status')).toMatchObject({ result: { hc: { state: 1, hpc: null }, hpc: { state: 3 } } })
    expect(failure(await desk.call('card.readPrescriptions'))).toBeUndefined()
    desk.clock.advance(longestRest.hpc)
    expect(await desk.call('card.status')).toMatchObject({ result: { hc: { state: 1, hpc: null }, hpc: { state: 1 } } })
    expect(failure(await desk.call('card.readPrescriptions'))).toMatchObject({ failed: 'HPC_PIN_REQUIRED' })
    expect(failure(await desk.call('card.readRegister'))).toBeUndefined()
  })

  test('no longer than that is not over, however often it is used', async () => {
    const desk = new ThreeCardDesk({ world: 'pin-card' })
    await desk.call('card.verifyPin', { pin: '1234' })
    for (let time = 0; time < 20; time++) {
      desk.clock.advance(longestRest.hc - 1)
      expect(failure(await desk.call('card.readRegister'))).toBeUndefined()
    }
    desk.clock.advance(longestRest.hc)
    expect(failure(await desk.call('card.readRegister'))).toMatchObject({ failed: 'PIN_REQUIRED' })
  })
})
