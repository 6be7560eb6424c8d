import { describe, expect, it } from 'vitest'
import { makeCertificate } from '#protocols/auth/certificate'
import { cardKinds } from '#protocols/auth/profile-object'
import { signRole, signSam } from '#protocols/auth/role-authentication'
import { roleOf, roles, type RoleName } from '#protocols/auth/role'
import { unhex } from '#protocols/bytes/hex'
import { publicKeyOf } from '#protocols/crypto/ecdsa'
import {
  computeDigitalSignature, externalAuthenticate, generalAuthenticate, getChallenge, getData, internalAuthenticate,
  mutualAuthenticate, verifyCertificate,
} from '#protocols/iso7816/commands/index'
import { hcFiles } from '#protocols/nhi-card/contents'
import { professions, type ProfessionName } from '#protocols/nhi-card/profession'
import { CardDesk } from './card-desk.fixture.ts'
import type { HealthCard } from './health-card.ts'
import { testCertificate, testIdcKey, testPrivateKey, testRoot } from './test-keys.ts'

const RANDOM = 16
const key = testPrivateKey('somebody')
const certificateOf = (role: RoleName) => testCertificate({ holder: 'SOMEBODY', role }, key)
const body = {
  issuer: testRoot.name, holder: 'SOMEBODY', role: 'physician', publicKey: publicKeyOf(key), from: '2020-01-01',
  to: '2039-12-31',
} as const
const physician = professions.physician.role

async function inSession() {
  const desk = new CardDesk()
  await desk.authenticateSam()
  desk.authenticate('hc')
  const take = (certificate: Uint8Array) => desk.secured(verifyCertificate.encode({ certificate })).sw.toString(16)
  const challenge = () => desk.secured(getChallenge.encode({ le: RANDOM })).data
  const show = (role: number, signature: Uint8Array) =>
    desk.secured(externalAuthenticate.encode({ role, signature })).sw.toString(16)
  /** Over a challenge that the card has just given. */
  const signed = (changes: Partial<Parameters<typeof signRole>[0]>, by = key) => {
    const fresh = challenge()
    return signRole({ role: 'physician', cardId: desk.hcId, challenge: fresh, ...changes }, by)
  }
  const readsOrders = () =>
    desk.secured({ cla: 0, ins: 0xb2, p1: 1, p2: (hcFiles.orders.sfi << 3) | 4, le: 61 }).sw === 0x9000
  return { desk, take, challenge, show, signed, readsOrders }
}

