import type { Bilingual } from '#protocols/bilingual'
import { FaultyCard } from './cards/faulty-card.ts'
import { HealthCard } from './cards/health-card.ts'
import { checkUpCard, newCard, usedCard } from './cards/hc-image.ts'
import { ForeignCard, MuteCard } from './cards/other-cards.ts'
import { ProfessionalCard } from './cards/professional-card.ts'
import { SamCard } from './cards/sam-card.ts'
import type { SimulatedCard } from './cards/simulated-card.ts'
import { cardFaults, type CardFaultName } from './fault.ts'
import { WornCard } from './cards/worn-card.ts'
import { arrears, expired, usedUp } from './insured-people.ts'
import { fictionalId, people, type Person } from './people.ts'
import { staff, testClinic } from './staff.ts'
import { professions } from '#protocols/nhi-card/profession'

/** A card that lies ready to be inserted. */
export interface ShelvedCard {
  readonly card: string
  readonly label: Bilingual
  readonly make: () => SimulatedCard
  /** Another card of the shelf with the same owner, on purpose; without it nobody else’s card is this person’s. */
  readonly samePersonAs?: string
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
const worn: Person = {
  cardSn: '000012345769', name: '劉磨損', idCardNum: fictionalId('F', 910), birthday: '1966-06-16', sex: 'F',
  dateIssue: '2006-06-06',
}
const real: Person = {
  cardSn: '000012345777', name: '許真卡', idCardNum: fictionalId('M', 912), birthday: '1983-03-13', sex: 'M',
  dateIssue: '2017-07-17',
}
/** Beside the one that she had before. */
const linAgain: Person = { ...lin, cardSn: '000012345687', dateIssue: '2023-05-15' }

const mother: Person = {
  cardSn: '000012345728', name: '吳測試', idCardNum: fictionalId('F', 906), birthday: '1985-12-31', sex: 'F',
  dateIssue: '2018-08-08',
}

const named: readonly ShelvedCard[] = [
  { card: 'hc.wang', label: { zh: '健保卡 王測試', en: 'NHI card, Wang' }, make: () => new HealthCard(wang, { image: usedCard }) },
  { card: 'hc.lin', label: { zh: '健保卡 林測試', en: 'NHI card, Lin' }, make: () => new HealthCard(lin) },
  { card: 'hc.elder', label: { zh: '健保卡 民國前出生', en: 'NHI card, born before 1912' }, make: () => new HealthCard(elder) },
  { card: 'hc.rare', label: { zh: '健保卡 罕用字', en: 'NHI card, rare characters' }, make: () => new HealthCard(rare) },
  {
    card: 'hc.cancelled', label: { zh: '健保卡 已註銷', en: 'NHI card, cancelled' },
    make: () => new HealthCard(returned, { cancelled: true }),
  },
  {
    card: 'hc.pin', label: { zh: '健保卡 設有 PIN（1234）', en: 'NHI card with a PIN (1234)' },
    make: () => new HealthCard(linAgain, { image: usedCard, pin: '1234' }), samePersonAs: 'hc.lin',
  },
  {
    card: 'hc.mother', label: { zh: '健保卡 預防保健與產前檢查', en: 'NHI card, a visit for check-ups' },
    make: () => new HealthCard(mother, { image: checkUpCard }),
  },
  {
    card: 'hc.worn', label: { zh: '健保卡 接點磨損', en: 'NHI card with worn contacts' },
    make: () => new WornCard(new HealthCard(worn, { image: usedCard })),
  },
  {
    card: 'hc.real', label: { zh: '真實健保卡的樣子', en: 'NHI card as a real one answers: public data alone' },
    make: () => new HealthCard(real, { profile: false }),
  },
  {
    card: 'hc.used-up', label: { zh: '健保卡 可用次數用完', en: 'NHI card with no visits left' },
    make: () => new HealthCard(usedUp, { image: { ...newCard, validity: [{ cardValidity: '2031-12-31', treatmentCounter: 0 }] } }),
  },
  {
    card: 'hc.arrears', label: { zh: '健保卡 可用次數用完且欠費', en: 'NHI card with no visits left, premiums owed' },
    make: () => new HealthCard(arrears, { image: { ...newCard, validity: [{ cardValidity: '2031-12-31', treatmentCounter: 0 }] } }),
  },
  {
    card: 'hc.expired', label: { zh: '健保卡 逾有效期限', en: 'NHI card past its validity' },
    make: () => new HealthCard(expired, { image: { ...newCard, validity: [{ cardValidity: '2025-12-31', treatmentCounter: 5 }] } }),
  },
  { card: 'hpc', label: { zh: '真實醫事人員卡的樣子', en: 'professional card as a real one answers' }, make: () => new ForeignCard() },
  ...staff.map((professional): ShelvedCard => ({
    card: `hpc.${professional.profession}`,
    label: {
      zh: `醫事人員卡 ${professions[professional.profession].label.zh}（PIN 123456）`,
      en: `professional card, ${professions[professional.profession].label.en} (PIN 123456)`,
    },
    make: () => new ProfessionalCard(professional),
  })),
  { card: 'sam', label: { zh: '安全模組卡', en: 'security module (SAM)' }, make: () => new SamCard(testClinic) },
  { card: 'mute', label: { zh: '晶片無反應的卡片', en: 'card that does not answer its reset' }, make: () => new MuteCard() },
]

function faulty(fault: CardFaultName, number: number): ShelvedCard {
  const ofHis: Person = { ...wang, cardSn: `0000123459${String(number + 1).padStart(2, '0')}` }
  const { zh, en } = cardFaults[fault].label
  return {
    card: `fault.${fault}`,
    label: { zh: `故障卡：${zh}`, en: `faulty card: ${en}` },
    make: () => new FaultyCard(new HealthCard(ofHis), fault), samePersonAs: 'hc.wang',
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
