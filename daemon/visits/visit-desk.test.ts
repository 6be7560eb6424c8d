import { describe, expect, test } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { memory, openStore } from '../store/store.fixture.ts'
import { ThreeCardDesk, type Called, type CardFault } from '../engines/open-profile/three-card-desk.fixture.ts'
import { keptNumber } from './patient-numbers.ts'

const READER = 'Simulated Reader 01'
const outpatient = { treatmentItem: '01', babyTreatment: '', afterCheck: '1', updateIfDue: true } as const
const KEY = 'visit-of-the-morning'

class KeptDesk {
  isFull = false
  readonly store = openStore(memory(), {
    onCommit: (when) => {
      if (this.isFull && when === 'before') throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    },
  })
  readonly desk: ThreeCardDesk

  constructor(card = 'hc.wang') {
    this.desk = new ThreeCardDesk({ world: 'one-clinic', journal: this.store.journal })
    if (card !== 'hc.wang') this.swap(card)
  }

  swap(card: string): void {
    this.desk.clinic.remove(READER)
    this.desk.clinic.insert(READER, card)
  }

  take(more: object = {}, onSent?: (told: () => void) => void): Promise<Called> {
    return this.desk.call('visit.takeNumber', { ...outpatient, ...more }, onSent === undefined ? {} : { onSent })
  }

  /** States of the numbers, the oldest first, with `told` beside them. */
  states(): string[] {
    const { journal } = this.store
    return journal.visits({}).toReversed().map((visitId) => {
      const kept = keptNumber(journal, visitId)
      return `${kept?.standing.state}${kept?.isTold ? ', told' : ''}`
    })
  }

  async onCard(): Promise<string[]> {
    const { result } = await this.desk.call('card.readTreatments') as { result: { treatments: { visit: { sequenceNumber: string } }[] } }
    return result.treatments.map(({ visit }) => visit.sequenceNumber)
  }

  /** How many commands a warm call sends before it appends the visit. */
  async untilAppend(): Promise<number> {
    const probe = new KeptDesk()
    await probe.desk.call('card.readRegister')
    const before = probe.desk.commands
    let at: number | undefined
    const card = probe.desk.clinic.cardIn(READER)
    if (card === undefined) throw new Error('no card')
    const transmit = card.transmit.bind(card)
    card.transmit = (capdu) => {
      if (at === undefined && hex(capdu.subarray(1, 2)) === 'e2') at = probe.desk.commands - before
      return transmit(capdu)
    }
    await probe.take()
    if (at === undefined) throw new Error('nothing was appended')
    return at
  }
}

const numberOf = (called: Called) => ('result' in called
  ? [(called.result['visit'] as { sequenceNumber: string }).sequenceNumber, called.result['isRepeat']] : called.failed)

