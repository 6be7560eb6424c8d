import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { abilities } from './abilities.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

test.each(abilities)('README says of “$what” what its row says', ({ what, simulated, real }) => {
  expect(readme).toContain(`| ${[what, simulated, real.chip, real['official-cs6'], real['official-cshis']].join(' | ')} |`)
})

test('nothing protected on real cards is claimed of what we ourselves do', () => {
  const claimed = abilities.filter(({ real }) => real.chip === 'yes').map(({ what }) => what)
  expect(claimed).toEqual(['Public basic data, kind of card, presence', 'Remote API for a program that brings its own signatures (proxy)'])
})
