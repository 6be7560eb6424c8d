import { describe, expect, it } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { Clinic, failureOf, GET_DATA, NumberedCard, READER, turns } from './clinic.fixture.ts'

const SCARD_F_COMM_ERROR = 0x80100013
const SCARD_E_COMM_DATA_LOST = 0x8010002f
const SCARD_W_UNRESPONSIVE_CARD = 0x80100066

class ScriptedCard extends NumberedCard {
  readonly #answers: (string | undefined)[]

  constructor(...answers: (string | undefined)[]) {
    super(1)
    this.#answers = answers
  }

  override transmit(capdu: Uint8Array): Uint8Array | undefined {
    super.transmit(capdu)
    const answer = this.#answers.shift()
    return answer === undefined ? undefined : unhex(answer)
  }
}

describe('a presence', () => {
  it('begins with the insertion, tells the ATR, and is connected before anybody asks', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.insert(READER, new NumberedCard(7))
    expect(clinic.events.at(-1)).toEqual(
      { type: 'cardInserted', name: READER, presence: 1, atr: Uint8Array.of(0x3b, 0x01, 7), mute: false })
    await clinic.settle()
    expect(clinic.pcsc.openHandles).toBe(1)
  })

  it('ends with the removal, and the handle is given back', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.insert(READER, new NumberedCard(7))
    await clinic.settle()
    clinic.pcsc.remove(READER)
    await clinic.settle()
    expect(clinic.typesOf(2)).toEqual(['cardInserted', 'removed'])
    expect(clinic.pcsc.openHandles).toBe(0)
    expect(await failureOf(clinic.transfer(1))).toBe('connect cardRemoved')
  })

  it('is another one when removal and insertion came as one report', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.insert(READER, new NumberedCard(7))
    clinic.pcsc.swap(READER, new NumberedCard(7))
    expect(clinic.typesOf(2)).toEqual(['cardInserted', 'removed', 'cardInserted'])
    expect(clinic.counts.swapReported).toBe(1)
    expect(await failureOf(clinic.transfer(1))).toBe('connect cardChanged')
    expect(await clinic.transfer(2)).toHaveLength(1)
  })

  it('ends with a reset by another program, which the next transfer notices', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.insert(READER, new NumberedCard(7))
    await clinic.settle()
    clinic.pcsc.resetByOther(READER)
    expect(await failureOf(clinic.transfer(1))).toBe('GET DATA cardChanged SCARD_W_RESET_CARD')
    expect(clinic.typesOf(2)).toEqual(['cardInserted', 'reset', 'cardInserted'])
    expect(await clinic.transfer(2)).toEqual([Uint8Array.of(7, 2, 0x90, 0x00)])
    expect(clinic.counts.cardReset).toBe(1)
  })

  it('is reported once when a call tells of the removal before the service does', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.insert(READER, new NumberedCard(7))
    await clinic.settle()
    clinic.pcsc.holdReports()
    clinic.pcsc.remove(READER)
    expect(await failureOf(clinic.transfer(1))).toBe('GET DATA cardRemoved SCARD_W_REMOVED_CARD')
    clinic.pcsc.releaseReports()
    clinic.pcsc.insert(READER, new NumberedCard(8))
    expect(clinic.typesOf(2)).toEqual(['cardInserted', 'removed', 'cardInserted'])
  })

  it('of a mute card is reported as such and refuses transfers without a call to it', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.insert(READER, new NumberedCard(7, new Uint8Array()))
    expect(clinic.events.at(-1)).toMatchObject({ type: 'cardInserted', mute: true })
    expect(await failureOf(clinic.transfer())).toBe('connect cardSilent SCARD_W_UNRESPONSIVE_CARD')
    expect(clinic.pcsc.openHandles).toBe(0)
  })

  it('of a card pushed in slowly is mute, and is followed by one with its ATR, without anybody asking', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.insertSlowly(READER, new NumberedCard(7))
    await clinic.settle()
    expect(clinic.typesOf(2)).toEqual(['cardInserted', 'reset', 'cardInserted'])
    expect(clinic.events.at(-1)).toMatchObject({ mute: false, atr: Uint8Array.of(0x3b, 0x01, 7) })
    expect(await clinic.transfer()).toHaveLength(1)
    expect(clinic.pcsc.openHandles).toBe(1)
  })

  it('of a mute card stays one, and leaves no handle, however often the card is powered', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.insert(READER, new NumberedCard(7, new Uint8Array()))
    await clinic.settle()
    expect(clinic.typesOf(2)).toEqual(['cardInserted'])
    expect(await failureOf(clinic.transfer())).toBe('connect cardSilent SCARD_W_UNRESPONSIVE_CARD')
    expect(clinic.pcsc.openHandles).toBe(0)
  })

  it('ends before its reader does', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.insert(READER, new NumberedCard(7))
    const transfer = failureOf(clinic.transfer())
    clinic.pcsc.unplug(READER)
    expect(await transfer).toBe('connect readerLost')
    expect(clinic.typesOf(3)).toEqual(['removed', 'readerRemoved'])
    expect(await failureOf(clinic.transfer(1))).toBe('connect readerLost')
  })
})