describe('a number', () => {
  test('stands in the journal before it is told, and as told once it has left', async () => {
    const desk = new KeptDesk()
    let told = (): void => {}
    expect(numberOf(await desk.take({}, (callback) => (told = callback)))).toEqual(['0003', false])
    expect(desk.states()).toEqual(['taken'])
    told()
    expect(desk.states()).toEqual(['taken, told'])
  })

  test('that never left is told to whoever asks for the same, once', async () => {
    const desk = new KeptDesk()
    await desk.take({}, () => {})
    expect(numberOf(await desk.take({ treatmentItem: '02' }))).toEqual(['0004', false])
    expect(numberOf(await desk.take())).toEqual(['0003', true])
    expect(numberOf(await desk.take())).toEqual(['0005', false])
    expect(desk.states()).toEqual(['taken, told', 'taken, told', 'taken, told'])
  })

  test('that left while the disk was full counts as told all the same', async () => {
    const desk = new KeptDesk()
    expect(numberOf(await desk.take({}, (told) => {
      desk.isFull = true
      told()
    }))).toEqual(['0003', false])
    expect(desk.states()).toEqual(['taken'])
    expect(await desk.take()).toMatchObject({ failed: 'STORE_FULL' })
    desk.isFull = false
    expect(numberOf(await desk.take())).toEqual(['0004', false])
    expect(desk.states()).toEqual(['taken, told', 'taken, told'])
  })

  test('of a patient who was forgotten before it left holds up nobody', async () => {
    const desk = new KeptDesk()
    let left = (): void => {}
    await desk.take({}, (told) => (left = told))
    desk.store.forgetPatient('Z199999016')
    left()
    desk.swap('hc.lin')
    expect(await desk.take()).toMatchObject({ result: { isRepeat: false } })
  })

  test('that never left is not told a day later', async () => {
    const desk = new KeptDesk()
    await desk.take({}, () => {})
    desk.desk.clock.advance(24 * 60 * 60_000 + 60_000)
    expect(numberOf(await desk.take())).toEqual(['0004', false])
  })

  test('with a key is the same number as often as it is asked for, without the card too', async () => {
    const desk = new KeptDesk()
    expect(numberOf(await desk.take({ idempotencyKey: KEY }))).toEqual(['0003', false])
    expect(numberOf(await desk.take({ idempotencyKey: KEY }))).toEqual(['0003', true])
    desk.desk.clinic.remove(READER)
    expect(await desk.take({ idempotencyKey: KEY })).toMatchObject({ result: { reader: null, epoch: null, isRepeat: true } })
    expect(desk.states()).toEqual(['taken, told'])
  })

  test('with a key that stands for another request, or for another patient, is refused', async () => {
    const desk = new KeptDesk()
    await desk.take({ idempotencyKey: KEY })
    expect(await desk.take({ idempotencyKey: KEY, treatmentItem: '02' })).toMatchObject({ failed: 'IDEMPOTENCY_KEY_REUSED' })
    const refused = new KeptDesk('hc.expired')
    expect(await refused.take({ idempotencyKey: KEY, updateIfDue: false })).toMatchObject({ details: { code: 5003 } })
    refused.swap('hc.wang')
    expect(numberOf(await refused.take({ idempotencyKey: KEY }))).toEqual(['0003', false])
  })

  test('with a key that is new for two patients at once is one patient’s, and refused to the other', async () => {
    const desk = new KeptDesk()
    desk.desk.clinic.addReader('Another Reader')
    desk.desk.clinic.insert('Another Reader', 'hc.lin')
    const other = desk.desk.readers.list().find(({ name }) => name === 'Another Reader')!.reader
    const both = await Promise.all(['r1', other].map((reader) => desk.take({ idempotencyKey: KEY, reader })))
    expect(both.map((called) => ('failed' in called ? called.failed : 'taken')).sort()).toEqual(['IDEMPOTENCY_KEY_REUSED', 'taken'])
    expect(desk.states()).toEqual(['taken, told'])
  })

  test('with a key is not told to whoever has another patient’s card there, nor to another program with the same key', async () => {
    const desk = new KeptDesk()
    await desk.take({ idempotencyKey: KEY })
    desk.swap('hc.lin')
    expect(await desk.take({ idempotencyKey: KEY })).toMatchObject({ failed: 'IDEMPOTENCY_KEY_REUSED' })
    const other = { who: 'origin https://other.example' }
    const asked = await desk.desk.call('visit.takeNumber', { ...outpatient, idempotencyKey: KEY }, other)
    expect(asked).toMatchObject({ result: { isRepeat: false } })
    expect(desk.states()).toEqual(['taken, told', 'taken, told'])
  })

  test('with a key that was undone since says so, and takes no other one', async () => {
    const desk = new KeptDesk()
    await desk.take({ idempotencyKey: KEY })
    await desk.desk.call('visit.undo', { treatmentDateTime: '2026-01-15T09:00:00' })
    expect(await desk.take({ idempotencyKey: KEY })).toMatchObject({ failed: 'VISIT_REFUSED', details: { code: 5153 } })
  })

  test('asked for at once with one key for two things is refused to one of them', async () => {
    const desk = new KeptDesk()
    const all = await Promise.all(['01', '02'].map((treatmentItem) => desk.take({ idempotencyKey: KEY, treatmentItem })))
    expect(all.map(numberOf)).toEqual([['0003', false], 'IDEMPOTENCY_KEY_REUSED'])
  })

  test('is told though that cannot be kept, and the daemon goes on', async () => {
    const desk = new KeptDesk()
    let told = (): void => {}
    await desk.take({}, (callback) => (told = callback))
    desk.store.close()
    expect(told).not.toThrow()
    await expect(desk.desk.visits.settleAll()).resolves.toBeUndefined()
  })

  test('asked for by several at once with one key is taken once', async () => {
    const desk = new KeptDesk()
    const all = await Promise.all(Array.from({ length: 5 }, () => desk.take({ idempotencyKey: KEY })))
    expect(new Set(all.map((one) => String(numberOf(one)).slice(0, 4)))).toEqual(new Set(['0003']))
    expect(await desk.onCard()).toContain('0003')
    expect(await desk.onCard()).not.toContain('0004')
  })

  test('of a card without visits left is taken after an update, or refused where that is not wanted', async () => {
    expect(await new KeptDesk('hc.used-up').take({ updateIfDue: false })).toMatchObject({ details: { code: 5001 } })
    const desk = new KeptDesk('hc.used-up')
    expect(await desk.take()).toMatchObject({ result: { isRepeat: false } })
    expect(await desk.desk.call('card.readRegister')).toMatchObject({ result: { register: { treatmentCounter: 5 } } })
  })

  test('of a card past its date is taken after an update', async () => {
    expect(await new KeptDesk('hc.expired').take()).toMatchObject({ result: { isRepeat: false } })
  })
})

