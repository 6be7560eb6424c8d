import { readFileSync } from 'node:fs'
import type { Log } from '../log.ts'

/** Entries of the allow-list of a machine as user ids. */
export interface NamedUsers {
  readonly uids: ReadonlySet<number>
  /** Names that the machine does not have. */
  readonly unknown: readonly string[]
}

/**
 * @param users ids and names
 * @param passwd content of /etc/passwd; users of a directory service are named by id
 */
export function usersIn(users: readonly (number | string)[], passwd: string): NamedUsers {
  const known = new Map(passwd.split('\n').map((line) => line.split(':')).flatMap(([name, , uid]) => (
    name !== undefined && uid !== undefined && /^\d+$/.test(uid) ? [[name, Number(uid)] as const] : []
  )))
  const uids = users.map((user) => (typeof user === 'number' ? user : known.get(user)))
  return {
    uids: new Set(uids.filter((uid) => uid !== undefined)),
    unknown: users.filter((user): user is string => typeof user === 'string' && !known.has(user)),
  }
}

/**
 * Users of this PC whose programs may come to a door without a token; undefined: the daemon's own. Says in the log when a name is
 * nobody's.
 */
export function admittedUsers(users: readonly (number | string)[] | undefined, log: Log): ReadonlySet<number> {
  const own = process.getuid?.()
  if (users === undefined) return new Set(own === undefined ? [] : [own])
  const { uids, unknown } = usersIn(users, passwd())
  if (unknown.length > 0) log.warn('doors.users names users that this PC does not have: nobody is admitted for them')
  return uids
}

function passwd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8')
  } catch {
    return ''
  }
}
