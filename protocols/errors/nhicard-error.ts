import { fill, type Bilingual } from '../bilingual.ts'
import { ownErrors, type ErrorRow, type OwnErrorName, type Retry } from './own.ts'

type SlotsIn<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}` ? Slot | SlotsIn<Rest> : never

/** The details an error of this name must be given: exactly the slots of its English message. */
export type DetailsOf<Name extends OwnErrorName> = {
  readonly [Slot in SlotsIn<(typeof ownErrors)[Name]['message']['en']>]: string | number
}

/** An error as a door sends it: no stack and no cause. */
export interface ErrorShape {
  readonly name: OwnErrorName
  readonly message: Bilingual
  readonly remedy: Bilingual
  readonly retry: Retry
  readonly details: Readonly<Record<string, string | number>>
}

/**
 * A failure with a name from the table of our own errors. Its identity is the name; the sentences come from the table.
 * Details name readers, steps and status words, never a patient's data.
 */
export class NhicardError<Name extends OwnErrorName = OwnErrorName> extends Error {
  override readonly name: Name
  readonly details: Readonly<Record<string, string | number>>

  constructor(name: Name, details: DetailsOf<Name>, options?: ErrorOptions) {
    super(fill(ownErrors[name].message, details).en, options)
    this.name = name
    this.details = details
  }

  get row(): ErrorRow {
    return ownErrors[this.name]
  }

  shape(): ErrorShape {
    const { message, remedy, retry } = this.row
    const filled = { message: fill(message, this.details), remedy: fill(remedy, this.details) }
    return { name: this.name, ...filled, retry, details: this.details }
  }
}
