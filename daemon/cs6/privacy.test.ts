import { expect, test } from 'vitest'
import { pathOf, verbOf } from '#protocols/cs6/local-call'
import { localCalls } from '#protocols/cs6/local/index'
import { openDoor } from '../doors/cs6/door.fixture.ts'

/** Of the cards in the reader: IDs, names, card ids. */
const PERSONS = ['Z199999016', 'Z299999410', '王', '000000000000000012345678', '000012345678']

test('no PIN, PUK, token, name or ID comes into the log or back to the caller, right, wrong or misplaced', async () => {
  const door = await openDoor({ world: 'three-cards' })
  try {
    await door.ask('POST', '/api/common/v1/Initial')
    await door.ask('POST', '/api/hpc/v1/Verification/Hpc', { pin: '123456' })
    const canaries = ['918273', '81927364', 'TOKEN-918273', '123456', '654321', '87654321']
    for (const call of localCalls.filter(({ name }) => !name.includes('Finalize'))) {
      const fields = Object.keys(call.body.shape)
      const secrets = call.secret ?? []
      for (const canary of canaries) {
        for (const value of [canary, Number(canary), [canary], { [canary]: canary }]) {
          const body = Object.fromEntries(fields.map((field) => [field, secrets.includes(field) ? value : call.examples[0]!.body[field]]))
          const { body: answer } = await door.ask(verbOf(call), pathOf(call), verbOf(call) === 'GET' ? undefined : body)
          if (secrets.length > 0) expect(answer, call.name).not.toContain(canary)
        }
      }
    }
    const log = door.running.logged.join('')
    expect(log).toContain('call refused')
    for (const secret of [...canaries, ...PERSONS]) expect(log).not.toContain(secret)
    expect(log).not.toMatch(/[A-Za-z0-9+/]{86}==/) // a signature
  } finally {
    await door.close()
  }
})
