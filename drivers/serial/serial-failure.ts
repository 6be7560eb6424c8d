import { SerialError, type SerialFault } from '#protocols/port/serial-ports'

/** What a call was made for: the same words mean other things before and after a line is open. */
export type SerialStage = 'open' | 'use'

/**
 * npm `serialport` says what went wrong in words alone: those of `strerror` on Linux and macOS, its own on Windows. The
 * first row that fits counts.
 */
const rows: readonly { readonly stage: SerialStage, readonly pattern: RegExp, readonly fault: SerialFault }[] = [
  // flock(2) says EWOULDBLOCK. It keeps out only programs that ask for the lock as well, which most do
  { stage: 'open', pattern: /cannot lock|resource busy|\bEBUSY\b/i, fault: 'busy' },
  // Windows says the same of a line that another program has and of one this user may not open; the first is common
  { stage: 'open', pattern: /access denied/i, fault: 'busy' },
  { stage: 'open', pattern: /permission denied|not permitted|\bEACCES\b|\bEPERM\b/i, fault: 'access' },
  { stage: 'open', pattern: /no such|file not found|not configured|\bENOENT\b|\bENXIO\b|\bENODEV\b/i, fault: 'absent' },
  // no line at all, but a file or a folder
  { stage: 'open', pattern: /is a directory|inappropriate ioctl|\bENOTTY\b/i, fault: 'unsupported' },
  { stage: 'use', pattern: /inappropriate ioctl|not supported|\bENOTTY\b/i, fault: 'unsupported' },
  { stage: 'use', pattern: /invalid argument|\bEINVAL\b/i, fault: 'unsupported' },
  { stage: 'use', pattern: /input\/output error|i\/o error|bad file descriptor|\b(?:EIO|EBADF)\b/i, fault: 'gone' },
  { stage: 'use', pattern: /no such device|not configured|not open|canceled|\b(?:ENXIO|ENODEV)\b/i, fault: 'gone' },
]

/** Names what the binding threw. */
export function serialError(stage: SerialStage, what: string, error: unknown): SerialError {
  const text = error instanceof Error ? error.message : String(error)
  return new SerialError(rows.find((row) => row.stage === stage && row.pattern.test(text))?.fault ?? 'io', what)
}
