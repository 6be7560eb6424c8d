import type { ReaderHealthShape } from '#protocols/native-api/readers'
import type { LinkKind } from '#protocols/port/reader-link'
import { HealthMeter } from '#protocols/reader/health'

interface Page {
  readonly name: string
  readonly link: LinkKind
  readonly meter: HealthMeter
}

/** The health of every reader seen since the start, also of those that are not there now: a loose cable shows here. */
export class HealthBook {
  readonly #pages = new Map<string, Page>()

  /** The meter of a reader; the same one when it comes back. */
  meterOf(reader: string, name: string, link: LinkKind): HealthMeter {
    const known = this.#pages.get(reader)
    if (known !== undefined) return known.meter
    const meter = new HealthMeter()
    this.#pages.set(reader, { name, link, meter })
    return meter
  }

  list(isConnected: (reader: string) => boolean): ReaderHealthShape[] {
    return [...this.#pages].map(([reader, { name, link, meter }]) => {
      const { verdict, signs } = meter.verdict
      return {
        reader, name, link, connected: isConnected(reader), counts: meter.counts, latency: meter.latency,
        verdict, signs: signs.map(({ meaning }) => meaning),
      }
    })
  }
}
