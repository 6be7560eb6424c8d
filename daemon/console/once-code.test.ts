import fc from 'fast-check'
import { expect, test } from 'vitest'
import { onceCodeIn } from './once-code.ts'

test('a code is found in a link, in a fragment and by itself, with spaces around it', () => {
  const codes = fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/)
  const spaces = fc.constantFrom('', ' ', '\n', '  ')
  const link = 'http://127.0.0.1:6440/#once='
  const prefixes = fc.constantFrom('', '#once=', link, `nhicardd: ${link}`)
  fc.assert(fc.property(codes, prefixes, spaces, spaces, (code, prefix, before, after) => {
    expect(onceCodeIn(before + prefix + code + after)).toBe(code)
  }))
})

test.each(['', '   ', '#once=', 'http://127.0.0.1:6440/', 'npx --no nhicard console', '#other=1'])(
  '%j holds no code',
  (text) => {
    expect(onceCodeIn(text)).toBeNull()
  },
)
