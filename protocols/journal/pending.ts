import { fill, type Bilingual } from '../bilingual.ts'
import type { Folded, OrderListRecord, TreatmentVersion } from './visit-record.ts'

/** What somebody has to do about a visit, or bring, before it is settled. */
export interface Pending {
  readonly waitsFor: 'card' | 'centre' | 'person'
  readonly step: Bilingual
  /** Milliseconds since 1970. */
  readonly since: number
}

type Case = Omit<Pending, 'since'>

/** Each case of a visit that is not settled, with what to do. `{slots}` are filled from the record. */
export const pendingCases = {
  numberUnknown: {
    waitsFor: 'card',
    step: {
      zh: '不確定健保署是否已給就醫序號。請勿重新取號；插入同一張健保卡，服務會自行查明。',
      en: 'It is not known whether NHIA has counted this visit. Do not take another number: insert the same card, and the '
        + 'service finds out.',
    },
  },
  numberAtCentreUnknown: {
    waitsFor: 'centre',
    step: {
      zh: '不確定健保署是否已給就醫序號，目前無法詢問。請勿重新取號；確認健保 VPN 已連線，同一張健保卡留在讀卡機，服務會自行查明。',
      en: 'It is not known whether NHIA has counted this visit, and it cannot be asked now. Do not take another number: see that '
        + 'the VPN works and leave the same card inserted; the service finds out.',
    },
  },
  numberMayComeYet: {
    waitsFor: 'centre',
    step: {
      zh: '健保署目前沒有這筆就醫，但仍可能遲到。請將同一張健保卡留在讀卡機約一分鐘，服務會再確認。',
      en: 'NHIA does not have this visit, and could count it yet. Leave the same card inserted for about a minute; the service '
        + 'looks again.',
    },
  },
  numberOnCardUnknown: {
    waitsFor: 'card',
    step: {
      zh: '不確定健保卡是否已寫入就醫序號。請勿重新取號；插入同一張健保卡，服務會自行查明。',
      en: 'It is not known whether the card has this number. Do not take another one: insert the same card, and the service finds out.',
    },
  },
  numberTakingBack: {
    waitsFor: 'centre',
    step: {
      zh: '健保卡沒有寫入，健保署的就醫序號還要取消。請確認健保 VPN 已連線，再插入同一張健保卡。',
      en: 'The card does not have this number, and NHIA is still to take it back. See that the VPN works, then insert the same card.',
    },
  },
  numberForPerson: {
    waitsFor: 'person',
    step: {
      zh: '無法查明就醫序號是否成立{owed}。請確認後擇一：病人仍在時退掛重取；已離開時以異常就醫序號上傳。完成後按「已處理」。',
      en: 'What became of this number cannot be found out{owed}. While the patient is there, undo it and take another; if not, '
        + 'upload the visit with an irregular number. Then press “Looked after”.',
    },
  },
  numberNotTold: {
    waitsFor: 'person',
    step: {
      zh: '就醫序號 {number} 已取得，但掛號程式沒有收到。請以同一張健保卡再取號一次，會得到同一個序號；不需要時請退掛。',
      en: 'Number {number} was taken, and the program that asked was not told. Take the number once more with the same card: it '
        + 'gets this one. If it is not wanted, undo the visit.',
    },
  },
  undoStopped: {
    waitsFor: 'card',
    step: {
      zh: '退掛沒有做完。請插入同一張健保卡再退掛一次，會接著做完；做完前這張卡不要重新取號。',
      en: 'The undo was not finished. Insert the same card and undo the visit once more: it goes on from there. Take no new number before.',
    },
  },
  undoImpossible: {
    waitsFor: 'person',
    step: {
      zh: '退掛沒有做完，而且已無法在卡上完成（{code}）。健保署可能已取消這筆就醫，請向健保署確認，完成後按「已處理」。',
      en: 'The undo was not finished and cannot be any more on the card ({code}). NHIA may have taken the visit back: ask NHIA, '
        + 'then press “Looked after”.',
    },
  },
  ordersUnknown: {
    waitsFor: 'card',
    step: {
      zh: '處方寫到第 {written} 筆（共 {count} 筆）後中斷，後面不確定。簽章都已保存。請插入同一張健保卡與已驗證 PIN 的醫事人員卡，服務會查明。',
      en: 'Writing orders stopped after {written} of {count}; what stands behind is not known. All signatures are kept. Insert '
        + 'the same card and a professional card with its PIN verified, and the service finds out.',
    },
  },
  ordersToWrite: {
    waitsFor: 'card',
    step: {
      zh: '{count} 筆處方中，前 {written} 筆已在卡上。請插入同一張健保卡，從第 {next} 筆起補寫，不要整批重寫。',
      en: 'Of {count} orders the first {written} stand on the card. Insert the same card and write the rest, from order {next} '
        + 'on, not all of them.',
    },
  },
  treatmentToWrite: {
    waitsFor: 'card',
    step: {
      zh: '診斷或費用沒有確定寫入。請插入同一張健保卡再寫入一次；重複寫入相同內容不會重複計算。',
      en: 'It is not sure that diagnoses and fees were written. Insert the same card and write them once more: the same twice counts once.',
    },
  },
  updateToRepeat: {
    waitsFor: 'card',
    step: {
      zh: '卡片內容更新沒有做完。請插入同一張健保卡，再更新一次。',
      en: 'The update of the card was not finished. Insert the same card and update it once more.',
    },
  },
} as const satisfies Record<string, Case>

