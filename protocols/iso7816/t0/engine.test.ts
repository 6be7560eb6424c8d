import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../../bytes/hex.ts'
import { commandCase, type CommandApdu, type ResponseApdu } from '../apdu.ts'
import { createT0Card } from './card-engine.ts'
import type { ProcedureStyle } from './card.machine.ts'
import { createT0Host, type T0Effect } from './engine.ts'
import { exchange, faultyLine, takesData, throughT0 } from './exchange.fixture.ts'
import { MAX_REPETITIONS } from './machine.ts'
import { tpduOf, type Tpdu } from './tpdu.ts'

const header = { cla: 0x00, p1: 0x11, p2: 0x00 }
const send = (length: number): Tpdu => tpduOf({ ...header, ins: 0x12, data: new Uint8Array(length).fill(0xd0) })
const receive = (le: number): Tpdu => tpduOf({ ...header, ins: 0x10, le })

const plans = fc.array(fc.constantFrom<ProcedureStyle>('all', 'one', 'one', 'one', 'null'), { maxLength: 40 })
const answers: fc.Arbitrary<ResponseApdu> = fc.oneof(
  fc.record({
    data: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(0, 1, 255, 256, 257, 600).map(filled)),
    sw: fc.constantFrom(0x9000, 0x6282, 0x6300),
  }),
  fc.constantFrom(0x6a82, 0x6d00, 0x6985).map((sw) => ({ data: new Uint8Array(), sw })),
)
const data = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.constantFrom(1, 254, 255).map(filled))
const le = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1, 255, 256))
const commands: fc.Arbitrary<CommandApdu> = fc.oneof(
  fc.constant({ ...header, ins: 0x10 }),
  le.map((ne) => ({ ...header, ins: 0x10, le: ne })),
  data.map((nc) => ({ ...header, ins: 0x12, data: nc })),
  fc.tuple(data, le).map(([nc, ne]) => ({ ...header, ins: 0x12, data: nc, le: ne })),
)

function filled(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index & 0xff)
}

describe('an APDU over T=0', () => {
  it('is answered as without it: all cases and lengths, however the card acknowledges', () => {
    const seen = new Set<string>()
    fc.assert(fc.property(commands, answers, plans, (apdu, answer, plan) => {
      const is = commandCase(apdu)
      seen.add(is)
      const direct = is === '1' ? { ...answer, data: new Uint8Array() } : answer
      const asked: string[] = []
      const card = (received: CommandApdu) => {
        asked.push(hex(received.data ?? new Uint8Array()))
        return direct
      }
      const { data: got, sw } = throughT0(apdu, card, plan)
      expect({ data: hex(got), sw }).toEqual({ data: hex(direct.data), sw: direct.sw })
      expect(asked).toEqual([hex(apdu.data ?? new Uint8Array())])
    }), { numRuns: 500 })
    expect([...seen].sort()).toEqual(['1', '2S', '3S', '4S'])
  })
})

