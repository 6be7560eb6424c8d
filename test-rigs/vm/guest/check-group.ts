import type { ContractCheck } from '#drivers/contract/contract'
import type { GroupName, Sentence } from '../sentences.ts'

/** Rejects when its sentence does not hold. */
export type Check = () => Promise<void> | void

/** The checks of one group. They run one after the other and may build on each other. */
export interface CheckGroup<Name extends GroupName> {
  readonly checks: Readonly<Record<Sentence<Name>, Check>>
  /** Gives back what the group took, for the next one. */
  close(): Promise<void> | void
}

/** A world for one check of a contract, and its end. */
export interface Opened<World> {
  readonly world: World
  close(): Promise<void>
}

/** A contract as checks, each in a world of its own. */
export function checksOf<Subject extends string, World>(
  subject: Subject, contract: readonly ContractCheck<World>[], open: () => Promise<Opened<World>>,
): Record<`${Subject}: ${string}`, Check> {
  const checks: Record<string, Check> = {}
  for (const { sentence, run } of contract) {
    checks[`${subject}: ${sentence}`] = async () => {
      const { world, close } = await open()
      try {
        await run(world)
      } finally {
        await close()
      }
    }
  }
  return checks
}
