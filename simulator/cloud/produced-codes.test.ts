import { describe, expect, test } from 'vitest'
import { bundleVerdicts } from '#protocols/cs6/bundle-verdict'
import { everyCall } from '#protocols/cs6/remote-call'
import { remoteCalls } from '#protocols/cs6/remote/index'
import { officialErrorsOf } from '#protocols/errors/official/index'
import { cloudFaults } from './cloud-fault.ts'
import type { CodeStories } from './code-story.fixture.ts'
import { CallingDesk } from './remote-desk.fixture.ts'
import { RunningCloud } from './running-cloud.fixture.ts'
import { bundleStories } from './stories/bundle.fixture.ts'
import { formStories } from './stories/form.fixture.ts'
import { numberStories } from './stories/number.fixture.ts'
import { siteStories } from './stories/site.fixture.ts'
import { visitStories } from './stories/visit.fixture.ts'

const stories: CodeStories = { ...formStories, ...bundleStories, ...numberStories, ...visitStories, ...siteStories }
const told = Object.entries(stories).flatMap(([code, all]) => all.map((story) => ({ code: Number(code), name: story.name, story })))

/** What the cloud makes happen, as the error table has it: a code and the fault that it names. */
const named = officialErrorsOf('cs6').flatMap(({ code, happens }) => (
  (happens.by ?? []).filter((fault) => /^(?:remote|bundle|site)\./.test(fault)).map((fault) => ({ code, fault }))
))

const siteFaults = Object.entries(cloudFaults).flatMap(([name, row]) => (
  'codes' in row ? [{ name, codes: row.codes as readonly number[] }] : []
))

describe('a status code of 6.0', () => {
  test.each(told)('$code comes when $name', async ({ code, story }) => {
    const { statusCode } = 'over' in story
      ? (await story.over(await RunningCloud.start())).body : story.play(await CallingDesk.open(story.environment))
    expect(statusCode).toBe(code)
  })

  test('has a story exactly where the error table says that the cloud makes it happen', () => {
    expect([...new Set(named.map(({ code }) => code))].sort()).toEqual(Object.keys(stories).map(Number).sort())
  })

  test.each(named)('$code is declared by $fault', ({ code, fault }) => {
    const site = siteFaults.find(({ name }) => fault === `site.${name}`)
    if (site !== undefined) return expect(site.codes).toContain(code)
    const call = remoteCalls.find(({ name }) => fault === `remote.${name}`)
    const verdict = Object.entries(bundleVerdicts).find(([name]) => fault === `bundle.${name}`)?.[1]
    expect(call === undefined ? [verdict?.statusCode] : [...everyCall, ...call.codes]).toContain(code)
  })

  test('every fault of a bundle is in the table', () => {
    for (const [name, { statusCode }] of Object.entries(bundleVerdicts)) {
      expect(named, name).toContainEqual({ code: statusCode, fault: `bundle.${name}` })
    }
  })
})
