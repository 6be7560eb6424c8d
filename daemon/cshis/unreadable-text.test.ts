import { expect, test } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { cshisFunctions } from '#protocols/cshis/index'
import { recordBytes, usedCard } from '#simulator/cards/hc-image'
import { HealthCard } from '#simulator/cards/health-card'
import { people } from '#simulator/people'
import { FunctionDesk } from './function-desk.fixture.ts'

const MEMORY = 12_000
const READER = 'Simulated Reader 01'

/** A card where a record of a file begins with other bytes than were written. */
function spoiled(name: 'emergencyPhone' | 'allergies', bytes: string): HealthCard {
  const [patient] = people(2, 1)
  if (patient === undefined) throw new Error('nobody lives here')
  const card = new HealthCard(patient, { image: usedCard })
  const at = hex(card.eeprom.read(0, MEMORY)).indexOf(hex(recordBytes(usedCard, name)[0] ?? new Uint8Array()))
  if (at < 0 || at % 2 !== 0) throw new Error(`no record of ${name} in the memory`)
  card.eeprom.write(at / 2, unhex(bytes))
  return card
}

async function deskWith(make: () => HealthCard): Promise<FunctionDesk> {
  const desk = new FunctionDesk({ world: 'three-cards', cards: [{ card: 'hc.spoiled', label: { zh: '', en: '' }, make }] })
  desk.desk.clinic.remove(READER)
  desk.desk.clinic.insert(READER, 'hc.spoiled')
  await desk.prepare([{ method: 'hpc.verifyPin', params: { pin: '123456' } }])
  return desk
}

test('a bad byte in a phone is a question mark in the buffer, and the rest is read', async () => {
  const desk = await deskWith(() => spoiled('emergencyPhone', 'ff'))
  const { code, written } = await desk.call('hisGetEmergentTel')
  expect({ code, tel: Buffer.from(written['emergentTel'] ?? '', 'hex').toString() }).toEqual({ code: 0, tel: '?900000000    ' })
  expect(await desk.call('hisGetBasicData')).toMatchObject({ code: 0 })
})

test('a character that nobody assigned in an allergy is a question mark in the buffer', async () => {
  const desk = await deskWith(() => spoiled('allergies', '81a1a440'))
  const { code, written } = await desk.call('hisReadPrescriptAllergic', { startPos: 1, endPos: 1 })
  expect({ code, bytes: written['allergies']?.slice(0, 8) }).toEqual({ code: 0, bytes: '3fa44043' })
})

test('a name with such a character is given to a HIS, in its place', () => {
  const { basic } = cshisFunctions.hisGetBasicData.output
  const read = {
    cardSn: '000012345678', name: '王\ufffd試', nameComplete: false, idCardNum: 'Z199999016', birthday: '1990-01-01', sex: 'M',
    dateIssue: '2020-06-01', cancelTermination: '1', tel: '',
  }
  const name = basic.encode(read).subarray(12, 32)
  expect(hex(name)).toBe(`a4fd3fb8d5${'20'.repeat(15)}`)
})

test.each(['hpcGetHPCCNAME', 'hpcGetHPCENAME'] as const)('%s gives one too', (name) => {
  const [buffer] = Object.values(cshisFunctions[name].output)
  expect(hex(buffer!.encode('A\ufffd'))).toBe('413f')
})