type CaseName = keyof typeof pendingCases

const isUnsettled = ({ isSettled }: { readonly isSettled: boolean }) => !isSettled

/** Whether nobody knows what stands of a write. */
export function isOpenWrite({ state, isSettled }: { readonly state: string, readonly isSettled: boolean }): boolean {
  return !isSettled && (state === 'underWay' || state === 'stopped')
}

/** Diagnoses or fees that a later version does not stand for. */
function unwritten(treatments: readonly TreatmentVersion[]): TreatmentVersion | undefined {
  return treatments.find((one, at) => {
    if (one.isSettled || one.state === 'done' || one.state === 'refused') return false
    const later = treatments.slice(at + 1).filter(({ state }) => state === 'done')
    return (one.diagnoses !== null && later.every(({ diagnoses }) => diagnoses === null))
      || (one.fees !== null && later.every(({ fees }) => fees === null))
      || (one.fees === null && one.diagnoses === null && later.length === 0)
  })
}

/** A list that lacks orders which no later list brought. */
function unfinished(orders: readonly OrderListRecord[]): OrderListRecord | undefined {
  return orders.find((list, at) => (
    list.state === 'notThere' && isUnsettled(list) && !orders.slice(at + 1).some(({ state }) => state === 'done')
  ))
}

function pending(name: CaseName, since: number, slots: Readonly<Record<string, string | number>> = {}): Pending {
  const { waitsFor, step } = pendingCases[name]
  return { waitsFor, step: fill(step, slots), since }
}

const unknownCases = {
  card: 'numberUnknown', centre: 'numberAtCentreUnknown', time: 'numberMayComeYet', person: 'numberForPerson',
} as const

function ofNumber({ number, undo }: Folded): Pending | null {
  if (number === null || number.isSettled || undo?.state === 'done') return null
  switch (number.state) {
    case 'asking': return pending('numberUnknown', number.since)
    case 'unknown': return pending(unknownCases[number.waitsFor ?? 'card'], number.since, { owed: '' })
    case 'writing': case 'cardUnknown': return pending('numberOnCardUnknown', number.since)
    case 'takingBack': return pending('numberTakingBack', number.since)
    case 'forPerson': {
      const owed = number.owedNumber === null ? '' : ` (${number.owedNumber})`
      return pending('numberForPerson', number.since, { owed })
    }
    case 'none': return null
    case 'taken': {
      const { sequenceNumber = '', treatmentDateTime = '' } = number.given ?? {}
      const shown = sequenceNumber === '' ? treatmentDateTime : sequenceNumber
      return number.isTold ? null : pending('numberNotTold', number.since, { number: shown })
    }
  }
}

/** What a visit waits for first; null when all of it is settled. */
export function pendingOf(record: Folded): Pending | null {
  const { treatments, orders, undo, update } = record
  const number = ofNumber(record)
  if (number !== null) return number
  if (undo !== null && isOpenWrite(undo)) return pending('undoStopped', undo.since)
  if (undo?.state === 'notThere' && isUnsettled(undo)) return pending('undoImpossible', undo.since, { code: undo.code })
  if (undo?.state !== 'done') {
    const lost = orders.find(isOpenWrite)
    if (lost !== undefined) return pending('ordersUnknown', lost.since, { written: lost.written, count: lost.orders.length })
    const rest = unfinished(orders)
    if (rest !== undefined) {
      const { since, written, orders: { length: count } } = rest
      return pending('ordersToWrite', since, { written, count, next: written + 1 })
    }
    const treatment = unwritten(treatments)
    if (treatment !== undefined) return pending('treatmentToWrite', treatment.since)
  }
  if (update !== null && (isOpenWrite(update) || (update.state === 'notThere' && isUnsettled(update)))) {
    return pending('updateToRepeat', update.since)
  }
  return null
}
