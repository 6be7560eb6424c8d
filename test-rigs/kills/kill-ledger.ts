import type { NhicardClient } from '#client/node'
import type { ResultOf } from '#protocols/native-api/registry'
import type { KillClinic } from './kill-clinic.ts'
import type { ToldVisit } from './his-station.ts'

type Summary = ResultOf<'visit.list'>['visits'][number]
type Visit = ResultOf<'visit.get'>
type Line = string
interface Numbered {
  readonly treatmentDateTime: string
  readonly sequenceNumber: string
}

const lineOf = ({ treatmentDateTime, sequenceNumber }: Numbered): Line => `${treatmentDateTime} ${sequenceNumber}`
const doubles = (all: readonly string[]) => all.filter((one, at) => all.indexOf(one) < at)
const waitsForProgram = ({ state, pending }: Pick<Summary, 'state' | 'pending'>) => state === 'taken' && pending?.waitsFor === 'person'

/** Holds the centre, the journal, the card and what programs were told against each other. */
export class KillLedger {
  readonly #clinic: KillClinic
  readonly #cloud: string

  /** @param cloud origin of a site, for its control routes */
  constructor(clinic: KillClinic, cloud: string) {
    this.#clinic = clinic
    this.#cloud = cloud
  }

  /**
   * What does not fit of one patient, in words. What waits for something may be a visit more at the centre, or in the journal.
   * @throws ConnectionLostError
   */
  async problems(client: NhicardClient, patient: string, told: readonly ToldVisit[]): Promise<string[]> {
    const visits = await this.#journal(client, patient)
    const open = visits.filter((one) => one.pending !== null && !waitsForProgram(one))
    const firm = visits.filter((one) => one.state === 'taken' && !open.includes(one)).map(numberOf).map(lineOf)
    const undone = visits.filter(({ state }) => state === 'undone').map(numberOf).map(lineOf)
    const centre = await this.#standing(patient)
    const mine = told.filter((visit) => visit.patient === patient)
    const standing = mine.filter(({ undo }) => undo === 'no').map(lineOf)
    const openLines = open.map(numberOf).map(lineOf)
    const found = [
      ...doubles(centre.map(numberIn)).map((one) => `number ${one} stands twice at the centre`),
      ...doubles(mine.map(lineOf)).map((one) => `${one} was told twice`),
      ...firm.filter((one) => !centre.includes(one)).map((one) => `${one} is taken, and not at the centre`),
      ...standing.filter((one) => !centre.includes(one)).map((one) => `${one} was told, and is not at the centre`),
      ...standing.filter((one) => !firm.includes(one) && !openLines.includes(one))
        .map((one) => `${one} was told, and is not in the journal`),
      ...mine.filter(({ undo }) => undo === 'done').map(lineOf).filter((one) => !undone.includes(one) && !openLines.includes(one))
        .map((one) => `${one} was undone, and not in the journal`),
    ]
    const unexplained = centre.filter((one) => !firm.includes(one) && !openLines.includes(one))
    if (unexplained.length > open.length) found.push(`at the centre, and not in the journal: ${unexplained.join(', ')}`)
    return found.map((one) => `${patient}: ${one}`)
  }

  /** The same once everybody has come to rest: nothing is left that a card could settle, and every order is signed. */
  async problemsAtRest(client: NhicardClient, patient: string, told: readonly ToldVisit[]): Promise<string[]> {
    const found = await this.problems(client, patient, told)
    const summaries = await this.#journal(client, patient)
    for (const one of summaries) {
      if (one.pending !== null && !waitsForProgram(one)) found.push(`${patient}: waits (${one.state}): ${one.pending.step.en}`)
    }
    const visits: Visit[] = []
    for (const { visitId } of summaries) visits.push(await client.call('visit.get', { visitId }))
    const taken = visits.filter(({ state, number }) => state === 'taken' && number !== null)
    const lines = taken.flatMap(({ number }) => number?.given == null ? [] : [lineOf(number.given)]).sort()
    const centre = [...await this.#standing(patient)].sort()
    if (lines.join() !== centre.join()) found.push(`${patient}: journal [${lines.join(', ')}], centre [${centre.join(', ')}]`)
    const untold = lines.filter((one) => !told.some((visit) => visit.patient === patient && lineOf(visit) === one))
    const claimed = taken.filter(({ number }) => number?.isTold && number.given !== null && untold.includes(lineOf(number.given)))
    for (const { number } of claimed) found.push(`${patient}: ${lineOf(number!.given!)} is kept as told, and nobody was`)
    return [...found, ...this.#orderProblems(patient, visits)]
  }

  /** All that the journal and the centre have of a patient, for whoever reads of a problem. */
  async books(client: NhicardClient, patient: string): Promise<string> {
    const response = await fetch(`${this.#cloud}/simulator/v1/people/${this.#idOf(patient)}/visits`)
    const { visits } = await response.json() as { visits: (Numbered & { readonly undone: boolean })[] }
    const kept: string[] = []
    for (const { visitId } of await this.#journal(client, patient)) {
      const { begunAt, changedAt, state, number, undo, pending } = await client.call('visit.get', { visitId })
      kept.push(JSON.stringify({
        begunAt, changedAt, state, door: number?.door, given: number?.given == null ? null : lineOf(number.given), isTold: number?.isTold,
        byCentre: number?.given?.treatmentNumber !== null, undo, waits: pending?.step.en,
      }))
    }
    const centre = visits.map((visit) => `${lineOf(visit)}${visit.undone ? ' undone' : ''}`)
    return `${patient}: journal\n${kept.join('\n')}\ncentre\n${centre.join('\n')}`
  }

  #orderProblems(patient: string, visits: readonly Visit[]): string[] {
    const card = this.#clinic.card(patient)
    const issued = new Set((card.issued.image.orders ?? []).map((order) => order?.treatmentItemCode))
    const codes = card.records('orders').flatMap((order) => order === null ? [] : [order.treatmentItemCode])
    const onCard = codes.filter((code) => !issued.has(code))
    const kept = visits.flatMap(({ orderLists }) => orderLists.flatMap(({ orders }) => orders))
    const signed = new Set(kept.filter(({ signature }) => signature !== null).map(({ order }) => order.treatmentItemCode))
    return [
      ...onCard.filter((code) => !signed.has(code)).map((code) => (
        `${patient}: order ${code} is on the card, its signature not in the journal`
      )),
      ...doubles(onCard).map((code) => `${patient}: order ${code} is twice on the card`),
    ]
  }

  async #standing(patient: string): Promise<Line[]> {
    const response = await fetch(`${this.#cloud}/simulator/v1/people/${this.#idOf(patient)}/visits`)
    const { visits } = await response.json() as { visits: (Numbered & { readonly undone: boolean })[] }
    return visits.filter(({ undone }) => !undone).map(lineOf)
  }

  async #journal(client: NhicardClient, patient: string): Promise<Summary[]> {
    const visits: Summary[] = []
    for (let page: string | null = ''; page !== null;) {
      const read: ResultOf<'visit.list'> = await client.call('visit.list', {
        patientId: this.#idOf(patient), limit: 100, pendingOnly: false, ...page === '' ? {} : { page },
      })
      visits.push(...read.visits)
      page = read.next
    }
    return visits
  }

  #idOf(patient: string): string {
    return this.#clinic.card(patient).issued.person.idCardNum
  }
}

const numberIn = (line: Line) => line.split(' ')[1] ?? ''

function numberOf({ treatmentDateTime, sequenceNumber }: Summary): Numbered {
  return { treatmentDateTime: treatmentDateTime ?? '', sequenceNumber: sequenceNumber ?? '' }
}
