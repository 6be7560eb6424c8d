/**
 * One sentence of what every implementation of a port must do, and the check of it. A list of them is run on a twin in
 * every test run, and on real lines and devices in the rigs, one of which has no test runner: so a check needs nothing
 * but `node:assert`.
 */
export interface ContractCheck<World> {
  readonly sentence: string
  /** @throws AssertionError when the sentence does not hold in this world */
  run(world: World): Promise<void>
}
