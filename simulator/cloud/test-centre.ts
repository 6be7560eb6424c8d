import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import { makeCloudSam } from '#protocols/sam/cloud-sam'
import { cloudSamFileName } from '#protocols/sam/cloud-sam-name'
import { testCertificate, testPrivateKey, testRoot } from '../cards/test-keys.ts'
import { testClinic } from '../staff.ts'
import { insuredPeople } from '../insured-people.ts'
import { StandInIdc } from './idc.ts'

/** The data centre of a simulated clinic, and whose certificates are believed there. */
export function testCentre(clock: Clock, entropy: Entropy): { readonly idc: StandInIdc, readonly root: typeof testRoot } {
  return { idc: new StandInIdc(clock, entropy, [testClinic], insuredPeople), root: testRoot }
}

/** What a simulated PC's keys are derived from. */
const machineSecret = Uint8Array.from('nhicardd TEST machine', (character) => character.charCodeAt(0))

const file = () => {
  const privateKey = testPrivateKey(testClinic.samId)
  return makeCloudSam({
    ...testClinic, environment: 'test', certificate: testCertificate({ holder: testClinic.samId, role: 'sam' }, privateKey),
    privateKey, machineSecret, nonce: new Uint8Array(24),
  })
}

const names = [cloudSamFileName(testClinic)]

/** The folder with the clinic's cloud SAM. Its nonce never changes, for it seals the same key each time. */
export const testSamFolder = {
  names: (): readonly string[] => names,
  read: file,
  machineSecret,
}
