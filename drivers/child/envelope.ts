/**
 * What a parent says to a native child, as plain JSON. `abandon`: nobody wants the answer to this request any more; what
 * of it has not begun is not to be begun, and it is answered then.
 */
export type ToChild<Request> =
  | { readonly type: 'ping' }
  | { readonly type: 'abandon', readonly id: number }
  | { readonly type: 'request', readonly id: number, readonly request: Request }

/**
 * What a native child says: `hello` once, before it touches native code; a `pong` per ping; an answer per request;
 * `leaving` last.
 */
export type FromChild<Answer, Report> =
  | { readonly type: 'hello' }
  | { readonly type: 'pong' }
  | { readonly type: 'leaving', readonly code: number }
  | { readonly type: 'answer', readonly id: number, readonly answer: Answer }
  | { readonly type: 'report', readonly report: Report }

/** Exit codes with a meaning between child and parent (the numbers are those of sysexits.h). */
export const ChildExit = {
  /** EX_UNAVAILABLE: the native module is missing; another start is worth little before that changes. */
  bindingMissing: 69,
  /** EX_TEMPFAIL: the child distrusts its own native state and asks for a clean successor. */
  successorWanted: 75,
} as const
