import pino from 'pino'

/**
 * What may stand in a log line. The list is closed: nothing that comes from a card, a caller's parameters or a header
 * has a key here, so no patient data, PIN or token can be logged by passing one object too many.
 */
export interface LogFields {
  readonly reader?: string
  readonly epoch?: number
  readonly link?: string
  readonly door?: string
  /** A bus place or a line: `usb 1-2`, `/dev/ttyS0`. */
  readonly device?: string
  readonly state?: string
  readonly method?: string
  readonly error?: string
  readonly step?: string
  readonly sw?: string
  readonly trace?: string
  readonly port?: number
  readonly clients?: number
  readonly why?: string
  readonly ms?: number
  readonly count?: number
}

export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** JSON lines on stderr, or wherever a test wants them. */
export function openLog(level: string, destination: { write(line: string): void } = process.stderr): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  const at = (name: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields: LogFields = {}) =>
    logger[name](fields, message)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
