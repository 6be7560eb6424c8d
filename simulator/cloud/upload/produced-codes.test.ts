import { describe, expect, test } from 'vitest'
import { officialErrorsOf } from '#protocols/errors/official/index'
import { rtnCodeOf, uploadRefusals, type UploadRefusalName } from '#protocols/upload/refusals'
import { UploadDesk } from './upload-desk.fixture.ts'
import { uploadStories } from './upload-stories.fixture.ts'

const stories = Object.entries(uploadStories).map(([name, story]) => ({
  name: story.name, story, code: rtnCodeOf(uploadRefusals[name as UploadRefusalName].code),
}))

describe('a code of the upload Web API', () => {
  test.each(stories)('$code comes when $name', ({ code, story }) => {
    expect(story.play(new UploadDesk())).toBe(code)
  })

  test('that the table says something makes happen is the code of just those refusals', () => {
    const named = officialErrorsOf('upload').flatMap(({ code, happens }) => (happens.by ?? []).map((fault) => [fault, code]))
    expect(named.sort()).toEqual(Object.entries(uploadRefusals).map(([name, { code }]) => [`upload.${name}`, code]).sort())
  })

  test('that is left without a story has a reason: success, and another answer of the check of signatures', () => {
    const idle = officialErrorsOf('upload').filter(({ happens }) => happens.notYet !== undefined).map(({ code }) => code)
    expect(idle).toEqual([0, 8202])
  })
})
