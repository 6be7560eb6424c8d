import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { readerMachine } from '#daemon/actors/reader.machine'
import { nativeChildMachine } from '#drivers/child/native-child.machine'
import { cardAuthenticationMachine } from '#protocols/auth/card-authentication.machine'
import { roleAuthenticationMachine } from '#protocols/auth/role-authentication.machine'
import { samIdcMachine } from '#protocols/auth/sam-idc.machine'
import { threeCardMachine } from '#protocols/auth/three-card.machine'
import { slotMachine } from '#protocols/ccid/slot.machine'
import { pinMachine } from '#protocols/hpc-card/pin.machine'
import { t0CardMachine } from '#protocols/iso7816/t0/card.machine'
import { t0HostMachine } from '#protocols/iso7816/t0/machine'
import { t1CardMachine } from '#protocols/iso7816/t1/card.machine'
import { t1HostMachine } from '#protocols/iso7816/t1/host.machine'
import { numberMachine } from '#protocols/visit/number.machine'
import { multiPartMachine } from '#protocols/scanner/multi-part.machine'

interface Charted {
  readonly machine: AnyStateMachine
  /** Where it is written, from the root. */
  readonly file: string
  readonly sentence: string
}

/** Every machine of the project, from the cards outwards. */
export const charted: readonly Charted[] = [
  {
    machine: threeCardMachine, file: 'protocols/auth/three-card.machine.ts',
    sentence: 'SAM, health card and professional card of a visit, and what each has been shown.',
  },
  {
    machine: samIdcMachine, file: 'protocols/auth/sam-idc.machine.ts',
    sentence: 'A SAM and the data centre prove themselves to each other; then the clock is set.',
  },
  {
    machine: cardAuthenticationMachine, file: 'protocols/auth/card-authentication.machine.ts',
    sentence: 'A health or professional card and the SAM prove themselves to each other in four exchanges.',
  },
  {
    machine: roleAuthenticationMachine, file: 'protocols/auth/role-authentication.machine.ts',
    sentence: 'A professional card or the data centre shows a health card its role.',
  },
  {
    machine: pinMachine, file: 'protocols/hpc-card/pin.machine.ts',
    sentence: 'One operation with a PIN; the states it ends in are those the PIN may be in.',
  },
  {
    machine: numberMachine, file: 'protocols/visit/number.machine.ts',
    sentence: 'The number of one visit, taken once at most whatever dies in between.',
  },
  {
    machine: t0HostMachine, file: 'protocols/iso7816/t0/machine.ts', sentence: 'One exchange of T=0, the host’s side.',
  },
  {
    machine: t0CardMachine, file: 'protocols/iso7816/t0/card.machine.ts', sentence: 'One exchange of T=0, the card’s side.',
  },
  {
    machine: t1HostMachine, file: 'protocols/iso7816/t1/host.machine.ts', sentence: 'Blocks of T=1, the host’s side.',
  },
  {
    machine: t1CardMachine, file: 'protocols/iso7816/t1/card.machine.ts', sentence: 'Blocks of T=1, the card’s side.',
  },
  {
    machine: slotMachine, file: 'protocols/ccid/slot.machine.ts', sentence: 'One slot of a CCID reader, one command at a time.',
  },
  {
    machine: multiPartMachine, file: 'protocols/scanner/multi-part.machine.ts',
    sentence: 'The reports of a HID scanner put together to codes.',
  },
  {
    machine: nativeChildMachine, file: 'drivers/child/native-child.machine.ts',
    sentence: 'The life of a child process that owns native code.',
  },
  {
    machine: readerMachine, file: 'daemon/actors/reader.machine.ts',
    sentence: 'One reader as the daemon sees it; leaving `present` ends the epoch.',
  },
]

/** An arrow between two states that have the same parent. */
interface Arrow {
  readonly from: AnyStateNode
  readonly to: AnyStateNode
  readonly label: string
}

const idOf = ({ path }: AnyStateNode) => path.join('_')
const nodesOf = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)]
const isWithin = (node: AnyStateNode, other: AnyStateNode): boolean =>
  node === other || (node.parent !== undefined && isWithin(node.parent, other))

function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...node.always ?? []]
}

function guardText(guard: unknown): string {
  if (typeof guard === 'string') return guard
  if (typeof guard !== 'object' && typeof guard !== 'function') return ''
  if (guard === null) return ''
  if ('guards' in guard && Array.isArray(guard.guards)) return guard.guards.map(guardText).join(' and ')
  if (!('type' in guard) || typeof guard.type !== 'string') return 'guarded'
  const params = 'params' in guard && typeof guard.params === 'object' ? Object.values(guard.params ?? {}) : []
  return [guard.type, ...params.map(shown)].join(' ')
}

/** Status words as everybody writes them. */
function shown(value: unknown): string {
  return typeof value === 'number' && value > 0x6000 ? value.toString(16).toUpperCase() : String(value)
}