describe('a transfer', () => {
  const exchanges = (count: number, mayBeRefused = false) =>
    Array.from({ length: count }, () => ({ ...GET_DATA, mayBeRefused }))
  async function withCard(card: NumberedCard): Promise<Clinic> {
    const clinic = await Clinic.open()
    clinic.pcsc.insert(READER, card)
    await clinic.settle()
    return clinic
  }

  it('stops after a refusal unless the exchange may be refused', async () => {
    const strict = await withCard(new ScriptedCard('6a88', '9000'))
    expect(await strict.transfer(1, { exchanges: exchanges(2) })).toEqual([unhex('6a88')])
    const lenient = await withCard(new ScriptedCard('6d00', '419000'))
    expect(await lenient.transfer(1, { exchanges: exchanges(2, true) })).toEqual([unhex('6d00'), unhex('419000')])
  })

  it('fetches with GET RESPONSE what 61xx announces and repeats with the Le that 6Cxx names', async () => {
    const card = new ScriptedCard('6102', '41429000', '6c01', '439000')
    const clinic = await withCard(card)
    expect(await clinic.transfer(1, { exchanges: exchanges(2) })).toEqual([unhex('41429000'), unhex('439000')])
    expect(card.transmitted[1]).toEqual(unhex('00c0000002'))
    expect(card.transmitted[3]).toEqual(unhex('00ca110001'))
  })

  const noAnswers = [['one byte', '90'], ['65,539 bytes', '00'.repeat(65_539)]] as const
  it.each(noAnswers)('with an answer of %s fails', async (_, answer) => {
    const clinic = await withCard(new ScriptedCard(answer))
    expect(await failureOf(clinic.transfer())).toBe('GET DATA readerFailed')
  })

  it('that may be repeated is repeated once after a transmission error, over a new connection, while nothing was answered', async () => {
    for (const code of [SCARD_E_COMM_DATA_LOST, SCARD_F_COMM_ERROR]) {
      const clinic = await withCard(new NumberedCard(7))
      clinic.pcsc.failNext(READER, 'transmit', code)
      expect(await clinic.transfer()).toHaveLength(1)
      expect(clinic.counts.transferRepeated).toBe(1)
    }
    const clinic = await withCard(new NumberedCard(7))
    clinic.pcsc.failNext(READER, 'transmit', SCARD_E_COMM_DATA_LOST)
    clinic.pcsc.failNext(READER, 'transmit', SCARD_E_COMM_DATA_LOST)
    expect(await failureOf(clinic.settled(clinic.transfer()))).toBe('GET DATA readerFailed SCARD_E_COMM_DATA_LOST')
    expect(clinic.counts.transferRepeated).toBe(1)
  })

  const swapped = 'never answers for a card swapped at any turn around a lost handle, its report held (repeatable %s)'
  it.each([true, false])(swapped, async (repeatable) => {
    for (let turn = 0; turn < 40; turn++) {
      const clinic = await withCard(new NumberedCard(7))
      const presence = clinic.presence
      const answers = [await clinic.transfer(presence)]
      const keep = (answer: readonly Uint8Array[]) => void answers.push(answer)
      clinic.pcsc.holdReports()
      clinic.pcsc.failNext(READER, 'transmit', SCARD_E_COMM_DATA_LOST)
      const failing = clinic.transfer(presence, { repeatable }).then(keep, () => {})
      await turns(turn)
      clinic.pcsc.remove(READER) // swap() would report
      clinic.pcsc.insert(READER, new NumberedCard(8))
      await clinic.settled(failing)
      await clinic.settled(clinic.transfer(presence, { repeatable }).then(keep, () => {}))
      for (const answer of answers) expect(answer[0]![0], `swapped at turn ${turn}`).toBe(7)
      clinic.pcsc.releaseReports()
      await clinic.settle()
      expect(clinic.presence).not.toBe(presence)
      expect((await clinic.transfer())[0]![0]).toBe(8)
    }
  })

  it('that is told of a removal which the service never reports finds the card again, in a new presence', async () => {
    const clinic = await withCard(new NumberedCard(7))
    const presence = clinic.presence
    clinic.pcsc.failNext(READER, 'transmit', 0x8010000c) // SCARD_E_NO_SMARTCARD
    expect(await failureOf(clinic.transfer(presence, { repeatable: false }))).toContain('cardRemoved')
    expect(clinic.presence).toBeUndefined()
    await clinic.settle()
    expect(clinic.presence).toBeGreaterThan(presence ?? 0)
    expect((await clinic.transfer())[0]![0]).toBe(7)
  })

  it('that changed the card and failed half way ends the presence: with the handle lost, nobody watched the card', async () => {
    const card = new NumberedCard(7)
    const clinic = await withCard(card)
    const presence = clinic.presence
    const transmit = card.transmit.bind(card)
    card.transmit = (capdu) => {
      const answer = transmit(capdu)
      return card.transmitted.length === 2 ? undefined : answer
    }
    const half = clinic.transfer(presence, { exchanges: [GET_DATA, GET_DATA], repeatable: false })
    expect(await failureOf(clinic.settled(half))).toBe('GET DATA cardSilent SCARD_E_NOT_TRANSACTED')
    expect(await failureOf(clinic.transfer(presence))).toMatch(/^connect card(Changed|Removed)/)
    await clinic.settle()
    expect(clinic.presence).toBeGreaterThan(presence ?? 0)
  })

  it('that may not be repeated is not', async () => {
    const clinic = await withCard(new NumberedCard(7))
    clinic.pcsc.failNext(READER, 'transmit', SCARD_E_COMM_DATA_LOST)
    expect(await failureOf(clinic.settled(clinic.transfer(1, { repeatable: false })))).toBe(
      'GET DATA readerFailed SCARD_E_COMM_DATA_LOST')
    expect(await clinic.transfer(clinic.presence, { repeatable: false })).toHaveLength(1)
    expect(clinic.counts.transferRepeated).toBeUndefined()
  })

  it('waits for a card that answers only the third connect, and gives up after that', async () => {
    const clinic = await Clinic.open()
    for (let failure = 0; failure < 2; failure++) clinic.pcsc.failNext(READER, 'connect', SCARD_W_UNRESPONSIVE_CARD)
    clinic.pcsc.insert(READER, new NumberedCard(7))
    const transfer = clinic.transfer()
    await clinic.settle()
    expect(await transfer).toHaveLength(1)
    expect(clinic.counts.connectRetried).toBe(2)

    for (let failure = 0; failure < 6; failure++) clinic.pcsc.failNext(READER, 'connect', SCARD_W_UNRESPONSIVE_CARD)
    clinic.pcsc.swap(READER, new NumberedCard(8))
    const refused = failureOf(clinic.transfer())
    await clinic.settle()
    expect(await refused).toBe('connect cardSilent SCARD_W_UNRESPONSIVE_CARD')
    expect(await clinic.transfer()).toHaveLength(1)
  })

  it('fails as busy while another program has the card for itself; the same presence serves afterwards', async () => {
    const clinic = await Clinic.open()
    clinic.pcsc.takeByOther(READER)
    clinic.pcsc.insert(READER, new NumberedCard(7))
    expect(await failureOf(clinic.transfer())).toBe('connect readerBusy SCARD_E_SHARING_VIOLATION')
    clinic.pcsc.giveBackByOther(READER)
    expect(await clinic.transfer(1)).toHaveLength(1)
  })

  it('ends the presence when another program took the card between two connections', async () => {
    const clinic = await withCard(new NumberedCard(7))
    clinic.pcsc.failNext(READER, 'transmit', SCARD_E_COMM_DATA_LOST)
    await failureOf(clinic.settled(clinic.transfer(1, { repeatable: false })))
    clinic.pcsc.takeByOther(READER)
    expect(await failureOf(clinic.transfer(1))).toBe('connect readerBusy SCARD_E_SHARING_VIOLATION')
    expect(clinic.typesOf(3)).toEqual(['reset', 'cardInserted'])
  })

  it('to a card that stays silent fails as silent', async () => {
    const clinic = await withCard(new ScriptedCard(undefined, undefined))
    expect(await failureOf(clinic.settled(clinic.transfer()))).toBe('GET DATA cardSilent SCARD_E_NOT_TRANSACTED')
  })

  it('to a card that was pulled fails as removed, although the service notices only half a second later', async () => {
    const clinic = await withCard(new ScriptedCard(undefined, undefined))
    const transfer = failureOf(clinic.transfer())
    await turns(60)
    clinic.clock.advance(400)
    clinic.pcsc.remove(READER)
    expect(await transfer).toBe('GET DATA cardRemoved SCARD_E_NOT_TRANSACTED')
    expect(clinic.clock.waiting).toBe(0)
  })

  it('is never mixed with another: the exchanges of each stay together, in the order of the calls', async () => {
    const card = new NumberedCard(7)
    const clinic = await withCard(card)
    const asking = (p1: number) => [1, 2, 3].map((p2) => ({ ...GET_DATA, capdu: Uint8Array.of(0, 0xca, p1, p2, 0) }))
    await Promise.all([1, 2, 3].map(async (p1) => {
      await turns(p1)
      await clinic.transfer(1, { exchanges: asking(p1) })
    }))
    expect(card.transmitted.map(([, , p1, p2]) => `${p1}${p2}`)).toEqual(
      ['11', '12', '13', '21', '22', '23', '31', '32', '33'])
  })

  it('answers nothing when the card left while the last answer was on its way', async () => {
    class LeavingCard extends NumberedCard {
      override transmit(capdu: Uint8Array): Uint8Array | undefined {
        clinic.pcsc.swap(READER, successor)
        return super.transmit(capdu)
      }
    }
    const successor = new NumberedCard(8)
    const clinic = await withCard(new LeavingCard(7))
    expect(await failureOf(clinic.transfer(1, { exchanges: exchanges(2) }))).toBe('GET DATA cardChanged')
    expect(successor.transmitted).toEqual([])
  })
  it('begins no further exchange once nobody waits for it any more', async () => {
    const abandoning = new AbortController()
    class SlowCard extends NumberedCard {
      override transmit(capdu: Uint8Array): Uint8Array | undefined {
        abandoning.abort()
        return super.transmit(capdu)
      }
    }
    const card = new SlowCard(7)
    const clinic = await withCard(card)
    const request = { name: READER, presence: 1, exchanges: exchanges(3), repeatable: true }
    expect(await failureOf(clinic.session.transfer(request, abandoning.signal))).toBe('GET DATA deadlinePassed')
    expect(await failureOf(clinic.session.transfer(request, abandoning.signal))).toBe('connect deadlinePassed')
    expect(card.transmitted).toHaveLength(1)
    expect(await clinic.transfer(1)).toHaveLength(1)
  })
})
