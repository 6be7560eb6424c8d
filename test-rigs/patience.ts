/**
 * How long a rig waits for what must come, in ms. On a machine with nothing else to do it comes within two seconds; this is
 * for one whose cores are taken by others, and costs nothing but where something is broken. How fast things are is
 * measured in `npm run bench`.
 */
export const PATIENCE_MS = 45_000