const lost: CardFault = (answer, clinic) => {
  answer()
  clinic.remove(READER)
  return undefined
}
const unheard: CardFault = (_, clinic) => {
  clinic.remove(READER)
  return undefined
}

describe('a card that is pulled while its visit is written', () => {
  const moments = [['after it took the visit', lost], ['before it took the visit', unheard]] as const
  test.each(moments)('%s, has it once when it is back', async (_, fault) => {
    const desk = new KeptDesk()
    const at = await desk.untilAppend()
    await desk.desk.call('card.readRegister')
    desk.desk.failAt(at, fault)
    expect(await desk.take()).toMatchObject({ failed: expect.stringMatching(/^CARD_/) })
    expect(desk.states()).toEqual(['cardUnknown'])
    desk.desk.clinic.insert(READER, 'hc.wang')
    expect(numberOf(await desk.take())).toEqual(['0003', true])
    expect(desk.states()).toEqual(['taken, told'])
    expect((await desk.onCard()).filter((number) => number === '0003' || number === '0004')).toEqual(['0003'])
  })

  test('is settled by itself when it comes back, and the number is kept for who asked', async () => {
    const desk = new KeptDesk()
    desk.desk.failAt(await desk.untilAppend() + await warm(desk), lost)
    await desk.take()
    desk.desk.clinic.insert(READER, 'hc.wang')
    await desk.desk.visits.settleAll()
    expect(desk.states()).toEqual(['taken'])
    expect(numberOf(await desk.take())).toEqual(['0003', true])
  })

  test('and comes back days later without the visit, has none: nobody wants it any more', async () => {
    const desk = new KeptDesk()
    desk.desk.failAt(await desk.untilAppend() + await warm(desk), unheard)
    await desk.take()
    desk.desk.clock.advance(3 * 24 * 60 * 60_000)
    desk.desk.clinic.insert(READER, 'hc.wang')
    await desk.desk.visits.settleAll()
    expect(desk.states()).toEqual(['none'])
    expect(numberOf(await desk.take())).toEqual(['0003', false])
  })

  test('and comes back a day later with its key, has the number of that day', async () => {
    const desk = new KeptDesk()
    desk.desk.failAt(await desk.untilAppend() + await warm(desk), lost)
    await desk.take({ idempotencyKey: KEY })
    expect(desk.states()).toEqual(['cardUnknown'])
    desk.desk.clock.advance(25 * 60 * 60_000)
    desk.desk.clinic.insert(READER, 'hc.wang')
    expect(numberOf(await desk.take({ idempotencyKey: KEY }))).toEqual(['0003', true])
    expect(await desk.onCard()).not.toContain('0004')
  })

  test('does not hold up another patient', async () => {
    const desk = new KeptDesk()
    desk.desk.failAt(await desk.untilAppend() + await warm(desk), lost)
    await desk.take()
    desk.desk.clinic.insert(READER, 'hc.lin')
    expect(await desk.take()).toMatchObject({ result: { isRepeat: false } })
    expect(desk.states()).toEqual(['cardUnknown', 'taken, told'])
  })
})

/** With the session open, of which no command is counted. */
async function warm({ desk }: KeptDesk): Promise<0> {
  await desk.call('card.readRegister')
  return 0
}
