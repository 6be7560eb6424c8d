import type { CardAuthenticationFailure } from '../../auth/card-authentication-outcomes.ts'
import type { Obstacle } from '../../auth/obstacle.ts'
import type { RoleAuthenticationFailure } from '../../auth/role-authentication-outcomes.ts'
import type { SamIdcFailure } from '../../auth/sam-idc-outcomes.ts'
import type { PinFailure } from '../../hpc-card/pin-outcomes.ts'
import type { CloudSamReason } from '../../sam/cloud-sam-error.ts'

/** What makes an official code happen, by name: the table it stands in, and its name there. */
export type Fault =
  | `samIdc.${SamIdcFailure}`
  | `card.${CardAuthenticationFailure}`
  | `role.${RoleAuthenticationFailure}`
  | `pin.${PinFailure}`
  | `obstacle.${Obstacle}`
  | `cloudSam.${CloudSamReason}`