describe('the host', () => {
  it('says how many characters of the card each step waits for', () => {
    const host = createT0Host()
    const steps = [host.wanted]
    host.begin(receive(4))
    for (const bytes of ['60', '10', 'd0', 'd0d0d0', '90', '00']) {
      steps.push(host.wanted)
      host.received(unhex(bytes))
    }
    expect([...steps, host.wanted]).toEqual([0, 1, 1, 4, 3, 1, 1, 0])
  })

  const said = (effects: readonly T0Effect[]) => effects.map((effect) => {
    if (effect.type === 'send') return `send ${hex(effect.bytes)}`
    if (effect.type === 'answered') return `answered ${hex(effect.response.data)} ${effect.response.sw.toString(16)}`
    return effect.type === 'failed' ? `failed ${effect.failure}` : effect.type
  })
  const after = (tpdu: Tpdu, ...chunks: readonly string[]) => {
    const host = createT0Host()
    host.begin(tpdu)
    return chunks.map((chunk) => said(host.received(unhex(chunk))))
  }

  it('sends the header, then the data after INS, and gives the status word', () => {
    const host = createT0Host()
    const select = tpduOf({ cla: 0, ins: 0xa4, p1: 4, p2: 0, data: unhex('f04e484901') })
    expect(said(host.begin(select))).toEqual(['send 00a4040005', 'restartWait'])
    expect(said(host.received(unhex('a4')))).toEqual(['send f04e484901', 'restartWait'])
    expect(said(host.received(unhex('61')))).toEqual(['restartWait'])
    expect(said(host.received(unhex('39')))).toEqual(['answered  6139'])
  })

  it('sends one byte for each complement of INS, and the rest after INS', () => {
    expect(after(send(3), 'ed', '60', '12', '9000')).toEqual([
      ['send d0', 'restartWait'], ['restartWait'], ['send d0d0', 'restartWait'], ['restartWait', 'answered  9000'],
    ])
  })

  it('takes data that look like procedure bytes and status words as data', () => {
    expect(after(receive(5), '10 60 10 ef 90 00 9000')).toEqual([['restartWait', 'answered 6010ef9000 9000']])
    expect(after(receive(2), 'ef 60 ef 6a 9000')).toEqual([['restartWait', 'answered 606a 9000']])
  })

  it('takes a P3 of 00 for 256 bytes', () => {
    const tpdu = receive(256)
    expect(tpdu.p3).toBe(0)
    expect(after(tpdu, `10 ${'a5'.repeat(256)} 9000`)).toEqual([['restartWait', `answered ${'a5'.repeat(256)} 9000`]])
  })

  it('waits as long as the card says NULL, each time anew', () => {
    expect(after(receive(1), '60', '60', '6060', '10 ca 9000').slice(0, 3)).toEqual(Array(3).fill(['restartWait']))
  })

  it('takes a refusal at any procedure byte, before and after data', () => {
    expect(after(send(3), '6d00').flat()).toContain('answered  6d00')
    expect(after(send(3), 'ed', '6700').flat()).toContain('answered  6700')
    expect(after(receive(3), '6c02').flat()).toContain('answered  6c02')
    expect(after(receive(3), '9000').flat()).toContain('answered  9000')
  })

  it.each<readonly [string, string, Tpdu]>([
    ['illegalProcedureByte', '00', receive(3)],
    ['illegalProcedureByte', '11', receive(3)], // INS + 1 raised the programming voltage of old cards
    ['illegalProcedureByte', '10', tpduOf({ ...header, ins: 0x10 })],
    ['illegalProcedureByte', '10 aabbcc 10', receive(3)],
    ['dataIncomplete', 'ef aa 9000', receive(3)],
    ['dataIncomplete', 'ef aa 6102', receive(3)],
    ['dataIncomplete', '9000', send(3)],
    ['dataIncomplete', 'ed 6283', send(3)],
    ['surplusBytes', '10 aabbcc 9000 00', receive(3)],
  ])('ends with %s after %s', (failure, bytes, tpdu) => {
    expect(after(tpdu, bytes).flat().filter((effect) => /failed|answered/.test(effect))).toEqual([`failed ${failure}`])
  })

  it('keeps the short data of a warning that says they are short', () => {
    expect(after(receive(3), 'ef aa 6282').flat()).toContain('answered aa 6282')
  })

  it('ends when WT passes, wherever it waits', () => {
    for (const before of ['', '60', '10', '10 aa', '10 aabbcc', '10 aabbcc 90']) {
      const host = createT0Host()
      host.begin(receive(3))
      host.received(unhex(before))
      expect(said(host.timedOut())).toEqual(['failed workWaitingTime'])
    }
  })

  it('asks for a damaged character again, a few times in a row and not for ever', () => {
    const host = createT0Host()
    host.begin(receive(2))
    const again = ['askRepetition', 'restartWait']
    for (let time = 0; time < MAX_REPETITIONS; time++) expect(said(host.parityError())).toEqual(again)
    host.received(unhex('10'))
    for (let time = 0; time < MAX_REPETITIONS; time++) expect(said(host.parityError())).toEqual(again)
    expect(said(host.parityError())).toEqual(['failed parity'])
  })

  it('wants a reset after a failure, and begins anew after it', () => {
    const host = createT0Host()
    host.begin(receive(3))
    host.timedOut()
    expect(said(host.begin(receive(3)))).toEqual(['failed resetNeeded'])
    expect(said(host.received(unhex('9000')))).toEqual([])
    host.reset()
    expect(said(host.begin(receive(3)))).toEqual(['send 0010110003', 'restartWait'])
  })

  it('takes bytes that come while nothing is asked for the failure they are', () => {
    expect(said(createT0Host().received(unhex('60')))).toEqual(['failed surplusBytes'])
  })

  it('refuses a second exchange before the first is over', () => {
    const host = createT0Host()
    host.begin(receive(3))
    expect(() => host.begin(receive(3))).toThrow(/under way/)
  })

  it('says the same however what it hears is cut into chunks', () => {
    const byte = fc.constantFrom(0x10, 0xef, 0x60, 0x90, 0x00, 0xaa)
    const stream = fc.array(byte, { maxLength: 20 }).map((bytes) => Uint8Array.from(bytes))
    const last = (chunks: readonly Uint8Array[]) => {
      const host = createT0Host()
      host.begin(receive(3))
      const effects = said(chunks.flatMap((chunk) => [...host.received(chunk)]))
      return effects.filter((effect) => /failed|answered/.test(effect)).at(-1)
    }
    fc.assert(fc.property(stream, (bytes) => {
      expect(last([...bytes].map((byte) => Uint8Array.of(byte)))).toBe(last([bytes]))
    }), { numRuns: 500 })
  })
})

