import { MalformedError } from '#protocols/bytes/malformed'
import { layoutsOf, type ReportLayout } from '#protocols/scanner/hid-pos'
import { publishedLayout, type PublishedLayout } from '#protocols/scanner/layouts'

/**
 * How a scanner's reports are laid out: as the configuration says, else as its descriptor says, else as its maker
 * prints. None where the descriptor declares no codes.
 */
export function layoutsFor(
  vendorId: number, descriptor: Uint8Array | undefined, configured: PublishedLayout['name'] | undefined,
): readonly ReportLayout[] {
  if (configured !== undefined || descriptor === undefined) return [publishedLayout(vendorId, configured)]
  try {
    return layoutsOf(descriptor)
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    return [publishedLayout(vendorId)] // what the system takes and we do not
  }
}