function labelOf({ eventType, guard }: AnyTransitionDefinition): string {
  const event = eventType === '' ? 'at once' : eventType.replace(/^xstate\.after\.(\w+)\..*/, 'after $1')
    .replace(/^xstate\.(\w+)\.actor\.\w.*/, '$1 of its process')
  const condition = guardText(guard)
  // Mermaid ends a label at these
  return `${event}${condition === '' ? '' : ` [${condition}]`}`.replaceAll(/[:;#{}]/g, ' ')
}

/** The arrows of a machine by the state they are drawn in, and those that lead from any state of one into it. */
function arrowsOf(root: AnyStateNode) {
  const arrows = new Map<AnyStateNode, Arrow[]>()
  const anywhere = new Map<AnyStateNode, string[]>()
  for (const node of nodesOf(root)) {
    for (const transition of transitionsOf(node)) {
      const label = labelOf(transition)
      const target = transition.target?.[0]
      if (target === undefined) continue
      if (target !== node && isWithin(target, node)) {
        anywhere.set(node, [...anywhere.get(node) ?? [], `${label} → ${target.path.slice(node.path.length).join('.')}`])
        continue
      }
      const inside = [...ancestorsOf(node)].find((ancestor) => isWithin(target, ancestor))
      if (inside === undefined) continue
      const child = (one: AnyStateNode) => inside.states[one.path[inside.path.length] ?? ''] ?? one
      const [from, to] = [child(node), child(target)]
      const within = ({ path }: AnyStateNode) => path.slice(inside.path.length).join('.')
      const ends = from === node && to === target ? '' : ` (${within(node)} → ${within(target)})`
      arrows.set(inside, [...arrows.get(inside) ?? [], { from, to, label: `${label}${ends}` }])
    }
  }
  return { arrows, anywhere }
}

function* ancestorsOf(node: AnyStateNode): Generator<AnyStateNode> {
  for (let one = node.parent; one !== undefined; one = one.parent) yield one
}

/** The lines inside a state: its children, then its arrows, several between the same two as one. */
function inner(node: AnyStateNode, arrows: ReadonlyMap<AnyStateNode, readonly Arrow[]>): string[] {
  const children = Object.values(node.states)
  const blocks = children.map((child) => {
    const name = `state "${child.key}" as ${idOf(child)}`
    if (child.type === 'parallel' || Object.keys(child.states).length === 0) return [name]
    return [`${name} {`, ...inner(child, arrows).map((line) => `  ${line}`), '}']
  })
  const merged = new Map<string, string[]>()
  for (const { from, to, label } of arrows.get(node) ?? []) {
    const ends = `${idOf(from)} --> ${idOf(to)}`
    merged.set(ends, [...merged.get(ends) ?? [], label])
  }
  const [first] = node.initial.target
  return [
    ...blocks.flat(),
    ...first === undefined ? [] : [`[*] --> ${idOf(first)}`],
    ...[...merged].map(([ends, labels]) => `${ends} : ${labels.join('<br/>')}`),
    ...children.filter(({ type }) => type === 'final').map((child) => `${idOf(child)} --> [*]`),
  ]
}

/** The states that have a diagram of their own: regions that are in one of their states each, at the same time. */
function drawn(node: AnyStateNode): AnyStateNode[] {
  const children = Object.values(node.states)
  if (node.type === 'parallel') return children.flatMap(drawn)
  return [node, ...children.flatMap(parallelWithin).flatMap(drawn)]
}

function parallelWithin(node: AnyStateNode): AnyStateNode[] {
  return node.type === 'parallel' ? [node] : Object.values(node.states).flatMap(parallelWithin)
}

/** Mermaid state diagrams, and in words what no arrow shows. */
function chartOf({ machine, file, sentence }: Charted): string[] {
  const { root } = machine
  const { arrows, anywhere } = arrowsOf(root)
  const words = [...anywhere].map(([node, labels]) => {
    const place = node === root ? 'From any state' : `From any state of \`${node.path.join('.')}\``
    return `- ${place}: ${[...new Set(labels)].map((label) => `\`${label}\``).join(', ')}`
  })
  const diagrams = drawn(root).flatMap((node) => [
    ...node === root ? [] : [`\`${node.path.join('.')}\`:`, ''],
    '```mermaid', 'stateDiagram-v2', ...inner(node, arrows).map((line) => `  ${line}`), '```', '',
  ])
  return [
    `## ${machine.id}`, '', `${sentence} [${file}](../../${file})`, '', ...diagrams, ...words, ...words.length === 0 ? [] : [''],
  ]
}

/** The state diagrams of all machines, read from the machines. */
export function stateCharts(): string {
  return [
    '# 狀態圖 · State charts', '',
    '<!-- written by `npm run gen`; edit the machines instead -->', '',
    'Read from the machines themselves. A label is the event, and in brackets what has to hold for it; of several in one',
    'state the first that holds is taken. Where an arrow leads out of a state or into one that has states in it, the label',
    'names both ends. What happens without a change of state is not drawn. A machine of several diagrams is in a state of each',
    'at the same time; a state with regions of its own has them in diagrams that follow.', '',
    ...charted.flatMap(chartOf),
  ].join('\n')
}
