/** One of several things whose times are compared. */
export interface Entrant {
  readonly name: string
  /** One turn: the times of what was done in it, in one unit for all entrants. */
  readonly turn: () => readonly number[] | Promise<readonly number[]>
}

/**
 * Lets all entrants take turns, in another order each round, so that whatever else the machine does falls on each of
 * them alike. The first `warming` rounds are not counted.
 * @returns the times of each, in the order of the entrants
 */
export async function takeTurns(
  entrants: readonly Entrant[], rounds: number, warming: number,
): Promise<readonly { readonly name: string, readonly samples: readonly number[] }[]> {
  const results = entrants.map(({ name }) => ({ name, samples: new Array<number>() }))
  for (let round = 0; round < warming + rounds; round++) {
    for (let turn = 0; turn < entrants.length; turn++) {
      const which = (round + turn) % entrants.length
      const samples = await entrants[which]?.turn() ?? []
      if (round >= warming) results[which]?.samples.push(...samples)
    }
  }
  return results
}
