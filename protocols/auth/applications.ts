import { hcApplication, type CardApplication } from '../nhi-card/application.ts'
import type { CardKind } from './profile-object.ts'

const ours = {
  assumed: 'ours: category F of ISO/IEC 7816-5 needs no registration, and real AIDs are not public (nhi-facts §4.9)',
}

/** "F0", then NHICARDD HPC01 in ASCII. */
export const hpcApplication: CardApplication = {
  aid: 'f04e484943415244444850433031', zh: '醫事人員卡（模擬）', en: 'Professional card, simulated', use: 'selected',
  provenance: ours,
}

/** "F0", then NHICARDD SAM01 in ASCII. */
export const samApplication: CardApplication = {
  aid: 'f04e4849434152444453414d3031', zh: '安全模組（模擬）', en: 'Security module, simulated', use: 'selected',
  provenance: ours,
}

/** The application of each kind of card that speaks the open profile. */
export const profileApplications: Readonly<Record<CardKind, CardApplication>> = {
  hc: hcApplication, hpc: hpcApplication, sam: samApplication,
}