describe('a role that is shown to a health card', () => {
  it('is believed with a certificate of the root, the key in it and a fresh challenge', async () => {
    const { take, show, signed, readsOrders } = await inSession()
    expect([take(certificateOf('physician')), show(physician, signed({})), readsOrders()])
      .toEqual(['9000', '9000', true])
  })

  it('is not believed by another key, for another card, challenge or role, and the session goes on', async () => {
    const { desk, take, challenge, show, signed, readsOrders } = await inSession()
    const wrong: readonly (() => Uint8Array)[] = [
      () => signed({}, testPrivateKey('somebody else')),
      () => signed({ cardId: unhex('000000000000000012345687') }),
      () => signed({ challenge: new Uint8Array(RANDOM) }),
      () => {
        const stale = challenge()
        return signed({ challenge: stale })
      },
      () => signed({ role: 'dentist' }),
      () => signSam('TESTSAM00001', challenge(), key),
      () => signed({}).fill(0),
      () => signed({}).subarray(1),
    ]
    for (const signature of wrong) {
      expect(take(certificateOf('physician'))).toBe('9000')
      expect(show(physician, signature())).toBe('6300')
      expect(readsOrders()).toBe(false)
    }
    expect(desk.secured(getChallenge.encode({ le: RANDOM })).sw).toBe(0x9000)
  })

  it('is shown once for each certificate and each challenge', async () => {
    const { take, show, signed, challenge, readsOrders } = await inSession()
    const old = signed({})
    expect(show(physician, old)).toBe('6985') // no certificate, and the challenge is spent
    expect([take(certificateOf('physician')), show(physician, old)]).toEqual(['9000', '6985'])
    expect(show(physician, signed({}))).toBe('9000')
    expect(show(physician, signed({}))).toBe('6985') // the certificate is spent too
    expect(take(certificateOf('physician'))).toBe('9000')
    const spent = challenge()
    challenge()
    expect(show(physician, signed({ challenge: spent }))).toBe('6300')
    expect(readsOrders()).toBe(true) // what was shown before stands
  })

  it('wants a challenge of 16 bytes: the short one of real cards is none', async () => {
    const { desk, take, show } = await inSession()
    expect(take(certificateOf('physician'))).toBe('9000')
    const { data } = desk.secured(getChallenge.encode({ le: 8 }))
    expect(data).toHaveLength(8)
    const claim = { role: 'physician', cardId: desk.hcId, challenge: Uint8Array.of(...data, ...data) } as const
    expect(show(physician, signRole(claim, key))).toBe('6985')
    expect([1, 7, 9, 15, 17, 256].map((le) => desk.secured(getChallenge.encode({ le })).sw))
      .toEqual([0x6700, 0x6700, 0x6700, 0x6700, 0x6700, 0x6700])
  })

  it('is that of the certificate: no P2 makes another of it', async () => {
    const { take, show, signed, readsOrders } = await inSession()
    for (let role = 1; role <= 0xff; role++) {
      if (role === professions.nurse.role) continue
      expect(take(certificateOf('nurse'))).toBe('9000')
      const named = roleOf(role) ?? 'physician'
      expect(show(role, signed({ role: named })), role.toString(16)).toBe('6a86')
    }
    expect([take(certificateOf('nurse')), show(professions.nurse.role, signed({ role: 'nurse' })), readsOrders()])
      .toEqual(['9000', '9000', false])
  }, 60_000)

  it('comes from no other certificate', async () => {
    const { take, show, signed } = await inSession()
    const other = testPrivateKey('another root')
    const sound = certificateOf('physician')
    const altered = (tag: string) => {
      const at = Buffer.from(sound).indexOf(Buffer.from(unhex(tag))) + unhex(tag).length
      return sound.map((byte, place) => place === at ? byte ^ 1 : byte)
    }
    const roleAt = Buffer.from(sound).indexOf(Buffer.from(unhex('883701530101'))) + 5
    const withRole = (role: number) => sound.map((byte, at) => at === roleAt ? role : byte)
    const rows: readonly (readonly [why: string, sw: string, certificate: Uint8Array])[] = [
      ['another root of the same name', '6300', makeCertificate(body, other)],
      ['the root’s key under another name', '6300', makeCertificate({ ...body, issuer: 'OTHER-ROOT' }, other)],
      ['one signed by itself', '6300', makeCertificate(body, key)],
      ['another holder', '6300', altered('5f2008')],
      ['another role', '6300', withRole(professions.dentist.role)],
      ['a role that is none', '6a80', withRole(0x7f)],
      ['that of a SAM', '6982', certificateOf('sam')],
      ['a part of it', '6a80', sound.subarray(0, -1)],
      ['something else', '6a80', unhex('7f4e00')],
      ['no TLV', '6a80', unhex('ff')],
    ]
    for (const [why, sw, certificate] of rows) {
      expect(take(sound)).toBe('9000')
      expect(take(certificate), why).toBe(sw)
      expect(show(physician, signed({})), why).toBe('6985') // and the sound one before is forgotten
    }
  })

  it('is nothing outside a session with a SAM', async () => {
    const { desk } = await inSession()
    desk.hc.reset()
    desk.authenticate('hc')
    desk.plain(desk.hc, { cla: 0, ins: 0xb0, p1: 0, p2: 0, le: 1 }) // ends the session
    expect(desk.plain(desk.hc, verifyCertificate.encode({ certificate: certificateOf('physician') }))?.sw).toBe(0x6982)
    expect(desk.plain(desk.hc, externalAuthenticate.encode({ role: physician, signature: new Uint8Array(64) }))?.sw)
      .toBe(0x6985)
  })
})

describe('a professional card', () => {
  it('signs its own role alone, with its PIN, in a session, for 28 bytes', async () => {
    const desk = new CardDesk({ profession: 'nurse' satisfies ProfessionName })
    await desk.authenticateSam()
    const channel = desk.authenticate('hpc')
    const ask = (reference: number, length: number) => {
      const command = internalAuthenticate.encode({ reference, data: new Uint8Array(length), le: 256 })
      return channel.unwrap(desk.plain(desk.hpc, channel.wrap(command))!)
    }
    expect(ask(0, 28).sw).toBe(0x6982)
    desk.verifyHpcPin()
    expect([ask(1, 28).sw, ask(0, 27).sw, ask(0, 29).sw, ask(0, 28).sw]).toEqual([0x6a88, 0x6a80, 0x6a80, 0x9000])
    desk.authenticate('hc')
    expect(() => desk.proveHpc(channel)).not.toThrow()
    expect(() => desk.read('orders')).toThrow('6982')
    desk.hpc.reset()
    desk.must(desk.hpc, { cla: 0, ins: 0xa4, p1: 4, p2: 0, data: unhex('f04e484943415244444850433031') }, 'SELECT')
    desk.verifyHpcPin()
    expect(desk.plain(desk.hpc, internalAuthenticate.encode({ reference: 0, data: new Uint8Array(28), le: 256 }))?.sw)
      .toBe(0x6982)
  })
})

