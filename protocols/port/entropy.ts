/** Randomness as a dependency: the operating system's in the daemon, seeded in the simulator. */
export interface Entropy {
  bytes(length: number): Uint8Array
}
