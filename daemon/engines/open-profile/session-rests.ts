import type { Clock } from '#protocols/port/clock'
import type { ClinicCards } from './clinic-cards.ts'
import { longestRest, Rests } from './rest.ts'
import type { Station } from './station.ts'

/** How long sessions with cards and modules may rest. */
export class SessionRests {
  readonly #clinic: ClinicCards
  readonly #rests: Rests<Station | ClinicCards>
  readonly #changed: () => void

  constructor(clinic: ClinicCards, clock: Clock, changed: () => void) {
    this.#clinic = clinic
    this.#rests = new Rests(clock)
    this.#changed = changed
  }

  /** Sessions rest from now on, until the next call with them. */
  begin(station: Station): void {
    const { sam, hpc, base } = this.#clinic
    if (station.session !== undefined) {
      this.#rests.start(station, longestRest.hc, () => {
        station.send({ type: 'hcTimedOut' })
        this.#changed()
      })
    }
    if (hpc?.session !== undefined) this.#rests.start(base, longestRest.hpc, () => this.#clinic.tellAll({ type: 'hpcTimedOut' }))
    if (sam?.centre !== undefined) this.#rests.start(this.#clinic, longestRest.sam, () => this.#clinic.endSamSession('samTimedOut'))
  }

  inUse(station: Station): void {
    this.#rests.stop(station)
    this.#rests.stop(this.#clinic.base)
    this.#rests.stop(this.#clinic)
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#rests.close()
  }
}
