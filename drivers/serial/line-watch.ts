import type { Clock } from '#protocols/port/clock'
import type { SerialPortInfo, SerialPorts } from '#protocols/port/serial-ports'

/**
 * In ms. There is no portable notification of a new line, and asking costs a few reads of sysfs or of the registry. A
 * line that vanishes while it is open is told at once by the line itself.
 */
const LOOK_MS = 1_000

/**
 * Looks each second which lines there are.
 * @param look called with every list, also when nothing changed; a list that cannot be had is left out
 * @returns ends the looking
 */
export function watchLines(
  ports: SerialPorts, clock: Clock, look: (listed: readonly SerialPortInfo[]) => void,
): () => void {
  let ended = false
  let stopWaiting = () => {}
  const again = () => {
    if (!ended) stopWaiting = clock.after(LOOK_MS, begin)
  }
  const begin = () => {
    ports.list().then((listed) => {
      if (!ended) look(listed)
    }, () => {}).finally(again)
  }
  begin()
  return () => {
    ended = true
    stopWaiting()
  }
}
