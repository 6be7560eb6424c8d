import { afterEach, describe, expect, test } from 'vitest'
import { openDoor, type OpenDoor } from '../doors/cs6/door.fixture.ts'

const PAGE = 'https://his.example', OTHER_PAGE = 'https://pharmacy.example'
const HOUR = 60 * 60_000

let door: OpenDoor
afterEach(() => door.close())

const opened = async () => {
  door = await openDoor({ world: 'three-cards', config: { origins: [PAGE, OTHER_PAGE] } })
}

/** Of a program of this PC, where no page is named. */
async function code(path: string, page?: string, body: object = {}): Promise<number> {
  const verb = path.endsWith('Status') ? 'GET' : path.endsWith('Logout') ? 'DELETE' : 'POST'
  const answer = await door.ask(verb, `/api/${path}`, verb === 'GET' ? undefined : body, page === undefined ? {} : { Origin: page })
  return (answer.json as { statusCode: number }).statusCode
}

const initial = (page?: string) => code('common/v1/Initial', page)
const finalize = (page?: string) => code('common/v1/Finalize', page)
const sign = (page?: string) => code('sam/v1/Signature', page, { serviceType: '01' })
/** Asked by one that never began, so that nobody seems to be at work by it. */
async function isInitialised(): Promise<boolean> {
  const { json } = await door.ask('GET', '/api/common/v1/Status', undefined, { Origin: OTHER_PAGE })
  return (json as { status: { initialized: boolean } }).status.initialized
}

describe('several programs', () => {
  test('that begin at once are told 0 once, and 1001 otherwise, and each time it stands for success', async () => {
    await opened()
    const all = await Promise.all(Array.from({ length: 12 }, (_, index) => initial([undefined, PAGE, OTHER_PAGE][index % 3])))
    expect(all.sort()).toEqual([0, ...Array.from({ length: 11 }, () => 1001)])
    expect([await sign(), await sign(PAGE), await sign(OTHER_PAGE)]).toEqual([0, 0, 0])
  })

  test('are initialised together: one that never asked signs too, once another did', async () => {
    await opened()
    expect([await sign(), await initial(PAGE), await sign()]).toEqual([1000, 0, 0])
  })

  test('go on when one of them ends; the last one ends it, and the cards forget', async () => {
    await opened()
    expect([await initial(), await initial(PAGE)]).toEqual([0, 1001])
    expect(await code('hpc/v1/Verification/Hpc', PAGE, { pin: '123456' })).toBe(0)
    expect([await finalize(), await sign(PAGE), await code('hpc/v1/Signature', PAGE, { serviceType: '01' })]).toEqual([0, 0, 0])
    expect([await finalize(PAGE), await sign(PAGE), await finalize(PAGE)]).toEqual([0, 1000, 1000])
    expect([await initial(), await code('hpc/v1/Signature', undefined, { serviceType: '01' })]).toEqual([0, 1402])
  })

  test('are not ended by one that never began', async () => {
    await opened()
    expect([await initial(PAGE), await finalize(OTHER_PAGE), await finalize(), await sign(PAGE)]).toEqual([0, 0, 0, 0])
  })

  test('at work at the same cards each get whole answers, none of which is another’s', async () => {
    await opened()
    await initial()
    await code('hpc/v1/Verification/Hpc', undefined, { pin: '123456' })
    const bundles = await Promise.all(Array.from({ length: 8 }, (_, index) => door.ask(
      'POST', `/api/hc/v1/Signature/${index % 2 === 0 ? 'Hc' : 'HpcHc'}`, { serviceType: '01' }, index % 4 === 0 ? { Origin: PAGE } : {},
    )))
    const told = bundles.map(({ json }) => json as Record<string, string>)
    expect(new Set(told.map(({ clientRandom }) => clientRandom)).size).toBe(8)
    for (const [index, { hcIdNo, hpcIdNo }] of told.entries()) {
      expect([hcIdNo, hpcIdNo]).toEqual(['Z199999016', index % 2 === 0 ? '' : 'Z299999410'])
    }
  })

  test('of which one logs out while others sign: a signature or a status of its own, never a defect', async () => {
    await opened()
    await initial()
    await code('hpc/v1/Verification/Hpc', undefined, { pin: '123456' })
    const calls = Array.from({ length: 12 }, (_, index) => index % 3 === 2
      ? code('hc/v1/Logout', PAGE) : code('hc/v1/Signature/HpcHc', undefined, { serviceType: '01' }))
    for (const one of await Promise.all(calls)) expect([0, 1501]).toContain(one)
    expect(await code('hc/v1/Signature/Hc', undefined, { serviceType: '01' })).toBe(0)
    expect(door.running.logged.join('')).not.toContain('failed inside')
  })
})

describe('a program that never ends', () => {
  test('goes on the next morning', async () => {
    await opened()
    await initial()
    door.running.clock.advance(16 * HOUR)
    expect([await isInitialised(), await sign()]).toEqual([true, 0])
  })

  test('holds nobody up: when it was silent for a shift, the end of the others is the end', async () => {
    await opened()
    expect([await initial(), await initial(PAGE)]).toEqual([0, 1001])
    door.running.clock.advance(7 * HOUR)
    expect([await sign(PAGE), await finalize(PAGE), await isInitialised()]).toEqual([0, 0, true])
    await initial(PAGE)
    door.running.clock.advance(1 * HOUR)
    expect([await finalize(PAGE), await isInitialised(), await sign()]).toEqual([0, false, 1000])
  })
})
