/** Time as a dependency: real in the daemon, virtual in the simulator and in tests. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
  /** Calls back once, not before `ms` have passed; the returned function cancels. */
  after(ms: number, callback: () => void): () => void
}
