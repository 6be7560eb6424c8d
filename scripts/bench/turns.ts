import { SeededRandom } from '#simulator/seeded-random'

/** One of several things whose times are compared. */
export interface Entrant {
  readonly name: string
  /** One turn: the times of what was done in it, in one unit for all entrants. */
  readonly turn: () => readonly number[] | Promise<readonly number[]>
}

/**
 * Lets all entrants take turns, in an order of chance each round, so that whatever else the machine does falls on each of
 * them alike: also what the one before left in the processor's caches, which a rotation would always leave to the same one.
 * The first `warming` rounds are not counted.
 * @returns the times of each, in the order of the entrants
 */
export async function takeTurns(
  entrants: readonly Entrant[], rounds: number, warming: number,
): Promise<readonly { readonly name: string, readonly samples: readonly number[] }[]> {
  const results = entrants.map((entrant) => ({ entrant, name: entrant.name, samples: new Array<number>() }))
  const random = new SeededRandom(1)
  for (let round = 0; round < warming + rounds; round++) {
    for (const { entrant, samples } of shuffled(results, random)) {
      const times = await entrant.turn()
      if (round >= warming) samples.push(...times)
    }
  }
  return results.map(({ name, samples }) => ({ name, samples }))
}

/** Every order alike (Fisher and Yates). */
function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(random.below(left.length), 1))
}
