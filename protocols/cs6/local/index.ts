import type { LocalDeclaration } from '../local-call.ts'
import { finalize, initial, status } from './initialisation.ts'
import { hcLogout, hcPinDisable, hcPinSet, hcPinVerify, hcSignature, hpcHcSignature } from './hc.ts'
import { hpcLogout, hpcPinChange, hpcPinUnlock, hpcSignature, hpcVerification } from './hpc.ts'
import { samSignature, samVerification } from './sam.ts'
import { virtualHcReadBasic, virtualHcVerification } from './virtual-hc.ts'

const list = [
  initial, finalize, status, samVerification, samSignature, hpcVerification, hpcSignature, hpcPinChange, hpcPinUnlock, hpcLogout,
  hcPinVerify, hcPinSet, hcPinDisable, hcSignature, hpcHcSignature, virtualHcVerification, virtualHcReadBasic, hcLogout,
] as const

export type LocalName = (typeof list)[number]['name']

/** The whole local API of control software 6.0, in the order of nhi-facts §2.4. */
export const localCalls: readonly LocalDeclaration[] = list
