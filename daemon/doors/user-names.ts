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
