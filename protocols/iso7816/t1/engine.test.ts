import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../../bytes/hex.ts'
import { encodeBlock, type Sequence } from './block.ts'
import { T1Card } from './card.ts'
import { T1Host } from './host.ts'

const bit = (count: number): Sequence => (count % 2 === 0 ? 0 : 1)
const part = (count: number) => encodeBlock({ kind: 'I', ns: bit(count), more: true, inf: new Uint8Array(254) }, 'lrc')

describe('a T=1 host', () => {
  it('ends the chain of a card that sends more than any response APDU holds', () => {
    const host = new T1Host({ edc: 'lrc', ifsc: 32, ifsd: 32 })
    host.begin(Uint8Array.of(1))
    let parts = 0
    host.drain()
    for (let pcb = 0; pcb !== 0xc2;) {
      host.received(part(parts++))
      const [effect] = host.drain()
      pcb = effect?.type === 'send' ? effect.bytes[1]! : 0
    }
    expect(parts).toBe(Math.floor(0x1_0002 / 254) + 1)
    host.received(unhex('00 e2 00 e2'))
    expect(host.drain()).toEqual([{ type: 'fail', reason: 'tooLong' }])
    expect(host.idle).toBe(true)
  })

  it('does one exchange at a time', () => {
    const host = new T1Host({ edc: 'lrc', ifsc: 32 })
    host.begin(Uint8Array.of(1))
    expect(() => host.begin(Uint8Array.of(2))).toThrow('an exchange is under way')
  })

  it('asks at once for a block that a link with its own frames brought damaged, and takes no echo when idle', () => {
    const host = new T1Host({ edc: 'lrc', ifsc: 32, ifsd: 32 })
    host.receivedWhole(unhex('00 00 02 90 00 92'))
    host.timedOut()
    expect(host.drain()).toEqual([])
    host.begin(Uint8Array.of(1))
    host.drain()
    host.receivedWhole(unhex('00 00 02 90 00 93'))
    expect(host.drain()).toEqual([{ type: 'send', bytes: unhex('00 81 00 81') }, { type: 'setTimer', bwt: 1 }])
    host.receivedWhole(unhex('00 00 02 90 00 92'))
    expect(host.drain()).toEqual([{ type: 'deliver', apdu: unhex('9000') }])
  })

  it('takes an exchange back whose first block was never sent, with its numbers as they were', () => {
    const host = new T1Host({ edc: 'lrc', ifsc: 32, ifsd: 32 })
    host.begin(Uint8Array.of(1))
    host.receivedWhole(unhex('00 00 02 90 00 92'))
    host.drain()
    host.begin(Uint8Array.of(1))
    expect(host.drain()[0]).toEqual({ type: 'send', bytes: unhex('00 40 01 01 40') })
    host.withdraw()
    expect([host.idle, host.drain()]).toEqual([true, []])
    host.begin(Uint8Array.of(2))
    expect(host.drain()[0]).toEqual({ type: 'send', bytes: unhex('00 40 01 02 43') })
    host.receivedWhole(unhex('00 40 02 90 00 d2'))
    expect(host.drain()).toEqual([{ type: 'deliver', apdu: unhex('9000') }])
  })

  it('addresses its blocks and hears only those addressed to it', () => {
    const host = new T1Host({ edc: 'lrc', ifsc: 32, ifsd: 32, nad: 0x21 })
    host.begin(Uint8Array.of(1))
    expect(host.drain()[0]).toEqual({ type: 'send', bytes: unhex('21 00 01 01 21') })
    host.received(unhex('12 00 01 90 83'))
    expect(host.drain()).toEqual([{ type: 'deliver', apdu: unhex('90') }])
  })
})

describe('a T=1 card', () => {
  it('drops the answer to a command that nobody waits for any more', () => {
    const card = new T1Card({ edc: 'lrc', ifsc: 32 })
    card.received(unhex('00 00 01 01 00'))
    expect(card.drain()).toEqual([{ type: 'execute', exchange: 1, apdu: unhex('01') }])
    card.received(unhex('00 c0 00 c0'))
    expect(card.drain()).toEqual([{ type: 'discard', exchange: 1 }, { type: 'send', bytes: unhex('00 e0 00 e0') }])
    card.answer(1, unhex('9000'))
    card.received(unhex('00 00 01 02 03'))
    card.answer(1, unhex('9000'))
    expect(card.drain()).toEqual([{ type: 'execute', exchange: 2, apdu: unhex('02') }])
    card.answer(2, unhex('6a88'))
    expect(card.drain()).toEqual([{ type: 'send', bytes: unhex('00 00 02 6a 88 e0') }])
  })

  it('ends the chain of a host that sends more than any command APDU holds', () => {
    const card = new T1Card({ edc: 'lrc', ifsc: 254 })
    let parts = 0
    for (let pcb = 0; pcb !== 0xc2;) {
      card.received(part(parts++))
      const [effect] = card.drain()
      pcb = effect?.type === 'send' ? effect.bytes[1]! : 0
    }
    expect(parts).toBe(Math.floor(65_544 / 254) + 1)
    card.received(unhex('00 e2 00 e2'))
    expect(card.drain()).toHaveLength(1)
    card.received(encodeBlock({ kind: 'I', ns: bit(parts), more: false, inf: Uint8Array.of(7) }, 'lrc'))
    expect(card.drain()).toEqual([{ type: 'execute', exchange: 1, apdu: Uint8Array.of(7) }])
  })
})

describe('the engines of several cards', () => {
  it('run at the same time without hearing of each other', () => {
    const ends = [3, 5, 7].map((length) => ({
      host: new T1Host({ edc: 'lrc', ifsc: 2, ifsd: 32 }), card: new T1Card({ edc: 'lrc', ifsc: 2 }),
      command: new Uint8Array(length).fill(length), said: new Array<string>(),
    }))
    for (const { host, command } of ends) host.begin(command)
    // the longest command takes four blocks; each round carries one block of every link
    for (let round = 0; round < 4; round++) {
      for (const { host, card } of ends) {
        for (const one of host.drain()) if (one.type === 'send') card.received(one.bytes)
      }
      for (const { host, card, said } of ends) {
        for (const one of card.drain()) {
          if (one.type === 'send') host.received(one.bytes)
          if (one.type !== 'execute') continue
          said.push(`executes ${hex(one.apdu)}`)
          card.answer(one.exchange, Uint8Array.of(0x61, one.apdu.length))
          for (const answer of card.drain()) if (answer.type === 'send') host.received(answer.bytes)
        }
      }
      for (const { host, said } of ends) if (host.idle) said.push(host.drain().map(({ type }) => type).join())
    }
    expect(ends.map(({ said }) => said.filter(Boolean))).toEqual([
      ['executes 030303', 'deliver'], ['executes 0505050505', 'deliver'], ['executes 07070707070707', 'deliver'],
    ])
  })
})
