import { HisUser } from '#protocols/audit/record'

/**
 * Header by which a program of a door of NHIA's may say who sits before it; such doors have no place for it in a call. UTF-8,
 * percent-encoded where it is not ASCII (RFC 3986 §2.1).
 */
export const HIS_USER_HEADER = 'X-HIS-User'

/** @returns undefined when the header is not there; null when it holds what is no `HisUser` */
export function hisUserIn(header: string | undefined): string | undefined | null {
  if (header === undefined) return undefined
  try {
    return HisUser.safeParse(decodeURIComponent(header)).data ?? null
  } catch {
    return null // not percent-encoded
  }
}
