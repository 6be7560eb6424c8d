import { assign, setup } from 'xstate'

/** Why what came is no code; the words of `ScannerEvent`. */
export type DropReason = 'incomplete' | 'tooLong' | 'malformed'

/** Milliseconds of silence, all assumed: the usage tables set no times. */
export interface PartTimes {
  /** Between two reports of one code. Scanners send them back to back; a person needs longer for the next scan. */
  readonly gap: number
  /** Within which the very same report once more is an echo and no second scan. */
  readonly echo: number
}

export const partTimes: PartTimes = { gap: 300, echo: 50 }

/** In bytes: more than the 2,953 of the largest QR code. */
export const CODE_LIMIT = 4_096

export interface PartContext {
  readonly times: PartTimes
  /** Longest code in bytes. */
  readonly limit: number
  /** AIM identifier of the code that is being gathered; empty where the scanner gives none. */
  readonly aim: string
  /** Bytes of it so far. */
  readonly length: number
}

/** A report that was read: the bytes stay with the engine. */
export interface PartFacts {
  readonly aim: string
  readonly length: number
  readonly continued: boolean
  /** Byte for byte the report before. */
  readonly repeated: boolean
}

export type PartEvent =
  | { readonly type: 'part' } & PartFacts
  /** A report that cannot be read. */
  | { readonly type: 'malformed' }
  /** The timer ran out: nothing came for as long as was asked. */
  | { readonly type: 'silent' }

/**
 * Puts the reports of one code together (HID POS Usage Tables 1.02 §3, Decode Data Continued). The reports carry no
 * number and no check, so whatever shows that one is missing drops the code, and with it everything up to a silence:
 * what comes then may be the rest of it. A scanner is not `ready` before such a silence, because it may have been
 * opened in the middle of a code. A loss that leaves nothing to see (a report from the middle, or the first one of a
 * code) cannot be noticed here.
 */
export const multiPartMachine = setup({
  types: {
    context: {} as PartContext, events: {} as PartEvent,
    input: {} as { times?: PartTimes, limit?: number },
  },
  actions: {
    ready: () => {},
    /** Begin the timer anew. */
    restartTimer: (_, _params: { ms: number }) => {},
    stopTimer: () => {},
    /** This part begins the code, or goes on with it. */
    begin: () => {},
    append: () => {},
    /** All parts so far are one code. */
    accept: () => {},
    drop: (_, _params: { why: DropReason }) => {},
    remember: assign(({ event }) => event.type === 'part' ? { aim: event.aim, length: event.length } : {}),
    add: assign(({ context, event }) => event.type === 'part' ? { length: context.length + event.length } : {}),
  },
  guards: {
    isContinued: ({ event }) => event.type === 'part' && event.continued,
    isEmpty: ({ event }) => event.type === 'part' && event.length === 0 && !event.continued,
    isRepeated: ({ event }) => event.type === 'part' && event.repeated,
    isOfAnother: ({ context, event }) => event.type === 'part' && event.aim !== context.aim,
    isTooLong: ({ context, event }) => event.type === 'part' && context.length + event.length > context.limit,
    isTooLongAlone: ({ context, event }) => event.type === 'part' && event.length > context.limit,
  },
}).createMachine({
  id: 'multiPart',
  initial: 'opening',
  context: ({ input: { times = partTimes, limit = CODE_LIMIT } }) => ({ times, limit, aim: '', length: 0 }),
  states: {
    opening: {
      entry: waitFor('gap'),
      on: {
        part: { target: 'skipping', actions: dropped('incomplete') },
        malformed: { target: 'skipping', actions: dropped('incomplete') },
        silent: 'idle',
      },
    },
    /** Everything up to the next silence belongs to a code that was given up. */
    skipping: {
      entry: waitFor('gap'),
      on: {
        part: { target: 'skipping', reenter: true },
        malformed: { target: 'skipping', reenter: true },
        silent: 'idle',
      },
    },
    idle: {
      entry: ['ready', 'stopTimer'],
      on: { part: firstPart(), malformed: givenUp('malformed') },
    },
    gathering: {
      entry: waitFor('gap'),
      on: {
        part: [
          { guard: 'isRepeated', ...givenUp('malformed') },
          { guard: 'isOfAnother', ...givenUp('incomplete') },
          { guard: 'isTooLong', ...givenUp('tooLong') },
          { guard: 'isContinued', target: 'gathering', reenter: true, actions: ['add', 'append'] },
          { target: 'resting', actions: ['add', 'append', 'accept'] },
        ],
        malformed: givenUp('malformed'),
        silent: { target: 'idle', actions: dropped('incomplete') },
      },
    },
    /** A code has just come. */
    resting: {
      entry: waitFor('echo'),
      on: {
        part: [
          { guard: 'isRepeated', target: 'resting', reenter: true, actions: dropped('malformed') },
          ...firstPart(),
        ],
        malformed: givenUp('malformed'),
        silent: 'idle',
      },
    },
  },
})

function firstPart() {
  return [
    { guard: 'isTooLongAlone', ...givenUp('tooLong') },
    { guard: 'isEmpty', ...givenUp('malformed') },
    { guard: 'isContinued', target: 'gathering', actions: ['remember', 'begin'] },
    { target: 'resting', actions: ['remember', 'begin', 'accept'] },
  ] as const
}

function givenUp(why: DropReason) {
  return { target: 'skipping', actions: dropped(why) } as const
}

function dropped(why: DropReason) {
  return { type: 'drop', params: { why } } as const
}

function waitFor(time: keyof PartTimes) {
  const params = ({ context: { times } }: { context: PartContext }) => ({ ms: times[time] })
  return { type: 'restartTimer', params } as const
}
