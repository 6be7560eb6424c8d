import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createActor } from 'xstate'
import { t0CardMachine, type T0CardEvent } from './card.machine.ts'
import { t0HostMachine, type T0Failure, type T0HostEvent } from './machine.ts'
import type { Direction } from './tpdu.ts'

const byte = fc.oneof(fc.constantFrom(0x10, 0xef, 0x60, 0x61, 0x90), fc.nat(0xff))
const hostEvents: fc.Arbitrary<T0HostEvent> = fc.oneof(
  fc.record({
    type: fc.constant('begun' as const), ins: fc.constant(0x10),
    direction: fc.constantFrom<Direction>('none', 'send', 'receive'), length: fc.integer({ min: 0, max: 5 }),
  }),
  byte.map((value) => ({ type: 'procedureByte' as const, byte: value })),
  byte.map((value) => ({ type: 'procedureByte' as const, byte: value })),
  fc.constant({ type: 'data' as const, count: 1 }),
  byte.map((value) => ({ type: 'sw2' as const, byte: value })),
  fc.constantFrom<'surplus' | 'parityError' | 'timedOut' | 'reset'>('surplus', 'parityError', 'timedOut', 'reset')
    .map((type) => ({ type })),
)
const cardEvents: fc.Arbitrary<T0CardEvent> = fc.oneof(
  fc.constant({ type: 'header' as const, ins: 0x10 }),
  fc.integer({ min: 1, max: 5 }).map((length) => ({ type: 'takes' as const, length })),
  fc.integer({ min: 0, max: 5 }).map((length) => ({ type: 'answers' as const, length, sw: 0x9000 })),
  fc.constant({ type: 'data' as const, count: 1 }),
  fc.constant({ type: 'abandoned' as const }),
)

describe('the host machine', () => {
  it('keeps a context of plain JSON within its bounds, and ends each exchange exactly once', () => {
    fc.assert(fc.property(fc.array(hostEvents, { maxLength: 40 }), (events) => {
      const log: string[] = []
      const actor = createActor(t0HostMachine.provide({
        actions: {
          sendHeader: () => void log.push('begun'),
          answer: () => void log.push('ended'),
          fail: (_, { failure }: { failure: T0Failure }) => {
            if (failure !== 'surplusBytes' && failure !== 'resetNeeded') log.push('ended')
          },
        },
      })).start()
      for (const event of events) {
        if (event.type === 'reset') log.push('ended')
        actor.send(event)
        const { context } = actor.getSnapshot()
        expect(JSON.parse(JSON.stringify(context))).toEqual(context)
        expect(context.moved).toBeLessThanOrEqual(context.length)
      }
      const turns = log.join(' ').replaceAll(/(?:ended ?)+/g, 'ended ').trim()
      expect(turns).not.toMatch(/begun begun/)
    }), { numRuns: 500 })
  })

  it('has nothing in it that waits or calls by itself', () => {
    for (const config of [t0HostMachine.config, t0CardMachine.config]) {
      expect(JSON.stringify(config)).not.toMatch(/"(?:invoke|after)":/)
    }
  })
})

describe('the card machine', () => {
  it('keeps a context of plain JSON within its bounds, whatever it is told in whatever order', () => {
    const plan = fc.array(fc.constantFrom('all' as const, 'one' as const, 'null' as const), { maxLength: 8 })
    fc.assert(fc.property(plan, fc.array(cardEvents, { maxLength: 30 }), (styles, events) => {
      const actor = createActor(t0CardMachine, { input: { plan: styles } }).start()
      for (const event of events) {
        actor.send(event)
        const { context } = actor.getSnapshot()
        expect(JSON.parse(JSON.stringify(context))).toEqual(context)
        expect(context.moved).toBeLessThanOrEqual(context.length)
      }
    }))
  })
})
