import { hex } from '#protocols/bytes/hex'
import { remoteCallNamed, type RemoteName } from '#protocols/cs6/remote/index'
import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import { HealthCard } from '#simulator/cards/health-card'
import { addIssuedCard, seedCentre } from '#simulator/cloud/centre-seed'
import { CentreStore } from '#simulator/cloud/centre-store'
import { ClinicCaller } from '#simulator/cloud/clinic-caller.fixture'
import { people } from '#simulator/people'
import { realClock } from '#daemon/main'

/** The first five of a seed are in the centre's own world already, and behind these come the ids of its named people. */
const OF_THE_SHELF = 5, PEOPLE = 1_405
const SEED = 1

const patients = people(SEED, PEOPLE).slice(OF_THE_SHELF).map((person) => new HealthCard(person).issued)

/**
 * A centre that knows many more patients than the simulated world has. A card takes one visit a second that may be undone,
 * so that few cards would measure that.
 */
export async function seedManyPatients(path: string): Promise<void> {
  const store = await CentreStore.open(path)
  seedCentre(store, SEED)
  store.transact(() => {
    for (const card of patients) addIssuedCard(store, card)
  })
  store.close()
}

const caller = new ClinicCaller(realClock)
let made = 0

/** The bundle of a patient, of another one each time. */
export function bundleOfNext(name: RemoteName): SignatureBundle {
  made += 1
  return bundleOf(name, made)
}

/** @param number of the patient; behind the last comes the first */
export function bundleOf(name: RemoteName, number: number): SignatureBundle {
  const card = patients[number % patients.length]
  if (card === undefined) throw new Error('no patients')
  const { service } = remoteCallNamed(name)
  return caller.signed(service, { ...caller.unsigned('hc'), hcId: hex(card.hcId), hcIdNo: card.person.idCardNum })
}
