import type { RecordIn } from '../nhi-card/contents.ts'
import { VISIT_SIGNATURE_LENGTH } from './visit-signature.ts'

type Signature = RecordIn<'visitSignatures'> | null

/**
 * What stands in place of the signature of a visit that was undone (docs/open-profile.md §8): zeros. A blank one belongs to a
 * visit whose signature was never written, which still stands.
 */
export const undoneSignature: { readonly signature: string } = { signature: '00'.repeat(VISIT_SIGNATURE_LENGTH) }

export function isUndone(signature: Signature): boolean {
  return signature?.signature === undoneSignature.signature
}
