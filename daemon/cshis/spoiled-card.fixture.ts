import { hex } from '#protocols/bytes/hex'
import type { HcFileName } from '#protocols/nhi-card/contents'
import type { ShelvedCard } from '#simulator/card-shelf'
import { HealthCard } from '#simulator/cards/health-card'
import { recordBytes, usedCard, type HcImage } from '#simulator/cards/hc-image'
import { people } from '#simulator/people'

const [patient] = people(2, 1)
const image: HcImage = {
  ...usedCard,
  importantOrders: [{
    performedOn: '2026-01-12', hospitalId: '9900000013', orderCode: '33070B', treatmentPosition: '', totalQuantity: '00001.0',
  }],
}
const MEMORY = 12_000

/** A card whose first record of a file is of a day that never was. */
function spoiled(name: HcFileName): HealthCard {
  if (patient === undefined) throw new Error('nobody lives here')
  const card = new HealthCard(patient, { image })
  const record = hex(recordBytes(image, name)[0] ?? new Uint8Array())
  const at = hex(card.eeprom.read(0, MEMORY)).indexOf(record)
  if (at < 0 || at % 2 !== 0) throw new Error(`no record of ${name} in the memory`)
  const dated = name === 'vaccinations' ? 6 : 0
  card.eeprom.write(at / 2 + dated, new TextEncoder().encode('1159999'))
  return card
}

/** It lies on the shelf as `hc.spoiled`. */
export const spoiledCard = (name: HcFileName): ShelvedCard => (
  { card: 'hc.spoiled', label: { zh: '', en: '' }, make: () => spoiled(name) }
)
