import { needs, type Wanted } from '#protocols/auth/needs'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Station } from './station.ts'

/** Whether nothing but exchanges among the cards is missing for it. */
export function isFree({ snapshot }: Station, wanted: Wanted, withHpc: boolean): boolean {
  const { value: { hpc } } = snapshot
  if (!withHpc || typeof hpc === 'string' || hpc.present.pin !== 'verified') return false
  return needs(snapshot, wanted).every((step) => step === 'proveHpc')
}

/** What a professional card does not grant is gone without. @throws NhicardError everything else */
export async function whereGranted(reach: () => Promise<void>): Promise<void> {
  try {
    await reach()
  } catch (error) {
    const isOfRole = error instanceof NhicardError && /^(?:AUTHENTICATION_FAILED|HPC_|PROFESSION_)/.test(error.name)
    if (!isOfRole) throw error
  }
}
