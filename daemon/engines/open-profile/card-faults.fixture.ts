import type { Clinic } from '#simulator/clinic'
import type { CardFault } from './three-card-desk.fixture.ts'

export const HC = 'Simulated Reader 01'
export const HPC = 'Simulated Reader 02'
export const SAM = 'Simulated Reader 03'

/** Of the same kind in the reader of a person's card; of another in that of the security module. */
const another = (reader: string) => ({ [HC]: 'hc.lin', [HPC]: 'hpc.nurse', [SAM]: 'hc.elder' })[reader] ?? 'hc.elder'

/** Another card in a reader, as its lamp tells. */
export function replaced(clinic: Clinic, reader: string, card: string): void {
  clinic.remove(reader)
  clinic.insert(reader, card)
}

function flipped(where: number): CardFault {
  return (answer) => {
    const given = answer()?.slice()
    if (given === undefined) return undefined
    const index = Math.round(where * (given.length - 1))
    given[index] = (given[index] ?? 0) ^ (1 << (given.length % 8))
    return given
  }
}

/** The answer leaves the card, and then this happens. */
function after(what: (clinic: Clinic, reader: string) => void): CardFault {
  return (answer, clinic, reader) => {
    const given = answer()
    what(clinic, reader)
    return given
  }
}

/** What may happen at any command to any card: every sweep strikes with each of them. */
export const cardFaults: Readonly<Record<string, CardFault>> = {
  'the card does not hear it': () => undefined,
  'its answer is lost': (answer) => {
    answer()
    return undefined
  },
  'the answer is garbage': (answer) => {
    answer()
    return Uint8Array.from([0xde, 0xad, 0xbe, 0xef, 0x00])
  },
  'the answer is empty but for a 9000': (answer) => {
    answer()
    return Uint8Array.of(0x90, 0x00)
  },
  'a bit of the answer is flipped': flipped(0.3),
  'a late bit of the answer is flipped': flipped(0.9),
  'the first bit is flipped': flipped(0),
  'the last bit is flipped': flipped(1),
  'the card is pulled before it': (_, clinic, reader) => {
    clinic.remove(reader)
    return undefined
  },
  'the card is pulled after it': after((clinic, reader) => clinic.remove(reader)),
  'another program resets the card': after((clinic, reader) => clinic.resetCard(reader)),
  'the reader is unplugged': after((clinic, reader) => clinic.removeReader(reader)),
  'another card is put in its place': after((clinic, reader) => replaced(clinic, reader, another(reader))),
  'another card is put in its place unseen': after((clinic, reader) => clinic.swap(reader, another(reader))),
}

/** The cards are where they were: by reader, the card that belongs there. */
export function repaired(clinic: Clinic, places: Readonly<Record<string, string>>): void {
  for (const [reader, card] of Object.entries(places)) {
    clinic.addReader(reader)
    if (clinic.cards().find(({ readerName }) => readerName === reader)?.card !== card) replaced(clinic, reader, card)
  }
}
