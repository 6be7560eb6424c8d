import type { DeviceProblem } from '#protocols/port/reader-link'
import type { ScannedCode, ScannerKind } from '#protocols/port/scanner-link'
import type { DropReason } from '#protocols/scanner/multi-part.machine'

/**
 * What a driver of scanners is: it finds devices, opens them, and gives whole codes. Names, recovery and problems are
 * done once, in this folder, for all of them.
 */

/** What an open scanner tells. Everything it says before `open` has resolved may be said at once. */
export interface ScanListener {
  code(code: ScannedCode): void
  dropped(why: DropReason): void
  /** The device is gone or not to be trusted any more. Nothing comes after it; `close` is still called. */
  lost(): void
}

/** A scanner whose next code will be whole. */
export interface OpenScanner {
  /** Gives the device back. Never rejects. */
  close(): Promise<void>
}

/** A scanner that is plugged in, or configured. */
export interface FoundScanner {
  /** The same for the same socket or line; names problems of a scanner that is not open. */
  readonly id: string
  /** What a person calls it; two of them may call themselves the same. */
  readonly name: string
  readonly kind: ScannerKind
  /** @throws OpenError */
  open(listener: ScanListener): Promise<OpenScanner>
}

export interface FindListener {
  found(scanner: FoundScanner): void
  gone(scanner: FoundScanner): void
  /** A device that is no scanner now and could be one; null when that is over. */
  problem(device: string, problem: DeviceProblem | null): void
  /** A native call does not come back: only a new process helps. */
  hung(): void
}

export interface ScannerDriver {
  /**
   * Reports the scanners there are, then every change. One that was unplugged and comes back is a new object.
   * @returns ends the reports
   */
  watch(listener: FindListener): () => void
}

/** How often devices are listed, in ms: no operating system tells the libraries of a scanner that was plugged in. */
export const LOOK_MS = 1_000
/** In ms: a native call that takes longer hangs. */
export const HANG_MS = 10_000
/** In ms: how long an opened scanner is waited for until it is silent for a moment. */
export const PATIENCE_MS = 5_000
