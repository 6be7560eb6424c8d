import type { Provenance } from '#protocols/provenance'

/** How a manual says where a row is known from. */
export function markOf({ source, assumed, unknown }: Provenance): string {
  if (source !== undefined) return `依據 ${source}`
  return assumed === undefined ? `**未知** unknown: ${unknown}` : `**假設** assumed: ${assumed}`
}
