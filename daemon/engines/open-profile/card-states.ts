import { cardStatusOf } from '#protocols/auth/three-card-status'
import type { CardStatesShape } from '#protocols/native-api/three-cards'
import type { ClinicCards } from './clinic-cards.ts'
import type { Station } from './station.ts'

/** The three cards as the native API shows them; of several health cards the one in the first reader. */
export function cardStates(clinic: ClinicCards): CardStatesShape {
  const { sam, hpc } = clinic
  const station = clinic.firstStation() ?? clinic.base
  const other = clinic.seen('hc').find(({ profile }) => !profile)
  const { samId = null, hospitalId = null, hospitalName = null } = sam?.holder ?? {}
  return {
    sam: {
      kind: sam?.form ?? 'none', place: sam?.place ?? null, state: cardStatusOf(clinic.base.snapshot, 'sam'),
      samId, hospitalId, hospitalName, problem: sam?.problem ?? null,
    },
    hc: {
      place: station.place ?? other?.place ?? null,
      state: cardStatusOf(station.snapshot, 'hc'),
      protectedPart: station.place !== undefined ? 'open-profile' : other === undefined ? null : 'unavailable',
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
