import { certificateContent, decodeCertificate, isValidOn } from '#protocols/auth/certificate'
import type { RoleAuthenticationEvent } from '#protocols/auth/role-authentication.machine'
import { hex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import type { Clock } from '#protocols/port/clock'

/** A certificate as the host sees it, which has a clock and no root to believe. */
export function shownCertificate(
  content: Uint8Array, clock: Clock,
): Extract<RoleAuthenticationEvent, { type: 'certificateGiven' | 'malformed' }> {
  try {
    const signed = decodeCertificate(content)
    const today = new Date(clock.now()).toISOString().slice(0, 10)
    return {
      type: 'certificateGiven', certificate: hex(certificateContent(signed)), role: signed.certificate.role,
      inForce: isValidOn(signed.certificate, today),
    }
  } catch (error) {
    if (error instanceof MalformedError) return { type: 'malformed' }
    throw error
  }
}
