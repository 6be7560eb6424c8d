/** Microseconds that pass evenly, from any beginning: for how long something took, never for when it was. */
export type Stopwatch = () => number
