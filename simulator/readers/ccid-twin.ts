import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import type { SimulatedCard } from '../cards/simulated-card.ts'

/** What a simulated CCID reader says, whole messages; whoever attached it carries them. */
export interface CcidTwinListener {
  /** A message of the bulk-IN pipe. */
  answer(message: Uint8Array): void
  /** A message of the interrupt pipe. */
  interrupt(message: Uint8Array): void
  /** It was unplugged. */
  unplugged(): void
}

/** What a plug needs of a simulated CCID reader. */
export interface CcidFunction {
  readonly descriptor: CcidDescriptor
  attach(listener: CcidTwinListener): void
  /** A whole message of the bulk-OUT pipe. Answers come through the listener, never within this call. */
  command(message: Uint8Array): void
  /** The control request ABORT. */
  abortRequested(bSlot: number, bSeq: number): void
  /** Power-up, or reset by the host: the cards are without power, nothing is under way. */
  reset(): void
}

/** A simulated CCID reader at its messages, whatever carries them: USB endpoints or a serial line. */
export interface CcidTwin extends CcidFunction {
  /** @throws Error when there is a card in it already, or no such slot */
  insert(slot: number, card: SimulatedCard): void
  /** @throws Error when there is no card in it, or no such slot */
  remove(slot: number): void
  /** The card draws too much current and loses its power; told on the interrupt pipe. */
  overcurrent(slot: number): void
  /** A person enters a PIN at the pad, or presses cancel; nothing when the reader does not ask for one. */
  enterPin(digits: string): void
  cancelPin(): void
}
