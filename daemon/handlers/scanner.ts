import type { Scanners } from '../sessions/scanners.ts'
import type { Handlers } from './handler.ts'

export function scannerHandlers(scanners: Scanners): Pick<Handlers, 'scanners.list'> {
  return {
    'scanners.list': () => ({ scanners: scanners.list(), problems: scanners.problems() }),
  }
}
