import type { MethodName, NumberedEvent, ParamsOf, ResultOf } from '#protocols/native-api/registry'
import type { Stage } from '#protocols/native-api/method'
import type { FromCard } from '../sessions/epoch.ts'

/** What a call turns out to be about, for its record in the audit. */
export interface AuditNote {
  /** 身分證號 on the health card. */
  readonly patientId?: string | undefined
  /** Number of the professional card that stands behind the call. */
  readonly professionalCard?: string | undefined
  readonly visitId?: string | undefined
}

/** Who calls, as far as a handler needs to know. */
export interface Caller {
  /** Whether nobody waits for the answer any more. */
  readonly gone?: () => boolean
  /** A web page, whether of the console or of an enrolled origin. */
  readonly isPage?: boolean
  /** Told what becomes known of a call that is recorded; personal, and for the audit alone. */
  readonly audit?: (known: AuditNote) => void
  /** Told what a long call is doing, when the caller asked for that. */
  readonly progress?: (stage: Stage) => void
  /** The caller asks to be told of progress from now on; absent where the connection cannot carry any. */
  readonly wantProgress?: () => void
  /** As the audit names it: a token, the console, an origin, a user of this PC. */
  readonly who?: string
  /** Calls back once the answer has left; never when it does not. Absent where nobody can tell. */
  readonly onSent?: (callback: () => void) => void
  /** Starts the caller's events; absent where the connection cannot carry any. */
  readonly subscribe?: (listener: (send: (event: NumberedEvent) => void) => () => void) => void
}

/** Every door ends here. What came from a card leaves as `FromCard` and is opened by the door at the last moment. */
export type Handlers = {
  readonly [Name in MethodName]: (
    params: ParamsOf<Name>, caller: Caller,
  ) => ResultOf<Name> | FromCard<ResultOf<Name>> | Promise<ResultOf<Name> | FromCard<ResultOf<Name>>>
}
