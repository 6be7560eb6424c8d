import type { Clock } from '#protocols/port/clock'
import { SerialError, type SerialLine, type SerialPorts, type SerialSettings } from '#protocols/port/serial-ports'
import {
  LINE_SILENCE, lineOpened, readLine, readSilence, type LineFraming, type LineReading,
} from '#protocols/scanner/serial-line'
import { OpenError } from '../reader/reader.ts'
import { PATIENCE_MS, type OpenScanner, type ScanListener } from '../scanner/scanner.ts'
import { SilenceTimer } from '../scanner/silence-timer.ts'

export interface SerialScannerOptions {
  readonly ports: SerialPorts
  readonly clock: Clock
  readonly settings: SerialSettings
  readonly framing: LineFraming
  /** Milliseconds; `LINE_SILENCE` when absent. */
  readonly silence?: number
}

const problemOf = {
  busy: 'held', access: 'denied', absent: 'absent', gone: 'absent', unsupported: 'unsuitable', io: 'failing',
} as const

/** Opens a line and waits until it is silent, so that the next code will be whole. @throws OpenError */
export async function openSerialScanner(
  path: string, options: SerialScannerOptions, listener: ScanListener,
): Promise<OpenScanner> {
  const { ports, clock, settings, framing, silence = LINE_SILENCE } = options
  let pending = lineOpened
  let lost = false
  let closed = false
  let giveUp = () => {}
  let ready = () => {}
  const take = ({ events, pending: next }: LineReading) => {
    pending = next
    for (const event of events) {
      if (event.type === 'scanned') listener.code(event.code)
      else listener.dropped(event.why)
    }
  }
  const timer = new SilenceTimer(clock, () => {
    take(readSilence(pending, framing))
    ready()
  })
  let line: SerialLine
  try {
    line = await ports.open(path, settings, {
      received: (bytes) => {
        if (closed) return
        timer.restart(silence)
        take(readLine(pending, bytes, framing))
      },
      lost: () => {
        lost = true
        giveUp()
      },
    })
  } catch (error) {
    timer.stop()
    if (!(error instanceof SerialError)) throw error
    throw new OpenError({ why: problemOf[error.fault], holder: '' })
  }
  const stop = () => {
    closed = true
    giveUp = () => {}
    timer.stop()
  }
  let stopPatience = () => {}
  const outcome = await new Promise<'ready' | 'absent' | 'unsuitable'>((resolve) => {
    ready = () => resolve('ready')
    giveUp = () => resolve('absent')
    stopPatience = clock.after(PATIENCE_MS, () => resolve('unsuitable')) // it talks all the time: no scanner does
    timer.restart(silence)
    if (lost) resolve('absent')
  })
  stopPatience()
  if (outcome !== 'ready') {
    stop()
    await line.close()
    throw new OpenError({ why: outcome, holder: '' })
  }
  giveUp = () => {
    stop()
    listener.lost()
  }
  return {
    close: async () => {
      stop()
      await line.close()
    },
  }
}
