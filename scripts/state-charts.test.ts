import { describe, expect, test } from 'vitest'
import { charted, stateCharts } from './state-charts.ts'
import { sourceFiles } from './source-files.ts'

describe('the state charts', () => {
  const manual = stateCharts()

  test('show every machine of the project', () => {
    const files = sourceFiles().filter(({ path, text }) =>
      !/\.(test|fixture)\.ts$/.test(path) && /^(protocols|drivers|simulator|client|daemon)\//.test(path)
      && /\.createMachine\(/.test(text))
    expect(charted.map(({ file }) => file).sort()).toEqual(files.map(({ path }) => path).sort())
  })

  const rows = charted.map((row) => [row.machine.id, row] as const)
  test.each(rows)('show every state of %s, and every event that leads anywhere', (id, { machine }) => {
    const chart = manual.split(`## ${id}\n`)[1]?.split('\n## ')[0] ?? ''
    const visit = (node: typeof machine.root): void => {
      // a region is the title of its own diagram
      const title = node.parent?.type === 'parallel' ? `\`${node.path.join('.')}\`:` : `state "${node.key}" as `
      if (node !== machine.root) expect(chart).toContain(title)
      for (const transition of [...node.transitions.values()].flat()) {
        if (transition.target === undefined || transition.eventType.startsWith('xstate.')) continue
        expect(chart, `${node.key} ${transition.eventType}`).toContain(transition.eventType)
      }
      Object.values(node.states).forEach(visit)
    }
    visit(machine.root)
  })

  test('have arrows between states that are declared in the same chart', () => {
    for (const chart of manual.split('```mermaid\n').slice(1).map((part) => part.split('```')[0] ?? '')) {
      const declared = new Set([...chart.matchAll(/ as (\w+)/g)].map(([, name]) => name))
      const arrows = [...chart.matchAll(/^ *(\S+) --> (\S+)(?: : (.*))?$/gm)]
      expect(arrows.length).toBeGreaterThan(0)
      for (const [, from, to, label = ''] of arrows) {
        for (const end of [from, to]) if (end !== '[*]') expect(declared).toContain(end)
        expect(label).not.toMatch(/[:;#{}]/)
      }
    }
  })
})
