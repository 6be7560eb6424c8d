/**
 * Where a declared row (field, length, right, rule, code, flow) comes from. Part of every declaration, so that what
 * was assumed can never be presented as a fact.
 *
 * - `source`: a paragraph of a document a reader can open, `nhi-facts §4.4` or `ISO/IEC 7816-4:2020 §11.4.3`
 * - `assumed`: nobody states it; the sentence says why it was chosen all the same
 * - `unknown`: nobody knows it; what depends on it answers a documented refusal
 */
export type Provenance =
  | { readonly source: string; readonly assumed?: never; readonly unknown?: never }
  | { readonly assumed: string; readonly source?: never; readonly unknown?: never }
  | { readonly unknown: string; readonly source?: never; readonly assumed?: never }

/** A mark with where it is known from. */
export interface Marked<Value> {
  readonly value: Value
  readonly provenance: Provenance
}
