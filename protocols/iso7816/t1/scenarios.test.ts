import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../../bytes/hex.ts'
import { encodeBlock, type Block, type RError, type Sequence, type Supervision } from './block.ts'
import { T1Card, type T1CardEffect } from './card.ts'
import { t1CardMachine } from './card.machine.ts'
import { T1Host, type T1HostEffect } from './host.ts'
import { t1HostMachine } from './host.machine.ts'
import { t1Rules, type RuleMeta } from './rules.ts'
import { scenarios, type Scenario } from './scenarios.fixture.ts'

interface Step {
  readonly word: string
  readonly rest: string
}

const steps = ({ script }: Scenario): readonly Step[] => script.split(/[;\n]/).map((line) => {
  const [word = '', ...rest] = line.trim().split(' ')
  return { word, rest: rest.join(' ') }
})

/** Reads a block as the scenarios write it. */
function block(text: string): Block {
  const [, kind, arguments_ = '', tail = ''] = /^(I|R|S)\(([^)]*)\) ?(\w*)$/.exec(text) ?? []
  const [first = '', second = ''] = arguments_.split(/[, ]/)
  if (kind === 'I') return { kind, ns: Number(first) as Sequence, more: second === '1', inf: unhex(tail) }
  if (kind === 'R') return { kind, nr: Number(first) as Sequence, error: Number(tail || 0) as RError }
  if (kind !== 'S') throw new Error(`no block: ${text}`)
  const value = tail === '' ? {} : { value: Number.parseInt(tail, 16) }
  return { kind, type: first as Supervision, response: second === 'response', ...value }
}

const bytesOf = (text: string) => encodeBlock(block(text), 'lrc')

function damaged(text: string): Uint8Array {
  const bytes = bytesOf(text)
  bytes[bytes.length - 1]! ^= 0xff
  return bytes
}

const said = (effect: T1HostEffect | T1CardEffect): string => {
  if (effect.type === 'send') return `send ${hex(effect.bytes)}`
  if (effect.type === 'deliver' || effect.type === 'execute') return `${effect.type} ${hex(effect.apdu)}`
  if (effect.type === 'setTimer') return `setTimer ${effect.bwt}`
  return effect.type === 'fail' ? `fail ${effect.reason}` : effect.type
}

/** Plays the scenario with our machine as host; returns the labels of the rules it followed. */
function playHost(scenario: Scenario): Set<string> {
  const followed = new Set<string>()
  const { ifsc = 32, ifsd = 32, repeatInDoubt = false } = scenario
  const observe = (rules: readonly string[]) => rules.forEach((rule) => followed.add(rule))
  const host = new T1Host({ edc: 'lrc', ifsc, ifsd, repeatInDoubt, observe })
  const doings: string[] = []
  const expected: string[] = []
  for (const { word, rest } of steps(scenario)) {
    if (word === 'begin') host.begin(unhex(rest))
    if (word === 'abort' && rest === 'host') host.abort()
    if (word === '<') host.received(bytesOf(rest))
    if (word === '<x') host.received(damaged(rest))
    if (word === '<x' || word === '<-' || word === 'silence') host.timedOut()
    doings.push(...host.drain().map(said).filter((line) => line !== 'setTimer 1'))
    if (word.startsWith('>')) expected.push(`send ${hex(bytesOf(rest))}`)
    if (word === 'wait') expected.push(`setTimer ${rest}`)
    if (word === 'deliver' || word === 'fail') expected.push(`${word} ${rest}`)
  }
  expect(doings).toEqual(expected)
  return followed
}

/** Plays the scenario with our machine as card. */
function playCard(scenario: Scenario): Set<string> {
  const followed = new Set<string>()
  const observe = (rules: readonly string[]) => rules.forEach((rule) => followed.add(rule))
  const card = new T1Card({ edc: 'lrc', ifsc: scenario.ifsc ?? 32, observe })
  const doings: string[] = []
  const expected: string[] = []
  let exchange = 0
  const drain = () => {
    for (const effect of card.drain()) {
      if (effect.type === 'execute') exchange = effect.exchange
      doings.push(said(effect))
    }
  }
  for (const { word, rest } of steps(scenario)) {
    if (word === '>') card.received(bytesOf(rest))
    if (word === '>x') {
      card.received(damaged(rest))
      card.timedOut()
    }
    drain()
    if (word === 'answer') card.answer(exchange, unhex(rest))
    if (word === 'extend') card.extend(Number(rest))
    if (word === 'announce') card.announceIfsc(Number(rest))
    if (word === 'abort' && rest === 'card') card.abort()
    drain()
    if (word.startsWith('<')) expected.push(`send ${hex(bytesOf(rest))}`)
    if (word === 'execute') expected.push(`execute ${rest}`)
    if (word === 'granted' || word === 'discard') expected.push(word)
  }
  expect(doings).toEqual(expected)
  return followed
}

const forSide = (side: 'host' | 'card') =>
  scenarios.filter(({ only }) => only === undefined || only === side)
    .map((scenario) => [scenario.name, scenario] as const)

describe('the T=1 host plays', () => {
  it.each(forSide('host'))('%s', (_, scenario) => void playHost(scenario))
})

describe('the T=1 card plays', () => {
  it.each(forSide('card'))('%s', (_, scenario) => void playCard(scenario))
})

/** Every label on a transition of the machine. */
const labelsOf = (machine: typeof t1HostMachine | typeof t1CardMachine): Set<string> => new Set(
  Object.values(machine.states).flatMap((state) => [...state.transitions.values()].flat())
    .flatMap(({ meta }) => (meta as RuleMeta | undefined)?.rules ?? []),
)

describe('the rules of T=1', () => {
  const named = (name: string) => scenarios.find((scenario) => scenario.name === name)!

  it('are told apart by their labels', () => {
    expect(new Set(t1Rules.map(({ label }) => label)).size).toBe(t1Rules.length)
  })

  it('are labels of the machines, and the machines use no other labels', () => {
    const of = (side: 'host' | 'card') =>
      t1Rules.filter((rule) => rule.side === side || rule.side === 'both').map(({ label }) => label)
    expect([...labelsOf(t1HostMachine)].sort()).toEqual(of('host').sort())
    expect([...labelsOf(t1CardMachine)].sort()).toEqual(of('card').sort())
  })

  const rows = t1Rules.map((rule) => [rule.label, rule.example, rule] as const)
  it.each(rows)('%s shows in: %s', (label, example, { side }) => {
    const scenario = named(example)
    if (side !== 'card') expect(playHost(scenario)).toContain(label)
    if (side !== 'host') expect(playCard(scenario)).toContain(label)
  })

  it('are each followed by both machines in some scenario', () => {
    const followed = (side: 'host' | 'card') =>
      new Set(forSide(side).flatMap(([, scenario]) => [...(side === 'host' ? playHost(scenario) : playCard(scenario))]))
    expect(followed('host')).toEqual(labelsOf(t1HostMachine))
    expect(followed('card')).toEqual(labelsOf(t1CardMachine))
  })
})
