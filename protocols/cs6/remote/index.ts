import type * as z from 'zod'
import type { RemoteDeclaration } from '../remote-call.ts'
import { basicDataQuery, basicDataRegister, basicDataRegister2, emergentTelQuery, hcContentUpdate } from './basic-data.ts'
import { prescriptionQuery, prescriptionWrite } from './prescriptions.ts'
import { sequelNumberNext, sequelNumberRollback } from './sequel-number.ts'
import { applyVirtualHc, teleMedicineRequestToken, teleMedicineResponseToken } from './telemedicine.ts'
import { treatmentNumberCard, treatmentNumberNoCard } from './treatment-number.ts'
import { criticalIllnessQuery, treatmentNeedHpc, treatmentNoNeedHpc, treatmentWriteCodeFee } from './treatments.ts'

const list = [
  basicDataQuery, basicDataRegister, basicDataRegister2, emergentTelQuery, hcContentUpdate, criticalIllnessQuery,
  treatmentNoNeedHpc, treatmentNeedHpc, prescriptionQuery, sequelNumberNext, sequelNumberRollback, treatmentWriteCodeFee,
  prescriptionWrite, treatmentNumberNoCard, treatmentNumberCard, teleMedicineRequestToken, teleMedicineResponseToken, applyVirtualHc,
] as const

type Listed = (typeof list)[number]
export type RemoteName = Listed['name']
type Named<Name extends RemoteName> = Extract<Listed, { readonly name: Name }>
/** What a call wants beside the bundle. */
export type RemoteParams<Name extends RemoteName> = z.input<Named<Name>['params']>
/** What it answers beside `statusCode` 0. */
export type RemoteReply<Name extends RemoteName> = z.output<Named<Name>['reply']>

/** The whole remote API of control software 6.0, in the order of nhi-facts §2.5. */
export const remoteCalls: readonly RemoteDeclaration[] = list

const byName = new Map(remoteCalls.map((call) => [call.name, call]))

export function remoteCallNamed(name: RemoteName): RemoteDeclaration {
  const found = byName.get(name)
  if (found === undefined) throw new RangeError(`no call ${name}`)
  return found
}
