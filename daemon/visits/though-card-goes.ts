/**
 * What was done to a card, told although the card has gone before the answer leaves: such a value is the call's own, made here and
 * not read from the patient's card, and whoever does not get it does the same once more.
 * @param work of which what it keeps is told, however its other values end
 * @throws what `work` throws
 */
export async function thoughCardGoes<Value>(work: (keep: (value: Value) => void) => Promise<unknown>): Promise<Value> {
  const kept: Value[] = []
  await work((value) => kept.push(value))
  const [value] = kept
  if (value === undefined) throw new RangeError('nothing was kept')
  return value
}
