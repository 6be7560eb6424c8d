import { createActor } from 'xstate'
import { answerTo, ccidAnswers, encodeCcid, type CcidAnswer, type CcidCommand, type CcidRequest } from './messages.ts'
import { slotMachine, type SlotFailure, type SlotLimits } from './slot.machine.ts'
import { describeCcidCode, slotStatusOf, type CcidCode, type IccStatus } from './slot-status.ts'

/** What whoever owns the device is to do next, in this order. */
export type SlotEffect =
  /** For the bulk-OUT pipe. */
  | { readonly type: 'send', readonly message: CcidCommand, readonly bytes: Uint8Array }
  /** Begin the timer anew; the reader wanted its waiting time (BWT or WT of the card) so many times over. */
  | { readonly type: 'restartTimer', readonly multiplier: number }
  /** For the control pipe: `abortRequest`. Its end is told by `abortRequested`. */
  | { readonly type: 'requestAbort', readonly bSlot: number, readonly bSeq: number }
  /** The end: stop the timer. */
  | { readonly type: 'answered', readonly message: CcidAnswer, readonly icc: IccStatus }
  /** The end: the reader did not carry the command out. Stop the timer; the slot can be used on. */
  | {
    readonly type: 'refused', readonly bError: number, readonly error: CcidCode, readonly icc: IccStatus
    /** Whether it came with data, which a refusal has none of: then it is doubtful what became of the command. */
    readonly hasData: boolean
  }
  /** The end: no answer. Stop the timer. */
  | { readonly type: 'failed', readonly failure: SlotFailure }

export interface SlotEngine {
  /** Begins a command. @throws Error when one is under way: commands wait outside */
  begin(request: CcidRequest): readonly SlotEffect[]
  /** An answer from the bulk-IN pipe, for any slot; those for others are dropped. */
  received(message: CcidAnswer): readonly SlotEffect[]
  /** The transfer to the reader failed. */
  notSent(): readonly SlotEffect[]
  /** Bytes came that are no message, or a transfer from the reader failed. */
  malformed(): readonly SlotEffect[]
  timedOut(): readonly SlotEffect[]
  /** Nobody wants the answer any more. */
  cancel(): readonly SlotEffect[]
  /** How the control request ABORT ended. */
  abortRequested(ok: boolean): readonly SlotEffect[]
  /** RDR_to_PC_HardwareError on the interrupt pipe. */
  hardwareError(error: { readonly bSlot: number }): readonly SlotEffect[]
  removed(): readonly SlotEffect[]
}

/** The loop around `slotMachine`: it holds the messages and does no I/O. */
export function createSlotEngine(
  { bSlot, limits, bSeq }: { bSlot: number, limits?: SlotLimits, bSeq?: number },
): SlotEngine {
  let outbox: SlotEffect[] = []
  let request: CcidRequest | undefined
  let last: CcidAnswer | undefined
  const icc = (): IccStatus => last === undefined ? 'reserved' : slotStatusOf(last.bStatus).icc
  const send = (message: CcidCommand) => void outbox.push({ type: 'send', message, bytes: encodeCcid(message) })

  const actor = createActor(slotMachine.provide({
    actions: {
      // spreading loses which member of the union it was
      sendCommand: (_, sequence) => void (request && send({ ...request, bSlot, ...sequence } as CcidCommand)),
      sendAbort: (_, sequence) => send({ name: 'PC_to_RDR_Abort', bSlot, ...sequence }),
      requestAbort: (_, sequence) => void outbox.push({ type: 'requestAbort', bSlot, ...sequence }),
      restartTimer: (_, { multiplier }) => void outbox.push({ type: 'restartTimer', multiplier }),
      answer: () => void (last && outbox.push({ type: 'answered', message: last, icc: icc() })),
      refuse: (_, { bError }) => {
        const hasData = last !== undefined && 'abData' in last && last.abData.length > 0
        outbox.push({ type: 'refused', bError, error: describeCcidCode('bError', bError), icc: icc(), hasData })
      },
      fail: (_, { failure }) => void outbox.push({ type: 'failed', failure }),
    },
  }), {
    input: { bSlot, ...(limits === undefined ? {} : { limits }), ...(bSeq === undefined ? {} : { bSeq }) },
  }).start()

  const told = (event: Parameters<typeof actor.send>[0]): readonly SlotEffect[] => {
    actor.send(event)
    const effects = outbox
    outbox = []
    return effects
  }

  return {
    begin: (begun) => {
      if (typeof actor.getSnapshot().value === 'object') throw new Error('a command to this slot is under way')
      request = begun
      return told({ type: 'begun', answerType: typeOf(answerTo[begun.name]) })
    },
    received: (message) => {
      if (message.bSlot !== bSlot) return []
      last = message
      const { bError, bStatus } = message
      const { command } = slotStatusOf(bStatus)
      return told({
        type: 'answer', bMessageType: typeOf(message.name), bSlot: message.bSlot, bSeq: message.bSeq, command, bError,
      })
    },
    notSent: () => told({ type: 'notSent' }),
    malformed: () => told({ type: 'malformed' }),
    timedOut: () => told({ type: 'timedOut' }),
    cancel: () => told({ type: 'cancelled' }),
    abortRequested: (ok) => told({ type: ok ? 'abortRequested' : 'abortRefused' }),
    hardwareError: (error) => error.bSlot === bSlot ? told({ type: 'hardwareError' }) : [],
    removed: () => told({ type: 'removed' }),
  }
}

function typeOf(name: CcidAnswer['name']): number {
  return ccidAnswers.find((row) => row.name === name)?.bMessageType ?? 0
}
