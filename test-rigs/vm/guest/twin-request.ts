import type { ContractCard } from '#drivers/contract/reader-link.contract'
import type { ControlLines, SerialSettings, StatusLines } from '#protocols/port/serial-ports'
import type { ReaderFaultPlan } from '#simulator/readers/reader-fault'
import type { ReaderModelName } from '#simulator/readers/reader-models'

/** A simulated USB device. */
export type TwinKind =
  /** Answers PC_to_RDR_Escape and nothing else. */
  | { readonly kind: 'echo' }
  | {
    readonly kind: 'ccid', readonly model: ReaderModelName, readonly faults?: readonly ReaderFaultPlan[],
    /** Whether it is pulled once, within its answer to the first APDU that comes by T=1. */
    readonly pulled?: boolean
  }
  /** The far end of a serial line behind a CDC-ACM adapter, in our hands. */
  | { readonly kind: 'farEnd' }
  /** A Phoenix reader behind such an adapter. */
  | { readonly kind: 'phoenix' }

/** `pin`: a health card whose PIN is 1234. */
export type TwinCard = ContractCard | 'pin'

/** What the process of the twins is told; each is answered by `done` or `failed`, in their order. */
export type TwinRequest =
  /** Another twin in place of the one before, not plugged in. */
  | { readonly do: 'make', readonly twin: TwinKind }
  /** Exports the twin. */
  | { readonly do: 'plug' }
  | { readonly do: 'unplug' }
  | { readonly do: 'insert', readonly card: TwinCard }
  | { readonly do: 'remove' }
  /** A person at the keys of a reader; nothing when it does not ask for a PIN. */
  | { readonly do: 'enterPin', readonly digits: string }
  | { readonly do: 'cancelPin' }
  /** Of the far end of a line; bytes in hex. */
  | { readonly do: 'say', readonly bytes: string }
  | { readonly do: 'show', readonly lines: StatusLines }

/** Where a twin is exported. */
export interface Export {
  readonly port: number
  readonly busid: string
}

export type TwinReport =
  | { readonly type: 'done', readonly exported?: Export }
  | { readonly type: 'failed', readonly why: string }
  /** What arrives at the far end of a line; bytes in hex. */
  | { readonly type: 'arrived', readonly bytes: string }
  | { readonly type: 'settings', readonly settings: SerialSettings }
  /** A person is asked for a PIN at the keys of a reader. */
  | { readonly type: 'asks' }
  | { readonly type: 'lines', readonly lines: ControlLines }
