import type { CardAuthenticationFailure } from '../../auth/card-authentication-outcomes.ts'
import type { Obstacle } from '../../auth/obstacle.ts'
import type { RoleAuthenticationFailure } from '../../auth/role-authentication-outcomes.ts'
import type { SamIdcFailure } from '../../auth/sam-idc-outcomes.ts'
import type { BundleFault } from '../../cs6/bundle-verdict.ts'
import type { RemoteName } from '../../cs6/remote/index.ts'
import type { CshisName } from '../../cshis/index.ts'
import type { PinFailure } from '../../hpc-card/pin-outcomes.ts'
import type { CloudSamReason } from '../../sam/cloud-sam-error.ts'
import type { UploadRefusalName } from '../../upload/refusals.ts'
import type { OwnErrorName } from '../own.ts'

/** Of a site of the centre, whatever it was asked (nhi-facts §3.2). */
export type SiteFault = 'cacheMissing' | 'encodingFailed' | 'notWhiteListed' | 'blackListed'

/**
 * What makes an official code happen, by name: the table it stands in, and its name there. `error` is one of ours that a
 * HIS hears of as this number, where no outcome stands for it; `function` one of csHIS whose own verdict the number is; `door`
 * one that gives the number itself, as to who did not call Initial; `remote` a call of NHIA's remote API, and `bundle` what is
 * wrong with a signature bundle; `site` a condition of NHIA's servers that a simulated site is put into.
 */
export type Fault =
  | `samIdc.${SamIdcFailure}`
  | `card.${CardAuthenticationFailure}`
  | `role.${RoleAuthenticationFailure}`
  | `pin.${PinFailure}`
  | `obstacle.${Obstacle}`
  | `cloudSam.${CloudSamReason}`
  | `upload.${UploadRefusalName}`
  | `error.${OwnErrorName}`
  | `function.${CshisName}`
  | `remote.${RemoteName}`
  | `bundle.${BundleFault}`
  | `site.${SiteFault}`
  | 'door.cs6'