describe('a SAM', () => {
  const cardId = (card: HealthCard, desk: CardDesk) => desk.must(card, getData.encode({ tag: 0, le: 256 }), 'id')
  const begin = (desk: CardDesk, changes: object = {}) => desk.plain(desk.sam, generalAuthenticate.encode({
    step: 'begin', kind: cardKinds.hc, challenge: new Uint8Array(RANDOM), cardId: new Uint8Array(12), le: 256,
    ...changes,
  }))
  const finish = (desk: CardDesk, answer: Uint8Array = new Uint8Array(72), kind: number = cardKinds.hc) =>
    desk.plain(desk.sam, generalAuthenticate.encode({ step: 'finish', kind, answer, le: 256 }))

  it('authenticates no card and signs nothing until the data centre showed its role, nor after a reset', async () => {
    const desk = new CardDesk()
    const signing = computeDigitalSignature.encode({ data: Uint8Array.of(1), le: 256 })
    const idle = () => [begin(desk), finish(desk), desk.plain(desk.sam, signing)].map((answer) => answer?.sw)
    expect(idle()).toEqual([0x6985, 0x6985, 0x6985])
    await desk.authenticateSam()
    expect(begin(desk)?.sw).toBe(0x9000)
    const aid = { cla: 0, ins: 0xa4, p1: 4, p2: 0, data: unhex('f04e4849434152444453414d3031') }
    for (const end of [() => desk.sam.reset(), () => {}]) {
      end()
      desk.must(desk.sam, aid, 'SELECT SAM')
      expect(idle()).toEqual([0x6982, 0x6982, 0x6982])
      await desk.authenticateSam()
    }
  })

  it('takes only the data centre for the data centre', async () => {
    const desk = new CardDesk()
    await desk.authenticateSam()
    desk.must(desk.sam, { cla: 0, ins: 0xa4, p1: 4, p2: 0, data: unhex('f04e4849434152444453414d3031') }, 'SELECT SAM')
    const take = (certificate: Uint8Array) => desk.plain(desk.sam, verifyCertificate.encode({ certificate }))?.sw
    const show = (samId: string, by: Uint8Array) => {
      const challenge = desk.must(desk.sam, getChallenge.encode({ le: RANDOM }), 'challenge')
      const cardId = Uint8Array.from(samId, (sign) => sign.charCodeAt(0))
      const signature = signRole({ role: 'idc', cardId, challenge }, by)
      return desk.plain(desk.sam, externalAuthenticate.encode({ role: roles.idc.role, signature }))?.sw
    }
    const centre = testCertificate({ holder: 'TESTIDC00001', role: 'idc' }, testIdcKey)
    expect((['physician', 'sam'] as const).map((role) => take(certificateOf(role)))).toEqual([0x6982, 0x6982])
    expect(take(makeCertificate({ ...body, role: 'idc' }, testPrivateKey('another root')))).toBe(0x6300)
    expect([take(centre), show('TESTSAM00002', testIdcKey), take(centre), show('TESTSAM00001', key)])
      .toEqual([0x9000, 0x6300, 0x9000, 0x6300])
    expect(begin(desk)?.sw).toBe(0x6982)
    expect([take(centre), show('TESTSAM00001', testIdcKey)]).toEqual([0x9000, 0x9000])
    expect(begin(desk)?.sw).toBe(0x9000)
  })

  it('has one authentication of a card at a time, of two steps in their order', async () => {
    const desk = new CardDesk()
    await desk.authenticateSam()
    desk.authenticate('hc')
    const id = cardId(desk.hc, desk)
    expect(finish(desk)?.sw).toBe(0x6985)
    expect(begin(desk, { cardId: id })?.sw).toBe(0x9000)
    expect(finish(desk, new Uint8Array(72), cardKinds.hpc)?.sw).toBe(0x6985)
    expect(begin(desk, { cardId: id })?.sw).toBe(0x9000)
    expect([finish(desk)?.sw, finish(desk)?.sw]).toEqual([0x6300, 0x6985])
    const others = [{ cardId: id.subarray(1) }, { challenge: new Uint8Array(8) }, { kind: 3 }]
    expect(others.map((changes) => begin(desk, changes)?.sw))
      .toEqual([0x6a80, 0x6a80, 0x6a88])
    const malformed = [unhex('7c'), unhex('7c028100'), unhex('7d00'), unhex('7c0182')]
    expect(malformed.map((data) => desk.plain(desk.sam, { cla: 0, ins: 0x87, p1: 1, p2: 1, data, le: 256 })?.sw))
      .toEqual([0x6a80, 0x6a80, 0x6a80, 0x6a80])
  })

  it('that is reset between its two steps knows nothing of the first, and the card waits for nobody', async () => {
    const desk = new CardDesk()
    await desk.authenticateSam()
    desk.authenticate('hc')
    const challenge = desk.must(desk.hc, getChallenge.encode({ le: RANDOM }), 'challenge')
    const begun = generalAuthenticate.decodeResult(begin(desk, { challenge, cardId: desk.hcId })!.data)
    if (!('cryptogram' in begun)) throw new Error('no cryptogram')
    const { cryptogram } = begun
    const answer = desk.must(desk.hc, mutualAuthenticate.encode({ cryptogram, le: 256 }), 'card')
    desk.sam.reset()
    await desk.authenticateSam()
    expect(finish(desk, answer)?.sw).toBe(0x6985)
    desk.authenticate('hc')
    expect(desk.read('validity')).toHaveLength(1)
  })
})
