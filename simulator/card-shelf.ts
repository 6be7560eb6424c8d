import type { Bilingual } from '#protocols/bilingual'
import { FaultyCard } from './cards/faulty-card.ts'
import { HealthCard } from './cards/health-card.ts'
import { ForeignCard, MuteCard } from './cards/other-cards.ts'
import type { SimulatedCard } from './cards/simulated-card.ts'
import { cardFaults, type CardFaultName } from './fault.ts'
import { fictionalId, people, type Person } from './people.ts'

/** A card that lies ready to be inserted. */
export interface ShelvedCard {
  readonly card: string
  readonly label: Bilingual
  readonly make: () => SimulatedCard
}

const wang: Person = {
  cardSn: '000012345678', name: '王測試', idCardNum: fictionalId('M', 901), birthday: '1990-01-01', sex: 'M',
  dateIssue: '2020-06-01',
}
const lin: Person = {
  cardSn: '000012345686', name: '林測試', idCardNum: fictionalId('F', 902), birthday: '1985-12-31', sex: 'F',
  dateIssue: '2019-03-15',
}
const elder: Person = {
  cardSn: '000012345694', name: '陳模擬', idCardNum: fictionalId('F', 903), birthday: '1911-10-10', sex: 'F',
  dateIssue: '2004-01-01',
}
const rare: Person = {
  cardSn: '000012345702', name: '黃堃喆', idCardNum: fictionalId('M', 904), birthday: '2001-02-28', sex: 'M',
  dateIssue: '2021-11-30',
}
const returned: Person = {
  cardSn: '000012345710', name: '張樣本', idCardNum: fictionalId('M', 905), birthday: '1972-07-07', sex: 'M',
  dateIssue: '2012-05-20',
}

const named: readonly ShelvedCard[] = [
  { card: 'hc.wang', label: { zh: '健保卡 王測試', en: 'NHI card, Wang' }, make: () => new HealthCard(wang) },
  { card: 'hc.lin', label: { zh: '健保卡 林測試', en: 'NHI card, Lin' }, make: () => new HealthCard(lin) },
  { card: 'hc.elder', label: { zh: '健保卡 民國前出生', en: 'NHI card, born before 1912' }, make: () => new HealthCard(elder) },
  { card: 'hc.rare', label: { zh: '健保卡 罕用字', en: 'NHI card, rare characters' }, make: () => new HealthCard(rare) },
  {
    card: 'hc.cancelled', label: { zh: '健保卡 已註銷', en: 'NHI card, cancelled' },
    make: () => new HealthCard(returned, { cancelled: true }),
  },
  { card: 'hpc', label: { zh: '醫事人員卡（非健保卡）', en: 'professional card, not an NHI card' }, make: () => new ForeignCard() },
  { card: 'mute', label: { zh: '晶片無反應的卡片', en: 'card that does not answer its reset' }, make: () => new MuteCard() },
]

function faulty(fault: CardFaultName): ShelvedCard {
  const { zh, en } = cardFaults[fault].label
  return {
    card: `fault.${fault}`,
    label: { zh: `故障卡：${zh}`, en: `faulty card: ${en}` },
    make: () => new FaultyCard(new HealthCard(wang), fault),
  }
}

/** The cards of every clinic, named ones first, then one for each fault, then the seed's patients. */
export function cardShelf(seed: number): readonly ShelvedCard[] {
  const patients = people(seed, 5).map((person, index): ShelvedCard => ({
    card: `hc.patient-${index + 1}`,
    label: { zh: `健保卡 ${person.name}`, en: `NHI card, patient ${index + 1}` },
    make: () => new HealthCard(person),
  }))
  return [...named, ...patients, ...(Object.keys(cardFaults) as CardFaultName[]).map(faulty)]
}
