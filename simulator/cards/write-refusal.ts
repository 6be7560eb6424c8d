/** What is to be written is sound, and the card refuses it as things stand: 6985. */
export class NotSatisfied extends Error {
  override readonly name = 'NotSatisfied'
}
