import { join } from 'node:path'
import { openStore, entryOf } from '#daemon/store/store.fixture'
import type { Store } from '#daemon/store/store'
import type { FolderImage } from './folder-image.ts'
import { LATER_VISIT, lengthsOf, type Batch } from './journal-plan.ts'

/** How much of a plan has to be there: batches that were told. */
export function batchesToldIn(output: string): number {
  return output.split('batch ').length - 1
}

/**
 * Opens what was left of a journal with the real store.
 * @param told how many batches of the plan the writer had told
 * @param hasLater whether the later visit has to be there too; undefined: it cannot be
 * @param scratch a folder to do it in
 * @returns what is wrong
 */
export function complaintAbout(
  image: FolderImage, { plan, told, hasLater }: { plan: readonly Batch[], told: number, hasLater?: boolean }, scratch: string,
): string | undefined {
  const folder = join(scratch, 'state')
  image.writeTo(folder)
  const store = openStore(join(folder, 'store.sqlite'))
  try {
    const { state, why } = store.report
    const planned = complaintAboutPlanned(store, plan, told, hasLater) ?? complaintAboutUse(store)
    return planned ?? (state === 'ok' ? undefined : `losing power was taken for damage: ${why ?? state}`)
  } finally {
    store.close()
  }
}

/** A prefix of the plan, up to the last `add` that was told at least; notes behind it may be lost, the last one first. */
function complaintAboutPlanned(store: Store, plan: readonly Batch[], told: number, hasLater?: boolean): string | undefined {
  const lengths = lengthsOf(plan)
  const needed = lengths[plan.slice(0, told).findLastIndex(({ isDurable }) => isDurable) + 1]!
  const planned = plan.flatMap(({ entries }) => entries)
  const found = store.journal.visits({ limit: 1000 }).flatMap((id) => store.journal.entriesOf(id))
    .sort((one, other) => one.sequence - other.sequence)
  const hole = found.findIndex(({ sequence }, index) => sequence !== index + 1)
  if (hole !== -1) return `entry ${hole + 1} is missing before others`
  const isLater = found.at(-1)?.visitId === entryOf(LATER_VISIT).visitId
  if (isLater && hasLater === undefined) return 'an entry is there that nobody added'
  if (hasLater === true && !isLater) return 'the entry that was added after the first cut and told of is lost'
  const kept = isLater ? found.slice(0, -1) : found
  const other = kept.findIndex((entry, index) => !isSame(entry, planned[index]))
  if (other !== -1) return `entry ${other + 1} is another one than was added`
  if (kept.length < needed) return `entry ${kept.length + 1} of ${needed} is lost, of which was told`
  return lengths.includes(kept.length) ? undefined : 'half an add is there'
}

interface Kept { readonly visitId: string, readonly patientId: string, readonly content: unknown }

function isSame(found: Kept, planned: Kept | undefined): boolean {
  const text = ({ visitId, patientId, content }: Kept) => JSON.stringify([visitId, patientId, content])
  return planned !== undefined && text(found) === text(planned)
}

function complaintAboutUse(store: Store): string | undefined {
  const before = store.journal.entriesOf(entryOf(LATER_VISIT).visitId).length
  store.journal.add(entryOf(LATER_VISIT, {}, before))
  return store.journal.entriesOf(entryOf(LATER_VISIT).visitId).length === before + 1 ? undefined : 'nothing more can be added'
}
