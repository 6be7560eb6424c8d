import type { Bilingual } from '../bilingual.ts'
import { professionOfRole, professions, type ProfessionName } from '../nhi-card/profession.ts'
import type { Provenance } from '../provenance.ts'

/** Whom a certificate makes its holder. */
export type RoleName = ProfessionName | 'sam' | 'idc'

export interface Role {
  /** The byte in the certificate and in P2 of EXTERNAL AUTHENTICATE, 01 to ff; 00 is no role. */
  readonly role: number
  readonly label: Bilingual
  readonly provenance: Provenance
}

const ours = { assumed: 'ours: bytes of the open profile (docs/open-profile.md §6)' }

/** Roles that are no profession. */
export const institutionRoles = {
  sam: { role: 0x40, label: { zh: '安全模組', en: 'security module' }, provenance: ours },
  idc: { role: 0x80, label: { zh: '資料中心', en: 'data centre (IDC)' }, provenance: ours },
} as const satisfies Record<string, Role>

/** Every role: the professions, the security module and the data centre. */
export const roles: Readonly<Record<RoleName, Role>> = { ...professions, ...institutionRoles }

/** The role of a byte; undefined when it is none. */
export function roleOf(byte: number): RoleName | undefined {
  if (byte === institutionRoles.sam.role) return 'sam'
  return byte === institutionRoles.idc.role ? 'idc' : professionOfRole(byte)
}

/** The profession that a role is; undefined for a security module and the data centre. */
export function professionIn(role: RoleName): ProfessionName | undefined {
  return role === 'sam' || role === 'idc' ? undefined : role
}
