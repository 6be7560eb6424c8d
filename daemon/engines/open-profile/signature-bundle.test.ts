import { describe, expect, test } from 'vitest'
import { isBundleOf, type BundleCards, type SignatureBundle } from '#protocols/cs6/signature-bundle'
import { timeOfClientRandom } from '#protocols/cs6/client-random'
import { publicKeyOf } from '#protocols/crypto/ecdsa'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { World } from '#protocols/native-api/method'
import { testPrivateKey } from '#simulator/cards/test-keys'
import { FromCard } from '../../sessions/epoch.ts'
import { ThreeCardDesk } from './three-card-desk.fixture.ts'

const HC = { hcId: '000000000000000012345678', hcIdNo: 'Z199999016' }
const noHc = { hcId: '', hcIdNo: '' }
const noHpc = { hpcId: '', hpcIdNo: '' }

async function bundleAt(desk: ThreeCardDesk, cards: BundleCards): Promise<SignatureBundle> {
  const given = await desk.cards.bundle({ cards, service: 'query' }, {})
  return given instanceof FromCard ? given.open(given.epoch) as SignatureBundle : given
}

async function failureOf(world: World, cards: BundleCards): Promise<string> {
  try {
    await bundleAt(new ThreeCardDesk({ world }), cards)
    return 'none'
  } catch (error) {
    return error instanceof NhicardError ? error.name : 'another'
  }
}

describe('a signature bundle', () => {
  test('of the module alone tells of no card', async () => {
    const desk = new ThreeCardDesk({ world: 'one-clinic' })
    const bundle = await bundleAt(desk, 'sam')
    expect(bundle).toMatchObject({ samId: 'TESTSAM00001', hospitalId: '9900000013', ...noHc, ...noHpc })
    expect(timeOfClientRandom(bundle.clientRandom)).toBe(desk.clock.now())
    expect(isBundleOf('query', bundle, publicKeyOf(testPrivateKey('TESTSAM00001')))).toBe(true)
  })

  test('of a health card names it and its owner', async () => {
    expect(await bundleAt(new ThreeCardDesk({ world: 'one-clinic' }), 'hc')).toMatchObject({ ...HC, ...noHpc })
  })

  test('of all three names the professional, whose PIN was verified', async () => {
    const desk = new ThreeCardDesk({ world: 'three-cards' })
    await desk.call('hpc.verifyPin', { pin: '123456' })
    const all = await bundleAt(desk, 'hpcHc')
    expect(all).toMatchObject({ ...HC, hpcIdNo: 'Z299999410' })
    expect(all.hpcId).toMatch(/^[0-9a-f]{24}$/)
    expect(await bundleAt(desk, 'hpc')).toMatchObject({ ...noHc, hpcId: all.hpcId, hpcIdNo: all.hpcIdNo })
  })

  test('of all three is none when the professional logs out meanwhile', async () => {
    const desk = new ThreeCardDesk({ world: 'three-cards' })
    await desk.call('hpc.verifyPin', { pin: '123456' })
    await bundleAt(desk, 'hpcHc')
    for (const cards of ['hpcHc', 'hpc'] as const) {
      await desk.call('hpc.verifyPin', { pin: '123456' })
      await bundleAt(desk, cards)
      desk.failAt(0, (answer) => {
        desk.cards.logout('hpc')
        return answer()
      })
      await expect(bundleAt(desk, cards), cards).rejects.toMatchObject({ name: expect.stringMatching(/^HPC_/) as string })
    }
  })

  test('is another one each time', async () => {
    const desk = new ThreeCardDesk({ world: 'one-clinic' })
    const [one, other] = [await bundleAt(desk, 'hc'), await bundleAt(desk, 'hc')]
    expect(one.clientRandom).not.toBe(other.clientRandom)
    expect(one.signature).not.toBe(other.signature)
  })

  test.each<[World, BundleCards, string]>([
    ['no-reader', 'hc', 'READER_ABSENT'],
    ['one-clinic', 'hpc', 'HPC_ABSENT'],
    ['one-clinic', 'hpcHc', 'HPC_ABSENT'],
    ['three-cards', 'hpc', 'HPC_PIN_REQUIRED'],
    ['three-cards', 'hpcHc', 'HPC_PIN_REQUIRED'],
    ['pin-card', 'hc', 'PIN_REQUIRED'],
  ])('in %s of %s: %s', async (world, cards, failure) => {
    expect(await failureOf(world, cards)).toBe(failure)
  })
})