describe('on a line that loses a byte or adds one', () => {
  const answer = (wanted: number): ResponseApdu => ({ data: filled(wanted), sw: 0x9000 })
  const tpdus = fc.oneof(fc.integer({ min: 1, max: 12 }).map(receive), fc.integer({ min: 1, max: 12 }).map(send))
  const fault = fc.record({
    direction: fc.constantFrom('toCard' as const, 'toHost' as const), at: fc.nat(24),
    extra: fc.option(fc.oneof(fc.constantFrom(0x10, 0xef, 0x12, 0xed, 0x60, 0x90), fc.nat(0xff)), { nil: undefined }),
  })

  it('the host gives an answer only when what it heard spells a whole exchange with that answer', () => {
    const outcomes = { answered: 0, failed: 0 }
    fc.assert(fc.property(tpdus, plans, fault, (tpdu, plan, { direction, at, extra }) => {
      const application = {
        takesData: ({ ins }: { ins: number }) => takesData(ins),
        answer: ({ ins, p3 }: { ins: number, p3: number }) => answer(takesData(ins) ? 0 : p3 || 256),
      }
      const line = faultyLine(direction, at, extra)
      const { outcome, heard } = exchange(tpdu, createT0Card(application, plan), { line })
      outcomes['failure' in outcome ? 'failed' : 'answered']++
      if ('failure' in outcome) return
      expect(spellings(tpdu, outcome.response).some((one) => one.test(hex(heard)))).toBe(true)
    }), { numRuns: 2000 })
    expect(Math.min(outcomes.answered, outcomes.failed)).toBeGreaterThan(100)
  })

  /** Every stream of bytes that is an exchange with this answer, by ISO/IEC 7816-3:2006 §10.3.3, as patterns of hex. */
  function spellings({ ins, direction, length }: Tpdu, { data: got, sw }: ResponseApdu): RegExp[] {
    const nulls = '(?:60)*'
    const all = hex(Uint8Array.of(ins))
    const one = hex(Uint8Array.of(ins ^ 0xff))
    const status = sw.toString(16).padStart(4, '0')
    const success = /^(?:90|61)/.test(status)
    const moved = direction === 'receive' ? got.length : length
    if (direction === 'receive' && success && moved !== 0 && moved !== length) return []
    const pieces = [...got].map((byte) => hex(Uint8Array.of(byte)))
    return Array.from({ length: moved + 1 }, (_, byOne) => {
      const singly = Array.from({ length: byOne }, (__, index) => one + (pieces[index] ?? '') + nulls).join('')
      const together = byOne === moved ? '' : `${all}${pieces.slice(byOne).join('')}${nulls}`
      const cutShort = direction === 'send' && !/^(?:90|6[123])/.test(status) ? `(?:${together})?` : together
      return new RegExp(`^${nulls}${singly}${cutShort}${status}$`)
    })
  }
})

describe('what T=0 cannot notice, because nothing checks the data', () => {
  const heard = (bytes: string) => {
    const host = createT0Host()
    host.begin(receive(3))
    return host.received(unhex(bytes)).at(-1)
  }

  it('a data byte damaged with its parity intact is handed over as it came', () => {
    expect(heard('10 aabacc 9000')).toEqual({ type: 'answered', response: { data: unhex('aabacc'), sw: 0x9000 } })
  })

  it('a lost byte and an added one make up for each other', () => {
    expect(heard('10 bbcc00 9000')).toEqual({ type: 'answered', response: { data: unhex('bbcc00'), sw: 0x9000 } })
  })

  it('a damaged SW2 is another status word', () => {
    expect(heard('10 aabbcc 9001')).toMatchObject({ response: { sw: 0x9001 } })
  })

  it('an acknowledge turned into NULL, with a data byte equal to INS behind it, moves the data by one', () => {
    // the card said 10 10 bb cc 90 00 91 00
    expect(heard('60 10 bbcc90 0091 00')).toEqual({ type: 'failed', failure: 'illegalProcedureByte' })
    expect(heard('60 10 bbcc90 9100')).toMatchObject({ response: { data: unhex('bbcc90'), sw: 0x9100 } })
  })
})
