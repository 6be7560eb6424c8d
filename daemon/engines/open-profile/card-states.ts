import { cardStatusOf } from '#protocols/auth/three-card-status'
import type { CardStatesShape } from '#protocols/native-api/three-cards'
import type { ClinicCards } from './clinic-cards.ts'
import type { Station } from './station.ts'

/** Of a card that is there (nhi-facts §4.5). */
const NOT_AUTHENTICATED = 1

/**
 * The three cards as the native API shows them.
 * @param reader of the health card; of several the one in the first reader when it is left out
 */
export function cardStates(clinic: ClinicCards, reader?: string): CardStatesShape {
  const { sam, hpc } = clinic
  const station = clinic.station(reader) ?? clinic.base
  const real = clinic.seen('hc').find(({ profile, place }) => !profile && (reader ?? place.reader) === place.reader)
  const { samId = null, hospitalId = null, hospitalName = null } = sam?.holder ?? {}
  return {
    sam: {
      kind: sam?.form ?? 'none', place: sam?.place ?? null, state: cardStatusOf(clinic.base.snapshot, 'sam'),
      samId, hospitalId, hospitalName, problem: sam?.problem ?? null,
    },
    hc: {
      ...station.place === undefined && real !== undefined
        ? { place: real.place, state: NOT_AUTHENTICATED, protectedPart: 'unavailable' }
        : {
          place: station.place ?? null, state: cardStatusOf(station.snapshot, 'hc'),
          protectedPart: station.place === undefined ? null : 'open-profile',
        },
      pin: hcPinOf(station), hpc: station.snapshot.context.profession,
    },
    hpc: {
      place: hpc?.place ?? null, state: cardStatusOf(clinic.base.snapshot, 'hpc'), profession: hpc?.profession ?? null,
      pin: hpcPinOf(clinic.base), triesLeft: hpc?.triesLeft ?? null, validTo: hpc?.validTo ?? null,
    },
  }
}

function hcPinOf({ snapshot: { value: { hc } } }: Station): CardStatesShape['hc']['pin'] {
  return typeof hc === 'string' ? 'unknown' : hc.present.pin
}

function hpcPinOf({ snapshot: { value: { hpc } } }: Station): CardStatesShape['hpc']['pin'] {
  if (typeof hpc === 'string' || hpc.present.pin === 'notSet') return 'unknown'
  return hpc.present.pin
}
