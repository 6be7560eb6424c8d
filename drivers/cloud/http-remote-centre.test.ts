import { afterEach, describe, expect, test } from 'vitest'
import { MalformedError } from '#protocols/bytes/malformed'
import { officialError } from '#protocols/errors/official/index'
import { remoteCallNamed, remoteCalls, type RemoteName, type RemoteParams } from '#protocols/cs6/remote/index'
import { remotePath } from '#protocols/cs6/remote-call'
import { HttpRemoteCentre } from './http-remote-centre.ts'
import { SIGNATURE_TAKEN, siteCodes } from './site-codes.ts'
import { bundle, calls, effects, TwoSites } from './two-sites.fixture.ts'

let desk: TwoSites
const opened = async () => (desk = await TwoSites.open())
afterEach(() => desk.close())

const exampled = remoteCalls.filter(({ examples }) => examples.length > 0)
const tel = { reply: { tel: '0900000000' } }

describe('a call of the remote API', () => {
  test.each(exampled)('$name: its examples go and come as declared, without what nobody declared', async ({ name, examples }) => {
    await opened()
    for (const { params, reply } of examples) {
      desk.one.reply = { statusCode: 0, ...reply, later: 1 }
      expect(await desk.centre.call(name as RemoteName, bundle, params as RemoteParams<RemoteName>)).toEqual(reply)
      expect(desk.one.arrived.at(-1)).toBe(remotePath(name))
      expect(desk.one.bodies.at(-1)).toEqual({ ...bundle, ...params })
    }
  })

  test('with parameters or a bundle of another form is not sent, and the error says nothing of them', async () => {
    await opened()
    const wrong = { treatmentItem: '01', babyTreatment: '', afterCheck: '31415' } as never
    const call = desk.centre.call('SequelNumber/Next', bundle, wrong)
    await expect(call).rejects.toThrow(MalformedError)
    await expect(call).rejects.not.toThrow('31415')
    await expect(desk.centre.call('EmergentTel/Query', { ...bundle, hcIdNo: 'Z1999990161' }, {})).rejects.toThrow(MalformedError)
    expect(desk.arrived).toEqual([0, 0])
  })

  test('that a test site alone knows is asked of no site of production', async () => {
    await opened()
    const centre = new HttpRemoteCentre(desk.sites, 'production')
    const params = { sex: 'M', birthday: '0790101', isForeigner: 'N' }
    await expect(centre.call('/test/v1/ApplyVirtualHc/Apply', bundle, params)).rejects.toThrow(RangeError)
    expect(desk.arrived).toEqual([0, 0])
  })
})

const next = remoteCallNamed('SequelNumber/Next').examples[0]!

/** The first says a code, the other answers. */
async function refusedWith(statusCode: number, effect: (typeof effects)[number], reply: object = { tel: '0900000000' }, other = 0) {
  await opened()
  const { centre } = desk
  desk.one.reply = { statusCode }
  desk.other.reply = { statusCode: other, ...reply }
  const params = effect === 'counts' ? { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } : {}
  return desk.end(centre.call(calls[effect], bundle, params as never))
}

describe('a status code', () => {
  test.each(effects)('%s: that tells of what was asked is the answer, and nobody else is asked', async (effect) => {
    expect(await refusedWith(3201, effect)).toEqual({ kind: 'refused', statusCode: 3201 })
    expect(desk.arrived).toEqual([1, 0])
    expect(desk.sites.status()[0]).toMatchObject({ state: 'up' })
  })

  test.each(siteCodes)('$code, which tells of the site, sends to the other what does not count', async ({ code }) => {
    expect(officialError('cs6', code)).toBeDefined()
    expect(await refusedWith(code, 'reads')).toEqual(tel)
    await desk.close()
    expect(await refusedWith(code, 'idempotent')).toEqual({ reply: {} })
    await desk.close()
  })

  test.each(siteCodes)('$code, of what counts, sends to the other only when nothing was counted', async (row) => {
    const { code, nothingHappened } = row
    const ending = await refusedWith(code, 'counts', next.reply)
    expect(ending).toEqual(nothingHappened ? { reply: next.reply } : { kind: 'outcomeUnknown' })
    expect(desk.arrived).toEqual([1, nothingHappened ? 1 : 0])
    // with the same bundle, which is taken once
    if (nothingHappened) expect(desk.one.bodies).toEqual(desk.other.bodies)
  })

  test('of a signature already taken, behind one that sent to the other, leaves it unknown whether it was counted', async () => {
    expect(await refusedWith(3301, 'counts', {}, SIGNATURE_TAKEN)).toEqual({ kind: 'outcomeUnknown' })
    expect(desk.arrived).toEqual([1, 1])
  })

  test('that both sites say is the answer', async () => {
    await opened()
    desk.one.reply = desk.other.reply = { statusCode: 3300 }
    expect(await desk.end(desk.centre.call('EmergentTel/Query', bundle, {}))).toEqual({ kind: 'refused', statusCode: 3300 })
    expect(desk.arrived).toEqual([1, 1])
  })

  test('after a lost answer does not say that nothing happened: the first try may have done it', async () => {
    await opened()
    desk.one.fault = 'half'
    desk.other.reply = { statusCode: 3219 }
    const undo = { treatmentDateTime: '1150115090000' }
    expect(await desk.end(desk.centre.call('SequelNumber/Rollback', bundle, undo))).toEqual({ kind: 'outcomeUnknown' })
    expect(desk.arrived).toEqual([1, 1])
  })

  test('of a signature already taken is no refusal of a call that was repeated', async () => {
    await opened()
    desk.one.fault = 'half'
    desk.other.reply = { statusCode: SIGNATURE_TAKEN }
    expect(await desk.end(desk.centre.call('EmergentTel/Query', bundle, {}))).toEqual({ kind: 'outcomeUnknown' })
    await desk.close()
    expect(await refusedWith(SIGNATURE_TAKEN, 'reads')).toEqual({ kind: 'refused', statusCode: SIGNATURE_TAKEN })
  })
})
