import { expect, test } from 'vitest'
import { usersIn } from './user-names.ts'

const PASSWD = 'root:x:0:0:root:/root:/bin/bash\n# comment\nhis:x:1000:1000::/home/his:/bin/sh\nbroken\n'

test('users are admitted by id, known to the PC or not, and by the names it knows', () => {
  expect(usersIn([7, 'his', 'root'], PASSWD)).toEqual({ uids: new Set([7, 1000, 0]), unknown: [] })
  expect(usersIn(['broken', 'nobody-of-that-name', '1000'], PASSWD))
    .toEqual({ uids: new Set(), unknown: ['broken', 'nobody-of-that-name', '1000'] })
  expect(usersIn([], PASSWD).uids.size).toBe(0)
})
